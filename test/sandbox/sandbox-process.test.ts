import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { controlClient } from '../../sandbox/control-client.js';
import { freePort, statusOf, until } from '../support/processes.js';
import {
  authorizeUrl,
  type Body,
  CALLBACK,
  KEYS_V31,
  postForm,
  refreshed,
  VERIFIER,
} from '../support/sandbox.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const running = new Set<ChildProcess>();
const orphans = new Set<number>();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  for (const pid of orphans) endIfThere(pid);
  orphans.clear();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone, as it should.
  }
}

/** The shipped program with exactly this environment. */
function launch(env: Record<string, string>, args: readonly string[] = ['--json']) {
  const child = spawn(process.execPath, ['ledgerlink.mjs', 'sandbox', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output, ended };
}

async function started(env: Record<string, string> = {}, args?: readonly string[]) {
  const run = launch(env, args);
  await until('it says that it listens', async () => run.output.out.endsWith('\n'));
  const ready = JSON.parse(run.output.out);
  return { ...run, ready, url: ready.url as string, control: controlClient(ready.url, ready.controlKey) };
}

describe('starting', () => {
  test('with --json one line is all that it says: where it is and the keys', async () => {
    const { ready, url, output, child, ended } = await started({
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
    const { output } = launch({ SANDBOX_PORT: port }, []);
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
    const [a, b] = await Promise.all([started(), started()]);
    expect(a.ready.controlKey).toMatch(/^[\w-]{32}$/);
    expect(a.ready.controlKey).not.toBe(b.ready.controlKey);
  });

  test.each<[string, Record<string, string>, string[], number, RegExp]>([
    ['a port that is none', { SANDBOX_PORT: 'canary' }, [], 1, /SANDBOX_PORT must be a whole number from 0/],
    ['a short key', { SANDBOX_CONTROL_KEY: 'canary' }, [], 1, /SANDBOX_CONTROL_KEY must have at least 16/],
    ['an unknown flag', {}, ['--canary'], 64, /^usage: ledgerlink sandbox/],
  ])('%s is refused by name, not by value', async (_, env, args, code, message) => {
    const { output, ended } = launch(env, args);
    expect([await ended, output.out]).toEqual([code, '']);
    expect(output.err).toMatch(message);
    expect(output.err).not.toContain('canary');
  });

  test('a port that is taken is named, with what to set', async () => {
    const { port } = new URL((await started()).url);
    const { output, ended } = launch({ SANDBOX_PORT: port });
    expect(await ended).toBe(69);
    expect(output.err).toBe(
      `Port ${port} is in use. Stop the program that listens on it, or set SANDBOX_PORT.\n`,
    );
  });

  test('a state file that cannot be read is left as it is', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{"version":1,');
    const { output, ended } = launch({ SANDBOX_STATE: file });
    expect([await ended, output.out]).toEqual([1, '']);
    expect(output.err).toMatch(/^SANDBOX_STATE cannot be read: .*Remove the file/);
    expect(readFileSync(file, 'utf8')).toBe('{"version":1,');
  });
});

describe('ending', () => {
  test('SIGTERM ends it within a second, whatever hangs', async () => {
    const { url, control, child, ended } = await started();
    await control.post('/faults', { endpoint: 'token', kind: 'hang', ms: 60_000 });
    const hanging = postForm(`${url}/token`, KEYS_V31).catch(() => 'cut');
    await until('the request is there', async () => (await control.get('/events')).open === 1);
    const from = performance.now();
    child.kill('SIGTERM');
    await ended;
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(await hanging).toBe('cut');
  });

  test('with --with-parent it ends when its stdin closes', async () => {
    const { child, ended } = await started({}, ['--json', '--with-parent']);
    child.stdin?.end();
    expect(await ended).toBe(0);
  });

  test('with --with-parent it ends when the process is killed that started it', async () => {
    const script = `const { spawn } = require('node:child_process');
      const sandbox = spawn(process.execPath, ['ledgerlink.mjs', 'sandbox', '--json', '--with-parent'],
        { stdio: ['pipe', 'pipe', 'ignore'] });
      sandbox.stdout.once('data', (line) => console.log(JSON.stringify({ pid: sandbox.pid, ...JSON.parse(line) })));`;
    const parent = spawn(process.execPath, ['-e', script], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.add(parent);
    const [line] = await once(parent.stdout, 'data');
    const { url, pid } = JSON.parse(`${line}`);
    orphans.add(pid);
    expect(await statusOf(url)).toBe(200);
    parent.kill('SIGKILL');
    await until('it is gone', async () => (await statusOf(url)) === 'ECONNREFUSED', 2_000);
  });

  test('without --with-parent a closed stdin means nothing', async () => {
    const { url, child } = await started();
    child.stdin?.end();
    await new Promise((wake) => setTimeout(wake, 300));
    expect(await statusOf(url)).toBe(200);
  });
});

describe('a state file', () => {
  test('keeps what was answered when the process is killed: codes, grants, settings, faults, clock', async () => {
    const env = { SANDBOX_STATE: join(folder, 'state.json'), SANDBOX_CONTROL_KEY: 'the key of this file' };
    const first = await started(env);
    await first.control.patch('/settings', { rotationMode: 'revoke-family', codeSeconds: 90 });
    await first.control.post('/clock', { advanceSeconds: 1_000 });
    await first.control.post('/faults', { endpoint: 'revoke', kind: 'html' });
    const walk = { url: authorizeUrl(first.url), user: 'one' };
    const { location } = await first.control.post('/authorize', walk);
    const grant: Body = await first.control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'many' });
    const { body } = await refreshed(first.url, grant.tokens.refresh_token);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(statSync(env.SANDBOX_STATE).mode & 0o777).toBe(0o600);
    expect(existsSync(`${env.SANDBOX_STATE}.new`)).toBe(false);

    const { url, control } = await started(env);
    expect(await control.get('/settings')).toMatchObject({ rotationMode: 'revoke-family', codeSeconds: 90 });
    expect((await control.get('/clock')).offsetSeconds).toBe(1_000);
    expect((await control.get('/faults')).faults).toMatchObject([{ endpoint: 'revoke', kind: 'html' }]);
    expect((await refreshed(url, body.refresh_token)).status).toBe(200);
    const code = `${new URL(location).searchParams.get('code')}`;
    const fields = { ...KEYS_V31, grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
    expect((await postForm(`${url}/token`, { ...fields, code_verifier: VERIFIER })).status).toBe(200);
    expect((await refreshed(url, grant.tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect((await control.get(`/grants/${grant.grantId}`)).revoked.reason).toBe('reuse');
  });

  test('loses no answered rotation when the process is killed under load', async () => {
    const env = { SANDBOX_STATE: join(folder, 'load.json'), SANDBOX_CONTROL_KEY: 'the key of this file' };
    const { url, control, child, ended } = await started(env);
    const grants: Body[] = await Promise.all(
      Array.from({ length: 20 }, () =>
        control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'one' }),
      ),
    );
    let answered = 0;
    const newest = grants.map(async ({ tokens }) => {
      let token: string = tokens.refresh_token;
      for (;;) {
        const answer = await refreshed(url, token).catch(() => undefined);
        if (answer === undefined) return token;
        token = answer.body.refresh_token;
        answered += 1;
      }
    });
    await until('it is busy', async () => answered > 300);
    child.kill('SIGKILL');
    await ended;
    const tokens = await Promise.all(newest);
    const again = await started(env);
    const rotationOf = (token: string) =>
      JSON.parse(`${Buffer.from(`${token.split('.')[1]}`, 'base64url')}`).rot;
    const kept: Body[] = await Promise.all(
      grants.map(({ grantId }) => again.control.get(`/grants/${grantId}`)),
    );
    // One more where the answer was on its way; never one less.
    const ahead = tokens.map((token, at) => kept[at].rotation - rotationOf(token));
    expect(ahead.filter((more) => more !== 0 && more !== 1)).toEqual([]);
    expect(ahead).toHaveLength(20);
  });
});
