import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createInstallation } from '../support/installation.js';
import { freePort, statusOf, until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A start on a busy machine. */
const START_MS = 60_000;

const installation = useStarted(() => createInstallation());

test('SIGKILL of `npm run sandbox` ends the sandbox, too', async () => {
  const npm = spawn('npm', ['run', 'sandbox', '--silent', '--', '--json'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, SANDBOX_PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    const [line] = await once(npm.stdout, 'data');
    const { url } = JSON.parse(String(line));
    npm.kill('SIGKILL');
    await until('the port is closed', async () => (await statusOf(url)) === 'ECONNREFUSED', 5_000);
  } finally {
    if (npm.pid !== undefined) killGroup(npm.pid);
  }
});

test(
  'SIGTERM to `npm start` ends the server, too, and the server drains first',
  async () => {
    const url = `http://localhost:${await freePort()}`;
    const npm = spawn('npm', ['start', '--silent'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...installation.env, PORT: new URL(url).port, PORTAL: 'off' },
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own, so that the clean-up below reaches the server even when the product fails to end it.
      detached: true,
    });
    const ended = once(npm, 'exit');
    const output = npm.stdout.toArray();
    try {
      await until('ready', async () => (await statusOf(`${url}/readyz`)) === 200, START_MS);
      npm.kill('SIGTERM');
      await ended;
      await until('the port is closed', async () => (await statusOf(`${url}/healthz`)) === 'ECONNREFUSED', 15_000);
      // The server held the other end of the pipe: it is closed once the process has gone.
      const log = Buffer.concat(await output).toString();
      expect(log).toContain('draining');
    } finally {
      if (npm.pid !== undefined) killGroup(npm.pid);
    }
  },
  2 * START_MS,
);

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Ended already.
  }
}
