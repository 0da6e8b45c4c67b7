import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { TokenOutcome } from '../../../src/infra/oauth/oauth-answer.js';
import { exchangeCode, refreshTokens, revokeToken } from '../../../src/infra/oauth/oauth-client.js';
import { isFromIssuer } from '../../../src/infra/oauth/oauth-issuer.js';
import { createPkce } from '../../../src/infra/oauth/pkce.js';
import { Secret } from '../../../src/infra/secrets/secret.js';
import { REDIRECT_URI, startForeignServer } from '../../support/foreign-oauth-server.js';

let server: Awaited<ReturnType<typeof startForeignServer>>;
beforeAll(async () => {
  // It warns of plain HTTP and of settings that are for development.
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  server = await startForeignServer();
});
afterAll(() => server.stop());

async function consentedCode() {
  const { verifier, challenge } = await createPkce();
  const callback = await server.consent(challenge);
  const code = new Secret(callback.get('code') ?? '');
  return { ...server.call, callback, code, codeVerifier: verifier, redirectUri: REDIRECT_URI };
}
function pairOf(outcome: TokenOutcome): { access: string; refreshToken: Secret } {
  if (outcome.kind !== 'tokens' || outcome.refreshToken === null) throw new Error(inspect(outcome));
  return { access: outcome.accessToken.reveal(), refreshToken: outcome.refreshToken };
}
const linked = async () => pairOf(await exchangeCode(await consentedCode()));
const refresh = (refreshToken: Secret, more: Partial<typeof server.call> = {}) =>
  refreshTokens({ ...server.call, ...more, refreshToken });

describe('a code', () => {
  test('is exchanged for a pair, once', async () => {
    const call = await consentedCode();
    expect(await exchangeCode(call)).toMatchObject({
      kind: 'tokens',
      accessTokenSeconds: expect.any(Number),
      odd: [],
      body: expect.objectContaining({ scope: 'full_access' }),
    });
    expect(await exchangeCode(call)).toEqual({ kind: 'invalid-grant' });
  });

  test('comes from its issuer, and no other is believed', async () => {
    const { callback } = await consentedCode();
    expect(callback.get('iss')).toBe(server.issuer);
    expect(isFromIssuer(callback, [server.issuer])).toBe(true);
    expect(isFromIssuer(callback, ['https://platform.example'])).toBe(false);
    expect(isFromIssuer(new URLSearchParams('code=1'), [server.issuer])).toBe(true);
    callback.append('iss', server.issuer);
    expect(isFromIssuer(callback, [server.issuer])).toBe(false);
  });

  test('of somebody else, without the verifier that began it, is worth nothing', async () => {
    const { verifier } = await createPkce();
    const call = { ...(await consentedCode()), codeVerifier: verifier };
    expect(await exchangeCode(call)).toEqual({ kind: 'invalid-grant' });
  });

  test('is bound to its redirect URI', async () => {
    const call = { ...(await consentedCode()), redirectUri: `${REDIRECT_URI}/` };
    expect((await exchangeCode(call)).kind).toBe('invalid-grant');
  });

  test('is not given where PKCE is missing', async () => {
    const callback = await server.consent('', { code_challenge_method: 'S256' });
    expect([callback.get('error'), callback.get('code')]).toEqual(['invalid_request', null]);
  });
});

describe('a refresh token', () => {
  test('lives through 25 rotations, each time another one', async () => {
    let pair = await linked();
    const seen = new Set([pair.access, pair.refreshToken.reveal()]);
    for (let turn = 0; turn < 25; turn += 1) {
      pair = pairOf(await refresh(pair.refreshToken));
      seen.add(pair.access).add(pair.refreshToken.reveal());
    }
    expect(seen.size).toBe(52);
  });

  test('presented again ends the grant, for its successor too', async () => {
    const first = await linked();
    const second = pairOf(await refresh(first.refreshToken));
    expect(await refresh(first.refreshToken)).toEqual({ kind: 'invalid-grant' });
    expect(await refresh(second.refreshToken)).toEqual({ kind: 'invalid-grant' });
  });

  test('is revoked, and revoking it again is no error', async () => {
    const { refreshToken } = await linked();
    const revoke = () => revokeToken({ ...server.call, token: refreshToken });
    expect(await revoke()).toEqual({ kind: 'revoked' });
    expect(await refresh(refreshToken)).toEqual({ kind: 'invalid-grant' });
    expect(await revoke()).toEqual({ kind: 'revoked' });
  });

  test('survives a wrong client secret, a wrong client id and a closed gate', async () => {
    const { refreshToken } = await linked();
    const wrong = new Secret('not the secret');
    expect(await refresh(refreshToken, { clientSecret: wrong })).toEqual({ kind: 'invalid-client' });
    expect(await refresh(refreshToken, { clientId: 'a1b2' })).toEqual({ kind: 'invalid-client' });
    expect(await refresh(refreshToken, { maySend: () => false })).toEqual({
      kind: 'not-sent',
      why: 'too late',
    });
    expect(await revokeToken({ ...server.call, clientSecret: wrong, token: refreshToken })).toEqual({
      kind: 'failed',
      why: 'status 401',
    });
    expect((await refresh(refreshToken)).kind).toBe('tokens');
  });

  test('is not sent to another origin than the allowed ones', async () => {
    const { refreshToken } = await linked();
    const endpoints = { ...server.call.endpoints, origins: ['https://platform.example'] };
    expect(await refresh(refreshToken, { endpoints })).toMatchObject({
      kind: 'not-sent',
      why: expect.stringContaining('origin'),
    });
    expect((await refresh(refreshToken)).kind).toBe('tokens');
  });
});
