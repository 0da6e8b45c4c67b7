import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../../sandbox/start.js';
import { refreshTokens, revokeToken } from '../../../src/infra/oauth/oauth-client.js';
import type { OAuthCall } from '../../../src/infra/oauth/oauth-request.js';
import { Secret } from '../../../src/infra/secrets/secret.js';
import type { PlatformAccess } from '../../../src/providers/provider-api.js';
import { sandboxLinker } from '../../support/sandbox-link.js';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let linker: ReturnType<typeof sandboxLinker>;
beforeAll(async () => {
  sandbox = await startSandbox();
  linker = sandboxLinker(sandbox);
});
afterEach(() => sandbox.control.post('/reset'));
afterAll(() => sandbox.stop());

const refresh = (call: OAuthCall, refreshToken: Secret | null) => {
  if (refreshToken === null) throw new Error('no refresh token');
  return refreshTokens({ ...call, refreshToken });
};
const namesOf = async (access: PlatformAccess) => {
  const answer = await linker.api.listBusinesses(access);
  return answer.kind === 'ok' ? answer.value.map(({ name }) => name) : answer.kind;
};

describe('from the callback to the first read', () => {
  test.each([
    ['none', 'GB', 0],
    ['one', 'GB', 1],
    ['three', 'GB', 3],
    ['many', 'GB', 274],
    ['irish', 'IE', 1],
    ['canadian', 'CA', 1],
  ])('v3.1, %s of %s: %d businesses', async (user, countryCode, count) => {
    const { outcome, access, country } = await linker.link('3.1', user, countryCode);
    expect(outcome).toMatchObject({ accessTokenSeconds: 300, odd: [] });
    expect([country, access.platformUserId === null]).toEqual([countryCode, false]);
    const listed = await linker.api.listBusinesses(access);
    const businesses = listed.kind === 'ok' ? listed.value : [];
    expect(businesses).toHaveLength(count);
    expect(businesses.filter(({ isDefault }) => isDefault)).toHaveLength(Math.min(count, 1));
    for (const { id } of businesses.slice(-1)) {
      expect(await linker.api.checkBusiness({ ...access, businessId: id })).toEqual({
        kind: 'ok',
        value: true,
      });
    }
  });

  test('v3.0: the business is its owner, under the name that v3.1 knows', async () => {
    const old = await linker.link('3.0', 'one', 'GB');
    const listed = await linker.api.listBusinesses(old.access);
    expect(listed).toMatchObject({ kind: 'ok', value: [{ id: old.access.platformUserId, isDefault: true }] });
    expect(await linker.api.checkBusiness(old.access)).toEqual({ kind: 'ok', value: true });
    expect(await namesOf(old.access)).toEqual(await namesOf((await linker.link('3.1', 'one', 'GB')).access));
  });

  test('v3.0: who does not own the business has none to be found by', async () => {
    const { access } = await linker.link('3.0', 'employee', 'GB');
    expect(access.platformUserId).toBeNull();
    expect(await linker.api.listBusinesses(access)).toEqual({ kind: 'owner-required' });
    expect(await linker.api.checkBusiness(access)).toEqual({ kind: 'owner-required' });
  });

  test.each(['expired', 'expired-shown-as-active'])('a subscription that is %s', async (state) => {
    const { access } = await linker.link('3.1', 'one', 'GB');
    const listed = await linker.api.listBusinesses(access);
    const businessId = listed.kind === 'ok' ? (listed.value[0]?.id ?? '') : '';
    await sandbox.control.post('/subscriptions', { businessId, state });
    expect(await linker.api.checkBusiness({ ...access, businessId })).toEqual({
      kind: 'subscription-inactive',
    });
  });

  test('an access token that has expired, which no subscription explains', async () => {
    const { access } = await linker.link('3.1', 'one', 'GB');
    await sandbox.control.post('/clock', { advanceSeconds: 301 });
    expect(await linker.api.listBusinesses(access)).toEqual({ kind: 'unauthorized' });
  });

  test.each([
    ['the wrong country', 'american', 'GB', 'allow', 'COUNTRY_MISMATCH'],
    ['a customer who says no', 'one', 'GB', 'deny', 'CUSTOMER_CANCELLED'],
  ] as const)('%s', async (_name, user, countryCode, decision, reason) => {
    const { answer } = await linker.callback('3.1', { user, countryCode, decision });
    expect(answer).toMatchObject({ kind: 'refused', reason });
  });
});

