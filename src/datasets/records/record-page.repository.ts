import type { Db } from '../../infra/database/database.js';
import { foldedText, type StoredType, TABLE_OF } from './model-columns.rules.js';
import {
  type AddParameter,
  conditionOf,
  orderedBy,
  partsOf,
  type RecordFilter,
  type RecordOrder,
  type RecordPlace,
} from './record-page.rules.js';
import { type LinkRef, modelJson, type RecordRow, sourceColumns, type Wanted } from './record-read.repository.js';

export interface RecordPage {
  readonly type: StoredType;
  readonly deleted: boolean;
  readonly filters: readonly RecordFilter[];
  readonly order: RecordOrder;
  readonly after: RecordPlace | undefined;
  readonly limit: number;
  readonly wanted: Wanted;
  /** Written in place of the fields (`recordJson`). */
  readonly json?: string | undefined;
}

/** `key`: the value of the order's column as text. */
export type RecordPageRow = RecordRow & { readonly key: string | null };

/** Lists records of one type in the order of an index. The page is cut before anything else is read of its records. */
export function listRecords(db: Db, { workspaceId, linkId }: LinkRef, page: RecordPage): Promise<RecordPageRow[]> {
  const { type, deleted, order, filters } = page;
  const values: unknown[] = [workspaceId, linkId, deleted, page.limit];
  const addParameter = (value: unknown): string => `$${values.push(value)}`;
  const table = `ledgerlink.${TABLE_OF[type]}`;
  const conditions = filters.map((filter) => conditionOf(filter, addParameter));
  const begins = filters.find((filter) => filter.kind === 'begins');
  const found = begins && foundByBeginning(table, begins, addParameter);
  const parts = partsOf(order, page.after, addParameter).flatMap((part) => {
    const fits = `m.workspace_id = $1 AND m.link_id = $2 AND m.deleted = $3 AND ${[...conditions, part].join(' AND ')}`;
    const cut = `ORDER BY ${orderedBy(order)} LIMIT $4`;
    if (found === undefined) return [`(SELECT m.* FROM ${table} m WHERE ${fits} ${cut})`];
    return [
      // OFFSET: the few are read and sorted. Without it the planner may walk through all records in their order.
      `(SELECT m.* FROM (SELECT m.* FROM ${FOUND} f JOIN ${table} m ON m.list = f.list AND m.source_id = f.source_id
          WHERE ${fits} AND (SELECT count(*) FROM ${FOUND}) <= ${FEW} OFFSET 0) AS m ${cut})`,
      `(SELECT m.* FROM ${table} m WHERE ${fits} AND (SELECT count(*) FROM ${FOUND}) > ${FEW} ${cut})`,
    ];
  });
  const source = sourceColumns(page.wanted);
  const stored =
    source &&
    `JOIN ledgerlink.source_record s
         ON s.workspace_id = $1 AND s.link_id = $2 AND s.list = m.list AND s.source_id = m.source_id`;
  const shown = page.json
    ? `${page.json} AS json`
    : `${modelJson(type, page.wanted)} AS model, NULL AS raw, NULL AS sealed${source}`;
  return db.query<RecordPageRow>(
    `${found ?? ''} SELECT m.list, m.source_id, ${shown}, ${keyOf(order)} AS key
       FROM (SELECT * FROM (${parts.join(' UNION ALL ')}) AS part LIMIT $4) AS m ${stored}
      ORDER BY ${orderedBy(order)}`,
    values,
  );
}

const FOUND = 'found';
/** So many records are read and sorted. Of more, a page is found soon in the order of the list. */
const FEW = 2_000;

/** WITH: the keys of the records of which one of the columns begins with a text, up to one more than are few. */
function foundByBeginning(
  table: string,
  { columns, text }: { readonly columns: readonly string[]; readonly text: string },
  addParameter: AddParameter,
): string {
  const [from, to] = [addParameter(foldedText(text)), addParameter(`${foldedText(text)}\u{10ffff}`)];
  const parts = columns.map(
    (column) => `(SELECT m.list, m.source_id FROM ${table} m WHERE m.workspace_id = $1 AND m.link_id = $2
      AND m.${column} >= ${from} AND m.${column} < ${to} LIMIT ${FEW + 1})`,
  );
  return `WITH ${FOUND} AS MATERIALIZED (${parts.join(' UNION ')})`;
}

/** Times in UTC: the zone of the session does not matter. */
function keyOf({ column, type }: RecordOrder): string {
  if (column === null) return 'NULL::text';
  return type === 'timestamptz' ? `(m.${column} AT TIME ZONE 'UTC')::text || '+00'` : `m.${column}::text`;
}
