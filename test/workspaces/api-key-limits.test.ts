import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeKey, SCOPES } from '../../src/workspaces/api-key.rules.js';
import { type Answer, startTestApp, type TestWorkspace } from '../support/app.js';
import { passMs } from '../support/clock.js';
import { expectRefusal, stateOf, watchStatements } from '../support/refusals.js';
import { useStarted } from '../support/use-started.js';

const VIEWER = '{ viewer { scopes } }';
const MAKE = 'createApiKey(input: { name: "x", scopes: [AUDIT_READ] }) { __typename }';
const aliased = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `a${from + i}: ${MAKE}`).join(' ');
const REFUSED = { revokeApiKey: { __typename: 'ApiKeyNotFound' } };
/** Costs one mutation and changes nothing. */
const SPEND = `mutation { revokeApiKey(input: { apiKeyId: "${Buffer.from('ApiKey:01890000-0000-7000-8000-000000000000').toString('base64url')}" }) { __typename } }`;

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '5' }));

/** Past the API, whose limits are what is tested here. */
async function insertKey(workspaceId: string): Promise<string> {
  const { key, prefix, hash } = makeKey(workspaceId);
  await app.database.admin.query(
    `INSERT INTO ledgerlink.api_key (workspace_id, id, name, prefix, secret_hash, scopes, created_by)
     VALUES ($1, gen_random_uuid(), 'inserted', $2, $3, $4, 'test')`,
    [workspaceId, prefix, hash, SCOPES],
  );
  return key;
}

function expectThrottled(query: string, answer: Answer): void {
  const { message, extensions } = expectRefusal(query, answer, 429, 'THROTTLED');
  const { retryAfter } = extensions;
  expect([Number.isInteger(retryAfter), retryAfter >= 1 && retryAfter <= 60]).toEqual([true, true]);
  expect(answer.headers['retry-after']).toBe(String(retryAfter));
  expect(message).toBe(`Too many requests. Try again in ${retryAfter} s.`);
}

describe('guessing keys', () => {
  /** The same first 11 characters, and so the same slot. An attacker may know this prefix from an audit record. */
  const guess = (key: string, i: number) => `${key.slice(0, 11)}_${String(i).padStart(71, '0')}`;

  test('is stopped after 20 failures a minute for one address and prefix, and the owner of the key is not', async () => {
    const { key } = await app.newWorkspace('guessed');
    await app.ok(VIEWER, {}, key);
    for (let i = 0; i < 20; i++) expectRefusal(i, await app.send(VIEWER, {}, guess(key, i)), 401, 'UNAUTHENTICATED');
    const statements = watchStatements();
    for (let i = 20; i < 25; i++) expectThrottled(VIEWER, await app.send(VIEWER, {}, guess(key, i)));
    statements.stop();
    expect(statements.texts).toEqual([]);
    expect((await app.ok(VIEWER, {}, key)).viewer.scopes).toEqual(SCOPES);
    // Another prefix is another slot.
    expectRefusal('another', await app.send(VIEWER, {}, guess(app.workspace.key, 0)), 401, 'UNAUTHENTICATED');
  });

  test('well-formed keys count alike, and so do 40 guesses sent at once', async () => {
    const { id, key } = await app.newWorkspace('guessed at once');
    await app.ok(VIEWER, {}, key);
    const wrong = makeKey(id).key;
    const answers = await Promise.all(Array.from({ length: 40 }, () => app.send(VIEWER, {}, wrong)));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([20, 20]);
    expect((await app.send(VIEWER, {}, key)).status).toBe(200);
  });

  test('a key that was good and is revoked counts as any other', async () => {
    const { id, key } = await app.newWorkspace('revoked');
    await app.ok(VIEWER, {}, key);
    await app.database.admin.query('UPDATE ledgerlink.api_key SET revoked_at = now() WHERE workspace_id = $1', [id]);
    passMs(1000);
    for (let i = 0; i < 20; i++) expectRefusal(i, await app.send(VIEWER, {}, key), 401, 'UNAUTHENTICATED');
    expectThrottled(VIEWER, await app.send(VIEWER, {}, key));
  });
});

describe('with five mutations a minute for each key', () => {
  let workspace: TestWorkspace;
  let before: Awaited<ReturnType<typeof stateOf>>;
  beforeEach(async () => {
    workspace = await app.newWorkspace('limited');
    before = await stateOf(app.database);
  });

  test('the sixth is refused and does nothing, while reads and other keys go on', async () => {
    const other = await insertKey(workspace.id);
    before = await stateOf(app.database);
    for (let i = 0; i < 5; i++) expect(await app.ok(SPEND, {}, workspace.key)).toEqual(REFUSED);
    const create = `mutation { ${MAKE} }`;
    expectThrottled(create, await app.send(create, {}, workspace.key));
    expect(await stateOf(app.database)).toEqual(before);
    await app.ok(VIEWER, {}, workspace.key);
    expect(await app.ok(SPEND, {}, other)).toEqual(REFUSED);
    expect(await app.ok(SPEND, {}, (await app.newWorkspace('else')).key)).toEqual(REFUSED);
  });

  test.each([
    ['under aliases', `mutation { ${aliased(6)} }`],
    ['in a fragment', `mutation { ...F } fragment F on Mutation { ${aliased(6)} }`],
    [
      'in fragments within fragments',
      `mutation { ...F } fragment F on Mutation { ... on Mutation { ...G } } fragment G on Mutation { ${aliased(3)} ... { ${aliased(3, 3)} } }`,
    ],
  ])('six mutations in one operation are six, and none of them runs: %s', async (_name, query) => {
    expectThrottled(query, await app.send(query, {}, workspace.key));
    expect(await stateOf(app.database)).toEqual(before);
  });

  test('five mutations in one operation are five', async () => {
    expect(Object.keys(await app.ok(`mutation { ${aliased(5)} }`, {}, workspace.key))).toHaveLength(5);
    expectThrottled(SPEND, await app.send(SPEND, {}, workspace.key));
  });

  test('all keys of a workspace together have five times that, and other workspaces their own', async () => {
    const keys = [workspace.key];
    while (keys.length < 6) keys.push(await insertKey(workspace.id));
    const [last = '', ...first] = keys.reverse();
    for (const key of first) for (let i = 0; i < 5; i++) expect(await app.ok(SPEND, {}, key)).toEqual(REFUSED);
    expectThrottled(SPEND, await app.send(SPEND, {}, last));
    expect((await app.send(VIEWER, {}, last)).status).toBe(200);
    expect(await app.ok(SPEND, {}, (await app.newWorkspace('else')).key)).toEqual(REFUSED);
  });

  test('a mutation that is refused for its variables or its scope is not free', async () => {
    const query = 'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename } }';
    for (let i = 0; i < 5; i++)
      expectRefusal(query, await app.send(query, { input: {} }, workspace.key), 400, 'BAD_USER_INPUT');
    expectThrottled(query, await app.send(query, { input: {} }, workspace.key));
  });
});
