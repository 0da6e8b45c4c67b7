/**
 * node bench/repeats/run.mjs [--keys 10000] [--processes 4] [--kill 2000] [--cut 200] [--json]: mutations with
 * idempotency keys, sent until they are answered, while API processes are killed, connections to PostgreSQL are cut and
 * clients hang up. Exits 1 when an effect is missing or there twice, or a repetition gets another answer.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchFlags, ROOT } from '../place.mjs';

/** A pause between two troubles is this share of the time for which nothing was answered, at least. */
const PAUSE_SHARE = 0.5;
const text = (byDefault) => ({ type: 'string', default: byDefault });
const { values } = parseArgs({
  options: {
    ...{ keys: text('10000'), processes: text('4'), kill: text('2000'), cut: text('200') },
    json: { type: 'boolean', default: false },
  },
});
// The tests pass a built program and a prepared database.
if (process.env.CHAOS_PROGRAM === undefined) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
  process.env.CHAOS_PROGRAM = JSON.stringify([...launchFlags(), join(ROOT, 'dist/src/main.js')]);
}
const { startFleet } = await import('../chaos/fleet.mjs');
const { startCluster, withClient } = await import('../data/cluster.mjs');
const { makeWorkspaces } = await import('../data/workspaces.mjs');
const { prepareCompanies, sendAll } = await import('./mutations.mjs');
const { judge } = await import('./judge.mjs');

const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-repeats-'));
// PostgreSQL does not run as root. Its user must be able to enter the folder.
chmodSync(folder, 0o755);
const ends = [];
async function cleanUp() {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  rmSync(folder, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().finally(() => process.exit(130)));

try {
  const { urls, encryptionKeys } = await startDatabase();
  const [workspace] = await makeWorkspaces(urls.owner, ['repeats']);
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', LOG_LEVEL: 'info', PORTAL: 'off' },
    ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, DATABASE_POOL_SIZE: '8' },
    ...{ ENCRYPTION_KEYS: encryptionKeys, DATA_DIR: folder, SANDBOX: 'off', PREPARED_STATEMENTS: 'on' },
    ...{ MUTATIONS_PER_MINUTE: '999999', TOKEN_REFRESH: 'off' },
  };
  const fleet = await startFleet(Number(values.processes), env, `${folder}/spool`);
  ends.push(() => fleet.endAtOnce());
  const companyIds = await prepareCompanies(fleet, workspace.key);
  const began = performance.now();
  const pace = { answeredAt: began };
  const trouble = causeTrouble(fleet, urls.superuser, pace);
  const sent = await sendAll({ fleet, key: workspace.key, companyIds, count: Number(values.keys), pace });
  const seconds = (performance.now() - began) / 1000;
  const troubles = await trouble.end();
  const { report, broken } = await withClient(urls.superuser, (client) =>
    judge({ client, fleet, workspace, sent, setUp: companyIds.length }),
  );
  const all = { ...report, ...troubles, seconds: seconds.toFixed(1) };
  if (values.json) process.stdout.write(`${JSON.stringify({ ...all, broken })}\n`);
  else for (const [name, value] of Object.entries(all)) process.stdout.write(`${name.padEnd(24)} ${value}\n`);
  for (const promise of broken) process.stderr.write(`broken: ${promise}\n`);
  if (broken.length > 0) process.exitCode = 1;
} finally {
  await cleanUp();
}

async function startDatabase() {
  if (process.env.CHAOS_DATABASE !== undefined) return JSON.parse(process.env.CHAOS_DATABASE);
  const cluster = await startCluster(folder);
  ends.push(() => cluster.stop());
  await cluster.prepare();
  return cluster;
}

/**
 * Kills processes and cuts connections to PostgreSQL until `end` is called. Statements of mutations are cut, not those of a
 * process that starts: it would end, as it should. The longer nothing is answered, the longer are the pauses: on a slow
 * machine, too, the last mutation must come through between two cuts.
 */
function causeTrouble(fleet, superuser, pace) {
  const CUT = `SELECT count(pg_terminate_backend(pid))::int AS cut FROM (
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'ledgerlink' AND state <> 'idle'
       AND query ~ 'kept_answer|SAVEPOINT|COMMIT|[.](company|api_key|link_attempt)' ORDER BY random() LIMIT 2) AS found`;
  const over = new AbortController();
  const { signal } = over;
  /** About so many ms, or until the end. */
  const pause = (ms) => {
    const least = PAUSE_SHARE * (performance.now() - pace.answeredAt);
    return sleep(Math.max(ms, least) * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
  };
  let [kills, cuts] = [0, 0];
  const killing = (async () => {
    for (await pause(Number(values.kill)); !signal.aborted; await pause(Number(values.kill))) {
      await fleet.kill();
      kills += 1;
    }
  })();
  const cutting = withClient(superuser, async (client) => {
    for (; !signal.aborted; await pause(Number(values.cut))) cuts += (await client.query(CUT)).rows[0].cut;
  });
  // An error is thrown by `end`. Before that it must not end this process, which ends the others.
  for (const one of [killing, cutting]) one.catch(() => {});
  return {
    async end() {
      over.abort();
      await Promise.all([killing, cutting]);
      return { kills, databaseCuts: cuts };
    },
  };
}
