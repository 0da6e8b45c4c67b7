import type { Db } from '../../infra/database/database.js';
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

/** Deletes records of a link, `limit` of each table at most. Answers whether there may be more. */
export async function deleteRecords(
  db: Db,
  { workspaceId, linkId }: { readonly workspaceId: string; readonly linkId: string },
  limit: number,
): Promise<boolean> {
  let isMore = false;
  for (const table of TABLES) {
    const rows = await db.query(
      `DELETE FROM ledgerlink.${table} WHERE workspace_id = $1 AND link_id = $2 AND (list, source_id) IN (
         SELECT list, source_id FROM ledgerlink.${table} WHERE workspace_id = $1 AND link_id = $2 LIMIT $3) RETURNING 1`,
      [workspaceId, linkId, limit],
    );
    isMore ||= rows.length === limit;
    // The stored records name the link, so they go last.
    if (isMore) return true;
  }
  return false;
}
