import { createHash } from 'node:crypto';
import pg from 'pg';
import { sleep } from '../chaos/fleet.mjs';
import { withClient } from '../data/cluster.mjs';
import { sendOperation } from '../measure/send-operation.mjs';
import { built } from '../place.mjs';

const { recordStatements } = await built('datasets/records/record-writes.repository.js');
const { leaseHeld, progressWritten } = await built('datasets/round.repository.js');
const { Database } = await built('infra/database/database.js');
const { classifyDatabaseError } = await built('infra/database/database-errors.js');
const { createDataSource } = await built('composition/data-source.js');
const { modelColumns } = await built('datasets/records/model-columns.rules.js');

/** Two lists, each with two writers that take the lease from each other. */
const LISTS = ['sales_invoices', 'purchase_invoices'];
const WRITERS = 4;
const RECORDS = 400;
const PAGE = 20;
const LATE_MS = 400;
/** PostgreSQL's code of a division by zero. */
const LEASE_LOST = '22012';
/** What a busy machine does to a page: a lock, a statement or a connection takes too long. The page is written as another one. */
const PASSING = ['conflict', 'timeout', 'unavailable'];
/** Failures of the reader in a row. */
const MAX_FAILURES = 50;

const CHANGES = `query($id: ID!, $after: String) { node(id: $id) { ... on CompanyLink { changes(first: 500, after: $after) {
  nodes { action record { sourceId ... on Document { reference total } } } pageInfo { hasNextPage endCursor } } } } }`;

/**
 * Writers change the records of two lists by the statements of a pull, wait up to 400 ms within their transactions, and take the
 * lease from each other between any two pages. Half of their pages have records that never change again, so that a later change
 * hides no missed one. A reader follows `changes`. What it saw last of each record must be what is stored, and it must see no
 * change twice.
 */
export async function measure({ urls, url, key, workspaceId, linkIds }, { seconds }) {
  const linkId = linkIds[2];
  await withClient(urls.superuser, async (client) => {
    await client.query("SET session_replication_role = 'replica'");
    for (const list of LISTS)
      await client.query(
        `INSERT INTO ledgerlink.dataset (workspace_id, link_id, list, dataset, status, interval_minutes, generation, is_full_asked,
           is_asked_again, shows_deleted, change_no, live_count, counts, failures, mapper_version)
         VALUES ($1, $2, $3, 'SALES_INVOICES', 'PULLING', 0, 0, false, false, false, 0, 0, '{}', 0, 1)`,
        [workspaceId, linkId, list],
      );
  });
  const source = await createDataSource(urls.app, WRITERS * 2).initialize();
  const database = new Database(source);
  const state = { isOver: false, written: 0, fenced: 0, failed: new Map(), readFailures: 0 };
  const crashed = await watchForCrash(urls.superuser);
  const writers = Array.from({ length: WRITERS }, (_, at) =>
    write(database, { workspaceId, linkId, list: LISTS[at % LISTS.length] }, state),
  );
  const writing = Promise.all(writers).finally(() => {
    state.isQuiet = true;
  });
  setTimeout(() => {
    state.isOver = true;
  }, seconds * 1_000);
  const [{ seen, twice, pages }] = await Promise.all([read(url, key, linkId, state), writing]);
  const { rows } = await withClient(urls.superuser, (client) =>
    client.query('SELECT list, source_id, reference, total::text FROM ledgerlink.document WHERE link_id = $1', [
      linkId,
    ]),
  );
  await source.destroy();
  const crash = await crashed();
  const missed = rows.filter(({ reference, total }) => seen.get(reference) !== total);
  return [
    must(
      `${state.written} pages written, ${state.fenced} by a writer that had lost its lease`,
      state.written > seconds && state.fenced > 0,
    ),
    must(
      `${rows.length} records, ${pages} pages read: ${missed.length} changes missed`,
      rows.length > 0 && missed.length === 0,
    ),
    must(`${twice} changes seen twice`, twice === 0),
    must(`pages that were not written: ${told(state.failed)}; reads that failed: ${state.readFailures}`, true),
    must(`PostgreSQL ${crash ?? 'ran all the time'}`, crash === undefined),
  ];
}

const told = (failed) => [...failed].map(([text, count]) => `${count} × ${text}`).join(', ') || 'none';

