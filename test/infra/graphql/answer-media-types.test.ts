import { beforeAll, describe, expect, test } from '@jest/globals';
import { type AuditResult, serverAudits } from 'graphql-http';
import { startTestApp } from '../../support/app.js';
import { expectRefusal, listen, operation, type Sent, sendHttp } from '../../support/refusals.js';
import { useStarted } from '../../support/use-started.js';

const VIEWER = operation('{ viewer { scopes } }');
const CREATE = operation('mutation { createCompany(input: { name: "Acme" }) { __typename } }');
const PLAIN = 'application/json; charset=utf-8';
const GRAPHQL = 'application/graphql-response+json; charset=utf-8';

// Two of the audits of GraphQL over HTTP read the schema.
const app = useStarted(() => startTestApp({ FAILED_KEYS_PER_MINUTE: '60', INTROSPECTION: 'on' }));

const ACCEPTS: readonly [accept: string | undefined, type: string][] = [
  [undefined, PLAIN],
  ['*/*', PLAIN],
  ['application/*', PLAIN],
  ['application/json', PLAIN],
  ['application/graphql-response+json', GRAPHQL],
  ['application/graphql-response+json, application/json;q=0.9', GRAPHQL],
  ['application/json;q=0.9, application/graphql-response+json', GRAPHQL],
  ['application/graphql-response+json, application/json', GRAPHQL],
  ['application/json, application/graphql-response+json', PLAIN],
  ['application/graphql-response+json;q=0.1, application/json;q=0.2', PLAIN],
  ['application/graphql-response+json, */*', GRAPHQL],
  ['application/json;q=0, */*', GRAPHQL],
  ['application/graphql-response+json;q=0, */*;q=0.1', PLAIN],
  ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', GRAPHQL],
  ['Application/GraphQL-Response+JSON;Q=0.8,text/html;q=0.9', GRAPHQL],
  ['multipart/mixed, application/graphql-response+json, application/json', GRAPHQL],
];

