import type { Db } from '../../infra/database/database.js';
import { type StoredType, TABLE_OF } from './model-columns.rules.js';
import {
  conditionOf,
  orderedBy,
  partsOf,
  type RecordFilter,
  type RecordOrder,
  type RecordPlace,
} from './record-page.rules.js';
import { type LinkRef, type RecordRow, recordColumns } from './record-read.repository.js';

export interface RecordPage {
  readonly type: StoredType;
  readonly deleted: boolean;
  readonly filters: readonly RecordFilter[];
  readonly order: RecordOrder;
  readonly after: RecordPlace | undefined;
  readonly limit: number;
}

/** `key`: the value of the order's column as text. */
export type RecordPageRow = RecordRow & { readonly key: string | null };

/** Lists records of one type in the order of an index. The page is cut before anything else is read of its records. */
export function listRecords(db: Db, { workspaceId, linkId }: LinkRef, page: RecordPage): Promise<RecordPageRow[]> {
  const { type, deleted, order } = page;
  const values: unknown[] = [workspaceId, linkId, deleted, page.limit];
  const addParameter = (value: unknown): string => `$${values.push(value)}`;
  const conditions = page.filters.map((filter) => conditionOf(filter, addParameter));
  const parts = partsOf(order, page.after, addParameter).map(
    (part) => `(SELECT m.* FROM ledgerlink.${TABLE_OF[type]} m
      WHERE m.workspace_id = $1 AND m.link_id = $2 AND m.deleted = $3 AND ${[...conditions, part].join(' AND ')}
      ORDER BY ${orderedBy(order)} LIMIT $4)`,
  );
  return db.query<RecordPageRow>(
    `SELECT ${recordColumns(type)}, ${keyOf(order)} AS key
       FROM (SELECT * FROM (${parts.join(' UNION ALL ')}) AS part LIMIT $4) AS m
       JOIN ledgerlink.source_record s
         ON s.workspace_id = $1 AND s.link_id = $2 AND s.list = m.list AND s.source_id = m.source_id
      ORDER BY ${orderedBy(order)}`,
    values,
  );
}

/** Times in UTC, whatever the session's zone is. */
function keyOf({ column, type }: RecordOrder): string {
  if (column === null) return 'NULL::text';
  return type === 'timestamptz' ? `(m.${column} AT TIME ZONE 'UTC')::text || '+00'` : `m.${column}::text`;
}