/** PostgreSQL ends all connections when one of its processes crashes. Answers how to learn at the end what ended this one. */
async function watchForCrash(url) {
  const client = new pg.Client(url);
  let ended;
  client.on('error', ({ message }) => {
    ended = `ended an idle connection: ${message}`;
  });
  await client.connect();
  return async () => {
    await client.end();
    return ended;
  };
}

const must = (text, isKept) => ({ text, isKept });

async function write(database, ref, state) {
  while (!state.isOver) {
    try {
      await writePages(database, ref, state);
    } catch (error) {
      const isPassing = error.extensions?.code === 'TIMEOUT' || PASSING.includes(classifyDatabaseError(error));
      if (error.code === LEASE_LOST) state.fenced += 1;
      else if (!isPassing) throw error;
      else state.failed.set(error.message, (state.failed.get(error.message) ?? 0) + 1);
    }
    await sleep(Math.random() * LATE_MS);
  }
}

/** Takes the lease, and writes up to three pages with it. */
async function writePages(database, ref, state) {
  const [{ generation, change_no }] = await database.reader().query(
    `UPDATE ledgerlink.dataset SET generation = generation + 1 WHERE workspace_id = $1 AND link_id = $2 AND list = $3
     RETURNING generation, change_no`,
    [ref.workspaceId, ref.linkId, ref.list],
  );
  let changeNo = Number(change_no);
  for (let page = 0; page < 3 && !state.isOver; page++) {
    const changes = changesOf(ref, changeNo);
    changeNo += changes.length;
    const lease = { ref, generation };
    const progress = { position: null, changeNo, liveCount: 0, showsDeleted: false, counts: {}, until: new Date() };
    const statements = [
      late(),
      progressWritten(lease, { ...progress, mapperVersion: 1 }),
      leaseHeld(lease),
      late(),
      ...recordStatements({ ref, changes, type: 'document', mapperVersion: 1, now: new Date() }),
      late(),
    ];
    await database.writeTogether(statements, AbortSignal.timeout(30_000));
    state.written += 1;
  }
}

const late = () => ({ text: 'SELECT pg_sleep($1)', values: [(Math.random() * LATE_MS) / 1_000] });

/** `reference` names the record over all lists, and `total` is another one in each change. */
function changesOf({ list }, changeNo) {
  const first = Math.floor(Math.random() * RECORDS);
  const isNew = Math.random() < 0.5;
  return Array.from({ length: PAGE }, (_, at) => {
    const sourceId = isNew ? `new ${changeNo + at}` : String((first + at * 7) % RECORDS);
    const total = `${changeNo + at + 1}.${Math.floor(Math.random() * 9_000) + 1_000}`;
    const model = Object.fromEntries(
      modelColumns('document').map(({ name, type, required }) => [
        name,
        required ? (type === 'jsonb' ? [] : 'x') : null,
      ]),
    );
    const text = JSON.stringify({ id: sourceId, total });
    return {
      ...{
        sourceId,
        action: isNew ? 'CREATED' : 'CHANGED',
        changeNo: changeNo + at + 1,
        createdNo: changeNo + at + 1,
      },
      record: { hash: createHash('md5').update(text).digest('hex'), createdAt: null, updatedAt: null, text },
      deletion: null,
      raw: { text, sealed: null },
      model: { type: 'document', row: { ...model, reference: `${list} ${sourceId}`, total } },
    };
  });
}

/** Follows the changes until all is quiet and nothing more comes. */
async function read(url, key, linkId, state) {
  const id = Buffer.from(`CompanyLink:${linkId}`).toString('base64url');
  const seen = new Map();
  let [twice, pages, failures, after] = [0, 0, 0, null];
  for (;;) {
    const { isQuiet } = state;
    const answer = await sendOperation(url, { query: CHANGES, variables: { id, after }, key }).catch((error) => error);
    if (answer instanceof Error) {
      if (++failures > MAX_FAILURES) throw answer;
      state.readFailures += 1;
      await sleep(LATE_MS);
      continue;
    }
    failures = 0;
    const { nodes, pageInfo } = answer.data.node.changes;
    for (const { record } of nodes) {
      if (seen.get(record.reference) === record.total) twice += 1;
      seen.set(record.reference, record.total);
    }
    after = pageInfo.endCursor;
    pages += 1;
    if (nodes.length === 0 && isQuiet) return { seen, twice, pages };
    if (nodes.length === 0) await sleep(100);
  }
}
