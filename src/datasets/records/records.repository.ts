// The folder `datasets/records`: what is stored of the records of linked companies, as they were sent and in the common
// model, and which of them a page changes. How they are pulled stands in `datasets`.

import type { Db } from '../../infra/database/database.js';
import type { StoredRecord } from './changes.rules.js';

/** The records of one list of one link. */
export interface ListRef {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly list: string;
}

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';
export const listValues = ({ workspaceId, linkId, list }: ListRef): string[] => [workspaceId, linkId, list];

interface StoredRow {
  readonly id: string;
  /** The time is that of UTC, without its zone and with microseconds. */
  readonly stored: StoredRecord | null;
}

/**
 * FROM: the row of a table of records with this id in the list `$1`, `$2`, `$3`, as `alias`, looked up by its key. While a list
 * is pulled for the first time the planner has no numbers, and takes any index for as good as that of the key: with
 * `source_id = ANY($4)` or a join it may read the whole list. Only the key has the order that is asked for here.
 */
export const rowOfId = (table: string, alias: string, id: string): string =>
  `(SELECT * FROM ledgerlink.${table} WHERE workspace_id = $1 AND (link_id, list, source_id) >= ($2, $3, ${id})
     ORDER BY link_id, list, source_id LIMIT 1) AS ${alias}
    WHERE ${alias}.link_id = $2 AND ${alias}.list = $3 AND ${alias}.source_id = ${id}`;

/** What is stored of the records with these ids. */
export async function findStored(db: Db, ref: ListRef, ids: readonly string[]): Promise<Map<string, StoredRecord>> {
  const rows = await db.query<StoredRow>(
    `SELECT k.id, (SELECT json_build_object('hash', encode(r.hash, 'hex'), 'isDeleted', r.deleted_at IS NOT NULL,
                          'updatedAt', r.source_updated_at AT TIME ZONE 'UTC', 'createdNo', r.created_no)
                     FROM ${rowOfId('source_record', 'r', 'k.id')}) AS stored
       FROM unnest($4::text[]) AS k(id)`,
    [...listValues(ref), ids],
  );
  const found = new Map<string, StoredRecord>();
  for (const { id, stored } of rows) {
    if (stored === null) continue;
    const { updatedAt } = stored;
    found.set(id, { ...stored, updatedAt: updatedAt && new Date(`${updatedAt}Z`).toISOString() });
  }
  return found;
}

/** A subquery: the ids of the list `$1`, `$2`, `$3`. */
export const storedIds = (condition: '' | 'AND deleted_at IS NULL'): string =>
  `SELECT source_id FROM ledgerlink.source_record WHERE ${OF_LIST} ${condition}`;

/** A condition: the record `id` of the list `$1`, `$2`, `$3` is stored. */
export const isStored = (id: string): string =>
  `EXISTS (SELECT FROM ledgerlink.source_record r
           WHERE r.workspace_id = $1 AND r.link_id = $2 AND r.list = $3 AND r.source_id = ${id})`;

/** A record as the platform sent it, as it is stored: its JSON as text, or that sealed. Both null: it is not kept. */
export interface RawRow extends ListRef {
  readonly sourceId: string;
  readonly raw: string | null;
  readonly sealed: string | null;
}

/** The JSON as text: the driver would parse its numbers as floats. */
export async function findRaw(db: Db, ref: ListRef, ids: readonly string[]): Promise<RawRow[]> {
  const rows = await db.query<Omit<RawRow, keyof ListRef>>(
    `SELECT source_id AS "sourceId", raw::text AS raw, raw_sealed AS sealed FROM ledgerlink.source_record
      WHERE ${OF_LIST} AND source_id = ANY($4)`,
    [...listValues(ref), ids],
  );
  return rows.map((row) => ({ ...ref, ...row }));
}

/** How many records are stored, and how many of them are not deleted. */
export async function countRecords(db: Db, ref: ListRef): Promise<{ all: number; live: number }> {
  const [row] = await db.query<{ all: string; live: string }>(
    `SELECT count(*) AS "all", count(*) FILTER (WHERE deleted_at IS NULL) AS live
       FROM ledgerlink.source_record WHERE ${OF_LIST}`,
    listValues(ref),
  );
  return { all: Number(row?.all), live: Number(row?.live) };
}

/** The newest documents of contacts of a link, of all its lists. */
export function findDocumentsOf(
  db: Db,
  { workspaceId, linkId }: ListRef,
  contactIds: readonly string[],
  limit: number,
): Promise<{ list: string; sourceId: string }[]> {
  return db.query(
    `SELECT list, source_id AS "sourceId" FROM ledgerlink.document
      WHERE workspace_id = $1 AND link_id = $2 AND contact_id = ANY($3) AND NOT deleted
      ORDER BY issue_date DESC NULLS LAST LIMIT $4`,
    [workspaceId, linkId, contactIds, limit],
  );
}
