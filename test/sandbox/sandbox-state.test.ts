import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/processes.js';
import { authorizeUrl, type Body, CALLBACK, KEYS_V31, postForm, refreshed, VERIFIER } from '../support/sandbox.js';
import { startedSandbox } from '../support/sandbox-process.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a state file', () => {
  test('keeps what was answered when the process is killed: codes, grants, settings, faults, clock', async () => {
    const env = { SANDBOX_STATE: join(folder, 'state.json'), SANDBOX_CONTROL_KEY: 'the key of this file' };
    const first = await startedSandbox(env);
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

    const { url, control } = await startedSandbox(env);
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
    const { url, control, child, ended } = await startedSandbox(env);
    const grants: Body[] = await Promise.all(
      Array.from({ length: 20 }, () => control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'one' })),
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
    const again = await startedSandbox(env);
    const rotationOf = (token: string) => JSON.parse(`${Buffer.from(`${token.split('.')[1]}`, 'base64url')}`).rot;
    const kept: Body[] = await Promise.all(grants.map(({ grantId }) => again.control.get(`/grants/${grantId}`)));
    // One more where the answer was on its way; never one less.
    const ahead = tokens.map((token, at) => kept[at].rotation - rotationOf(token));
    expect(ahead.filter((more) => more !== 0 && more !== 1)).toEqual([]);
    expect(ahead).toHaveLength(20);
  });
});
