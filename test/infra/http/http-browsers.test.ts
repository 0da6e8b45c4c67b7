import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidConfiguration, loadConfig } from '../../../src/infra/config/config.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { expectRefusal, operation, type Sent, sendHttp, stateOf, watchStatements } from '../../support/refusals.js';

const ORIGIN = 'https://app.example';
const VIEWER = operation('{ viewer { scopes } }');
const MAKE_KEY = 'mutation { createApiKey(input: {name: "x", scopes: [AUDIT_READ]}) { __typename } }';
const bare = { authorization: undefined, 'content-type': undefined };

/** Without any origin, as by default; and with one. */
let closed: TestApp;
let open: TestApp;
beforeAll(async () => {
  closed = await startTestApp();
  open = await startTestApp({ CORS_ORIGINS: ORIGIN });
});
afterAll(async () => {
  await closed.close();
  await open.close();
});

test.each([undefined, 'application/json'])('a query by GET with a key is answered (type %s)', async (type) => {
  const path = `/graphql?query=${encodeURIComponent('{ viewer { scopes } }')}`;
  const { status, body } = await sendHttp(closed, {
    method: 'GET',
    path,
    headers: { 'content-type': type },
  });
  expect([status, body.errors]).toEqual([200, undefined]);
});

describe('a browser on a foreign page', () => {
  const changing = `/graphql?query=${encodeURIComponent(MAKE_KEY)}`;
  const reading = `/graphql?query=${encodeURIComponent('{ integrations { key } }')}`;
  const form = { body: operation(MAKE_KEY) };
  test.each<[string, Sent, number, string]>([
    [
      'a mutation by GET',
      {
        method: 'GET',
        path: changing,
        headers: { 'apollo-require-preflight': '1', 'content-type': undefined },
      },
      405,
      'BAD_REQUEST',
    ],
    [
      'a query by GET without a key',
      { method: 'GET', path: reading, headers: { ...bare, 'apollo-require-preflight': '1' } },
      401,
      'UNAUTHENTICATED',
    ],
    [
      'a query by GET with the login that a browser keeps for a host',
      { method: 'GET', path: reading, headers: { ...bare, authorization: 'Basic dTpw' } },
      401,
      'UNAUTHENTICATED',
    ],
    [
      'a query by GET as text/plain',
      { method: 'GET', path: reading, headers: { 'content-type': 'text/plain' } },
      415,
      'BAD_REQUEST',
    ],
    ['a POST of text/plain', { ...form, headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a POST of a form',
      { ...form, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a POST of parts',
      { ...form, headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a POST without a type', { ...form, headers: { 'content-type': undefined } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a POST with a cookie for a key',
      { ...form, headers: { authorization: undefined, cookie: 'authorization=Bearer x' } },
      401,
      'UNAUTHENTICATED',
    ],
  ])('gets nothing done by %s', async (_name, sent, status, code) => {
    await closed.ok('{ integrations { key } }');
    const before = await stateOf(closed.database);
    const statements = watchStatements();
    const answer = await sendHttp(closed, {
      ...sent,
      headers: { origin: 'https://evil.example', ...sent.headers },
    });
    statements.stop();
    expectRefusal(sent, answer, status, code);
    expect(statements.texts.filter((text) => !text.includes('api_key'))).toEqual([]);
    expect(await stateOf(closed.database)).toEqual(before);
  });

  const allowed = (headers: object) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-allow')));
  const preflight = (app: TestApp, origin: string, asked = 'authorization') =>
    sendHttp(app, {
      method: 'OPTIONS',
      headers: {
        ...bare,
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      },
    });

  test('is let in by no CORS header where no origin is configured', async () => {
    expectRefusal('a preflight', await preflight(closed, ORIGIN), 404, 'NOT_FOUND');
    const { status, headers } = await sendHttp(closed, { body: VIEWER, headers: { origin: ORIGIN } });
    expect([status, Object.keys(headers).filter((name) => name.startsWith('access-control'))]).toEqual([200, []]);
  });

  test('is let in from exactly the configured origin, without credentials, and may read refusals', async () => {
    const { status, headers } = await preflight(open, ORIGIN);
    expect([status, allowed(headers)]).toEqual([
      204,
      {
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'authorization',
      },
    ]);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    for (const sent of [{ body: VIEWER }, { body: '{' }, { body: VIEWER, headers: { authorization: 'Bearer x' } }]) {
      const answer = await sendHttp(open, { ...sent, headers: { origin: ORIGIN, ...sent.headers } });
      expect(allowed(answer.headers)).toEqual({ 'access-control-allow-origin': ORIGIN });
      expect(answer.headers.vary).toBe('Origin');
    }
  });

  test.each([
    'content-type,authorization',
    'traceparent, tracestate, baggage, sentry-trace',
    'apollographql-client-name, apollographql-client-version, x-apollo-operation-name',
    'x-request-id, idempotency-key, x-a-header-of-next-year',
  ])('may send any header from the configured origin, and from no other: %s', async (asked) => {
    const { status, headers } = await preflight(open, ORIGIN, asked);
    expect([status, headers['access-control-allow-headers']]).toEqual([204, asked]);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    // A cache may not answer one preflight with the answer to another.
    expect(String(headers.vary)).toMatch(/access-control-request-headers/i);
    const foreign = await preflight(open, 'https://evil.example', asked);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    const { headers: answered } = await sendHttp(open, { body: VIEWER, headers: { origin: ORIGIN } });
    expect(answered['access-control-expose-headers']).toBe(
      'x-request-id, retry-after, x-ledgerlink-outcome, x-platform-request-id, content-disposition, etag, location',
    );
  });

  test.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'https://sub.app.example',
    'http://app.example',
    'https://app.example:444',
    'null',
  ])('is kept out from %s', async (origin) => {
    expect((await preflight(open, origin)).headers['access-control-allow-origin']).toBeUndefined();
    const { headers } = await sendHttp(open, { body: VIEWER, headers: { origin, cookie: 'a=b' } });
    expect(allowed(headers)).toEqual({});
  });

  test('cannot be let in by a pattern', () => {
    for (const CORS_ORIGINS of ['*', 'https://*.example', 'null', 'https://app.example/', `${ORIGIN}, *`])
      expect(() => loadConfig({ CORS_ORIGINS })).toThrow(InvalidConfiguration);
  });

  test('gets JSON for an OPTIONS that is no preflight', async () => {
    const { status, text } = await sendHttp(open, { method: 'OPTIONS', headers: bare });
    expect([status, text]).toEqual([204, '']);
    expectRefusal('OPTIONS', await sendHttp(closed, { method: 'OPTIONS', headers: bare }), 404, 'NOT_FOUND');
  });
});
