import type { Db, StatementText } from '../infra/database/database.js';
import { linksAs } from '../links/company-link.repository.js';
import type { LinkRef } from './dataset-changes.repository.js';

/** A linked link whose lists have to be begun, or to go on. */
export interface LinkToPull {
  readonly workspaceId: string;
  readonly linkId: string;
  /** It has no lists yet. */
  readonly isNew: boolean;
}

/** Links that have become linked since a time, and that have no lists yet, or lists that wait for the link. */
export function findLinksToPull(
  db: Db,
  workspaceIds: readonly string[],
  { since, except, limit }: { readonly since: Date; readonly except: readonly string[]; readonly limit: number },
): Promise<LinkToPull[]> {
  return db.query(
    `SELECT l.workspace_id AS "workspaceId", l.id AS "linkId", count(d.list) = 0 AS "isNew" FROM ${linksAs('l')}
       LEFT JOIN ledgerlink.dataset d ON d.workspace_id = ANY($1) AND d.workspace_id = l.workspace_id AND d.link_id = l.id
      WHERE l.workspace_id = ANY($1) AND l.status = 'LINKED' AND l.status_changed_at >= $2 AND l.id <> ALL($3)
      GROUP BY l.workspace_id, l.id
     HAVING count(d.list) = 0 OR bool_or(d.status = 'LINK_LOST' AND d.due_at IS NULL)
      LIMIT $4`,
    [workspaceIds, since, except, limit],
  );
}

/** Makes lists due that wait for their link. */
export const listsResumed = ({ workspaceId, linkId }: LinkRef, now: Date): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET due_at = $3
    WHERE workspace_id = $1 AND link_id = $2 AND status = 'LINK_LOST' AND due_at IS NULL`,
  values: [workspaceId, linkId, now],
});

/** The lists of a link that have a state. */
export async function findLists(db: Db, { workspaceId, linkId }: LinkRef): Promise<string[]> {
  const rows = await db.query<{ list: string }>(
    'SELECT list FROM ledgerlink.dataset WHERE workspace_id = $1 AND link_id = $2',
    [workspaceId, linkId],
  );
  return rows.map(({ list }) => list);
}
