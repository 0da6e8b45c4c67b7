import { columns, defineFragment, type Ids, type Now, oneOf, type SqlFragment } from '../infra/database/statement.js';
import type { ToldLink } from './company-link.repository.js';
import { statusesBefore } from './company-link.rules.js';

interface GrantOfLink {
  readonly id: string;
}

const TOLD = ['id', 'company_id', 'integration_key', 'status_reason'] as const;
type Told = ToldLink & { readonly status_reason: string };

/** Marks the link of a lost grant as deauthorized, with the same reason. */
export const linkLost = (lost: SqlFragment<never, GrantOfLink & { reason: string }>) =>
  defineFragment({
    name: 'link_lost',
    returns: columns<Told>(...TOLD),
    reads: [lost],
    sql: (addParameter, { workspaceId, now }: Ids & Now, [grant]) => {
      const g = grant.as('g');
      return `
    UPDATE ledgerlink.company_link l
       SET status = 'DEAUTHORIZED', status_reason = ${g.reason}, status_changed_at = ${addParameter(now)}
      FROM ${g.from}
     WHERE l.workspace_id = ${addParameter(workspaceId)} AND l.grant_id = ${g.id}
       AND l.status ${oneOf(statusesBefore('DEAUTHORIZED'))}
    RETURNING ${TOLD.map((column) => `l.${column}`).join(', ')}`;
    },
  });

/** Marks the link of a recovered grant as linked. */
export const linkRecovered = (recovered: SqlFragment<never, GrantOfLink>) =>
  defineFragment({
    name: 'link_recovered',
    returns: columns<Told>(...TOLD),
    reads: [recovered],
    sql: (addParameter, { workspaceId, now }: Ids & Now, [grant]) => {
      const g = grant.as('g');
      return `
    UPDATE ledgerlink.company_link l
       SET status = 'LINKED', status_reason = 'RECOVERED', status_changed_at = ${addParameter(now)}
      FROM ${g.from}
     WHERE l.workspace_id = ${addParameter(workspaceId)} AND l.grant_id = ${g.id}
       AND l.status = 'DEAUTHORIZED'
    RETURNING ${TOLD.map((column) => `l.${column}`).join(', ')}`;
    },
  });
