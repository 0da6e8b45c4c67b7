/**
 * node bench/platform/run.mjs limits|overhead|writes [--seconds 60] [--processes 8] [--links 50] [--writes 10000] [--kill 2000]
 * [--json]: requests to a platform through API processes. `limits`: over-asked budgets. `overhead`: what a request and a
 * download cost. `writes`: writes under faults while processes are killed. Exits 1 when a promise is broken.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeLinks, saveApplication } from '../chaos/links.mjs';
import { startPlatform } from '../chaos/platform.mjs';
import { startCluster } from '../data/cluster.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { launchFlags, ROOT } from '../place.mjs';
import { startStandIn } from './stand-in.mjs';
import { measureLimits, measureOverhead, measureWrites } from './works.mjs';

const WORKS = { limits: measureLimits, overhead: measureOverhead, writes: measureWrites };
const text = (byDefault) => ({ type: 'string', default: byDefault });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ seconds: text('60'), processes: text('8'), links: text('50'), writes: text('10000'), kill: text('2000') },
    json: { type: 'boolean', default: false },
  },
});
const [work] = positionals;
if (!(work in WORKS)) {
  process.stderr.write(`say which: ${Object.keys(WORKS).join(', ')}\n`);
  process.exit(64);
}
if (process.env.CHAOS_PROGRAM === undefined) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}

process.env.CHAOS_PROGRAM ??= JSON.stringify([...launchFlags(), join(ROOT, 'dist/src/main.js')]);
const { startFleet } = await import('../chaos/fleet.mjs');

/** Budgets that no run but `limits` reaches. */
const AMPLE = {
  PLATFORM_REQUESTS_PER_SECOND: '100000',
  PLATFORM_REQUESTS_PER_MINUTE: '100000',
  PLATFORM_REQUESTS_BURST: '99000',
};
const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-platform-'));
// PostgreSQL does not run as root. Its user must be able to enter the folder.
chmodSync(folder, 0o755);
const ends = [];
async function cleanUp() {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  rmSync(folder, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().finally(() => process.exit(130)));

try {
  const { report, broken } = await run();
  const lines = Object.entries(report).map(([name, value]) => `${name.padEnd(24)} ${value}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : lines.join(''));
  const said = broken.filter(([is]) => is).map(([, promise]) => promise);
  for (const promise of said) process.stderr.write(`broken: ${promise}\n`);
  process.exitCode = said.length === 0 ? 0 : 1;
} finally {
  await cleanUp();
}

async function run() {
  const cluster = await startCluster(folder);
  ends.push(() => cluster.stop());
  await cluster.prepare();
  const { encryptionKeys } = cluster;
  const [workspace] = await makeWorkspaces(cluster.urls.owner, ['platform']);
  const sandbox = await startPlatform({ lenient: true, kills: 0, accessSeconds: 3_600 });
  ends.push(() => sandbox.stop());
  const platform = await startStandIn(sandbox.url);
  ends.push(() => platform.stop());
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: cluster.urls.app,
    DATABASE_MIGRATION_URL: cluster.urls.owner,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    ENCRYPTION_KEYS: encryptionKeys,
    SANDBOX_URL: platform.url,
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    DATABASE_POOL_SIZE: '8',
    PREPARED_STATEMENTS: 'on',
    PORTAL: 'off',
    ...(work === 'limits' ? {} : AMPLE),
  };
  const fleet = await startFleet(work === 'overhead' ? 1 : Number(values.processes), env, `${folder}/spool`);
  ends.push(() => fleet.endAtOnce());
  const { clientId } = await saveApplication(sandbox.control, fleet.urlOf(0), workspace.key);
  const made = await makeLinks({
    control: sandbox.control,
    superuser: cluster.urls.superuser,
    workspaceId: workspace.id,
    encryptionKeys,
    count: Number(values.links),
    clientId,
  });
  return WORKS[work]({
    ...{ fleet, platform, key: workspace.key, links: made.map(({ id }) => id), directHeaders: {} },
    ...{ seconds: Number(values.seconds), writes: Number(values.writes), killEveryMs: Number(values.kill) },
  });
}
