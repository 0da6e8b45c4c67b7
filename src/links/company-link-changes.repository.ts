import { oneOf, type SqlFragments } from '../infra/database/statement.js';
import type { BusinessData } from './business.rules.js';
import { type ReasonOf, statusesBefore } from './company-link.rules.js';

/** `link`: one per company and integration, for life. No row where it is there already. */
export const insertLink = (link: {
  readonly workspaceId: string;
  readonly id: string;
  readonly companyId: string;
  readonly integrationKey: string;
}): SqlFragments => ({
  link: (addParameter) => `
    INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, integration_key)
    VALUES (${addParameter(link.workspaceId)}, ${addParameter(link.id)}, ${addParameter(link.companyId)}, ${addParameter(link.integrationKey)})
    ON CONFLICT (workspace_id, company_id, integration_key) DO NOTHING RETURNING id`,
});

/** `explained`: a link that never was more than asked for shows what became of the asking; any other stays as it was. `when` looks at other parts. */
export const explainPending = (
  { workspaceId, linkId, reason }: { workspaceId: string; linkId: string; reason: ReasonOf<'PENDING'> },
  when: string,
): SqlFragments => ({
  explained: (addParameter) => `
    UPDATE ledgerlink.company_link SET status_reason = ${addParameter(reason)}, status_changed_at = now()
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(linkId)} AND status = 'PENDING'
       AND status_reason <> ${addParameter(reason)} AND ${when}
    RETURNING id`,
});

export interface Completion {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly attemptId: string;
  readonly reason: ReasonOf<'LINKED'>;
  readonly business: BusinessData;
}

/**
 * `linked`: the link takes over what the attempt holds, as it stood when the statement began: of any number at once,
 * one wins. Its grant must be living, and the transaction must hold its lock.
 */
export const completeLink = ({
  workspaceId,
  linkId,
  attemptId,
  reason,
  business,
}: Completion): SqlFragments => ({
  linked: (addParameter) => `
    UPDATE ledgerlink.company_link l
       SET status = 'LINKED', status_reason = ${addParameter(reason)}, status_changed_at = now(), linked_at = now(),
           credential_set_id = g.credential_set_id, grant_id = g.id,
           country_code = coalesce(g.country_code, ${addParameter(business.countryCode)}),
           business_id = ${addParameter(business.id)}, business_name = ${addParameter(business.name)},
           business_is_lead = ${addParameter(business.isLead)}
      FROM ledgerlink.link_attempt a
      JOIN ledgerlink.platform_grant g ON g.workspace_id = a.workspace_id AND g.id = a.grant_id AND g.state = 'ACTIVE'
     WHERE l.workspace_id = ${addParameter(workspaceId)} AND l.id = ${addParameter(linkId)} AND l.status ${oneOf(statusesBefore('LINKED'))}
       AND a.workspace_id = l.workspace_id AND a.id = ${addParameter(attemptId)} AND a.step = 'CHOOSING'
    RETURNING l.workspace_id, l.id, l.grant_id`,
  // Ends the turn of whoever is renewing it: their statement that gives the grant up may be waiting for our lock, and
  // would still see it without a link. The next turn finds out, and then the link is told.
  taken_over: () => `
    UPDATE ledgerlink.platform_grant g SET generation = g.generation + 1
      FROM linked l WHERE g.workspace_id = l.workspace_id AND g.id = l.grant_id`,
});

/**
 * `unlinked`: whatever it held is among `ended_grants` or has ended, or it stays as it is and the statement is to run
 * again. Ended: by an earlier run, that had to wait for whoever made the link and still saw the link without its grant.
 */
export const cutLink = (workspaceId: string, linkId: string, when: string): SqlFragments => ({
  unlinked: (addParameter) => `
    UPDATE ledgerlink.company_link l
       SET status = 'UNLINKED', status_reason = 'UNLINKED_BY_WORKSPACE', status_changed_at = now(), grant_id = NULL
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(linkId)} AND status ${oneOf(statusesBefore('UNLINKED'))}
       AND (grant_id IS NULL OR grant_id IN (SELECT id FROM ended_grants)
            OR EXISTS (SELECT FROM ledgerlink.platform_grant g
                        WHERE g.workspace_id = l.workspace_id AND g.id = l.grant_id AND g.state = 'ENDED'))
       AND ${when}
    RETURNING id`,
});
