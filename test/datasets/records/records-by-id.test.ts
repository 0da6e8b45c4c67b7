import { beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { findStored } from '../../../src/datasets/records/records.repository.js';
import {
  findMappedBefore,
  findMappedOtherwise,
  findModelIds,
} from '../../../src/datasets/records/remapping.repository.js';
import type { Db, StatementText } from '../../../src/infra/database/database.js';
import { newId } from '../../../src/infra/ids/ids.js';
import { createDatabase } from '../../support/database.js';
import { useStarted } from '../../support/use-started.js';

const RECORDS = 20_000;
const started = useStarted(async () => {
  const database = await createDatabase();
  return { admin: database.admin, close: () => database.drop() };
});
const ref = { workspaceId: newId(), linkId: newId(), list: 'sales_invoices' };
const ids = Array.from({ length: 200 }, (_, n) => `id-${n * 97}`);

/** The statement of a reading function, which finds nothing here. */
async function statementOf(read: (db: Db) => Promise<unknown>): Promise<StatementText> {
  const seen: StatementText[] = [];
  const query = async (text: string, values: unknown[]) => {
    seen.push({ text, values });
    return [];
  };
  await read({ query } as unknown as Db);
  return seen[0] as StatementText;
}

/** As while a list is pulled for the first time: the planner thinks that the tables are nearly empty. */
beforeAll(async () => {
  const { admin } = started;
  for (const table of ['source_record', 'document'])
    await admin.query(`ALTER TABLE ledgerlink.${table} SET (autovacuum_enabled = false)`);
  const values = [ref.workspaceId, ref.linkId, ref.list];
  await admin.query(
    `INSERT INTO ledgerlink.source_record (workspace_id, link_id, list, source_id, hash, raw, read_at, change_no, created_no, action,
            mapper_version)
     SELECT $1, $2, $3, 'id-' || n, '', '{}', now(), n, n, 'CREATED', 1 FROM generate_series(0, ${RECORDS - 1}) AS n`,
    values,
  );
  await admin.query(
    `INSERT INTO ledgerlink.document (workspace_id, link_id, list, source_id, deleted, kind, form, status, lines, tax_lines,
            allocations, tracking)
     SELECT $1, $2, $3, 'id-' || n, false, 'SALES_INVOICE', 'FULL', 'OPEN', '[]', '[]', '[]', '[]'
       FROM generate_series(0, ${RECORDS - 1}) AS n`,
    values,
  );
});

/** How many rows a statement reads, whether it uses them or not. Statements are prepared, and planned for all values in the end. */
async function rowsRead({ text, values }: StatementText, plan: 'generic' | 'custom' = 'generic'): Promise<number> {
  const client = await started.admin.connect();
  try {
    await client.query(`SET plan_cache_mode = 'force_${plan}_plan'`);
    await client.query(`PREPARE looked AS ${text}`);
    const given = values.map((value) => pg.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : `${value}`));
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE looked(${given.join(', ')})`);
    return readBy(rows[0]['QUERY PLAN'][0].Plan);
  } finally {
    client.release(true);
  }
}

interface PlanNode {
  readonly Plans?: readonly PlanNode[];
  readonly 'Actual Loops': number;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
}

/** Only a node without others below it reads a table. */
function readBy({ Plans: below, ...node }: PlanNode): number {
  if (below !== undefined) return below.reduce((sum, plan) => sum + readBy(plan), 0);
  return node['Actual Loops'] * (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));
}

test.each<[string, (db: Db) => Promise<unknown>]>([
  ['what is stored', (db) => findStored(db, ref, ids)],
  ['rows of the model', (db) => findModelIds(db, ref, 'document', ids)],
  [
    'rows that differ',
    (db) =>
      findMappedOtherwise(
        db,
        ref,
        'document',
        ids.map((sourceId) => ({ sourceId, row: {} })),
      ),
  ],
])('%s is looked up by its key in a list of which the planner knows nothing', async (_what, read) => {
  // The ids, and one row for each.
  expect(await rowsRead(await statementOf(read))).toBeLessThanOrEqual(2 * ids.length);
});

test.each(['generic', 'custom'] as const)(
  'a page to map anew is read by its key, even if the planner knows of no record of an older mapper (%s plan)',
  async (plan) => {
    await started.admin.query('UPDATE ledgerlink.source_record SET mapper_version = 2');
    await started.admin.query('ANALYZE ledgerlink.source_record');
    await started.admin.query('UPDATE ledgerlink.source_record SET mapper_version = 1');
    const read = (db: Db) => findMappedBefore(db, ref, { version: 2, after: 'id-1', limit: ids.length });
    expect(await rowsRead(await statementOf(read), plan)).toBeLessThanOrEqual(ids.length);
  },
);