/** What is answered before or outside Apollo, and two refusals of Apollo and ours. */
const DOORS: readonly [name: string, sent: Sent, status: number, code: string][] = [
  ['no key', { body: VIEWER, headers: { authorization: undefined } }, 401, 'UNAUTHENTICATED'],
  ['a wrong key', { body: VIEWER, headers: { authorization: 'Bearer ll_wrong' } }, 401, 'UNAUTHENTICATED'],
  ['a body too large', { body: operation(`{ ${'x '.repeat(60_000)} }`) }, 413, 'BODY_TOO_LARGE'],
  ['broken JSON', { body: '{"query":' }, 400, 'BAD_REQUEST'],
  ['another type', { body: VIEWER, headers: { 'content-type': 'text/xml' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'another character set',
    { body: VIEWER, headers: { 'content-type': 'application/json; charset=latin1' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['another method', { method: 'PUT', body: VIEWER }, 405, 'METHOD_NOT_ALLOWED'],
  ['a path below', { path: '/graphql/x', body: VIEWER }, 404, 'NOT_FOUND'],
  ['a path that is no URL', { path: '/graphql/%zz', body: VIEWER }, 400, 'BAD_REQUEST'],
  ['a batch', { body: `[${VIEWER}]` }, 400, 'BAD_REQUEST'],
  ['an unknown field', { body: operation('{ nope }') }, 400, 'GRAPHQL_VALIDATION_FAILED'],
];

const accepting = (sent: Sent, accept: string | undefined): Sent => ({
  ...sent,
  headers: { ...sent.headers, accept },
});

describe.each(ACCEPTS)('with Accept: %s', (accept, type) => {
  test('an answer and each refusal have the type that is preferred', async () => {
    expect((await sendHttp(app, accepting({ body: VIEWER }, accept))).headers['content-type']).toBe(type);
    for (const [name, sent, status, code] of DOORS) {
      const answer = await sendHttp(app, accepting(sent, accept));
      expectRefusal(name, answer, status, code);
      expect([name, answer.headers['content-type']]).toEqual([name, type]);
    }
  });

  test('so have a start that goes on and a client that is slowed down', async () => {
    app.lifecycle.state = 'starting';
    const starting = await sendHttp(app, accepting({ body: VIEWER }, accept));
    app.lifecycle.state = 'ready';
    expectRefusal('starting', starting, 503, 'UNAVAILABLE');
    expect(starting.headers['content-type']).toBe(type);
    const guess = { body: VIEWER, headers: { authorization: 'Bearer ll_guess' } };
    let slowed = await sendHttp(app, accepting(guess, accept));
    for (let tries = 0; tries < 61 && slowed.status === 401; tries += 1)
      slowed = await sendHttp(app, accepting(guess, accept));
    expectRefusal('throttled', slowed, 429, 'THROTTLED');
    expect([slowed.headers['content-type'], slowed.headers['retry-after']]).toEqual([
      type,
      expect.stringMatching(/^\d+$/),
    ]);
  });
});

test.each(['text/html', 'application/json;q=0', 'application/json; charset=latin1', ', ;, ;q=1', 'x'.repeat(4000)])(
  'an answer and a refusal are JSON also where Accept takes neither type: %s',
  async (accept) => {
    const answer = await sendHttp(app, accepting({ body: '{' }, accept));
    expectRefusal(accept, answer, 400, 'BAD_REQUEST');
    expect(answer.headers['content-type']).toBe(PLAIN);
    // Nothing is refused once it has run.
    const created = await sendHttp(app, accepting({ body: CREATE }, accept));
    expect([created.status, created.headers['content-type'], created.body]).toEqual([
      200,
      PLAIN,
      { data: { createCompany: { __typename: 'CreateCompanySuccess' } } },
    ]);
  },
);

describe('an optional part that is an empty text is absent', () => {
  const query = '{ viewer { scopes } }';
  const NAMED = 'query A { viewer { scopes } }';
  test.each<object>([
    { query, operationName: '' },
    { query: NAMED, operationName: '' },
    { query, variables: '' },
    { query, extensions: '' },
    { query, operationName: '', variables: '', extensions: '' },
  ])('in a body: %j', async (body) => {
    const { status, body: answer } = await sendHttp(app, { body: JSON.stringify(body) });
    expect([status, answer.errors]).toEqual([200, undefined]);
  });

  const get = (path: string) =>
    sendHttp(app, {
      method: 'GET',
      path,
      headers: { 'content-type': undefined, 'apollo-require-preflight': '1' },
    });
  const encoded = encodeURIComponent(query);
  test.each([
    `query=${encoded}&variables=`,
    `query=${encoded}&variables`,
    `operationName=&query=${encoded}`,
    `query=${encoded}&extensions=&variables=&operationName=`,
    `query=${encoded}&extensions=null&variables=null`,
    `query=${encodeURIComponent(NAMED)}&operationName=`,
  ])('in an address: %s', async (search) => {
    const { status, body } = await get(`/graphql?${search}`);
    expect([status, body.errors]).toEqual([200, undefined]);
  });

  test('but it does not choose among several operations, and what is not empty is looked at', async () => {
    const two = 'query A { viewer { scopes } } query B { viewer { scopes } }';
    const unclear = await sendHttp(app, { body: operation(two, undefined, { operationName: '' }) });
    expectRefusal(two, unclear, 400, 'OPERATION_RESOLUTION_FAILURE');
    for (const body of [{ query, variables: ' ' }, { query, variables: '{}' }, { query: '' }])
      expectRefusal(body, await sendHttp(app, { body: JSON.stringify(body) }), 400, 'BAD_REQUEST');
    for (const search of [`query=${encoded}&variables=x`, `query=${encoded}&variables=&variables={}`, 'query='])
      expectRefusal(search, await get(`/graphql?${search}`), 400, 'BAD_REQUEST');
  });
});

describe('the audits of GraphQL over HTTP', () => {
  let results: AuditResult[];
  beforeAll(async () => {
    const url = `http://127.0.0.1:${await listen(app)}/graphql`;
    const fetchFn = (input: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${app.workspace.key}`);
      return fetch(input, { ...init, headers });
    };
    results = [];
    for (const audit of serverAudits({ url, fetchFn })) results.push(await audit.fn());
  });

  const notKept = (level: string) =>
    results
      .filter(({ name, status }) => name.startsWith(level) && status !== 'ok')
      .map((result) => `${result.id} ${result.name}: ${'reason' in result ? result.reason : ''}`);

  test('every MUST of GraphQL over HTTP is kept', () => {
    expect(results.length).toBeGreaterThanOrEqual(61);
    expect(results.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThanOrEqual(13);
    expect(notKept('MUST')).toEqual([]);
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
  });

  test('of its SHOULDs, those three are not: a request over a limit or wrong is a 400 here, whatever is accepted', () => {
    const reason = 'Response status code is not 200';
    expect(notKept('SHOULD')).toEqual([
      `572B SHOULD use 200 status code on document parsing failure when accepting application/json: ${reason}`,
      `FDE2 SHOULD use 200 status code on document validation failure when accepting application/json: ${reason}`,
      `7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json: ${reason}`,
    ]);
  });

  test('every MAY is', () => {
    expect(notKept('MAY')).toEqual([]);
  });
});
