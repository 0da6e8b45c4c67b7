import { setTimeout as sleep } from 'node:timers/promises';
import { classifyDatabaseError } from '../../src/infra/database/database-errors.js';
import { type Pick, randomOf } from '../datasets/pull-model.js';
import type { PulledBooks } from './pulled-books.js';

/** What was wrong in a world, and what it has gone through. */
export interface WorldEnd {
  readonly seed: number;
  readonly problems: readonly unknown[];
  /** The machine was so busy that the test itself was not served. The world has shown nothing. */
  readonly isBrokenOff?: boolean;
  readonly settings?: object;
  readonly deaths?: number;
  readonly faults?: number;
  readonly tombstones?: number;
  readonly records?: number;
}

/** Worlds at the same time, in one Node: most of the time of each is waiting. */
const LANES = 4;
const ROUNDS = 3;
/** Of a world that a busy machine has broken off. */
const MAX_TRIES = 10;

/** What a request for data may be answered with, beside nothing at all. */
const FAULTS = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: 1 },
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'html' },
  { kind: 'reset' },
  { kind: 'reset', when: 'after' },
  { kind: 'hang', ms: 400, when: 'after' },
  { kind: 'body', body: '{"$items":[', when: 'after' },
];

/** Events that do not go on where the one before of their dataset has ended, and pulls whose end was told twice. */
const WRONGLY_TOLD = `SELECT * FROM (
    SELECT payload, lag(payload->>'cursor') OVER (PARTITION BY payload->>'dataset' ORDER BY no) AS before
      FROM ledgerlink.event WHERE type = 'DATASET_CHANGED' AND link_id = $1) AS told
   WHERE before <> payload->>'afterCursor'
   UNION ALL SELECT payload->'pullId', count(*)::text FROM ledgerlink.event WHERE type LIKE 'PULL%' AND link_id = $1
    GROUP BY 1 HAVING count(*) > 1`;

/** Runs the worlds of `count` seeds, some at once in books of their own. Tells of each when it ends, where there are several. */
export async function runWorlds(first: number, count: number, start: () => Promise<PulledBooks>): Promise<WorldEnd[]> {
  const ends: WorldEnd[] = [];
  const seeds = Array.from({ length: count }, (_, at) => first + at);
  const lane = async () => {
    let books: PulledBooks | undefined;
    const attempt = async (seed: number): Promise<WorldEnd> => {
      try {
        books ??= await start();
        return await runWorld(books, seed);
      } catch (error) {
        const isBrokenOff = books === undefined || classifyDatabaseError(error) !== 'bug';
        // What still waits there must not disturb the next world.
        void books?.close().catch(() => undefined);
        books = undefined;
        return { seed, problems: [String((error as Error).stack)], isBrokenOff };
      }
    };
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const began = performance.now();
      let end = await attempt(seed);
      for (let tries = 1; end.isBrokenOff && tries < MAX_TRIES; tries++) end = await attempt(seed);
      ends.push(end);
      if (count > 1) tell(end, began, ends);
    }
    if (count > 1) await books?.close();
  };
  await Promise.all(Array.from({ length: Math.min(LANES, count) }, lane));
  return ends;
}

function tell({ seed, problems, ...rest }: WorldEnd, began: number, ends: readonly WorldEnd[]): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const failed = ends.filter((end) => end.problems.length > 0).length;
  const memory = Math.round(process.memoryUsage().rss / 1_000_000);
  const result = problems.length === 0 ? 'passed' : `FAILED ${JSON.stringify(problems)}`;
  process.stderr.write(
    `world ${seed} ${result} in ${seconds} s, ${ends.length} run, ${failed} failed, ${memory} MB: ${JSON.stringify(rest)}\n`,
  );
}

const settingsOf = (pick: Pick) => ({
  listOrder: pick(2) === 0 ? 'created' : 'unknown',
  deletedRows: ['hidden', 'in-updates', 'in-lists'][pick(3)],
  paymentMovesDocument: pick(2) === 0,
  nextSometimesNull: pick(2) === 0,
  commitLagSeconds: pick(3),
});

/** Pulls new books while they change, the platform fails and processes die. Then all is quiet, and they are pulled to the end. */
async function runWorld(books: PulledBooks, seed: number): Promise<WorldEnd> {
  const pick = randomOf(seed);
  const { control } = books.world.sandbox;
  const settings = settingsOf(pick);
  await control.patch('/settings', { ...settings, changesAfterPage: 0, bigPageBytes: 0 });
  await books.newLink({ size: pick(6) === 0 ? 'usual' : 'small', seed });
  const trouble = { changesAfterPage: 1 + pick(4), bigPageBytes: pick(2) === 0 ? 8_000 : 0 };
  await control.patch('/settings', trouble);
  const fault = pick(4) === 0 ? undefined : FAULTS[pick(FAULTS.length)];
  const probability = [0.02, 0.1][pick(2)];
  if (fault !== undefined) await control.post('/faults', { endpoint: 'api', probability, ...fault });
  const problems: unknown[] = [];
  let [deaths, tombstones] = [0, 0];
  const judgeTombstones = async (when: string) => {
    const { count, wrong } = await books.tombstones();
    tombstones += count;
    if (wrong.length > 0) problems.push({ when, falseTombstones: wrong });
  };
  for (let round = 0; round < ROUNDS; round++) {
    const writes = 1 + pick(round === 0 ? 60 : 20);
    if (await books.pullAndDie(writes, pick(2) === 0, { processes: 1 + pick(2) })) deaths += 1;
    await judgeTombstones(`round ${round}`);
    await control.post('/books/changes', { businessId: books.businessId, count: 1 + pick(40) });
  }
  const faults = (await control.get('/faults')).faults[0]?.hits ?? 0;
  await control.delete('/faults');
  await control.patch('/settings', { changesAfterPage: 0, bigPageBytes: 0 });
  await sleep((settings.commitLagSeconds + 1) * 1000);
  await books.pullToTheEnd();
  await books.pullToTheEnd();
  await judgeTombstones('at the end');
  const differences = await books.differences();
  if (differences.length > 0) problems.push({ differences });
  const notCurrent = (await books.datasets()).filter(({ status }) => status !== 'CURRENT');
  if (notCurrent.length > 0) problems.push({ notCurrent });
  const { admin } = books.world.app.database;
  const told = await admin.query(WRONGLY_TOLD, [books.link.linkId]);
  if (told.rows.length > 0) problems.push({ wronglyTold: told.rows });
  const { rows } = await admin.query('SELECT count(*)::int AS records FROM ledgerlink.source_record');
  return { seed, problems, settings: { ...settings, ...trouble, fault }, deaths, faults, tombstones, ...rows[0] };
}