describe('keeping it alive', () => {
  test('refresh after refresh, and revoking', async () => {
    const { call, outcome } = await linker.link('3.1', 'one', 'GB');
    let { refreshToken } = outcome;
    for (let turn = 0; turn < 5; turn += 1) {
      const next = await refresh(call, refreshToken);
      expect(next.kind).toBe('tokens');
      if (next.kind === 'tokens') refreshToken = next.refreshToken;
    }
    expect(await refresh(call, outcome.refreshToken)).toEqual({ kind: 'invalid-grant' });
    const token = refreshToken ?? new Secret('');
    expect(await revokeToken({ ...call, token })).toEqual({ kind: 'revoked' });
    expect(await refresh(call, refreshToken)).toEqual({ kind: 'invalid-grant' });
  });

  test('invalid_client comes as 400, and costs nothing', async () => {
    const { call, outcome } = await linker.link('3.0', 'one', 'GB');
    const wrong = { ...call, clientSecret: new Secret('wrong') };
    expect(await refresh(wrong, outcome.refreshToken)).toEqual({ kind: 'invalid-client' });
    expect((await refresh(call, outcome.refreshToken)).kind).toBe('tokens');
  });

  test.each([
    ['500', { kind: 'status', status: 500 }, { kind: 'unknown', why: 'status 500, JSON without tokens' }],
    ['429', { kind: 'status', status: 429, retryAfter: 9 }, { kind: 'rate-limited', retryAfterSeconds: 9 }],
    ['HTML', { kind: 'html', status: 200 }, { kind: 'unknown', why: 'status 200, no JSON' }],
    ['nothing', { kind: 'empty', status: 200 }, { kind: 'unknown', why: 'status 200, no JSON' }],
    ['a reset', { kind: 'reset' }, { kind: 'unknown', why: 'ECONNRESET' }],
    ['10 MB', { kind: 'big-body', status: 200 }, { kind: 'unknown', why: 'answer too large' }],
    ['no answer in time', { kind: 'hang', ms: 900 }, { kind: 'unknown', why: 'TIMEOUT' }],
  ])('%s before the work is done: the token is still good', async (_name, fault, expected) => {
    const { call, outcome } = await linker.link('3.1', 'one', 'GB');
    await sandbox.control.post('/faults', { endpoint: 'refresh', count: 1, when: 'before', ...fault });
    // Short only where nothing comes: on a busy machine 10 MB take their time.
    const answerMs = fault.kind === 'hang' ? 400 : 20_000;
    expect(await refresh({ ...call, answerMs }, outcome.refreshToken)).toMatchObject(expected);
    // What only hung goes on, unless the caller is gone.
    if (fault.kind !== 'hang') expect((await refresh(call, outcome.refreshToken)).kind).toBe('tokens');
  });

  test.each([
    ['spread over a second', { kind: 'slow-body', ms: 1000 }, ['tokens', []]],
    [
      'with odd parts',
      { kind: 'odd-tokens', set: { expires_in: '300', token_type: 7 } },
      ['tokens', ['expires_in', 'token_type']],
    ],
    ['without a refresh token', { kind: 'odd-tokens', omit: ['refresh_token'] }, ['tokens', ['refresh_token']]],
  ])('an answer %s is an answer', async (_name, fault, expected) => {
    const { call, outcome } = await linker.link('3.1', 'one', 'GB');
    await sandbox.control.post('/faults', { endpoint: 'refresh', count: 1, when: 'after', ...fault });
    const next = await refresh(call, outcome.refreshToken);
    expect([next.kind, next.kind === 'tokens' && next.odd]).toEqual(expected);
  });
});
