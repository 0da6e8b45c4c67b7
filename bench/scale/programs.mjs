import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const isRoot = process.getuid() === 0;
const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
/** PostgreSQL and PgBouncer do not run as root. Debian's packages make the user `postgres`. */
export const RUN_AS = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};

/** The folder of the newest PostgreSQL that Debian's packages have installed. */
export function postgresFolder() {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${versions[0]}/bin`;
}

/** Starts a program of Debian's packages. Its output is in `<log>`. */
export function startProgram(command, args, log, env = {}) {
  const output = openSync(log, 'a');
  const child = spawn(command, args, {
    ...RUN_AS,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', output, output],
  });
  child.on('error', (error) => appendFileSync(log, `${error}\n`));
  return {
    pid: child.pid,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Waits until `holds` answers something. @throws with the ends of these logs when it takes too long. */
export async function until(what, holds, { withinMs = 60_000, everyMs = 200, logs = [] } = {}) {
  for (const from = performance.now(); ; ) {
    const found = await holds().catch(() => undefined);
    if (found) return found;
    if (performance.now() - from > withinMs) {
      const ends = logs.map((log) => `${log}:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
      throw new Error([`not so after ${withinMs} ms: ${what}`, ...ends].join('\n'));
    }
    await sleep(everyMs);
  }
}
