import type { Db } from '../../infra/database/database.js';
import { modelColumns, type StoredType, TABLE_OF } from './model-columns.rules.js';
import { SOURCE_COLUMNS } from './record-json.rules.js';

/** A link, whose records are read. */
export interface LinkRef {
  readonly workspaceId: string;
  readonly linkId: string;
}

/** A record as it is read, with the fields that were wanted. */
export interface RecordRow {
  readonly list: string;
  readonly source_id: string;
  readonly source_created_at?: Date | null;
  readonly source_updated_at?: Date | null;
  readonly read_at?: Date;
  readonly deleted_at?: Date | null;
  readonly deletion?: string | null;
  /** The fields of its type, decimals as text. Null: the model has no row of it. */
  readonly model: Record<string, unknown> | null;
  /** The stored JSON as text: of types that have no table, or where it was wanted. */
  readonly raw: string | null;
  /** The same, where it is stored sealed. */
  readonly sealed: string | null;
  /** What is selected of the record, as the database wrote it: then the row has nothing else but its list. */
  readonly json?: string | null;
}

/** The names of the fields that are read of records, among others; undefined: all. */
export type Wanted = ReadonlySet<string> | undefined;

/** The wanted columns of the stored record `s`, each after a comma. `isEmpty`: NULL in place of them. */
export const sourceColumns = (wanted: Wanted, isEmpty = false): string =>
  Object.entries(SOURCE_COLUMNS)
    .filter(([field]) => wanted?.has(field) ?? true)
    .map(
      ([field, column]) =>
        `, ${isEmpty ? `NULL::${field === 'deletion' ? 'text' : 'timestamptz'} AS ` : 's.'}${column}`,
    )
    .join('');

/** The wanted fields of the row `m` as JSON, with decimals as text: the driver would parse numbers of JSON as floats. */
export const modelJson = (type: StoredType, wanted: Wanted): string =>
  `json_build_object(${modelColumns(type)
    .filter(({ isId, field }) => !isId && (wanted?.has(field) ?? true))
    .map(({ field, name, type: kind }) => `'${field}', m."${name}"${kind === 'numeric' ? '::text' : ''}`)
    .join(', ')})`;

/** The columns of a `RecordRow`, of the stored record `s` and its row `m` in the table of its type. */
export const recordColumns = (type: StoredType | null, wanted?: Wanted, withRaw = false, json?: string): string => {
  if (json !== undefined) return writtenColumns(wanted, json);
  const model = type === null ? 'NULL::json' : `CASE WHEN m.source_id IS NOT NULL THEN ${modelJson(type, wanted)} END`;
  const raw = type === null || withRaw ? 's.raw::text AS raw, s.raw_sealed AS sealed' : 'NULL AS raw, NULL AS sealed';
  return `s.list, s.source_id${sourceColumns(wanted)}, ${model} AS model, ${raw}, NULL::text AS json`;
};

/** The same columns where `json` is written in place of all others but the list. */
export const writtenColumns = (wanted: Wanted, json: string): string =>
  `s.list, NULL::text AS source_id${sourceColumns(wanted, true)}, NULL::json AS model, NULL AS raw, NULL AS sealed, ${json} AS json`;

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

export interface RawOf extends Pick<RecordRow, 'list' | 'source_id' | 'raw' | 'sealed'> {
  readonly is_too_much: boolean;
}

/**
 * The stored JSON of records as text. `is_too_much`: all of it together takes more than `most` bytes of the table, where
 * it is compressed, and nothing of it is read.
 */
export function findRawOf(
  db: Db,
  { workspaceId, linkId }: LinkRef,
  keys: readonly RecordKey[],
  most: number,
): Promise<RawOf[]> {
  return db.query(
    `SELECT list, source_id, CASE WHEN bytes <= $5 THEN raw::text END AS raw, CASE WHEN bytes <= $5 THEN raw_sealed END AS sealed,
            bytes > $5 AS is_too_much
       FROM (SELECT s.list, s.source_id, s.raw, s.raw_sealed,
                    sum(coalesce(pg_column_size(s.raw), pg_column_size(s.raw_sealed), 0)) OVER () AS bytes
               FROM unnest($3::text[], $4::text[]) AS k(list, source_id)
               JOIN ledgerlink.source_record s
                 ON s.workspace_id = $1 AND s.link_id = $2 AND s.list = k.list AND s.source_id = k.source_id) AS found`,
    [workspaceId, linkId, keys.map(({ list }) => list), keys.map(({ sourceId }) => sourceId), most],
  );
}
