import { describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../src/workspaces/api-key.rules.js';
import { type Json, startTestApp } from '../support/app.js';
import { expectRefusal, stateOf } from '../support/refusals.js';
import { useStarted } from '../support/use-started.js';

const CREATE = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename ... on CreateApiKeySuccess { apiKey { expiresAt } } ... on Problem { code message } } }`;
const REVOKE = `mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) {
  __typename ... on Problem { code message } } }`;

const app = useStarted(() => startTestApp());

const create = async (input: object, key?: string): Promise<Json> =>
  (await app.ok(CREATE, { input }, key)).createApiKey;

describe('a key that ends', () => {
  const END = '2999-01-01T00:00:00.000Z';
  const scopes = ['API_KEYS_WRITE'] as const;

  test.each([
    ['never', {}],
    ['by null', { expiresAt: null }],
    ['a millisecond later', { expiresAt: '2999-01-01T00:00:00.001Z' }],
    ['in the last year there is', { expiresAt: '9999-12-31T23:59:59.999Z' }],
  ])('makes no key that ends later: %s', async (_when, more) => {
    const { key } = await app.newKey([...scopes], { expiresAt: END });
    const before = await stateOf(app.database);
    expect(await create({ name: 'x', scopes, ...more }, key)).toEqual({
      __typename: 'ScopeEscalation',
      code: 'SCOPE_ESCALATION',
      message: expect.stringMatching(/^This key expires at 2999-01-01T00:00:00\.000Z.*`input\.expiresAt`/),
    });
    expect(await stateOf(app.database)).toEqual(before);
  });

  test.each([END, '2998-12-31T23:59:59.999Z'])('makes one that ends with it, or before: %s', async (expiresAt) => {
    const { key } = await app.newKey([...scopes], { expiresAt: END });
    expect((await create({ name: 'x', scopes, expiresAt }, key)).apiKey.expiresAt).toBe(expiresAt);
  });
});

test.each(['9999-12-31T23:59:59-00:01', '9999-12-31T12:00:00-23:59'])(
  'a key ends in a year that can be answered: %s is refused',
  async (expiresAt) => {
    const input = { name: 'x', scopes: ['AUDIT_READ'], expiresAt };
    const before = await stateOf(app.database);
    const error = expectRefusal([CREATE, { input }], await app.send(CREATE, { input }), 400, 'BAD_USER_INPUT');
    expect(error.message).toMatch(/expiresAt/);
    expect(await stateOf(app.database)).toEqual(before);
  },
);

test('revoking a key takes all of its scopes', async () => {
  const { key } = await app.newKey(['API_KEYS_WRITE', 'AUDIT_READ']);
  for (const [scopes, kind] of [
    [['AUDIT_READ'], 'RevokeApiKeySuccess'],
    [['API_KEYS_WRITE', 'AUDIT_READ'], 'RevokeApiKeySuccess'],
    [['TOKENS_ISSUE'], 'ScopeEscalation'],
    [['AUDIT_READ', 'COMPANIES_READ'], 'ScopeEscalation'],
    [[...SCOPES], 'ScopeEscalation'],
  ] as const) {
    const target = await app.newKey([...scopes]);
    const before = await stateOf(app.database);
    const { revokeApiKey } = await app.ok(REVOKE, { id: target.id }, key);
    expect([scopes, revokeApiKey.__typename]).toEqual([scopes, kind]);
    if (kind === 'ScopeEscalation') expect(await stateOf(app.database)).toEqual(before);
  }
});
