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
  const cut = `ORDER BY ${orderedBy(order)} LIMIT $4`;
  const parts = partsOf(order, page.after, addParameter).map((part) => ({
    ordered: `m.workspace_id = $1 AND m.link_id = $2 AND m.deleted = $3 AND ${part}`,
    fits: ['true', ...conditions].join(' AND '),
    cut,
  }));
  const found = begins && foundByBeginning(table, begins, parts, addParameter);
  const selects = parts.flatMap((part, index) =>
    found
      ? selectsOfSearch(table, part, index)
      : [`(SELECT m.* FROM ${table} m WHERE ${part.ordered} AND ${part.fits} ${cut})`],
  );
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
       FROM (SELECT * FROM (${selects.join(' UNION ALL ')}) AS part LIMIT $4) AS m ${stored}
      ORDER BY ${orderedBy(order)}`,
    values,
  );
}

/** One range of the index. `ordered`: what the index finds; `fits`: what is looked at in each record of it. */
interface PagePart {
  readonly ordered: string;
  readonly fits: string;
  readonly cut: string;
}

const FOUND = 'found';
/** So many records are read and sorted. Of more, a page is found soon in the order of the list. */
const FEW = 2_000;
/** So many times as many records as a page has are looked at in the order of the list, before any index of a text is. */
const NEAR_PAGES = 5;
const nearOf = (index: number): string => `near_${index}`;

/**
 * The three ways to a page of a search, of which the counts choose one: what many records fit stands near its place; few
 * are found by their texts; the others are looked for in the order of the list.
 */
function selectsOfSearch(table: string, { ordered, fits, cut }: PagePart, index: number): string[] {
  const isNear = `(SELECT count(*) FROM ${nearOf(index)}) = $4`;
  const areFew = `(SELECT count(*) FROM ${FOUND}) <= ${FEW}`;
  return [
    `(SELECT m.* FROM ${nearOf(index)} m WHERE ${isNear} ${cut})`,
    // OFFSET: the few are read and sorted. Without it the planner may walk through all records in their order.
    `(SELECT m.* FROM (SELECT m.* FROM ${FOUND} f JOIN ${table} m ON m.list = f.list AND m.source_id = f.source_id
        WHERE ${ordered} AND ${fits} AND ${areFew} OFFSET 0) AS m ${cut})`,
    `(SELECT m.* FROM ${table} m WHERE ${ordered} AND ${fits} AND NOT ${areFew} ${cut})`,
  ];
}

/**
 * WITH: a page of each part, if it stands near; and the keys of the records of which one of the columns begins with a text,
 * up to one more than are few. Neither is read where it is not asked for.
 */
function foundByBeginning(
  table: string,
  { columns, text }: { readonly columns: readonly string[]; readonly text: string },
  parts: readonly PagePart[],
  addParameter: AddParameter,
): string {
  const [from, to] = [addParameter(foldedText(text)), addParameter(`${foldedText(text)}\u{10ffff}`)];
  const near = parts.map(
    ({ ordered, fits, cut }, index) => `${nearOf(index)} AS MATERIALIZED (
      SELECT * FROM (SELECT m.* FROM ${table} m WHERE ${ordered} ${cut} * ${NEAR_PAGES}) AS m WHERE ${fits} LIMIT $4)`,
  );
  const keys = columns.map(
    (column) => `(SELECT m.list, m.source_id FROM ${table} m WHERE m.workspace_id = $1 AND m.link_id = $2
      AND m.${column} >= ${from} AND m.${column} < ${to} LIMIT ${FEW + 1})`,
  );
  return `WITH ${near.join(', ')}, ${FOUND} AS MATERIALIZED (${keys.join(' UNION ')})`;
}

/** Times in UTC: the zone of the session does not matter. */
function keyOf({ column, type }: RecordOrder): string {
  if (column === null) return 'NULL::text';
  return type === 'timestamptz' ? `(m.${column} AT TIME ZONE 'UTC')::text || '+00'` : `m.${column}::text`;
}
