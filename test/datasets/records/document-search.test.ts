import { beforeAll, expect, test } from '@jest/globals';
import { listRecords } from '../../../src/datasets/records/record-page.repository.js';
import type { RecordFilter, RecordOrder, RecordPlace } from '../../../src/datasets/records/record-page.rules.js';
import { newId } from '../../../src/infra/ids/ids.js';
import { startRecordsDatabase } from '../../support/records-database.js';
import { useStarted } from '../../support/use-started.js';

const LIST = 'sales_invoices';
const DOCUMENTS = 5_000;
const PAGE = 250;

const started = useStarted(startRecordsDatabase);
const [workspaceId, linkId] = [newId(), newId()];

/** Dates have ties, and every tenth document has none. The oldest 3,000 are "late": more than few, and far from the newest. */
beforeAll(async () => {
  await started.admin.query(
    `INSERT INTO ledgerlink.document (workspace_id, link_id, list, source_id, deleted, updated_at, kind, form, status, lines,
            tax_lines, allocations, tracking, issue_date, total, number_key, reference_key, contact_name_key)
     SELECT $1, $2, '${LIST}', md5(n::text), false, now(), 'SALES_INVOICE', 'FULL', 'OPEN', '[]', '[]', '[]', '[]',
            CASE WHEN n % 10 <> 0 THEN date '2026-11-01' - n / 3 END, n % 7, 'si-' || n,
            CASE WHEN n >= 2000 THEN 'late ' || n END, 'customer ' || n % 50
       FROM generate_series(0, ${DOCUMENTS - 1}) AS n`,
    [workspaceId, linkId],
  );
  await started.admin.query('ANALYZE ledgerlink.document');
});

const COLUMNS = ['number_key', 'reference_key', 'contact_name_key'];
const BY_DATE: RecordOrder = { column: 'issue_date', type: 'date', descending: true };
const HAS_TOTAL_3: RecordFilter = { kind: 'is', column: 'total', value: '3' };

async function readAll(filters: readonly RecordFilter[], order: RecordOrder): Promise<string[]> {
  const ids: string[] = [];
  for (let after: RecordPlace | undefined; ; ) {
    const page = {
      type: 'document',
      deleted: false,
      filters,
      order,
      after,
      limit: PAGE,
      wanted: new Set<string>(),
    } as const;
    const rows = await listRecords(started.database.reader(), { workspaceId, linkId }, page);
    ids.push(...rows.map(({ source_id: id }) => id));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return ids;
    after = { key: last.key, list: last.list, sourceId: last.source_id };
  }
}

async function expected(text: string, { descending }: RecordOrder, more: string): Promise<string[]> {
  const way = descending ? 'DESC' : 'ASC';
  const matches = COLUMNS.map((column) => `starts_with(${column}, $2)`).join(' OR ');
  const rows = await started.admin.query<{ id: string }>(
    `SELECT source_id AS id FROM ledgerlink.document WHERE link_id = $1 AND (${matches}) AND ${more}
      ORDER BY issue_date ${way}, list ${way}, source_id ${way}`,
    [linkId, text],
  );
  return rows.rows.map(({ id }) => id);
}

test.each([
  ['all', 'customer', DOCUMENTS],
  ['many that stand far from the first', 'late', 3_000],
  ['a fiftieth', 'customer 7', 100],
  ['few by their numbers', 'si-49', 111],
  ['one', 'si-4999', 1],
  ['none', 'si-x', 0],
] as const)('a search that %s fit finds them in the order of the list, page by page', async (_what, text, count) => {
  for (const descending of [true, false])
    for (const [filters, more] of [
      [[], 'true'],
      [[HAS_TOTAL_3], 'total = 3'],
    ] as const) {
      const order = { ...BY_DATE, descending };
      const found = await readAll([{ kind: 'begins', columns: COLUMNS, text }, ...filters], order);
      expect(found).toEqual(await expected(text, order, more));
      if (filters.length === 0) expect(found).toHaveLength(count);
    }
});
