import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { passMs } from '../support/clock.js';
import {
  expectRefusal,
  type HttpAnswer,
  listen,
  operation,
  type Sent,
  sendHttp,
  stateOf,
} from '../support/refusals.js';
import { startSecondApp } from '../support/second-app.js';

const ORIGIN = 'https://ledgerlink.example';
const OWN = { origin: ORIGIN, 'x-ledgerlink-portal': '1', authorization: undefined };
const VIEWER = operation('{ viewer { workspace { name } apiKey { name } } }');
const MAKE_KEY = operation('mutation { createApiKey(input: {name: "x", scopes: [AUDIT_READ]}) { __typename } }');

/** As behind https, and as on a developer's machine. */
let app: TestApp;
let plain: TestApp;
beforeAll(async () => {
  app = await startTestApp({ PUBLIC_URL: ORIGIN, FAILED_KEYS_PER_MINUTE: '3' });
  plain = await startTestApp();
});
afterAll(async () => {
  await app.close();
  await plain.close();
});

const post = (key: unknown, more: Sent = {}) =>
  sendHttp(app, {
    path: '/session',
    body: JSON.stringify({ key }),
    ...more,
    headers: { ...OWN, ...more.headers },
  });
/** A cookie's name and value, and then its attributes in order of the alphabet. */
const attributesOf = (headers: HttpAnswer['headers']): string[] => {
  const [value = '', ...attributes] = String(headers['set-cookie']).split('; ');
  return [value, ...attributes.sort()];
};
const cookieOf = ({ headers }: HttpAnswer): string => String(headers['set-cookie']).split(';')[0] ?? '';
const signedIn = async (key = app.workspace.key) => cookieOf(await post(key));
const run = (cookie: string, body = VIEWER, headers: Sent['headers'] = {}) =>
  sendHttp(app, { body, headers: { ...OWN, cookie, ...headers } });
const get = (cookie?: string) =>
  sendHttp(app, { method: 'GET', path: '/session', headers: { ...OWN, 'content-type': undefined, cookie } });

describe('signing in', () => {
  test('with a key gives a cookie that scripts cannot read, other sites cannot send, and that lasts twelve hours', async () => {
    const { status, headers, body } = await post(app.workspace.key);
    const expires = new Date(body.expiresAt);
    expect([status, body.signedIn, headers['cache-control']]).toEqual([200, true, 'no-store']);
    expect(Math.abs(expires.getTime() - Date.now() - 12 * 3_600_000)).toBeLessThan(10_000);
    expect(attributesOf(headers)).toEqual([
      expect.stringMatching(/^__Host-ledgerlink-session=[\w-]+\.[\w-]+\.[\w-]{43}$/),
      `Expires=${expires.toUTCString()}`,
      'HttpOnly',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ]);
  });

  test('over http has neither prefix nor Secure, and takes the address it was asked at', async () => {
    const port = await listen(plain);
    const { headers } = await sendHttp(plain, {
      path: '/session',
      body: JSON.stringify({ key: plain.workspace.key }),
      headers: { ...OWN, origin: `http://127.0.0.1:${port}` },
    });
    expect(attributesOf(headers)).toEqual([
      expect.stringMatching(/^ledgerlink-session=[\w.-]+$/),
      expect.stringMatching(/^Expires=/),
      'HttpOnly',
      'Path=/',
      'SameSite=Strict',
    ]);
  });

  test('leaves the key, and what it is made of, out of the cookie', async () => {
    const { key } = await app.newKey(['AUDIT_READ']);
    const [, said = ''] = (await signedIn(key)).split('.');
    const text = Buffer.from(said, 'base64url').toString();
    expect(JSON.parse(text)).toEqual({
      workspaceId: app.workspace.id,
      prefix: key.slice(3, 11),
      apiKeyId: expect.any(String),
      iat: expect.any(Number),
    });
    expect(text).not.toContain(key.slice(12, 40));
  });

  test.each([
    ['nothing', undefined],
    ['a number', 7],
    ['an object', { key: 'x' }],
    ['an empty text', ''],
    ['a text with spaces', 'll_ a key'],
    ['a text that is too long', 'x'.repeat(513)],
  ])('with %s for a key is bad input', async (_what, key) => {
    expectRefusal(key, await post(key), 400, 'BAD_USER_INPUT');
  });

  test('with a wrong key is refused without a cookie, and limited like any failed key', async () => {
    const wrong = `ll_Wrong123_${'a'.repeat(71)}`;
    for (let i = 0; i < 3; i++) {
      const refused = await post(wrong);
      expectRefusal(wrong, refused, 401, 'UNAUTHENTICATED');
      expect(refused.headers['set-cookie']).toBeUndefined();
    }
    expectRefusal(wrong, await post(wrong), 429, 'THROTTLED');
    expectRefusal(wrong, await run('', VIEWER, { authorization: `Bearer ${wrong}` }), 429, 'THROTTLED');
  });

  test.each<[string, Sent['headers']]>([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an origin that only begins like ours', { origin: `${ORIGIN}.evil.example` }],
    ['no origin', { origin: undefined }],
    ['a sandboxed page', { origin: 'null' }],
    ['ours without the header', { 'x-ledgerlink-portal': undefined }],
  ])('from %s is forbidden', async (_what, headers) => {
    expectRefusal(headers, await post(app.workspace.key, { headers }), 403, 'FORBIDDEN');
  });

  test('waits until the installation is open', async () => {
    app.lifecycle.state = 'starting';
    const refused = [await post(app.workspace.key), await get()];
    app.lifecycle.state = 'ready';
    for (const answer of refused) expectRefusal('starting', answer, 503, 'UNAVAILABLE');
  });
});

