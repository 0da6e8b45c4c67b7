import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { tracked } from '../support/children.js';
import { freePort, statusOf, until } from '../support/processes.js';
import { KEYS_V31, postForm } from '../support/sandbox.js';
import { launchSandbox, startedSandbox } from '../support/sandbox-process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('starting', () => {
  test('with --json one line is all that it says: where it is and the keys', async () => {
    const { ready, url, output, child, ended } = await startedSandbox({
      SANDBOX_CONTROL_KEY: 'a key that was given',
    });
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      controlKey: 'a key that was given',
      demo: {
        v31: { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' },
        v30: {
          clientId: 'sandbox/demo-v30',
          clientSecret: 'sandbox-demo-secret-v30',
          signingSecret: 'sandbox-demo-signing-secret-v30',
          subscriptionKey: 'sandbox-demo-subscription-key-v30',
        },
      },
    });
    expect(await statusOf(url)).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output).toEqual({ out: `${JSON.stringify(ready)}\n`, err: '' });
  });

  test('without it people are told the same', async () => {
    const port = `${await freePort()}`;
    const { output } = launchSandbox({ SANDBOX_PORT: port }, []);
    await until('it says where it is', async () => output.out.includes('README'));
    for (const said of [
      `http://127.0.0.1:${port}`,
      'sandbox/demo-v31',
      'sandbox-demo-secret-v31',
      'canadian',
      'in memory',
    ])
      expect(output.out).toContain(said);
  });

  test('a control key that was not given is another one each time', async () => {
    const [a, b] = await Promise.all([startedSandbox(), startedSandbox()]);
    expect(a.ready.controlKey).toMatch(/^[\w-]{32}$/);
    expect(a.ready.controlKey).not.toBe(b.ready.controlKey);
  });

  test.each<[string, Record<string, string>, string[], number, RegExp]>([
    ['a port that is none', { SANDBOX_PORT: 'canary' }, [], 1, /SANDBOX_PORT must be a whole number from 0/],
    ['a short key', { SANDBOX_CONTROL_KEY: 'canary' }, [], 1, /SANDBOX_CONTROL_KEY must have at least 16/],
    ['an unknown flag', {}, ['--canary'], 64, /^usage: ledgerlink sandbox/],
  ])('%s is refused by name, not by value', async (_, env, args, code, message) => {
    const { output, ended } = launchSandbox(env, args);
    expect([await ended, output.out]).toEqual([code, '']);
    expect(output.err).toMatch(message);
    expect(output.err).not.toContain('canary');
  });

  test('a port that is taken is named, with what to set', async () => {
    const { port } = new URL((await startedSandbox()).url);
    const { output, ended } = launchSandbox({ SANDBOX_PORT: port });
    expect(await ended).toBe(69);
    expect(output.err).toBe(`Port ${port} is in use. Stop the program that listens on it, or set SANDBOX_PORT.\n`);
  });

  test('a state file that cannot be read is left as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{"version":1,');
    const { output, ended } = launchSandbox({ SANDBOX_STATE: file });
    expect([await ended, output.out]).toEqual([1, '']);
    expect(output.err).toMatch(/^SANDBOX_STATE cannot be read: .*Remove the file/);
    expect(readFileSync(file, 'utf8')).toBe('{"version":1,');
    rmSync(folder, { recursive: true });
  });
});

describe('ending', () => {
  test('SIGTERM ends it at once, whatever hangs', async () => {
    const { url, control, child, ended } = await startedSandbox();
    await control.post('/faults', { endpoint: 'token', kind: 'hang', ms: 600_000 });
    const hanging = postForm(`${url}/token`, KEYS_V31).catch(() => 'cut');
    await until('the request is there', async () => (await control.get('/events')).open === 1);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await hanging).toBe('cut');
  });

  test('with --with-parent it ends when its stdin closes', async () => {
    const { child, ended } = await startedSandbox({}, ['--json', '--with-parent']);
    child.stdin?.end();
    expect(await ended).toBe(0);
  });

  test('with --with-parent it ends when the process is killed that started it', async () => {
    const script = `const { spawn } = require('node:child_process');
      const sandbox = spawn(process.execPath, ['ledgerlink.mjs', 'sandbox', '--json', '--with-parent'],
        { stdio: ['pipe', 'pipe', 'ignore'] });
      sandbox.stdout.once('data', (line) => console.log(String(line).trim()));`;
    const parent = tracked(
      spawn(process.execPath, ['-e', script], {
        cwd: ROOT,
        env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0' },
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
      }),
    );
    const [line] = await once(parent.stdout, 'data');
    const { url } = JSON.parse(`${line}`);
    expect(await statusOf(url)).toBe(200);
    parent.kill('SIGKILL');
    await until('it is gone', async () => (await statusOf(url)) === 'ECONNREFUSED');
  });

  test('without --with-parent a closed stdin means nothing', async () => {
    const { url, child } = await startedSandbox();
    child.stdin?.end();
    await new Promise((wake) => setTimeout(wake, 300));
    expect(await statusOf(url)).toBe(200);
  });
});
