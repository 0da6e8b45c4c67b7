import { createHash } from 'node:crypto';
import { sleep } from '../chaos/fleet.mjs';
import { withClient } from '../data/cluster.mjs';
import { sendOperation } from '../measure/send-operation.mjs';
import { built } from '../place.mjs';

const { recordStatements } = await built('datasets/records/record-writes.repository.js');
const { leaseHeld, progressWritten } = await built('datasets/round.repository.js');
const { Database } = await built('infra/database/database.js');
const { createDataSource } = await built('composition/data-source.js');
const { modelColumns } = await built('datasets/records/model-columns.rules.js');

/** Two lists, each with two writers that take the lease from each other. */
const LISTS = ['sales_invoices', 'purchase_invoices'];
const WRITERS = 4;
const RECORDS = 400;
const PAGE = 20;
const LATE_MS = 400;
/** Codes of PostgreSQL: a division by zero, a wait for a lock and a statement that took too long. */
const LEASE_LOST = '22012';
const TOO_LATE = ['55P03', '57014'];

const CHANGES = `query($id: ID!, $after: String) { node(id: $id) { ... on CompanyLink { changes(first: 500, after: $after) {
  nodes { action record { sourceId ... on Document { reference total } } } pageInfo { hasNextPage endCursor } } } } }`;

/**
 * Writers change the records of two lists by the statements of a pull, wait up to 400 ms within their transactions, and take the
 * lease from each other between any two pages. A reader follows `changes`. What it saw last of each record must be what is stored, and it
 * must see no change twice.
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
  const state = { isOver: false, written: 0, fenced: 0 };
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
  ];
}

const must = (text, isKept) => ({ text, isKept });

async function write(database, ref, state) {
  const db = database.reader();
  while (!state.isOver) {
    const [{ generation, change_no }] = await db.query(
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
        progressWritten(lease, progress),
        leaseHeld(lease),
        late(),
        ...recordStatements({ ref, changes, type: 'document', mapperVersion: 1, now: new Date() }),
        late(),
      ];
      try {
        await database.writeTogether(statements, AbortSignal.timeout(30_000));
        state.written += 1;
      } catch (error) {
        if (error.code === LEASE_LOST) state.fenced += 1;
        // On a busy machine a page may wait too long for its lock. It is written anew, as another one.
        else if (!TOO_LATE.includes(error.code)) throw error;
        break;
      }
    }
    await sleep(Math.random() * LATE_MS);
  }
}

const late = () => ({ text: 'SELECT pg_sleep($1)', values: [(Math.random() * LATE_MS) / 1_000] });

/** `reference` names the record over all lists, and `total` is another one in each change. */
function changesOf({ list }, changeNo) {
  const first = Math.floor(Math.random() * RECORDS);
  return Array.from({ length: PAGE }, (_, at) => {
    const sourceId = String((first + at * 7) % RECORDS);
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
        action: changeNo === 0 ? 'CREATED' : 'CHANGED',
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
  let [twice, pages, after] = [0, 0, null];
  for (;;) {
    const { isQuiet } = state;
    const { data } = await sendOperation(url, { query: CHANGES, variables: { id, after }, key });
    const { nodes, pageInfo } = data.node.changes;
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
