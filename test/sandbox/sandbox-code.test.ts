import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import {
  type Answer,
  authorizeUrl,
  CALLBACK,
  KEYS_V30,
  KEYS_V31,
  postForm,
  throughThePages,
  V30_PARAMS,
  VERIFIER,
} from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control.post('/clients', {
    clientId: 'sandbox/other',
    clientSecret: 'other secret',
    apiVersion: '3.1',
    redirectUris: [CALLBACK],
  });
});
afterAll(() => sandbox.stop());

async function newCode(params: Record<string, string | undefined> = {}): Promise<string> {
  const location = await throughThePages(authorizeUrl(sandbox.url, params), { user: 'one' });
  return `${location.searchParams.get('code')}`;
}

/** The right request but for `changes`; undefined leaves a field out. */
function exchange(code: string, changes: Record<string, string | undefined> = {}, path = '/token'): Promise<Answer> {
  const fields = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...KEYS_V31,
    ...changes,
  };
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return postForm(`${sandbox.url}${path}`, Object.fromEntries(given));
}

const errorOf = ({ status, body }: Answer) => [status, body.error];
const lastEvent = async () => (await sandbox.control.get('/events')).events.at(-1);

describe('a code is refused', () => {
  test.each<[string, (code: string) => string, Record<string, string | undefined>, string]>([
    ['without its prefix', (code) => code.slice(3), {}, 'invalid_grant'],
    ['encoded once too often', (code) => encodeURIComponent(code), {}, 'invalid_grant'],
    ['of another country', (code) => code.replace('GB', 'IE'), {}, 'invalid_grant'],
    ['in lower case', (code) => code.toLowerCase(), {}, 'invalid_grant'],
    [
      'with another redirect URI',
      (code) => code,
      { redirect_uri: 'http://127.0.0.1:4000/oauth/callback' },
      'invalid_grant',
    ],
    ['with another verifier', (code) => code, { code_verifier: `${VERIFIER}2` }, 'invalid_grant'],
    ['without the verifier', (code) => code, { code_verifier: undefined }, 'invalid_grant'],
    [
      'from another application',
      (code) => code,
      { client_id: 'sandbox/other', client_secret: 'other secret' },
      'invalid_grant',
    ],
    ['without a redirect URI', (code) => code, { redirect_uri: undefined }, 'invalid_request'],
    ['with a wrong secret', (code) => code, { client_secret: 'wrong' }, 'invalid_client'],
    ['without a secret', (code) => code, { client_secret: undefined }, 'invalid_client'],
    ['with a grant type of its own', (code) => code, { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['without a grant type', (code) => code, { grant_type: undefined }, 'invalid_request'],
  ])('%s', async (_, change, changes, error) => {
    const before = (await sandbox.control.get('/grants')).grants.length;
    const answer = await exchange(change(await newCode()), changes);
    expect(errorOf(answer)).toEqual([400, error]);
    expect(Object.keys(answer.body)).toEqual(['error', 'error_description']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await lastEvent()).toMatchObject({ outcome: 'refused', error, grantId: null, status: 400 });
    expect((await sandbox.control.get('/grants')).grants).toHaveLength(before);
  });

  test('the second time', async () => {
    const code = await newCode();
    expect((await exchange(code)).status).toBe(200);
    expect(errorOf(await exchange(code))).toEqual([400, 'invalid_grant']);
  });

  test('after a wrong verifier has been tried with it', async () => {
    const code = await newCode();
    await exchange(code, { code_verifier: `${VERIFIER}2` });
    expect(errorOf(await exchange(code))).toEqual([400, 'invalid_grant']);
  });

  test('with a verifier when no challenge was sent', async () => {
    const code = await newCode({ code_challenge: undefined, code_challenge_method: undefined });
    expect(errorOf(await exchange(code))).toEqual([400, 'invalid_grant']);
  });

  test('at the other version’s endpoint', async () => {
    expect(errorOf(await exchange(await newCode(), {}, '/oauth2/token'))).toEqual([400, 'invalid_client']);
    expect(errorOf(await exchange(await newCode(V30_PARAMS), KEYS_V30))).toEqual([400, 'invalid_client']);
  });

  test('after its 60 seconds, and not before', async () => {
    const [early, late] = [await newCode(), await newCode()];
    await sandbox.control.post('/clock', { advanceSeconds: 58 });
    expect((await exchange(early)).status).toBe(200);
    await sandbox.control.post('/clock', { advanceSeconds: 2 });
    expect(errorOf(await exchange(late))).toEqual([400, 'invalid_grant']);
  });
});

describe('a code is exchanged', () => {
  test('without a verifier when no challenge was sent', async () => {
    const code = await newCode({ code_challenge: undefined, code_challenge_method: undefined });
    expect((await exchange(code, { code_verifier: undefined })).status).toBe(200);
  });

  test('with a plain challenge, where no method means plain', async () => {
    const code = await newCode({ code_challenge: VERIFIER, code_challenge_method: undefined });
    expect((await exchange(code)).status).toBe(200);
  });

  test('for two JWTs of 1.5 to 2 kB', async () => {
    const { body } = await exchange(await newCode());
    for (const token of [body.access_token, body.refresh_token]) {
      expect(token).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
      expect(token.length).toBeGreaterThanOrEqual(1_500);
      expect(token.length).toBeLessThanOrEqual(2_000);
    }
  });

  test('and v3.0’s has no prefix', async () => {
    const code = await newCode(V30_PARAMS);
    expect(code).toMatch(/^[0-9a-f]{40}$/);
    expect((await exchange(code, KEYS_V30, '/oauth2/token')).body.resource_owner_id).toMatch(/^[0-9a-f]{32}$/);
  });
});

test.each([
  ['application/json', JSON.stringify({ grant_type: 'refresh_token', refresh_token: 'x', ...KEYS_V31 })],
  ['text/plain', 'grant_type=refresh_token'],
  ['application/x-www-form-urlencoded', 'grant_type=refresh_token&grant_type=refresh_token'],
])('a body that is no form with each field once is an invalid_request: %s', async (type, body) => {
  const response = await fetch(`${sandbox.url}/token`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, 'invalid_request']);
});
