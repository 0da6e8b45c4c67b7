/**
 * node bench/platform/run.mjs limits|overhead|writes… [--seconds 60] [--processes 8] [--links 50] [--writes 10000]
 * [--kill 2000] [--json]: requests to a platform through API processes. `limits`: over-asked budgets. `overhead`: what a
 * request and a download cost. `writes`: writes under faults while processes are killed. Exits 1 when a promise is broken.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BENCH } from '../place.mjs';
import { runWorks } from '../works.mjs';

await runWorks({
  name: 'platform',
  works: ['limits', 'overhead', 'writes'],
  numbers: { seconds: 60, processes: 8, links: 50, writes: 10_000, kill: 2_000 },
  run,
});

/** The platform that costs nothing, as a process. */
async function startPlain(ends) {
  const child = spawn(process.execPath, [`${BENCH}contestants/direct.mjs`], { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill());
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return `http://127.0.0.1:${JSON.parse(line).port}`;
}

async function run({ cluster: { urls, encryptionKeys }, folder, ends, options, work }) {
  const { measure, settings, isPlain = false } = await import(`./${work}.mjs`);
  const { makeLinks, saveApplication } = await import('../chaos/links.mjs');
  const { startPlatform } = await import('../chaos/platform.mjs');
  const { startFleet } = await import('../chaos/fleet.mjs');
  const { makeWorkspaces } = await import('../data/workspaces.mjs');
  const [processes, count] = [work === 'overhead' ? 1 : options.processes, options.links];
  const [workspace] = await makeWorkspaces(urls.owner, [work]);
  // Its tokens outlive the run.
  const sandbox = await startPlatform({ lenient: true, kills: 0, accessSeconds: 3_600 });
  ends.push(() => sandbox.stop());
  const platformUrl = isPlain ? await startPlain(ends) : sandbox.url;
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
    ...{ seconds: options.seconds, writes: options.writes, killEveryMs: options.kill },
  });
  fleet.endAtOnce();
  return result;
}
