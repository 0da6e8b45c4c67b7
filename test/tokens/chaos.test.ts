import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { tracked } from '../support/children.js';
import { createDatabase, encryptionKeys } from '../support/database.js';
import { programArgs } from '../support/processes.js';

const RUN = fileURLToPath(new URL('../../bench/chaos/run.mjs', import.meta.url));
const SHORT = ['--json', '--seconds', '8', '--callers', '8', '--links', '8'];
/** A run waits more than it computes: the three take about as long as one. */
const RUNS = {
  killed: ['--processes', '3', '--kills', '3', '--stops', '2'],
  stopped: ['--processes', '2', '--kills', '0', '--stops', '2'],
  undisturbed: ['--processes', '2', '--lenient'],
};

/** The short form of `npm run chaos`: the same program, fewer of everything. */
async function chaos(args: readonly string[]) {
  const database = await createDatabase();
  const child = tracked(
    spawn(process.execPath, [RUN, ...SHORT, ...args], {
      env: {
        PATH: process.env.PATH ?? '',
        TMPDIR: process.env.TMPDIR ?? '/tmp',
        CHAOS_DATABASE: JSON.stringify({ urls: database.urls, encryptionKeys: encryptionKeys() }),
        CHAOS_PROGRAM: JSON.stringify(programArgs('main.js')),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  await database.drop();
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

const reports: Partial<Record<keyof typeof RUNS, ReturnType<typeof chaos>>> = {};
beforeAll(() => {
  for (const [name, args] of Object.entries(RUNS)) {
    const report = chaos(args);
    // The test that waits for it fails with it.
    report.catch(() => undefined);
    reports[name as keyof typeof RUNS] = report;
  }
});

test('processes that are killed and stopped lose no link without a cause that is reported', async () => {
  const report = await reports.killed;
  expect(report).toMatchObject({ links: 8, callers: 24, kills: 3, stops: 2, ...KEPT });
  expect(report.reportedLost).toBe(report.linksLost);
}, 600_000);

test('processes that are stopped, and a platform that fails, lose no link at all', async () => {
  const report = await reports.stopped;
  expect(report).toMatchObject({ kills: 0, stops: 2, linksLost: 0, answersLost: 0, ...KEPT });
}, 600_000);

test('without kills and stops there is one rotation for each expiry, however many callers ask', async () => {
  const report = await reports.undisturbed;
  expect(report).toMatchObject({
    kills: 0,
    stops: 0,
    duplicateRotations: 0,
    rePresented: 0,
    linksLost: 0,
    ...KEPT,
  });
  expect(report.rotations).toBe(report.refreshes);
}, 600_000);
