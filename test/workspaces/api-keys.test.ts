import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { makeKey, SCOPES } from '../../src/workspaces/api-key.rules.js';
import { type Json, startTestApp } from '../support/app.js';
import { passMs, withoutForgetting } from '../support/clock.js';
import { until } from '../support/processes.js';
import { expectRefusal, stateOf, watchStatements } from '../support/refusals.js';
import { useStarted } from '../support/use-started.js';

const CREATE = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename ... on CreateApiKeySuccess { key apiKey { id name prefix scopes createdAt expiresAt lastUsedAt revokedAt } } ... on Problem { code message } } }`;
const REVOKE = `mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) {
  __typename ... on RevokeApiKeySuccess { apiKey { id revokedAt } } ... on Problem { code message } } }`;
const VIEWER = '{ viewer { scopes } }';
/** Longer than an answer about a key is kept. */
const FORGET_MS = 1000;

const app = useStarted(() => startTestApp());

const create = async (input: object, key?: string): Promise<Json> =>
  (await app.ok(CREATE, { input }, key)).createApiKey;
const row = async (key: string) =>
  (await app.database.admin.query('SELECT * FROM ledgerlink.api_key WHERE prefix = $1', [key.slice(3, 11)])).rows[0];
const audited = async (action: string) =>
  (
    await app.database.admin.query(
      'SELECT actor, target_id, changed_fields FROM ledgerlink.audit_event WHERE action = $1 ORDER BY id',
      [action],
    )
  ).rows;

async function refuses(
  query: string,
  variables: object,
  status: number,
  code: string,
  key?: string | null,
): Promise<string> {
  const before = await stateOf(app.database);
  const error = expectRefusal([query, variables], await app.send(query, variables, key), status, code);
  expect(await stateOf(app.database)).toEqual(before);
  return error.message;
}

describe('creating an API key', () => {
  test('shows the key once, and stores nothing of it but its hash', async () => {
    const expiresAt = '2999-01-01T00:00:00.000Z';
    const { key, apiKey, __typename } = await create({
      name: 'Zoë',
      scopes: ['AUDIT_READ', 'INTEGRATIONS_READ', 'AUDIT_READ'],
      expiresAt,
    });
    expect(__typename).toBe('CreateApiKeySuccess');
    expect(apiKey).toEqual({
      id: expect.any(String),
      name: 'Zoë',
      prefix: key.slice(3, 11),
      scopes: ['AUDIT_READ', 'INTEGRATIONS_READ'],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    });
    expect((await app.ok(VIEWER, {}, key)).viewer.scopes).toEqual(['AUDIT_READ', 'INTEGRATIONS_READ']);
    expect((await row(key)).secret_hash).toEqual(createHash('sha256').update(key).digest());
    const stored = JSON.stringify(await stateOf(app.database)) + app.logs();
    for (const part of [key, key.slice(12), key.slice(34, 77)]) expect(stored).not.toContain(part);
    const [first = ''] = [app.workspace.key.slice(0, 11)];
    expect(await audited('api_key.created')).toContainEqual({
      actor: `default (${first})`,
      target_id: (await row(key)).id,
      changed_fields: ['name', 'scopes', 'expiresAt'],
    });
  });

  test.each<[string, object, RegExp]>([
    ['no scope', { name: 'x', scopes: [] }, /^`input\.scopes` is empty/],
    ['an empty name', { name: '', scopes: ['AUDIT_READ'] }, /^`input\.name` must have 1 to 100 characters/],
    ['a name of white space', { name: ' \t ', scopes: ['AUDIT_READ'] }, /^`input\.name`/],
    ['a name of 101 characters', { name: 'x'.repeat(101), scopes: ['AUDIT_READ'] }, /^`input\.name`/],
    ['a name with a NUL', { name: 'x\0', scopes: ['AUDIT_READ'] }, /^`input\.name`/],
    ['a name with a line break', { name: 'x\n(ll_00000000)', scopes: ['AUDIT_READ'] }, /^`input\.name`/],
    [
      'an end in the past',
      { name: 'x', scopes: ['AUDIT_READ'], expiresAt: '2020-01-01T00:00:00Z' },
      /^`input\.expiresAt` is in the past/,
    ],
    [
      'an end that is no time, with an example of one',
      { name: 'x', scopes: ['AUDIT_READ'], expiresAt: 'soon' },
      /input\.expiresAt`: Expected type DateTime\. A moment in ISO 8601 .*: 2026-11-23T09:30:00\.000Z\.$/,
    ],
    ['an unknown scope', { name: 'x', scopes: ['ALL'] }, /input\.scopes\.0`: Expected type ApiScope/],
    ['null for a scope', { name: 'x', scopes: [null] }, /input\.scopes\.0`: Expected non-nullable type/],
  ])('refuses %s', async (_name, input, message) => {
    expect(await refuses(CREATE, { input }, 400, 'BAD_USER_INPUT')).toMatch(message);
  });

  test('takes a name of 100 characters, however long they are in bytes', async () => {
    for (const name of ['x'.repeat(100), '🗝'.repeat(100)])
      expect((await create({ name, scopes: ['AUDIT_READ'] })).apiKey.name).toBe(name);
  });

  test('gives away no scope that the calling key has not got', async () => {
    const { key } = await app.newKey(['API_KEYS_WRITE', 'AUDIT_READ']);
    const before = await stateOf(app.database);
    const answer = await create({ name: 'x', scopes: ['AUDIT_READ', 'TOKENS_ISSUE', 'COMPANIES_WRITE'] }, key);
    expect(answer).toEqual({
      __typename: 'ScopeEscalation',
      code: 'SCOPE_ESCALATION',
      message: expect.stringContaining('does not have the scope TOKENS_ISSUE, COMPANIES_WRITE'),
    });
    expect(await stateOf(app.database)).toEqual(before);
    const same = await create({ name: 'x', scopes: ['AUDIT_READ', 'API_KEYS_WRITE'] }, key);
    expect(same.__typename).toBe('CreateApiKeySuccess');
  });
});

