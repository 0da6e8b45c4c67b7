import type { Db, StatementText } from '../../infra/database/database.js';
import type { ChangeAction, DeletionKind } from './changes.rules.js';
import { modelColumns, type StoredType, TABLE_OF } from './model-columns.rules.js';
import { type ListRef, listValues, type RawRow, rowOfId } from './records.repository.js';

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

/** A stored record, as it was mapped. */
export interface MappedBefore extends RawRow {
  /** Whether an older mapper has mapped it, and its JSON is kept. */
  readonly isOutdated: boolean;
  readonly hash: string;
  readonly deletedAt: Date | null;
  readonly deletion: DeletionKind | null;
  readonly createdNo: string;
  readonly action: ChangeAction;
}

/**
 * The next records of a list, by their ids. Those that are not outdated are left out afterwards: the planner takes a
 * mapper of which it has not heard yet for a rare one, and would read and sort the whole list to find it.
 */
export async function findMappedBefore(
  db: Db,
  ref: ListRef,
  { version, after, limit }: { readonly version: number; readonly after: string; readonly limit: number },
): Promise<MappedBefore[]> {
  const rows = await db.query<Omit<MappedBefore, keyof ListRef>>(
    `SELECT source_id AS "sourceId", raw::text AS raw, raw_sealed AS sealed, encode(hash, 'hex') AS hash,
            deleted_at AS "deletedAt", deletion, created_no AS "createdNo", action,
            mapper_version < $5 AND (raw IS NOT NULL OR raw_sealed IS NOT NULL) AS "isOutdated"
       FROM (SELECT * FROM ledgerlink.source_record
              WHERE workspace_id = $1 AND (link_id, list, source_id) > ($2, $3, $4)
              ORDER BY link_id, list, source_id LIMIT $6) AS page
      WHERE link_id = $2 AND list = $3
      ORDER BY source_id`,
    [...listValues(ref), after, version, limit],
  );
  return rows.map((row) => ({ ...ref, ...row }));
}

/** Of records mapped anew, those whose row is stored otherwise, or not at all. Amounts are compared as numbers. */
export async function findMappedOtherwise(
  db: Db,
  ref: ListRef,
  type: StoredType,
  rows: readonly { readonly sourceId: string; readonly row: Readonly<Record<string, unknown>> }[],
): Promise<Set<string>> {
  const columns = modelColumns(type);
  const of = (alias: string) => columns.map(({ name }) => `${alias}."${name}"`).join(', ');
  const found = await db.query<{ id: string }>(
    `SELECT r.source_id AS id
       FROM jsonb_to_recordset($4) AS r(source_id text, ${columns.map(({ name, type: kind }) => `"${name}" ${kind}`).join(', ')})
      WHERE (SELECT (${of('m')}) IS NOT DISTINCT FROM (${of('r')})
               FROM ${rowOfId(TABLE_OF[type], 'm', 'r.source_id')}) IS NOT TRUE`,
    [...listValues(ref), JSON.stringify(rows.map(({ sourceId, row }) => ({ ...row, source_id: sourceId })))],
  );
  return new Set(found.map(({ id }) => id));
}

/** Of these records, those that have a row in the table of the type. */
export async function findModelIds(db: Db, ref: ListRef, type: StoredType, ids: readonly string[]): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT k.id FROM unnest($4::text[]) AS k(id) WHERE EXISTS (SELECT FROM ${rowOfId(TABLE_OF[type], 'm', 'k.id')})`,
    [...listValues(ref), ids],
  );
  return found.map(({ id }) => id);
}

/** The model has no place for these records any more. */
export const modelsRemoved = (ref: ListRef, type: StoredType, ids: readonly string[]): StatementText => ({
  text: `DELETE FROM ledgerlink.${TABLE_OF[type]} WHERE ${OF_LIST} AND source_id = ANY($4)`,
  values: [...listValues(ref), ids],
});
