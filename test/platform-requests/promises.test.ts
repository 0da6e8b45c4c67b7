import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { tracked } from '../support/children.js';
import { createDatabase, encryptionKeys } from '../support/database.js';
import { programArgs } from '../support/processes.js';

const ROOT = new URL('../../', import.meta.url);
const RUN = fileURLToPath(new URL('bench/platform/run.mjs', ROOT));
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
const FLAGS = scripts.start.split(' ').filter((word: string) => word.startsWith('--'));
const SHORT = ['--seconds', '1', '--processes', '2', '--links', '4', '--writes', '80', '--kill', '700'];

/** The short form of `bench/platform/run.mjs`. How many ms a request adds is judged there, where no test runs beside it. */
test('large downloads add little memory, and keyed writes are done once while processes are killed', async () => {
  const database = await createDatabase();
  const child = tracked(
    spawn(process.execPath, [RUN, 'overhead', 'writes', '--json', ...SHORT], {
      env: {
        PATH: process.env.PATH ?? '',
        TMPDIR: process.env.TMPDIR ?? '/tmp',
        CHAOS_DATABASE: JSON.stringify({ urls: database.urls, encryptionKeys: encryptionKeys() }),
        CHAOS_PROGRAM: JSON.stringify([...FLAGS, ...programArgs('main.js')]),
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
  const { overhead, writes } = JSON.parse(stdout);
  expect(overhead.downloadBytes).toBe(100_000_000);
  expect(Number(overhead.downloadAddsMb)).toBeLessThan(16);
  expect(writes).toMatchObject({ keys: 72, records: 72, none: 0, unkeyedTwice: 0, broken: [] });
  expect(writes.kills).toBeGreaterThan(0);
});
