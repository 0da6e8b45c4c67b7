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

/**
 * FROM: `r`, what is stored of the records `$4` of the list `$1`, `$2`, `$3`, each looked up by its key. While a list is pulled
 * for the first time the planner has no numbers, and takes any index for as good as that of the key: it would read the whole
 * list for every page. Only the key has the order that is asked for here.
 */
const STORED_BY_ID = `unnest($4::text[]) AS k(id) JOIN LATERAL
  (SELECT * FROM ledgerlink.source_record WHERE workspace_id = $1 AND (link_id, list, source_id) >= ($2, $3, k.id)
    ORDER BY link_id, list, source_id LIMIT 1) AS r ON r.link_id = $2 AND r.list = $3 AND r.source_id = k.id`;

interface StoredRow {
  readonly source_id: string;
  readonly hash: string;
  readonly is_deleted: boolean;
  readonly updated_at: Date | null;
  readonly created_no: string;
}

/** What is stored of the records with these ids. */
export async function findStored(db: Db, ref: ListRef, ids: readonly string[]): Promise<Map<string, StoredRecord>> {
  const rows = await db.query<StoredRow>(
    `SELECT source_id, encode(hash, 'hex') AS hash, deleted_at IS NOT NULL AS is_deleted,
            source_updated_at AS updated_at, created_no
       FROM ${STORED_BY_ID}`,
    [...listValues(ref), ids],
  );
  return new Map(
    rows.map(({ source_id, hash, is_deleted, updated_at, created_no }) => [
      source_id,
      { hash, isDeleted: is_deleted, updatedAt: updated_at?.toISOString() ?? null, createdNo: Number(created_no) },
    ]),
  );
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
    `SELECT source_id AS "sourceId", raw::text AS raw, raw_sealed AS sealed FROM ${STORED_BY_ID}`,
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
