import type { Db, StatementText } from '../../infra/database/database.js';
import { type ListRef, listValues, storedIds } from '../records/records.repository.js';

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

/** Notes the ids on one page of a scan. A page that is read again replaces what it said before. */
export const idsSeen = (ref: ListRef, scan: number, place: number, ids: readonly string[]): StatementText => ({
  text: `INSERT INTO ledgerlink.dataset_seen (workspace_id, link_id, list, scan, place, ids) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (workspace_id, link_id, list, scan, place) DO UPDATE SET ids = EXCLUDED.ids`,
  values: [...listValues(ref), scan, place, ids],
});

/** Forgets the ids of earlier scans. */
export const idsForgotten = (ref: ListRef): StatementText => ({
  text: `DELETE FROM ledgerlink.dataset_seen WHERE ${OF_LIST}`,
  values: listValues(ref),
});

/** How many different ids were on the pages of scan `scan`, or of all scans that are noted. */
export async function countSeen(db: Db, ref: ListRef, scan: number | null): Promise<number> {
  const [row] = await db.query<{ count: string }>(
    `SELECT count(DISTINCT s.id) AS count FROM (SELECT unnest(ids) AS id FROM ledgerlink.dataset_seen
      WHERE ${OF_LIST} AND ($4::integer IS NULL OR scan = $4)) AS s`,
    [...listValues(ref), scan],
  );
  return Number(row?.count);
}

const SEEN = `SELECT unnest(ids) FROM ledgerlink.dataset_seen WHERE ${OF_LIST} AND scan = $4`;

/** Ids that a sweep has not seen although they are stored, and ids that it has seen and that are not stored. */
export async function findSwept(db: Db, ref: ListRef, scan: number): Promise<{ missing: string[]; unknown: string[] }> {
  const values = [...listValues(ref), scan];
  const [missing, unknown] = await Promise.all([
    db.query<{ id: string }>(
      `SELECT source_id AS id FROM (${storedIds('AND deleted_at IS NULL')} EXCEPT ${SEEN}) AS m(source_id)`,
      values,
    ),
    db.query<{ id: string }>(`SELECT id FROM (${SEEN} EXCEPT ${storedIds('')}) AS u(id)`, values),
  ]);
  return { missing: missing.map(({ id }) => id), unknown: unknown.map(({ id }) => id) };
}

/** NAMED: by a changed record. UNKNOWN, MISSING: after a sweep. SUSPECT: missing, until another sweep agrees. */
export type TodoReason = 'NAMED' | 'UNKNOWN' | 'MISSING' | 'SUSPECT';

export interface Todo {
  readonly reason: TodoReason;
  readonly sourceId: string;
  readonly addedAt: Date;
}

/**
 * Puts records on the list of those that are read by their ids. One that is named again is new: it may be read at the
 * moment, as it was before.
 */
export const todoAdded = (ref: ListRef, reason: TodoReason, ids: readonly string[], now: Date): StatementText => ({
  text: `INSERT INTO ledgerlink.dataset_todo AS t (workspace_id, link_id, list, reason, source_id, added_at)
    SELECT $1, $2, $3, $4, i.id, $6 FROM unnest($5::text[]) AS i(id)
    ON CONFLICT (workspace_id, link_id, list, reason, source_id) DO UPDATE
      SET added_at = CASE WHEN t.reason = 'NAMED' THEN EXCLUDED.added_at ELSE t.added_at END`,
  values: [...listValues(ref), reason, [...ids].sort(), now],
});

/** These were read, as they stood on the list. */
export const todoDone = (ref: ListRef, todo: readonly Todo[]): StatementText => ({
  text: `DELETE FROM ledgerlink.dataset_todo d USING unnest($4::text[], $5::text[], $6::timestamptz[]) AS t(reason, source_id, added_at)
    WHERE d.workspace_id = $1 AND d.link_id = $2 AND d.list = $3 AND d.reason = t.reason AND d.source_id = t.source_id
      AND d.added_at = t.added_at`,
  values: [
    ...listValues(ref),
    ...[todo.map(({ reason }) => reason), todo.map(({ sourceId }) => sourceId), todo.map(({ addedAt }) => addedAt)],
  ],
});

/** The next records to be read by their ids. Suspects are not among them. */
export function findTodo(db: Db, ref: ListRef, limit: number): Promise<Todo[]> {
  return db.query<Todo>(
    `SELECT reason, source_id AS "sourceId", added_at AS "addedAt" FROM ledgerlink.dataset_todo
      WHERE ${OF_LIST} AND reason <> 'SUSPECT' ORDER BY reason, source_id LIMIT $4`,
    [...listValues(ref), limit],
  );
}

export async function findSuspects(db: Db, ref: ListRef): Promise<{ ids: Set<string>; since: Date | null }> {
  const rows = await db.query<{ id: string; since: Date }>(
    `SELECT source_id AS id, added_at AS since FROM ledgerlink.dataset_todo WHERE ${OF_LIST} AND reason = 'SUSPECT'`,
    listValues(ref),
  );
  return { ids: new Set(rows.map(({ id }) => id)), since: rows[0]?.since ?? null };
}

export const suspectsCleared = (ref: ListRef): StatementText => ({
  text: `DELETE FROM ledgerlink.dataset_todo WHERE ${OF_LIST} AND reason = 'SUSPECT'`,
  values: listValues(ref),
});

/** Deletes what rounds of a list have noted: the ids that they have seen and are to read, and their problems. */
export async function deleteRoundParts(tx: Db, ref: ListRef): Promise<void> {
  await tx.query(`DELETE FROM ledgerlink.dataset_seen WHERE ${OF_LIST}`, listValues(ref));
  await tx.query(`DELETE FROM ledgerlink.dataset_todo WHERE ${OF_LIST}`, listValues(ref));
  await tx.query(`DELETE FROM ledgerlink.dataset_problem WHERE ${OF_LIST}`, listValues(ref));
}