describe('an API key', () => {
  test('is listed with all others of its workspace, oldest first, and of no other', async () => {
    const other = await app.newWorkspace('other');
    const [one, two] = [
      await app.newKey(['AUDIT_READ'], { key: other.key }),
      await app.newKey(['AUDIT_READ'], { key: other.key }),
    ];
    await app.ok(REVOKE, { id: one.id }, other.key);
    const { apiKeys } = await app.ok('{ apiKeys { id name prefix scopes revokedAt } }', {}, other.key);
    const listed = (key: string, id: unknown, name: string, scopes: readonly string[], revokedAt: unknown) => ({
      id,
      name,
      prefix: key.slice(3, 11),
      scopes,
      revokedAt,
    });
    expect(apiKeys).toEqual([
      listed(other.key, expect.any(String), 'default', SCOPES, null),
      listed(one.key, one.id, 'made', ['AUDIT_READ'], expect.any(String)),
      listed(two.key, two.id, 'made', ['AUDIT_READ'], null),
    ]);
  });

  test('is revoked once, and refused from then on: revoking again changes nothing', async () => {
    const { id, key } = await app.newKey(['AUDIT_READ']);
    await app.ok(VIEWER, {}, key);
    const { revokeApiKey: first } = await app.ok(REVOKE, { id });
    expect(first).toEqual({
      __typename: 'RevokeApiKeySuccess',
      apiKey: { id, revokedAt: expect.any(String) },
    });
    await refuses(VIEWER, {}, 401, 'UNAUTHENTICATED', key);
    const before = await stateOf(app.database);
    expect((await app.ok(REVOKE, { id })).revokeApiKey).toEqual(first);
    expect(await stateOf(app.database)).toEqual(before);
  });

  test('may revoke itself, and is refused from then on', async () => {
    const { id, key } = await app.newKey(['API_KEYS_WRITE']);
    expect((await app.ok(REVOKE, { id }, key)).revokeApiKey.__typename).toBe('RevokeApiKeySuccess');
    await refuses(REVOKE, { id }, 401, 'UNAUTHENTICATED', key);
    expect((await audited('api_key.revoked')).at(-1)).toEqual({
      actor: `made (${key.slice(0, 11)})`,
      target_id: (await row(key)).id,
      changed_fields: ['revokedAt'],
    });
  });

  test('ends when it was said to end', async () => {
    const { key } = await app.newKey(['AUDIT_READ'], {
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await app.ok(VIEWER, {}, key);
    await app.database.admin.query('UPDATE ledgerlink.api_key SET expires_at = now() WHERE prefix = $1', [
      key.slice(3, 11),
    ]);
    passMs(FORGET_MS);
    await refuses(VIEWER, {}, 401, 'UNAUTHENTICATED', key);
  });

  test('is looked up once for many requests, right or wrong, and not at all when it is mistyped', async () => {
    const { key } = await app.newKey(['AUDIT_READ']);
    const wrong = makeKey(app.workspace.id).key;
    for (const [presented, status, lookUps] of [
      [key, 200, 1],
      [wrong, 401, 1],
      [`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`, 401, 0],
    ] as const) {
      const statements = watchStatements();
      const answers = await withoutForgetting(async () => [
        ...(await Promise.all(Array.from({ length: 5 }, () => app.send(VIEWER, {}, presented)))),
        await app.send(VIEWER, {}, presented),
      ]);
      statements.stop();
      expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(status));
      expect(statements.texts.filter((text) => text.includes('FROM ledgerlink.api_key k'))).toHaveLength(lookUps);
    }
  });

  test('is noted as used, at most once a minute', async () => {
    const { key } = await app.newKey(['AUDIT_READ']);
    const used = async () => (await row(key)).last_used_at as Date | null;
    const statements = watchStatements();
    const touches = () => statements.texts.filter((text) => text.includes('SET last_used_at')).length;
    await app.ok(VIEWER, {}, key);
    await until('it is noted', async () => (await used()) !== null);
    const first = await used();
    passMs(FORGET_MS);
    await app.ok(VIEWER, {}, key);
    expect([touches(), await used()]).toEqual([1, first]);
    await app.database.admin.query(
      "UPDATE ledgerlink.api_key SET last_used_at = now() - interval '61 seconds' WHERE prefix = $1",
      [key.slice(3, 11)],
    );
    passMs(FORGET_MS);
    await app.ok(VIEWER, {}, key);
    await until('it is noted again', async () => Number(await used()) >= Number(first));
    statements.stop();
    expect(touches()).toBe(2);
  });

  test('that cannot be looked up is not called wrong', async () => {
    const { key } = await app.newKey(['AUDIT_READ']);
    const { admin, name } = app.database;
    await admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'ledgerlink'",
    );
    const away = await app.send(VIEWER, {}, key);
    await admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
    expect(expectRefusal(VIEWER, away, 503, 'UNAVAILABLE').extensions.retryAfter).toBe(1);
    expect(away.headers['retry-after']).toBe('1');
    // Nothing of the failure is remembered.
    expect((await app.ok(VIEWER, {}, key)).viewer.scopes).toEqual(['AUDIT_READ']);
    const { key: another } = await app.newKey(['AUDIT_READ']);
    await admin.query('ALTER TABLE ledgerlink.api_key RENAME TO mislaid');
    const broken = await app.send(VIEWER, {}, another);
    await admin.query('ALTER TABLE ledgerlink.mislaid RENAME TO api_key');
    expect([broken.status >= 500, broken.errors?.[0].extensions.code]).toEqual([
      true,
      expect.not.stringMatching('UNAUTHENTICATED'),
    ]);
    expect((await app.ok(VIEWER, {}, another)).viewer.scopes).toEqual(['AUDIT_READ']);
  });
});
