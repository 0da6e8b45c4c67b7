import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure/numbers.mjs';
import { call, originOf } from '../platform/call.mjs';
import { startPulling } from './books.mjs';

const MOST_TIMES = 1.2;
/** Reads of the API before and while records are mapped anew. */
const READS_MS = 15_000;
const LIST = 'sales_invoices';
const QUERY = `query($id: ID!) { node(id: $id) { ... on CompanyLink { documents(first: 20) { nodes { sourceId total } } } } }`;

/** Records of an older mapper are mapped anew, and nothing of them differs, while the API is read. */
export async function measure(context) {
  const { records } = context.options;
  const pulling = await startPulling(context, 'remap');
  const { db } = pulling;
  const link = await pulling.newLink(50, true);
  let fleet = await pulling.startProcesses(1);
  await pulling.makeDue();
  await pulling.settle();
  await fleet.end();
  await db.query('UPDATE ledgerlink.dataset SET due_at = NULL');
  const copies = await copyTo(db, records);
  const changes = await changeNumbers(db);
  await db.query('UPDATE ledgerlink.source_record SET mapper_version = 0 WHERE list = $1', [LIST]);
  await db.query('UPDATE ledgerlink.dataset SET mapper_version = 0 WHERE list = $1', [LIST]);
  // A process begins a minute after its start.
  fleet = await pulling.startProcesses(1);
  const read = () => p95(fleet, pulling.key, link.id);
  // The first reads of a process are slower than all later ones.
  await read();
  const alone = await read();
  const waits = async (isDone) => {
    while (
      !isDone(
        (
          await db.query(
            'SELECT mapper_version AS version, lease_until AS until FROM ledgerlink.dataset WHERE list = $1',
            [LIST],
          )
        ).rows[0],
      )
    )
      await sleep(200);
  };
  await waits(({ until }) => until !== null);
  const began = performance.now();
  const beside = await read();
  process.stderr.write(
    `remap: p95 ${alone.toFixed(1)} ms, ${beside.toFixed(1)} ms beside it; waiting for all records\n`,
  );
  await waits(({ version }) => version > 0);
  const seconds = (performance.now() - began) / 1_000;
  await fleet.end();
  const numbers = (await changeNumbers(db)) - changes;
  return {
    report: {
      ...{ records: copies, seconds: seconds.toFixed(1), perSecond: (copies / seconds).toFixed(0), changes: numbers },
      ...{ p95Ms: alone.toFixed(1), p95BesideMs: beside.toFixed(1), times: (beside / alone).toFixed(2) },
    },
    broken: [
      [numbers > 0, 'records that are mapped as before are changes'],
      [beside > MOST_TIMES * alone, 'the p95 of the API rose by more than a fifth'],
    ],
  };
}

/** Copies the invoices of the link until there are as many. */
async function copyTo(db, records) {
  const { rows } = await db.query('SELECT count(*)::int AS count FROM ledgerlink.source_record WHERE list = $1', [
    LIST,
  ]);
  const times = Math.floor(records / rows[0].count);
  for (const table of ['source_record', 'document']) {
    const { rows: columns } = await db.query(
      `SELECT string_agg(CASE column_name WHEN 'source_id' THEN 'source_id || n' ELSE quote_ident(column_name) END, ', ' ORDER BY ordinal_position) AS list
         FROM information_schema.columns WHERE table_schema = 'ledgerlink' AND table_name = $1`,
      [table],
    );
    await db.query(
      `INSERT INTO ledgerlink.${table} SELECT ${columns[0].list} FROM ledgerlink.${table}, generate_series(2, ${times}) AS n WHERE list = '${LIST}'`,
    );
  }
  await db.query('ANALYZE ledgerlink.source_record, ledgerlink.document');
  return rows[0].count * times;
}

async function p95(fleet, key, id) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: QUERY, variables: { id } });
  const times = [];
  for (const end = performance.now() + READS_MS; performance.now() < end; ) {
    const began = performance.now();
    const { status, text } = await call(`${originOf(fleet, 0)}/graphql`, { method: 'POST', headers, body });
    if (status !== 200 || !text.includes('sourceId'))
      throw new Error(`the API answered ${status}: ${text.slice(0, 500)}`);
    times.push(performance.now() - began);
    await sleep(10);
  }
  return percentile(
    times.sort((a, b) => a - b),
    0.95,
  );
}

async function changeNumbers(db) {
  const { rows } = await db.query('SELECT sum(change_no)::int AS sum FROM ledgerlink.dataset');
  return rows[0].sum;
}
