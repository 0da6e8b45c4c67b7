import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startTestApp, type TestApp } from '../../support/app.js';
import {
  asJson,
  expectRefusal,
  operation,
  type Sent,
  sendHttp,
  stateOf,
  watchStatements,
} from '../../support/refusals.js';

const CANARY = 'c4nary-in-a-request';

let app: TestApp;
let before: Awaited<ReturnType<typeof stateOf>>;
let statements: ReturnType<typeof watchStatements>;
beforeAll(async () => {
  app = await startTestApp();
  await app.ok('{ viewer { scopes } }');
  before = await stateOf(app.database);
});
beforeEach(() => {
  statements = watchStatements();
});
afterEach(() => statements.stop());
afterAll(() => app.close());

async function refuses(sent: Sent, status: number, code: string): Promise<string> {
  const answer = await sendHttp(app, sent);
  const { message } = expectRefusal(sent.body, answer, status, code);
  // The key is looked up; nothing else reaches the database.
  expect(statements.texts.filter((text) => !text.includes('api_key'))).toEqual([]);
  expect(await stateOf(app.database)).toEqual(before);
  for (const text of [answer.text, app.logs()]) {
    expect(text).not.toContain(CANARY);
    expect(text).not.toMatch(/call stack/i);
  }
  return message;
}

const MAKE_KEY = `createApiKey(input: {name: "x", scopes: [AUDIT_READ]}) { __typename }`;
const aliased = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `a${from + i}: ${MAKE_KEY}`).join(' ');
/** `fields` levels of fields, with an inline fragment at each turn: fragments are not levels. */
const deep = (fields: number) => {
  const turns = fields - 3;
  return `{ auditEvents { nodes { ${'target { ... on AuditEvent { '.repeat(turns)} id ${'} } '.repeat(turns)} } } }`;
};
const doubling = (steps: number) => {
  const fragments = Array.from(
    { length: steps },
    (_, i) => `fragment F${i} on Integration { ...F${i + 1} ...F${i + 1} }`,
  );
  return `{ integrations { ...F0 } } ${fragments.join(' ')} fragment F${steps} on Integration { key }`;
};
/** Counted after expansion: `viewer`, 9 spreads of 100 fields, and the rest. */
const selecting = (count: number) =>
  `{ viewer { ${'...A '.repeat(9)} ${'scopes '.repeat(count - 910)} } } fragment A on Viewer { ${'scopes '.repeat(100)} }`;
/** Eight tokens a field, five around them. */
const tokens = (count: number) => {
  const full = Math.floor((count - 5) / 8);
  return `{ viewer { ${'scopes @include(if: true) '.repeat(full)} ${'scopes '.repeat(count - 5 - full * 8)} } }`;
};

const VALIDATION = 'GRAPHQL_VALIDATION_FAILED';
const PARSE = 'GRAPHQL_PARSE_FAILED';

