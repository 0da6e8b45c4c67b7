/**
 * node bench/platform/run.mjs limits|overhead|writes… [--seconds 60] [--processes 8] [--links 50] [--writes 10000]
 * [--kill 2000] [--json]: requests to a platform through API processes. `limits`: over-asked budgets. `overhead`: what a
 * request and a download cost. `writes`: writes under faults while processes are killed. Exits 1 when a promise is broken.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { BENCH, launchFlags, ROOT } from '../place.mjs';
import * as limits from './limits.mjs';
import * as overhead from './overhead.mjs';
import * as writes from './writes.mjs';

const WORKS = { limits, overhead, writes };
const text = (byDefault) => ({ type: 'string', default: byDefault });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ seconds: text('60'), processes: text('8'), links: text('50'), writes: text('10000'), kill: text('2000') },
    json: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0 || positionals.some((work) => !(work in WORKS))) {
  process.stderr.write(`say which: ${Object.keys(WORKS).join(', ')}\n`);
  process.exit(64);
}
// The tests pass a built program and a prepared database.
if (process.env.CHAOS_PROGRAM === undefined) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
  process.env.CHAOS_PROGRAM = JSON.stringify([...launchFlags(), join(ROOT, 'dist/src/main.js')]);
}
const { makeLinks, saveApplication } = await import('../chaos/links.mjs');
const { startPlatform } = await import('../chaos/platform.mjs');
const { startFleet } = await import('../chaos/fleet.mjs');
const { startCluster } = await import('../data/cluster.mjs');
const { makeWorkspaces } = await import('../data/workspaces.mjs');

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
  const cluster = await startDatabase();
  const reports = {};
  for (const work of positionals) {
    const { report, broken } = await run(cluster, work);
    const said = broken.filter(([is]) => is).map(([, promise]) => promise);
    reports[work] = { ...report, broken: said };
    if (!values.json)
      for (const [name, value] of Object.entries(report))
        process.stdout.write(`${work}: ${name.padEnd(24)} ${value}\n`);
    for (const promise of said) process.stderr.write(`${work}: broken: ${promise}\n`);
    if (said.length > 0) process.exitCode = 1;
  }
  if (values.json) process.stdout.write(`${JSON.stringify(reports)}\n`);
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

/** The platform that costs nothing, as a process. */
async function startPlain() {
  const child = spawn(process.execPath, [`${BENCH}contestants/direct.mjs`], { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill());
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return `http://127.0.0.1:${JSON.parse(line).port}`;
}

async function run({ urls, encryptionKeys }, work) {
  const [processes, count] = [work === 'overhead' ? 1 : Number(values.processes), Number(values.links)];
  const { measure, settings, isPlain = false } = WORKS[work];
  const [workspace] = await makeWorkspaces(urls.owner, [work]);
  // Its tokens outlive the run.
  const sandbox = await startPlatform({ lenient: true, kills: 0, accessSeconds: 3_600 });
  ends.push(() => sandbox.stop());
  const platformUrl = isPlain ? await startPlain() : sandbox.url;
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', LOG_LEVEL: 'info', PORTAL: 'off' },
    ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, DATABASE_POOL_SIZE: '8' },
    ...{ ENCRYPTION_KEYS: encryptionKeys, SANDBOX_URL: platformUrl, DATA_DIR: folder, PREPARED_STATEMENTS: 'on' },
    ...settings({ processes }),
  };
  const fleet = await startFleet(processes, env, `${folder}/spool-${work}`);
  ends.push(() => fleet.endAtOnce());
  const { clientId } = await saveApplication(sandbox.control, fleet.urlOf(0), workspace.key);
  const { control } = sandbox;
  const rows = { control, superuser: urls.superuser, workspaceId: workspace.id, encryptionKeys, count, clientId };
  const made = await makeLinks(rows);
  const { users } = await control.get('/users');
  const businesses = users.find(({ user }) => user === 'many').businesses.slice(0, count);
  const result = await measure({
    ...{ fleet, sandbox, platformUrl, clientId, key: workspace.key, superuser: urls.superuser },
    ...{ links: made.map(({ id }) => id), businesses: businesses.map(({ id }) => id) },
    ...{ seconds: Number(values.seconds), writes: Number(values.writes), killEveryMs: Number(values.kill) },
  });
  fleet.endAtOnce();
  return result;
}
