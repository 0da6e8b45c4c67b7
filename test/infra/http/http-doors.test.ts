import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { expectRefusal, operation, type Sent, sendHttp } from '../../support/refusals.js';

const CANARY = 'c4nary-in-a-url';
const VIEWER = operation('{ viewer { scopes } }');

/** As an operator gets it in production, with nothing switched on; and with everything on. */
let closed: TestApp;
let open: TestApp;
beforeAll(async () => {
  closed = await startTestApp({ NODE_ENV: 'production' });
  open = await startTestApp({
    NODE_ENV: 'production',
    METRICS: 'on',
    INTROSPECTION: 'on',
    PLAYGROUND: 'on',
  });
});
afterAll(async () => {
  await closed.close();
  await open.close();
});

const get = (app: TestApp, path: string, headers: Sent['headers'] = {}) =>
  sendHttp(app, { method: 'GET', path, headers: { 'content-type': undefined, ...headers } });
const bare = { authorization: undefined, 'content-type': undefined };

describe('in production', () => {
  test.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Query") { name } }',
    '{ viewer { scopes } a: __schema { types { name } } }',
  ])('introspection is refused unless it is switched on: %s', async (query) => {
    expectRefusal(query, await sendHttp(closed, { body: operation(query) }), 400, 'GRAPHQL_VALIDATION_FAILED');
    expect((await sendHttp(open, { body: operation(query) })).status).toBe(200);
    expect(await closed.ok('{ __typename }')).toEqual({ __typename: 'Query' });
  });

  test.each([
    ['{ viewr { scopes } }', undefined],
    ['{ viewer { scops } }', undefined],
    ['{ node(idd: "x") { id } }', undefined],
    ['{ node(id: "x") { ... on ApiKy { id } } }', undefined],
    ['mutation { createApiKey(input: {nam: "x", name: "x", scopes: [AUDIT_REED]}) { __typename } }', undefined],
    ['query($s: ApiScop) { viewer { scopes } }', undefined],
    ['{ viewer { scopes @skipp(if: true) } }', undefined],
    [
      'mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { __typename } }',
      { i: { nam: 'x', name: 'x', scopes: ['AUDIT_REED'] } },
    ],
  ])('a misspelt name gets no suggestion: %s', async (query, variables) => {
    const { text, status } = await sendHttp(closed, { body: operation(query, variables) });
    expect([status, text.match(/did you mean|AUDIT_READ/gi)]).toEqual([400, null]);
  });

  test.each(['/playground', '/assets/graphiql.js', '/metrics'])('%s is not there', async (path) => {
    expectRefusal(path, await get(closed, path), 404, 'NOT_FOUND');
  });

  test('no page of anybody else is served at /graphql', async () => {
    const answer = await get(closed, '/graphql', { accept: 'text/html', 'apollo-require-preflight': '1' });
    expectRefusal('GET for text/html', answer, 400, 'BAD_REQUEST');
    expect((await get(open, '/playground')).status).toBe(200);
  });
});

describe('the plain routes', () => {
  const health = async (app: TestApp) => {
    const [alive, ready] = [await get(app, '/healthz', bare), await get(app, '/readyz', bare)];
    return [alive.status, alive.body, ready.status, ready.body];
  };

  test('say where the process stands, and let requests in accordingly', async () => {
    expect(await health(closed)).toEqual([200, { status: 'ok' }, 200, { status: 'ready' }]);
    closed.lifecycle.state = 'starting';
    expect(await health(closed)).toEqual([200, { status: 'ok' }, 503, { status: 'starting' }]);
    const refused = await sendHttp(closed, { body: VIEWER });
    expectRefusal('a query while starting', refused, 503, 'UNAVAILABLE');
    expect(refused.headers['retry-after']).toBe('1');
    closed.lifecycle.state = 'draining';
    expect(await health(closed)).toEqual([200, { status: 'ok' }, 503, { status: 'draining' }]);
    expect((await sendHttp(closed, { body: VIEWER })).status).toBe(200);
    closed.lifecycle.state = 'ready';
    expect(await health(closed)).toEqual([200, { status: 'ok' }, 200, { status: 'ready' }]);
  });

  test('say that the database is away, and that it is back', async () => {
    const { admin, name } = closed.database;
    await admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'ledgerlink'",
    );
    expect(await health(closed)).toEqual([200, { status: 'ok' }, 503, { status: 'no database' }]);
    await admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
    expect(await health(closed)).toEqual([200, { status: 'ok' }, 200, { status: 'ready' }]);
  });

  test.each([
    ['GET', `/nope?x=${CANARY}`, 404, 'NOT_FOUND'],
    ['GET', `/graphql/?query=${CANARY}`, 404, 'NOT_FOUND'],
    ['POST', `/${CANARY}`, 404, 'NOT_FOUND'],
    ['DELETE', '/graphql', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', `/%${CANARY}`, 400, 'BAD_REQUEST'],
  ])('answer %s %s in JSON that repeats nothing', async (method, path, status, code) => {
    const answer = await sendHttp(closed, { method, path, headers: bare });
    expectRefusal(path, answer, status, code);
    expect(answer.text + closed.logs()).not.toContain(CANARY);
  });

  test('/metrics counts by route pattern and code, and names nobody', async () => {
    await sendHttp(open, { body: operation(`{ ${CANARY} }`) });
    await get(open, `/nope/${CANARY}`);
    const { status, headers, text } = await get(open, '/metrics', bare);
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toMatch(/^ledgerlink_http_request_seconds_count\{route="\/graphql",status="400"\} \d+$/m);
    expect(text).toMatch(/^ledgerlink_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} \d+$/m);
    for (const secret of [
      CANARY,
      open.workspace.key,
      open.workspace.key.slice(3, 11),
      open.workspace.id,
      'postgres://',
    ])
      expect(text).not.toContain(secret);
  });

  test.each<[string, Sent]>([
    ['an answer', { body: VIEWER }],
    ['a refusal', { body: '{' }],
    ['a missing key', { body: VIEWER, headers: bare }],
    ['a missing page', { method: 'GET', path: '/nope' }],
    ['/healthz', { method: 'GET', path: '/healthz' }],
  ])('%s travels with the security headers', async (_name, sent) => {
    const { headers } = await sendHttp(closed, sent);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'content-type': 'application/json; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  });
});
