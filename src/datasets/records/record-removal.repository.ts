import type { Db } from '../../infra/database/database.js';
import { linksAs } from '../../links/company-link.repository.js';
import { STORED_TYPES, TABLE_OF } from './model-columns.rules.js';

/** The first link after `after` that has records, by its id. Undefined: there is none. */
export async function nextLinkWithRecords(db: Db, workspaceId: string, after: string): Promise<string | undefined> {
  const [row] = await db.query<{ link_id: string }>(
    'SELECT link_id FROM ledgerlink.source_record WHERE workspace_id = $1 AND link_id > $2 ORDER BY link_id LIMIT 1',
    [workspaceId, after],
  );
  return row?.link_id;
}

const TABLES = [...STORED_TYPES.map((type) => TABLE_OF[type]), 'source_record'];

/** Deletes records of a link, or of one list of it, `limit` of each table at most. Answers whether there may be more. */
export async function deleteRecords(
  db: Db,
  { workspaceId, linkId, list }: { readonly workspaceId: string; readonly linkId: string; readonly list?: string },
  limit: number,
): Promise<boolean> {
  const ofList = list === undefined ? '' : 'AND list = $4';
  const values = [workspaceId, linkId, limit, ...(list === undefined ? [] : [list])];
  for (const table of TABLES) {
    // In the order of the key, whose index passes over what was deleted before; and by place, so that nothing is joined.
    const rows = await db.query(
      `DELETE FROM ledgerlink.${table} WHERE workspace_id = $1 AND link_id = $2 AND ctid = ANY (ARRAY (
         SELECT ctid FROM ledgerlink.${table} WHERE workspace_id = $1 AND link_id = $2 ${ofList}
          ORDER BY list, source_id LIMIT $3)) RETURNING 1`,
      values,
    );
    // The stored records name the link, so they go last.
    if (rows.length > 0) return true;
  }
  return false;
}

/** Links that gave no access any more before a time, and of which records are here. */
export function findExpired(
  db: Db,
  workspaceIds: readonly string[],
  before: Date,
): Promise<{ workspaceId: string; linkId: string }[]> {
  return db.query(
    `SELECT l.workspace_id AS "workspaceId", l.id AS "linkId" FROM ${linksAs('l')}
      WHERE l.workspace_id = ANY($1) AND l.status IN ('UNLINKED', 'DEAUTHORIZED') AND l.status_changed_at < $2
        AND EXISTS (SELECT FROM ledgerlink.source_record r
                     WHERE r.workspace_id = ANY($1) AND r.workspace_id = l.workspace_id AND r.link_id = l.id)`,
    [workspaceIds, before],
  );
}
