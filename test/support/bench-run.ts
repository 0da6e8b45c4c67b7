import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Json } from './app.js';
import { tracked } from './children.js';
import { createDatabase, encryptionKeys } from './database.js';
import { programArgs } from './processes.js';

const ROOT = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
const FLAGS = scripts.start.split(' ').filter((word: string) => word.startsWith('--'));

/** Runs a command of `bench/` on a database of its own, with the program that the tests have built. Answers its report. */
export async function runBench(script: string, args: readonly string[]): Promise<Json> {
  const database = await createDatabase();
  const child = tracked(
    spawn(process.execPath, [fileURLToPath(new URL(script, ROOT)), '--json', ...args], {
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
  return JSON.parse(stdout);
}
