import type { Db } from '../../infra/database/database.js';
import { modelColumns, type StoredType, TABLE_OF } from './model-columns.rules.js';

/** A link, whose records are read. */
export interface LinkRef {
  readonly workspaceId: string;
  readonly linkId: string;
}

/** A record as it is read. `model`: the fields of its type, decimals as text; null: the model has no row of it. */
export interface RecordRow {
  readonly list: string;
  readonly source_id: string;
  readonly source_created_at: Date | null;
  readonly source_updated_at: Date | null;
  readonly read_at: Date;
  readonly deleted_at: Date | null;
  readonly deletion: string | null;
  readonly model: Record<string, unknown> | null;
  /** The stored JSON as text, of types that have no table. */
  readonly raw: string | null;
}

const SOURCE = 's.list, s.source_id, s.source_created_at, s.source_updated_at, s.read_at, s.deleted_at, s.deletion';

/** Decimals as text: the driver would parse numbers of JSON as floats. */
const fields = (type: StoredType): string =>
  modelColumns(type)
    .filter(({ isId }) => !isId)
    .map(({ field, name, type: kind }) => `'${field}', m."${name}"${kind === 'numeric' ? '::text' : ''}`)
    .join(', ');

/** The columns of a `RecordRow`, of the stored record `s` and its row `m` in the table of its type. */
export const recordColumns = (type: StoredType | null): string =>
  type === null
    ? `${SOURCE}, NULL::json AS model, s.raw::text AS raw`
    : `${SOURCE}, CASE WHEN m.source_id IS NOT NULL THEN json_build_object(${fields(type)}) END AS model, NULL AS raw`;

/** JOIN of the row `m` of the stored record `s`, in the table of its type. `$1` and `$2` are its workspace and link. */
export const joinModel = (type: StoredType | null): string =>
  type === null
    ? ''
    : `LEFT JOIN ledgerlink.${TABLE_OF[type]} m
         ON m.workspace_id = $1 AND m.link_id = $2 AND m.list = s.list AND m.source_id = s.source_id`;

export interface RecordKey {
  readonly list: string;
  readonly sourceId: string;
}

/** The records with these keys, whose lists become one type. */
export function findRecords(
  db: Db,
  { workspaceId, linkId }: LinkRef,
  type: StoredType | null,
  keys: readonly RecordKey[],
): Promise<RecordRow[]> {
  return db.query<RecordRow>(
    `SELECT ${recordColumns(type)} FROM unnest($3::text[], $4::text[]) AS k(list, source_id)
       JOIN ledgerlink.source_record s
         ON s.workspace_id = $1 AND s.link_id = $2 AND s.list = k.list AND s.source_id = k.source_id
       ${joinModel(type)}`,
    [workspaceId, linkId, keys.map(({ list }) => list), keys.map(({ sourceId }) => sourceId)],
  );
}

/** The records of lists that have a few records only, in the order of these lists. */
export function findRecordsOf(
  db: Db,
  { workspaceId, linkId }: LinkRef,
  { lists, deleted, after, limit }: RecordsOf,
): Promise<RecordRow[]> {
  return db.query<RecordRow>(
    `SELECT ${recordColumns(null)} FROM ledgerlink.source_record s
      WHERE s.workspace_id = $1 AND s.link_id = $2 AND s.list = ANY($3) AND (s.deleted_at IS NOT NULL) = $4
        AND (s.list, s.source_id) > ($5, $6)
      ORDER BY s.list, s.source_id LIMIT $7`,
    [workspaceId, linkId, lists, deleted, after?.list ?? '', after?.sourceId ?? '', limit],
  );
}

interface RecordsOf {
  readonly lists: readonly string[];
  readonly deleted: boolean;
  readonly after: RecordKey | undefined;
  readonly limit: number;
}

/** The stored JSON of records as text. */
export function findRawOf(
  db: Db,
  { workspaceId, linkId }: LinkRef,
  keys: readonly RecordKey[],
): Promise<{ list: string; source_id: string; raw: string | null }[]> {
  return db.query(
    `SELECT s.list, s.source_id, s.raw::text AS raw FROM unnest($3::text[], $4::text[]) AS k(list, source_id)
       JOIN ledgerlink.source_record s
         ON s.workspace_id = $1 AND s.link_id = $2 AND s.list = k.list AND s.source_id = k.source_id`,
    [workspaceId, linkId, keys.map(({ list }) => list), keys.map(({ sourceId }) => sourceId)],
  );
}