describe('an operation that asks for too much is refused with nothing executed:', () => {
  test.each([
    ['1,000 aliases of one mutation', `mutation { ${aliased(1000)} }`, PARSE, /too many tokens/],
    ['16 aliases of one mutation', `mutation { ${aliased(16)} }`, VALIDATION, /more than 15 aliases/],
    [
      '16 aliases in two fragments',
      `mutation { ...A ...B } fragment A on Mutation { ${aliased(8)} } fragment B on Mutation { ${aliased(8, 8)} }`,
      VALIDATION,
      /more than 15 aliases/,
    ],
    ['a field 5,000 times', `{ integrations { ${'key '.repeat(5000)} } }`, PARSE, /too many tokens/],
    ['49,000 tokens', 'a '.repeat(49_000), PARSE, /./],
    ['2,001 tokens', tokens(2001), PARSE, /too many tokens/],
    ['13 levels', deep(13), VALIDATION, /deeper than 12 levels/],
    ['60 levels', deep(60), VALIDATION, /deeper than 12 levels/],
    ['2,500 levels', deep(2500), PARSE, /too many tokens/],
    ['4,000 brackets', `{ a ${'['.repeat(4000)} }`, PARSE, /./],
    ['1,001 selections after fragments are expanded', selecting(1001), VALIDATION, /too many selections/],
    ['a fragment bomb of 2^20 fields', doubling(20), VALIDATION, /./],
    [
      'a fragment that spreads itself',
      '{ integrations { ...A } } fragment A on Integration { ...A }',
      VALIDATION,
      /within itself/,
    ],
    [
      'fragments in a circle',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { integrations { key } ...A }',
      VALIDATION,
      /within itself/,
    ],
    ['500 directives', `{ integrations { key ${'@x '.repeat(500)} } }`, VALIDATION, /Unknown directive/],
    [
      'a repeated @skip',
      `{ integrations { key ${'@skip(if: false) '.repeat(240)} } }`,
      VALIDATION,
      /only be used once/,
    ],
    [
      'a recursive __schema query',
      `{ integrations { key } __schema { types { ${'fields { type { '.repeat(12)} name ${'} } '.repeat(12)} } } }`,
      VALIDATION,
      /introspection depth/,
    ],
    ['a subscription without its Accept', 'subscription { events { id } }', 'BAD_REQUEST', /text\/event-stream/],
  ])('%s', async (_name, query, code, message) => {
    expect(await refuses({ body: operation(query) }, 400, code)).toMatch(message);
  });

  test('an array batch', async () => {
    const one = { query: `mutation { ${MAKE_KEY} }` };
    expect(await refuses({ body: JSON.stringify([one, one]) }, 400, 'BAD_REQUEST')).toMatch(/batching/);
    await refuses({ body: JSON.stringify([one]) }, 400, 'BAD_REQUEST');
    await refuses({ body: '[]' }, 400, 'BAD_REQUEST');
  });

  test('an operation that is one of two, unnamed', async () => {
    const query = `mutation A { ${MAKE_KEY} } mutation B { ${MAKE_KEY} }`;
    await refuses({ body: operation(query) }, 400, 'OPERATION_RESOLUTION_FAILURE');
    await refuses({ body: operation(query, {}, { operationName: CANARY }) }, 400, 'OPERATION_RESOLUTION_FAILURE');
  });

  test('and refusing the largest ones costs little', async () => {
    const started = process.cpuUsage();
    for (const query of ['a '.repeat(49_000), deep(2500), doubling(20), `{ ${'viewer { '.repeat(10_000)}`])
      await sendHttp(app, { body: operation(query) });
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});

describe('what lies just within the limits is answered:', () => {
  test.each([
    ['the standard introspection query', getIntrospectionQuery()],
    ['2,000 tokens', tokens(2000)],
    ['12 levels', deep(12)],
    ['1,000 selections', selecting(1000)],
  ])('%s', async (_name, query) => {
    expect(Object.keys(await app.ok(query))).toHaveLength(1);
  });

  test('15 aliases of one query', async () => {
    const fields = Array.from({ length: 15 }, (_, i) => `a${i}: viewer { scopes }`).join(' ');
    expect(Object.keys(await app.ok(`{ ${fields} }`))).toHaveLength(15);
  });

  test('a body of 100,000 bytes, and one byte more is refused', async () => {
    const bodyOf = (bytes: number) => operation('{ viewer { scopes } }').padEnd(bytes, ' ');
    expect((await sendHttp(app, { body: bodyOf(100_000) })).status).toBe(200);
    await refuses({ body: bodyOf(100_001) }, 413, 'BODY_TOO_LARGE');
  });
});

describe('a body that is not JSON in UTF-8 is refused, and neither answered nor logged:', () => {
  const query = operation(`{ integrations { key } } # ${CANARY}`);
  const json = (charset: string) => ({ 'content-type': `application/json; charset=${charset}` });
  test.each<[string, Sent, number, string]>([
    ['malformed JSON', { body: `{"query": "${CANARY}` }, 400, 'BAD_REQUEST'],
    ['no body', { body: '' }, 400, 'BAD_REQUEST'],
    ['null', { body: 'null' }, 400, 'BAD_REQUEST'],
    ['a string', { body: `"${CANARY}"` }, 400, 'BAD_REQUEST'],
    ['no query', { body: `{"${CANARY}": 1}` }, 400, 'BAD_REQUEST'],
    ['a query that is no string', { body: `{"query": {"${CANARY}": 1}}` }, 400, 'BAD_REQUEST'],
    [
      'variables that are a string',
      { body: operation('{ viewer { scopes } }', undefined, { variables: CANARY }) },
      400,
      'BAD_REQUEST',
    ],
    ['UTF-7', { body: query, headers: json('utf-7') }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['UTF-16', { body: Buffer.from(query, 'utf16le'), headers: json('utf-16') }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['Latin 1', { body: query, headers: json('"iso-8859-1"') }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['gzip', { body: gzipSync(query), headers: { 'content-encoding': 'gzip' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a gzip bomb',
      { body: gzipSync(Buffer.alloc(50_000_000)), headers: { 'content-encoding': 'gzip' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['10 MB', { body: Buffer.alloc(10_000_000, CANARY) }, 413, 'BODY_TOO_LARGE'],
    [
      '10 MB in chunks',
      { body: Buffer.alloc(10_000_000, CANARY), headers: { 'transfer-encoding': 'chunked' } },
      413,
      'BODY_TOO_LARGE',
    ],
    ['text', { body: query, headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a GET with an odd type',
      {
        method: 'GET',
        path: '/graphql?query={integrations{key}}',
        headers: { 'content-type': 'message/http; boundary=""' },
      },
      415,
      'BAD_REQUEST',
    ],
  ])('%s', async (_name, sent, status, code) => {
    await refuses(sent, status, code);
  });

  test('invalid UTF-8 inside a string', async () => {
    const [head = '', tail = ''] = query.split('-in-');
    const body = Buffer.concat([Buffer.from(head), Buffer.from([0xc3, 0x28]), Buffer.from(tail)]);
    expect(asJson(body.toString('latin1'))).toBeDefined();
    await refuses({ body }, 400, 'BAD_REQUEST');
  });

  test('a flood of headers', async () => {
    const flood = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x-${i}`, CANARY]));
    await refuses({ body: query, headers: flood }, 431, 'HEADERS_TOO_LARGE');
    await refuses({ body: query, headers: { 'x-long': CANARY.repeat(1000) } }, 431, 'HEADERS_TOO_LARGE');
  });
});
