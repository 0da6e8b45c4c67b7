import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const RUN = fileURLToPath(new URL('../../bench/chaos/run.mjs', import.meta.url));
const SHORT = ['--json', '--seconds', '12', '--processes', '3', '--callers', '30', '--links', '8'];

/** The short form of `npm run chaos`: the same program, fewer of everything. */
async function chaos(...args: string[]) {
  const child = spawn(process.execPath, [RUN, ...SHORT, ...args], {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`chaos ended with ${code}\n${stderr}\n${stdout}`);
  return JSON.parse(stdout);
}

const KEPT = {
  concurrentRefreshes: 0,
  rePresentedUnexplained: 0,
  staleWrites: 0,
  lostUnexplained: 0,
  wrongReason: 0,
};

test('processes that are killed and stopped lose no link without a cause that is reported', async () => {
  const report = await chaos('--kills', '4', '--stops', '2');
  expect(report).toMatchObject({ links: 8, callers: 90, ...KEPT });
  expect(report.kills).toBeGreaterThanOrEqual(3);
  expect(report.stops).toBeGreaterThanOrEqual(1);
  expect(report.reportedLost).toBe(report.linksLost);
}, 180_000);

test('processes that are stopped, and a platform that fails, lose no link at all', async () => {
  const report = await chaos('--kills', '0', '--stops', '3');
  expect(report).toMatchObject({ kills: 0, linksLost: 0, answersLost: 0, ...KEPT });
}, 180_000);

test('nobody killed or stopped: one rotation per expiry, however many ask', async () => {
  const report = await chaos('--lenient');
  expect(report).toMatchObject({
    kills: 0,
    stops: 0,
    duplicateRotations: 0,
    rePresented: 0,
    linksLost: 0,
    ...KEPT,
  });
  expect(report.rotations).toBe(report.refreshes);
}, 180_000);
