import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { type Body, getJson, KEYS_V30, KEYS_V31, postForm, refreshed } from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  await sandbox.control.post('/reset');
});
afterAll(() => sandbox.stop());

interface Minted {
  readonly grantId: string;
  readonly tokens: Body;
}
const mint = (user = 'one'): Promise<Minted> => sandbox.control.post('/grants', { clientId: 'sandbox/demo-v31', user });
const refresh = (token: string) => refreshed(sandbox.url, token);
const grantOf = ({ grantId }: Minted) => sandbox.control.get(`/grants/${grantId}`);
const advance = (advanceSeconds: number) => sandbox.control.post('/clock', { advanceSeconds });
const switchTo = (settings: object) => sandbox.control.patch('/settings', settings);
const works = async (accessToken: string) =>
  (await getJson(`${sandbox.url}/v3.1/user`, { authorization: `Bearer ${accessToken}` })).status === 200;
const outcomes = async () =>
  (await sandbox.control.get('/events')).events.map((event: Body) => [
    event.kind,
    event.presentedRotation,
    event.newRotation,
    event.outcome,
  ]);

describe('strict', () => {
  test('each refresh token works once; a used one changes nothing', async () => {
    const grant = await mint();
    const second = await refresh(grant.tokens.refresh_token);
    expect((await refresh(grant.tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(second.body.refresh_token)).status).toBe(200);
    expect(await grantOf(grant)).toMatchObject({ rotation: 3, revoked: null });
    expect(await outcomes()).toEqual([
      ['refresh', 1, 2, 'rotated'],
      ['refresh', 1, null, 'refused'],
      ['refresh', 2, 3, 'rotated'],
    ]);
  });

  test('of fifty at once with one token, one wins', async () => {
    const grant = await mint();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(grant.tokens.refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(49);
    expect((await grantOf(grant)).rotation).toBe(2);
  });

  test('a refresh token works for 31 days from its own making', async () => {
    const grant = await mint();
    await advance(31 * 86_400 - 5);
    const { body } = await refresh(grant.tokens.refresh_token);
    await advance(31 * 86_400 - 5);
    const again = await refresh(body.refresh_token);
    await advance(31 * 86_400);
    expect((await refresh(again.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('an access token works for 300 seconds, refreshed or not', async () => {
    const { tokens } = await mint();
    await refresh(tokens.refresh_token);
    await advance(298);
    expect(await works(tokens.access_token)).toBe(true);
    await advance(2);
    expect(await works(tokens.access_token)).toBe(false);
  });

  test('an access token, another application’s or a forged token is no refresh token', async () => {
    const { tokens } = await mint();
    const [header, payload, signature] = tokens.refresh_token.split('.');
    const forged = [
      tokens.access_token,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
    ];
    for (const token of forged) expect((await refresh(token)).body.error).toBe('invalid_grant');
    await sandbox.control.post('/clients', { clientId: 'b', clientSecret: 'b', apiVersion: '3.1' });
    const other = await refreshed(sandbox.url, tokens.refresh_token, { client_id: 'b', client_secret: 'b' });
    expect(other.body.error).toBe('invalid_grant');
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });
});

describe('lenient', () => {
  beforeEach(() => switchTo({ rotationMode: 'lenient' }));

  test('the previous token is answered with the same pair for 30 seconds', async () => {
    const grant = await mint();
    const first = await refresh(grant.tokens.refresh_token);
    await advance(29);
    const repeated = await refresh(grant.tokens.refresh_token);
    const pair = ({ body }: { body: Body }) => [body.access_token, body.refresh_token];
    expect(pair(repeated)).toEqual(pair(first));
    expect(repeated.body.expires_in).toBeLessThanOrEqual(271);
    expect((await grantOf(grant)).rotation).toBe(2);
    await advance(2);
    expect((await refresh(grant.tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(await outcomes()).toEqual([
      ['refresh', 1, 2, 'rotated'],
      ['refresh', 1, 2, 'repeated-lenient'],
      ['refresh', 1, null, 'refused'],
    ]);
  });

  test('the one before the previous is refused', async () => {
    const { tokens } = await mint();
    const second = await refresh(tokens.refresh_token);
    await refresh(second.body.refresh_token);
    expect((await refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  });
});

test('revoke-family: a used token ends the grant', async () => {
  await switchTo({ rotationMode: 'revoke-family' });
  const grant = await mint();
  const second = await refresh(grant.tokens.refresh_token);
  expect((await refresh(grant.tokens.refresh_token)).body.error).toBe('invalid_grant');
  expect(await grantOf(grant)).toMatchObject({ rotation: 2, revoked: { reason: 'reuse' } });
  expect((await refresh(second.body.refresh_token)).body.error).toBe('invalid_grant');
});

describe('revocation', () => {
  const revoke = (token: string) => postForm(`${sandbox.url}/revoke`, { token, ...KEYS_V31 });

  test('of a refresh token ends the grant; its access token lives on', async () => {
    const grant = await mint();
    expect(await revoke(grant.tokens.refresh_token)).toMatchObject({ status: 200, body: { success: 'ok' } });
    expect((await refresh(grant.tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(await works(grant.tokens.access_token)).toBe(true);
    expect((await grantOf(grant)).revoked).toMatchObject({ reason: 'revoke-endpoint' });
    await advance(300);
    expect(await works(grant.tokens.access_token)).toBe(false);
  });

  test('of anything else is answered alike and changes nothing', async () => {
    const grant = await mint();
    const second = await refresh(grant.tokens.refresh_token);
    for (const token of [grant.tokens.refresh_token, second.body.access_token, 'nonsense'])
      expect(await revoke(token)).toMatchObject({ status: 200, body: { success: 'ok' } });
    expect((await grantOf(grant)).revoked).toBe(null);
    expect((await outcomes()).slice(1).map((one: string[]) => one[3])).toEqual(Array(3).fill('revoke-ignored'));
  });

  test('with wrong keys or without a token is refused', async () => {
    const wrong = await postForm(`${sandbox.url}/revoke`, { token: 'x', ...KEYS_V31, client_secret: 'x' });
    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_client']);
    const none = await postForm(`${sandbox.url}/revoke`, KEYS_V31);
    expect([none.status, none.body.error]).toEqual([400, 'invalid_request']);
  });

  test('v3.0’s takes the client id alone, but no wrong secret', async () => {
    const path = `${sandbox.url}/oauth2/revoke`;
    const grant = await sandbox.control.post('/grants', { clientId: 'sandbox/demo-v30', user: 'one' });
    const fields = { token: grant.tokens.refresh_token, client_id: KEYS_V30.client_id };
    expect((await postForm(path, { ...fields, client_secret: 'wrong' })).body.error).toBe('invalid_client');
    expect((await postForm(path, fields)).body).toEqual({ success: 'ok' });
    expect((await grantOf(grant)).revoked).toMatchObject({ reason: 'revoke-endpoint' });
  });
});

describe('several grants of one user', () => {
  const reasons = async (...grants: Minted[]) =>
    (await Promise.all(grants.map(grantOf))).map(({ revoked }) => revoked?.reason ?? null);
  const endOf = ({ tokens }: Minted) => postForm(`${sandbox.url}/revoke`, { token: tokens.refresh_token, ...KEYS_V31 });

  test('live side by side', async () => {
    const [a, b] = [await mint(), await mint()];
    await endOf(a);
    expect(await reasons(a, b)).toEqual(['revoke-endpoint', null]);
  });

  test('one-grant-per-user: a new one ends the older', async () => {
    await switchTo({ consentMode: 'one-grant-per-user' });
    const [other, a, b] = [await mint('three'), await mint(), await mint()];
    expect(await reasons(other, a, b)).toEqual([null, 'superseded', null]);
  });

  test('revoke-ends-consent: revoking one ends all of the application and user', async () => {
    await switchTo({ consentMode: 'revoke-ends-consent' });
    const [other, a, b] = [await mint('three'), await mint(), await mint()];
    await endOf(b);
    expect(await reasons(other, a, b)).toEqual([null, 'other-grant-revoked', 'revoke-endpoint']);
  });

  test('the customer takes back all of them at once, and nothing tells the application', async () => {
    const [a, b] = [await mint(), await mint()];
    const answer = await sandbox.control.post('/consents/revoke', {
      clientId: 'sandbox/demo-v31',
      user: 'one',
    });
    expect(answer).toEqual({ revoked: [a.grantId, b.grantId] });
    expect(await works(a.tokens.access_token)).toBe(true);
    expect((await refresh(b.tokens.refresh_token)).body.error).toBe('invalid_grant');
  });
});
