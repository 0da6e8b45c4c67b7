/**
 * npm run bench:startup: the time until /readyz of the built product answers 200, without and with an existing embedded
 * database, and its memory at rest. Prints the medians. It is not a test and always exits 0.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 5;
const REST_MS = 5_000;
const root = fileURLToPath(new URL('..', import.meta.url));

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Starts the server, answers the ms until /readyz is 200 and its RSS after a pause, and stops the server. */
async function measure(dataDir, restMs) {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: 'ignore',
  });
  while (!(await isReady(port))) await new Promise((wake) => setTimeout(wake, 5));
  const ms = performance.now() - began;
  await new Promise((wake) => setTimeout(wake, restMs));
  const rssMb = residentMb(child.pid);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { ms, rssMb };
}

async function isReady(port) {
  try {
    return (await fetch(`http://localhost:${port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

function residentMb(pid) {
  const kb =
    process.platform === 'linux'
      ? /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      : spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return Number(kb) / 1000;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

spawnSync(process.execPath, [join(root, 'ledgerlink.mjs'), 'build'], { stdio: 'inherit' });
const [first, again] = [[], []];
for (let round = 1; round <= ROUNDS; round++) {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-startup-'));
  // PostgreSQL does not run as root. Its user must be able to enter the folder.
  chmodSync(folder, 0o755);
  first.push(await measure(folder, 0));
  again.push(await measure(folder, REST_MS));
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`round ${round} of ${ROUNDS}\n`);
}
const ms = (runs) => `${Math.round(median(runs.map((run) => run.ms)))} ms`;
console.log(`ready from nothing            ${ms(first).padStart(8)}   (aim: 4000 ms)`);
console.log(`ready with existing database  ${ms(again).padStart(8)}   (aim: 1500 ms)`);
console.log(
  `memory at rest                ${`${Math.round(median(again.map((run) => run.rssMb)))} MB`.padStart(8)}   (aim: 160 MB)`,
);
