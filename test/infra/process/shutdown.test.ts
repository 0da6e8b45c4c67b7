import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tracked } from '../../support/children.js';
import { until } from '../../support/processes.js';

const PROGRAM = fileURLToPath(new URL('../../support/closing-process.mjs', import.meta.url));
const MODULE = fileURLToPath(new URL('../../../dist/src/infra/process/shutdown.js', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'closing-'));
  execFileSync('mkfifo', [join(folder, 'stuck')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that closes on signals; `ends` says how its steps end. */
async function closing(ends: string, withinMs = 100) {
  const child = tracked(
    spawn(process.execPath, [PROGRAM, MODULE, ends], {
      env: { STUCK_PIPE: join(folder, 'stuck'), WITHIN_MS: String(withinMs) },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'close').then(([code, signal]) => ({
    how: code ?? signal,
    said: said.trim().split('\n').slice(1),
  }));
  const has = (text: string) => until(text, async () => said.includes(text));
  await has('ready');
  return { child, ended, has };
}

describe('the steps of a shutdown', () => {
  test.each<[string, number, string[]]>([
    ['done,done', 0, ['step 1', 'step 2']],
    ['hangs,done', 1, ['step 1', 'late 1', 'step 2']],
    ['throws,done', 1, ['step 1', 'failed 1', 'step 2']],
    ['done,hangs?', 0, ['step 1', 'step 2', 'late 2']],
    ['throws,hangs,throws?', 1, ['step 1', 'failed 1', 'step 2', 'late 2', 'step 3', 'failed 3']],
  ])('%s: exit code %d', async (ends, how, said) => {
    const { child, ended } = await closing(ends);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ how, said });
  });

  test('a call that never returns from the disk does not hold the process', async () => {
    const { child, ended } = await closing('disk,done');
    child.kill('SIGTERM');
    expect(await ended).toEqual({ how: 'SIGKILL', said: ['step 1', 'late 1', 'step 2'] });
  });
});

describe('a second signal', () => {
  test.each<[NodeJS.Signals, NodeJS.Signals]>([
    ['SIGTERM', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGINT'],
    ['SIGHUP', 'SIGTERM'],
  ])('%s, then %s: ends at once with exit code 1', async (first, second) => {
    const { child, ended, has } = await closing('hangs,done', 60_000);
    child.kill(first);
    await has('step 1');
    await new Promise((wake) => setTimeout(wake, 100));
    child.kill(second);
    expect(await ended).toEqual({ how: 1, said: ['step 1'] });
  });

  test('its copy by a wrapper such as npm, and SIGHUP, change nothing', async () => {
    const { child, ended, has } = await closing('hangs,done', 500);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    await has('step 1');
    child.kill('SIGHUP');
    expect(await ended).toEqual({ how: 1, said: ['step 1', 'late 1', 'step 2'] });
  });
});
