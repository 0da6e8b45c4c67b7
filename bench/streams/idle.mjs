import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure/numbers.mjs';
import { cpuMs, rssMb } from '../measure/process-usage.mjs';
import { follow, happen, startFollowing } from './following.mjs';

const [MOST_MB, MOST_STATEMENTS, MOST_MS] = [80, 4, 1_000];
/** Streams that are opened at once. */
const AT_ONCE = 50;
const SETTLE_MS = 15_000;
/** Between events. */
const PAUSE_MS = 250;

/** What idle streams cost a process, and how late they are. */
export async function measure(context) {
  const { streams, seconds } = context.options;
  const { fleet, workspaces, db } = await startFollowing(context, 1);
  const { pid } = fleet.members[0].child;
  // What the first requests load stays.
  for (const stream of await followAll(fleet, workspaces, AT_ONCE)) stream.close();
  // Connections of PostgreSQL report what they have done up to ten seconds late.
  await sleep(SETTLE_MS);
  const before = await statementsPerSecond(db, seconds / 2);
  const idleMb = rssMb(pid);
  const began = performance.now();
  const times = new Map();
  const delays = [];
  const all = await followAll(fleet, workspaces, streams, (workspace) => {
    const at = times.get(workspace);
    if (at !== undefined) delays.push(performance.now() - at);
  });
  const openedSeconds = (performance.now() - began) / 1000;
  await sleep(SETTLE_MS);
  const cpu = cpuMs(pid);
  const statements = await statementsPerSecond(db, seconds);
  const cores = (cpuMs(pid) - cpu) / (seconds * 1000);
  const openMb = rssMb(pid);
  for (const workspace of workspaces) {
    times.set(workspace, performance.now());
    await happen(db, workspace.id);
    await sleep(PAUSE_MS);
  }
  for (let waited = 0; delays.length < streams && waited < 30_000; waited += 100) await sleep(100);
  const missing = streams - delays.length;
  for (const stream of all) stream.close();
  delays.sort((a, b) => a - b);
  const p95 = percentile(delays, 0.95);
  const report = {
    ...{ streams, openedSeconds: openedSeconds.toFixed(1), idleMb: idleMb.toFixed(0) },
    mbAboveIdle: (openMb - idleMb).toFixed(1),
    ...{ statementsPerSecond: statements.toFixed(2), withoutStreams: before.toFixed(2) },
    ...{ cores: cores.toFixed(3), eventMsP50: percentile(delays, 0.5).toFixed(0), eventMsP95: p95.toFixed(0), missing },
    mbAfterEvents: (rssMb(pid) - idleMb).toFixed(1),
  };
  return {
    report,
    broken: [
      [openMb - idleMb > MOST_MB, `streams take ${MOST_MB} MB at most`],
      [
        statements - Math.min(before, MOST_STATEMENTS) > MOST_STATEMENTS,
        `idle streams make ${MOST_STATEMENTS} statements/s at most`,
      ],
      [missing > 0, 'every stream gets every event'],
      [p95 > MOST_MS, `an event comes within ${MOST_MS} ms (p95)`],
    ],
  };
}

async function followAll(fleet, workspaces, count, onEvent = () => {}) {
  const all = [];
  while (all.length < count) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - all.length) }, (_, index) => {
      const workspace = workspaces[(all.length + index) % workspaces.length];
      return follow(fleet, workspace, 0, () => onEvent(workspace));
    });
    await Promise.all(some.map(({ open }) => open));
    all.push(...some);
  }
  return all;
}

/** Of all clients of the database. One that reads commits as well. */
async function statementsPerSecond(db, seconds) {
  const read = async () => {
    const text = 'SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()';
    return Number((await db.query(text)).rows[0].count);
  };
  const first = await read();
  await sleep(seconds * 1000);
  return ((await read()) - first) / seconds;
}
