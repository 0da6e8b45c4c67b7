import { setTimeout as sleep } from 'node:timers/promises';
import { median, percentile } from '../measure/numbers.mjs';
import { cpuMs, postgresUsage } from '../measure/process-usage.mjs';
import { startSending } from './sending.mjs';

const COUNTS = { processes: 1, workspaces: 10, endpoints: 4 };
/** Of each workspace the last endpoint hangs in every second round. It is not counted among the others. */
const OTHERS = COUNTS.endpoints - 1;
const TICK_MS = 100;
/** Pairs of a round without and a round with receivers that hang. A round is shorter than an attempt may take. */
const PAIRS = 3;
const LONGEST_ROUND_MS = 18_000;
const BURST = 100;

/** Deliveries of one process: how late they are, how many fit into a second, and what others feel of receivers that hang. */
export async function measure(context) {
  const { seconds, rate } = context.options;
  const state = { hangs: false, held: [], arrived: new Map() };
  const isSlow = new Set();
  const sending = await startSending(context, 'speed', COUNTS, ({ path, headers, at, reply }) => {
    if (!isSlow.has(path)) {
      const id = headers['webhook-id'];
      state.arrived.set(id, [...(state.arrived.get(id) ?? []), at]);
    } else if (state.hangs) {
      state.held.push(reply);
      return;
    }
    reply(204);
  });
  for (const { path, n } of sending.endpoints) if (n === OTHERS) isSlow.add(path);
  const usage = usageOf(context, sending);
  const burst = await measureBurst(sending, state, usage);
  const roundMs = Math.min((seconds * 1000) / (2 * PAIRS), LONGEST_ROUND_MS);
  const rounds = { quiet: [], hanging: [] };
  const before = usage();
  for (let pair = 0; pair < PAIRS; pair += 1)
    for (const kind of ['quiet', 'hanging']) {
      state.hangs = kind === 'hanging';
      rounds[kind].push(await measureRound(sending, state, { roundMs, rate }));
      state.hangs = false;
      for (const reply of state.held.splice(0)) reply(204);
      // What waited for the receivers that hung is sent before the next round.
      await sleep(2_000);
    }
  const at = (share, kind) => Math.round(median(rounds[kind].map((late) => percentile(late, share))));
  const p95 = (kind) => at(0.95, kind);
  const all = [...rounds.quiet, ...rounds.hanging].flat();
  const each = costOf(usage, before, all.length);
  const missing =
    burst.missing + [...rounds.quiet, ...rounds.hanging].reduce((sum, { missing: some }) => sum + some, 0);
  return {
    report: {
      ...{ burst: burst.count, burstPerSecond: burst.perSecond.toFixed(0), burstMsEach: burst.each },
      ...{ deliveries: all.length, missing, msEach: each, lateP50Ms: at(0.5, 'quiet'), lateP95Ms: p95('quiet') },
      ...{ hangingP95Ms: p95('hanging'), moved: `${Math.round((p95('hanging') / p95('quiet') - 1) * 100)} %` },
    },
    broken: [
      [missing > 0, 'a delivery is missing'],
      [burst.perSecond < 300, 'a process sends less than 300 deliveries a second'],
      [p95('quiet') > 1_000, 'the p95 from the commit to the first attempt is over a second'],
      [p95('hanging') > 1.2 * p95('quiet'), 'receivers that hang move the p95 of the others by more than a fifth'],
    ],
  };
}

/** The processor time of the API process and of PostgreSQL until now. */
function usageOf({ cluster }, { fleet }) {
  const postgres = postgresUsage(cluster.postmaster);
  return () => ({ process: cpuMs(fleet.members[0].child.pid), postgres: postgres.cpuMs() });
}

/** What a delivery cost since `before`. The endpoints that hang now and then got theirs, too. */
function costOf(usage, before, deliveries) {
  const after = usage();
  const each = (of) => (((after[of] - before[of]) / deliveries) * (OTHERS / COUNTS.endpoints)).toFixed(2);
  return `${each('process')} in the process, ${each('postgres')} in PostgreSQL`;
}

/** Many events at once, so that all endpoints have much to do. */
async function measureBurst({ workspaces, happen }, state, usage) {
  const [before, began] = [usage(), performance.now()];
  const made = await Promise.all(workspaces.map((workspace) => happen(workspace, BURST)));
  const ids = made.flatMap((one) => one.ids);
  const late = await latenessOf(
    state,
    ids.map((id) => [id, began]),
  );
  const count = late.length;
  const each = costOf(usage, before, count);
  return { count, missing: late.missing, perSecond: count / (Math.max(...late) / 1000), each };
}

/** Events at a steady rate. Answers, in ascending order, how late each delivery was, in ms. */
async function measureRound({ workspaces, happen }, state, { roundMs, rate }) {
  const perTick = (rate / OTHERS / 1000) * TICK_MS;
  const writing = [];
  let [wanted, written] = [0, 0];
  for (const began = performance.now(); performance.now() - began < roundMs; await sleep(TICK_MS)) {
    wanted = ((performance.now() - began) / TICK_MS) * perTick;
    for (; written < wanted; written += 1) writing.push(happen(workspaces[written % workspaces.length]));
  }
  const made = await Promise.all(writing);
  return latenessOf(
    state,
    made.map(({ ids: [id], committedAt }) => [id, committedAt]),
  );
}

/** Waits for the deliveries of events, and answers how late each was. */
async function latenessOf({ arrived }, events) {
  const isComplete = ([id]) => arrived.get(id)?.length >= OTHERS;
  for (const began = performance.now(); performance.now() - began < 30_000 && !events.every(isComplete); )
    await sleep(20);
  const late = events.flatMap(([id, from]) => (arrived.get(id) ?? []).slice(0, OTHERS).map((at) => at - from));
  return Object.assign(
    late.sort((a, b) => a - b),
    { missing: events.length * OTHERS - late.length },
  );
}
