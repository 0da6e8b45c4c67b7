import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { tracked } from './support/children.js';
import { until } from './support/processes.js';

const GUARDIAN = fileURLToPath(new URL('support/guardian.mjs', import.meta.url));

/** A process that starts a second one in its group, and says the ids of both. */
const PARENT = `const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(JSON.stringify([process.pid, child.pid]));
  setInterval(() => {}, 1000);`;

/** A run that starts its guardian, says so, and then does nothing. */
const RUN = `require('node:child_process')
    .spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    .once('spawn', () => console.log('started'));
  setInterval(() => {}, 1000);`;

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('when a run is killed, its guardian ends what is left: processes, those they started, and the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  const parent = tracked(
    spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'ignore'], detached: true }),
  );
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as [number, number];
  mkdirSync(join(folder, 'children', '1'), { recursive: true });
  writeFileSync(join(folder, 'children', '1', String(pids[0])), '');

  const run = tracked(spawn(process.execPath, ['-e', RUN, GUARDIAN, folder], { stdio: ['ignore', 'pipe', 'ignore'] }));
  await once(run.stdout, 'data');
  expect(pids.map(isThere)).toEqual([true, true]);
  run.kill('SIGKILL');
  await until('the folder is gone', async () => !existsSync(folder));
  await until('both processes are gone', async () => !pids.some(isThere));
});

test('a child that ends by itself is not remembered', async () => {
  const child = tracked(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', detached: true }));
  const { TEST_FOLDER = '', JEST_WORKER_ID = '' } = process.env;
  const file = join(TEST_FOLDER, 'children', JEST_WORKER_ID, String(child.pid));
  expect(existsSync(file)).toBe(true);
  await once(child, 'exit');
  await until('it is forgotten', async () => !existsSync(file));
});
