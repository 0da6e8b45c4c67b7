import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { percentile } from './numbers.mjs';
import { recordSave } from './pgbench-script.mjs';

/** The number of connections of our pool. */
const CLIENTS = 10;
/** A script has two saves: each application of an integration supersedes the other. */
const SAVES_PER_SCRIPT = 2;

export const hasPgbench = () => spawnSync('pgbench', ['--version']).status === 0;

/**
 * The speed of the database alone at our saves: `pgbench -M extended` sends the recorded statements of our server for the
 * same workspaces and integrations, with as many round trips and parameters of the same size.
 */
export async function preparePgbench(setup, { seconds, warmUp }) {
  const folder = join(setup.folder, 'pgbench');
  mkdirSync(folder, { recursive: true });
  const { scripts, variables } = await recordSave(setup);
  const files = scripts.map((text, index) => {
    const file = join(folder, `save-${index}.sql`);
    writeFileSync(file, text);
    return ['-f', file];
  });
  const { hostname, port, username, password, pathname } = new URL(setup.urls.app);
  const args = [
    ...['-h', hostname, '-p', port, '-U', username, '-M', 'extended', '-n', '-c', String(CLIENTS), '-j', '2'],
    ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
    ...files.flat(),
  ];
  const fire = (duration, more = []) =>
    run([...args, '-T', String(duration), ...more, pathname.slice(1)], { cwd: folder, password });
  return {
    async run() {
      if (warmUp > 0) await fire(warmUp);
      const tps = await fire(seconds, ['-l', '--log-prefix', 'times']);
      const times = readTimes(folder);
      return { rps: tps * SAVES_PER_SCRIPT, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
    },
  };
}

async function run(args, { cwd, password }) {
  const child = spawn('pgbench', args, {
    cwd,
    env: { PATH: process.env.PATH, PGPASSWORD: password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (complaints += chunk));
  const [code] = await once(child, 'close');
  const tps = /^tps = ([\d.]+)/m.exec(out)?.[1];
  const failed = /number of failed transactions: (\d+)/.exec(out)?.[1] ?? '0';
  if (code !== 0 || tps === undefined || failed !== '0')
    throw new Error(`pgbench ended with ${code}: ${complaints.slice(-1500)}${out.slice(-500)}`);
  return Number(tps);
}

/** Microseconds per script, third column of pgbench's log; half of one is a save. */
function readTimes(folder) {
  const logs = readdirSync(folder).filter((name) => name.startsWith('times'));
  const times = logs.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => Number(line.split(' ')[2]) / 1000 / SAVES_PER_SCRIPT),
  );
  for (const name of logs) rmSync(join(folder, name));
  return times.sort((a, b) => a - b);
}
