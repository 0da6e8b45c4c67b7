import {
  anyExists,
  columns,
  defineFragment,
  type Ids,
  type Now,
  oneOf,
  type SqlFragment,
} from '../infra/database/statement.js';
import { heldGrantHasEnded, joinGrant } from '../tokens/grant/grant-joins.repository.js';
import type { BusinessData } from './business.rules.js';
import type { ToldLink } from './company-link.repository.js';
import { type ReasonOf, statusesBefore } from './company-link.rules.js';

interface NewLink {
  /** Of the company. The transaction must have held the company since it read it. */
  readonly searchName: string;
  readonly integrationKey: string;
}

/** Inserts the link of a company and an integration, of which there is only one. No row if it already exists. */
export const linkInserted = defineFragment({
  name: 'link_inserted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, link: Ids<'linkId' | 'companyId'> & NewLink) => `
    INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key)
    VALUES (${addParameter(link.workspaceId)}, ${addParameter(link.linkId)}, ${addParameter(link.companyId)},
            ${addParameter(link.searchName)}, ${addParameter(link.integrationKey)})
    ON CONFLICT (workspace_id, company_id, integration_key) DO NOTHING RETURNING id`,
});

export interface Explanation extends Ids<'linkId'>, Now {
  readonly reason: ReasonOf<'PENDING'>;
}

/**
 * A link that was never linked shows the result of its attempt. Any other link is not changed. Applies only if one of
 * the fragments `when` has a row, or always without `when`.
 */
export const pendingExplained = (...when: readonly SqlFragment<never>[]) =>
  defineFragment({
    name: 'pending_explained',
    returns: columns<{ id: string }>('id'),
    reads: when,
    sql: (addParameter, { workspaceId, linkId, reason, now }: Explanation, conditions) => `
    UPDATE ledgerlink.company_link SET status_reason = ${addParameter(reason)}, status_changed_at = ${addParameter(now)}
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(linkId)} AND status = 'PENDING'
       AND status_reason <> ${addParameter(reason)} AND ${anyExists(conditions)}
    RETURNING id`,
  });

export interface Completion extends Ids<'linkId' | 'attemptId'>, Now {
  readonly reason: ReasonOf<'LINKED'>;
  readonly business: BusinessData;
}

/**
 * The link takes over the grant and the business of the attempt, as they were when the statement began. Of any number
 * of concurrent calls, one gets the row. The grant must be active, and the transaction must have locked it.
 */
export const linkCompleted = defineFragment({
  name: 'link_completed',
  returns: columns<{ id: string; grant_id: string }>('id', 'grant_id'),
  sql: (addParameter, { workspaceId, linkId, attemptId, reason, business, ...times }: Completion) => {
    const [workspace, now] = [addParameter(workspaceId), addParameter(times.now)];
    return `
    UPDATE ledgerlink.company_link l
       SET status = 'LINKED', status_reason = ${addParameter(reason)}, status_changed_at = ${now}, linked_at = ${now},
           credential_set_id = g.credential_set_id, grant_id = g.id,
           country_code = coalesce(g.country_code, ${addParameter(business.countryCode)}),
           business_id = ${addParameter(business.id)}, business_name = ${addParameter(business.name)},
           business_is_lead = ${addParameter(business.isLead)}
      FROM ledgerlink.link_attempt a ${joinGrant('g', 'a', workspace)} AND g.state = 'ACTIVE'
     WHERE l.workspace_id = ${workspace} AND l.id = ${addParameter(linkId)} AND l.status ${oneOf(statusesBefore('LINKED'))}
       AND a.workspace_id = ${workspace} AND a.id = ${addParameter(attemptId)} AND a.step = 'CHOOSING'
    RETURNING l.id, l.grant_id`;
  },
});

/**
 * Unlinks the link if its grant is among `endedGrants` or has ended before. Otherwise it is not changed, and the
 * statement must run again: it may have waited for the transaction that made the link, and then sees the link without
 * its grant. Applies only if one of the fragments `when` has a row.
 */
export const linkUnlinked = (endedGrants: SqlFragment<never, { id: string }>, ...when: readonly SqlFragment<never>[]) =>
  defineFragment({
    name: 'link_unlinked',
    returns: columns<ToldLink>('id', 'company_id', 'integration_key'),
    reads: [endedGrants, ...when],
    sql: (addParameter, { workspaceId, linkId, now }: Ids<'linkId'> & Now, [ended, ...conditions]) => {
      const workspace = addParameter(workspaceId);
      return `
    UPDATE ledgerlink.company_link l
       SET status = 'UNLINKED', status_reason = 'UNLINKED_BY_WORKSPACE', status_changed_at = ${addParameter(now)}, grant_id = NULL
     WHERE workspace_id = ${workspace} AND id = ${addParameter(linkId)} AND status ${oneOf(statusesBefore('UNLINKED'))}
       AND (grant_id IS NULL OR grant_id IN (${ended.select('id')}) OR ${heldGrantHasEnded('l', workspace)})
       AND ${anyExists(conditions)}
    RETURNING id, company_id, integration_key`;
    },
  });

/** The links of a company take over its new search name. The transaction must have locked the company. */
export const linksRenamed = defineFragment({
  name: 'links_renamed',
  sql: (addParameter, company: Ids<'companyId'> & { readonly searchName: string }) => {
    const name = addParameter(company.searchName);
    return `
    UPDATE ledgerlink.company_link SET search_name = ${name}
     WHERE workspace_id = ${addParameter(company.workspaceId)} AND company_id = ${addParameter(company.companyId)}
       AND search_name IS DISTINCT FROM ${name}`;
  },
});

export const attemptsOfCompanyDeleted = defineFragment({
  name: 'attempts_deleted',
  sql: (addParameter, { workspaceId, companyId }: Ids<'companyId'>) => {
    const workspace = addParameter(workspaceId);
    return `
    DELETE FROM ledgerlink.link_attempt
     WHERE workspace_id = ${workspace} AND link_id IN (
           SELECT id FROM ledgerlink.company_link WHERE workspace_id = ${workspace} AND company_id = ${addParameter(companyId)})`;
  },
});

export const linksOfCompanyDeleted = defineFragment({
  name: 'links_deleted',
  sql: (addParameter, { workspaceId, companyId }: Ids<'companyId'>) => `
    DELETE FROM ledgerlink.company_link
     WHERE workspace_id = ${addParameter(workspaceId)} AND company_id = ${addParameter(companyId)}`,
});
