import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure/numbers.mjs';
import { call, originOf } from '../platform/call.mjs';
import { startPulling } from './books.mjs';

const MOST_TIMES = 1.2;
/** The pace of a machine changes from minute to minute, so both parts are measured in turn. */
const ROUNDS = 3;
/** Reads of the API before and while records are mapped anew. */
const READS_MS = 45_000;
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
  fleet = undefined;
  await db.query('UPDATE ledgerlink.dataset SET due_at = NULL');
  await db.query('UPDATE ledgerlink.source_record SET mapper_version = 0 WHERE list = $1', [LIST]);
  await db.query('UPDATE ledgerlink.dataset SET mapper_version = 0 WHERE list = $1', [LIST]);
  const copies = await copyTo(db, records);
  const changes = await changeNumbers(db);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await fleet?.end();
    // Each round maps from the beginning, so that the last one tells how fast all records are mapped.
    await db.query('UPDATE ledgerlink.dataset SET mapping_position = NULL');
    fleet = await pulling.startProcesses(1);
    rounds.push(await readRound(db, fleet, pulling.key, link.id));
    process.stderr.write(`remap: ${JSON.stringify(rounds.at(-1))}\n`);
  }
  if ((await stateOf(db)).version > 0)
    throw new Error('too few records: they were mapped while the API was still read');
  // The last round has been mapping while it was measured.
  const began = performance.now() - READS_MS;
  await waitUntil(db, ({ version }) => version > 0);
  const seconds = (performance.now() - began) / 1_000;
  await fleet.end();
  const numbers = (await changeNumbers(db)) - changes;
  const times = percentile(
    rounds.map(({ aloneMs, besideMs }) => besideMs / aloneMs).sort((a, b) => a - b),
    0.5,
  );
  return {
    report: {
      ...{ records: copies, seconds: seconds.toFixed(1), perSecond: (copies / seconds).toFixed(0), changes: numbers },
      ...{ p95Ms: rounds.map(({ aloneMs, besideMs }) => `${aloneMs} → ${besideMs}`).join(', ') },
      times: times.toFixed(2),
    },
    broken: [
      [numbers > 0, 'records that are mapped as before are changes'],
      [times > MOST_TIMES, 'the p95 of the API rose by more than a fifth'],
    ],
  };
}

/** The p95 in ms of a process that has just started, before it maps records anew and while it does. */
async function readRound(db, fleet, key, id) {
  // The first reads of a process are slower than all later ones.
  await p95(fleet, key, id, 5_000);
  // A process begins a minute after its start.
  const aloneMs = await p95(fleet, key, id, READS_MS);
  await waitUntil(db, ({ until }) => until > new Date());
  const besideMs = await p95(fleet, key, id, READS_MS);
  return { aloneMs: Number(aloneMs.toFixed(1)), besideMs: Number(besideMs.toFixed(1)) };
}

const stateOf = async (db) =>
  (
    await db.query('SELECT mapper_version AS version, lease_until AS until FROM ledgerlink.dataset WHERE list = $1', [
      LIST,
    ])
  ).rows[0];

async function waitUntil(db, isTrue) {
  while (!isTrue(await stateOf(db))) await sleep(200);
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
  // Otherwise autovacuum and the checkpoint of the copies would run in one of the two parts.
  await db.query('VACUUM ANALYZE');
  await db.query('CHECKPOINT');
  return rows[0].count * times;
}

async function p95(fleet, key, id, forMs) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: QUERY, variables: { id } });
  const times = [];
  for (const end = performance.now() + forMs; performance.now() < end; ) {
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
