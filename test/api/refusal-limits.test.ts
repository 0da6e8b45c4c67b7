import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestApp, type TestApp, type TestWorkspace } from '../support/app.js';
import { expectRefusal, type HttpAnswer, operation, sendHttp } from '../support/refusals.js';

let app: TestApp;
let workspace: TestWorkspace;
beforeAll(async () => {
  app = await startTestApp({ MUTATIONS_PER_MINUTE: '3' });
});
// Each test has a workspace of its own, which has spent nothing.
beforeEach(async () => {
  workspace = await app.newWorkspace();
});
afterAll(() => app.close());

const TOKEN = 'mutation($i: IssueAccessTokenInput!) { issueAccessToken(input: $i) { __typename } }';
const PAGES = Array.from({ length: 11 }, (_, i) => `a${i}: auditEvents { nodes { id } }`).join(' ');
const VIEWER = operation('{ viewer { scopes } }');
const send = (body: string, key = workspace.key): Promise<HttpAnswer> =>
  sendHttp(app, { body, headers: { authorization: `Bearer ${key}` } });
const statusOf = async (body: string, key?: string) => (await send(body, key)).status;
const newKey = () => app.newKey(['AUDIT_READ'], { key: workspace.key });
const expectThrottled = (answer: HttpAnswer) => {
  expectRefusal('one too many', answer, 429, 'THROTTLED');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
};

test.each([
  ['a document that cannot be parsed', operation('{ viewer'), 400],
  ['a document that is not valid', operation('{ nothing }'), 400],
  ['a document with a long name', operation(`{ ${'x'.repeat(300)} }`), 400],
  ['a document of too many tokens', operation('a '.repeat(3_000)), 400],
  ['variables that do not fit a mutation with a limit of its own', operation(TOKEN, { i: 1 }), 400],
  ['variables that are too many', operation('{ viewer { scopes } }', { a: Array(1_001).fill(1) }), 400],
  ['an operation that is not there', operation('{ viewer { scopes } }', {}, { operationName: 'A' }), 400],
  ['a subscription', operation('subscription { viewer { scopes } }'), 400],
  ['more rows than may be', operation(`{ ${PAGES} }`), 400],
])('%s counts, and the fourth of a minute is refused', async (_what, body, status) => {
  await newKey();
  expect(await statusOf(VIEWER)).toBe(200);
  for (let i = 0; i < 3; i++) expect(await statusOf(body)).toBe(status);
  expectThrottled(await send(body));
  expectThrottled(await send(operation('{ viewer { workspace { name } } }')));
  // What was read before goes on to run, mutations too: they have a limit of their own.
  expect(await statusOf(VIEWER)).toBe(200);
  await newKey();
});

test('a mutation whose variables do not fit has spent its share', async () => {
  const query = 'mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { __typename } }';
  for (let i = 0; i < 3; i++) expect(await statusOf(operation(query, { i: 1 }))).toBe(400);
  expectThrottled(await send(operation(query, { i: { name: 'x', scopes: ['AUDIT_READ'] } })));
});

test('a key without the scope, and a mutation by GET, count too', async () => {
  const { key } = await newKey();
  const forbidden = operation('{ companies { nodes { id } } }');
  for (let i = 0; i < 2; i++) expect(await statusOf(forbidden, key)).toBe(403);
  const byGet = await sendHttp(app, {
    method: 'GET',
    path: `/graphql?query=${encodeURIComponent('mutation { revokeApiKey(input: { apiKeyId: "x" }) { __typename } }')}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': undefined, 'apollo-require-preflight': '1' },
  });
  expect(byGet.status).toBe(405);
  expectThrottled(await send(forbidden, key));
  // Another key of the workspace has its own share.
  expect(await statusOf(operation('{ nothing }'))).toBe(400);
});

test('all keys of a workspace together have five times the share of one', async () => {
  const keys = [workspace.key];
  for (let made = 0; made < 5; made++) {
    const { key } = await app.newKey(['API_KEYS_WRITE'], { key: keys[made < 3 ? 0 : 1] });
    keys.push(key);
  }
  const statuses: (number | undefined)[] = [];
  for (const key of keys) for (let i = 0; i < 3; i++) statuses.push(await statusOf(operation('{ nothing }'), key));
  expect(statuses).toEqual([...Array(15).fill(400), 429, 429, 429]);
  const other = await app.newWorkspace('other');
  expect(await statusOf(operation('{ nothing }'), other.key)).toBe(400);
});
