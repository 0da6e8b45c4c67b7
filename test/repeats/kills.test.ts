import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { tracked } from '../support/children.js';
import { createDatabase, encryptionKeys } from '../support/database.js';
import { programArgs } from '../support/processes.js';

const RUN = fileURLToPath(new URL('../../bench/repeats/run.mjs', import.meta.url));
const SHORT = ['--keys', '200', '--processes', '2', '--kill', '500', '--cut', '100'];

/** The short form of `bench/repeats/run.mjs`. */
test('mutations with keys are done once while processes are killed and connections are cut', async () => {
  const database = await createDatabase();
  const child = tracked(
    spawn(process.execPath, [RUN, '--json', ...SHORT], {
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
  await once(child, 'close');
  await database.drop();
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ keys: 200, kept: 200, differing: 0, unanswered: 0, broken: [] });
  expect(report.kills).toBeGreaterThan(0);
}, 600_000);