describe('a session', () => {
  test('may do what its key may, under its name, in the audit trail too', async () => {
    const cookie = await signedIn();
    const { body } = await run(cookie);
    expect(body.data.viewer).toEqual({ workspace: { name: 'first' }, apiKey: { name: 'default' } });
    expect((await run(cookie, MAKE_KEY)).body.data.createApiKey.__typename).toBe('CreateApiKeySuccess');
    const { auditEvents } = await app.ok('{ auditEvents(first: 1) { nodes { actor action } } }');
    expect(auditEvents.nodes).toEqual([
      { actor: `default (ll_${app.workspace.key.slice(3, 11)})`, action: 'api_key.created' },
    ]);
    const { key } = await app.newKey(['INTEGRATIONS_READ']);
    expectRefusal('a scope', await run(await signedIn(key), MAKE_KEY), 403, 'FORBIDDEN');
  });

  test('is opened by every instance', async () => {
    const second = await startSecondApp(app);
    const cookie = (await signedIn()).replace('__Host-', '');
    const answer = await second.app.inject({ url: '/session', headers: { cookie } });
    await second.close();
    expect(answer.json()).toMatchObject({ signedIn: true });
  });

  test.each<[string, Sent['headers']]>([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: undefined }],
    ['our origin over http', { origin: ORIGIN.replace('https', 'http') }],
    ['ours without the header', { 'x-ledgerlink-portal': undefined }],
  ])('changes nothing from %s', async (_what, headers) => {
    const cookie = await signedIn();
    const before = await stateOf(app.database);
    expectRefusal(headers, await run(cookie, MAKE_KEY, headers), 403, 'FORBIDDEN');
    expect(await stateOf(app.database)).toEqual(before);
  });

  test('answers no query by GET, which a link on any page can make a browser send', async () => {
    const headers = { ...OWN, cookie: await signedIn(), 'content-type': undefined };
    const sent = { method: 'GET', path: '/graphql?query=%7B__typename%7D', headers };
    expectRefusal(sent, await sendHttp(app, sent), 400, 'BAD_REQUEST');
  });

  test('is taken at the address that was asked too, in the scheme of the public one alone', async () => {
    const cookie = await signedIn();
    const host = `127.0.0.1:${await listen(app)}`;
    expect((await run(cookie, VIEWER, { origin: `https://${host}` })).status).toBe(200);
    expectRefusal('http', await run(cookie, VIEWER, { origin: `http://${host}` }), 403, 'FORBIDDEN');
  });

  test('steps back where a key is sent along, right or wrong', async () => {
    const cookie = await signedIn();
    const other = await app.newWorkspace('other');
    const foreign = { origin: 'https://evil.example' };
    const { body } = await run(cookie, VIEWER, { ...foreign, authorization: `Bearer ${other.key}` });
    expect(body.data.viewer.workspace.name).toBe('other');
    expectRefusal('a wrong key', await run(cookie, VIEWER, { authorization: 'Bearer x' }), 401, 'UNAUTHENTICATED');
  });

  test('ends within a second of its key being revoked, also where it was just used', async () => {
    const { id, key } = await app.newKey(['INTEGRATIONS_READ', 'API_KEYS_WRITE']);
    const cookie = await signedIn(key);
    expect((await run(cookie)).status).toBe(200);
    await app.ok('mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }', { id });
    expectRefusal('a write', await run(cookie, MAKE_KEY), 401, 'UNAUTHENTICATED');
    passMs(1000);
    expectRefusal('a read', await run(cookie), 401, 'UNAUTHENTICATED');
    const { body, headers } = await get(cookie);
    expect([body, String(headers['set-cookie'])]).toEqual([{ signedIn: false }, expect.stringContaining('Max-Age=0')]);
  });

  test('is told from none, and is gone from the browser after signing out', async () => {
    expect((await get()).body).toEqual({ signedIn: false });
    const cookie = await signedIn();
    expect((await get(cookie)).body).toMatchObject({ signedIn: true });
    const out = {
      method: 'DELETE',
      path: '/session',
      headers: { ...OWN, 'content-type': undefined, cookie },
    };
    expectRefusal(
      'foreign',
      await sendHttp(app, { ...out, headers: { ...out.headers, origin: 'https://evil.example' } }),
      403,
      'FORBIDDEN',
    );
    const { status, headers } = await sendHttp(app, out);
    expect([status, attributesOf(headers)]).toEqual([
      200,
      ['__Host-ledgerlink-session=', 'HttpOnly', 'Max-Age=0', 'Path=/', 'SameSite=Strict', 'Secure'],
    ]);
  });
});

test('without the portal there is no session and nothing is served', async () => {
  const off = await startTestApp({ PORTAL: 'off', PUBLIC_URL: ORIGIN });
  const cookie = await signedIn();
  const asked = { headers: { ...OWN, cookie } };
  expectRefusal('a cookie', await sendHttp(off, { body: VIEWER, ...asked }), 401, 'UNAUTHENTICATED');
  for (const path of ['/', '/integrations', '/playground', '/session'])
    expectRefusal(
      path,
      await sendHttp(off, { method: 'GET', path, headers: { 'content-type': undefined } }),
      404,
      'NOT_FOUND',
    );
  await off.close();
});
