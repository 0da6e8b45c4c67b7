import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ClientAuthentication } from '../../../src/infra/oauth/client-authentication.js';
import { exchangeCode, refreshTokens, revokeToken } from '../../../src/infra/oauth/oauth-client.js';
import { createPkce } from '../../../src/infra/oauth/pkce.js';
import { Secret } from '../../../src/infra/secrets/secret.js';
import { CLIENT_ID, REDIRECT_URI, startForeignServer } from '../../support/foreign-oauth-server.js';
import { serve, stopServers } from '../../support/loopback.js';

const METHODS: readonly ClientAuthentication[] = ['client_secret_post', 'client_secret_basic'];

describe.each(METHODS)('an application that authenticates by %s', (method) => {
  let server: Awaited<ReturnType<typeof startForeignServer>>;
  beforeAll(async () => {
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    server = await startForeignServer(method);
  });
  afterAll(() => server.stop());

  async function exchange(more: Partial<typeof server.call> = {}) {
    const { verifier, challenge } = await createPkce();
    const callback = await server.consent(challenge);
    const code = new Secret(callback.get('code') ?? '');
    return exchangeCode({ ...server.call, ...more, code, codeVerifier: verifier, redirectUri: REDIRECT_URI });
  }

  test('exchanges a code, refreshes and revokes, with an id and a secret full of special characters', async () => {
    const exchanged = await exchange();
    if (exchanged.kind !== 'tokens' || exchanged.refreshToken === null) throw new Error(exchanged.kind);
    const next = await refreshTokens({ ...server.call, refreshToken: exchanged.refreshToken });
    if (next.kind !== 'tokens' || next.refreshToken === null) throw new Error(next.kind);
    expect(await revokeToken({ ...server.call, token: next.refreshToken })).toEqual({ kind: 'revoked' });
    expect(await refreshTokens({ ...server.call, refreshToken: next.refreshToken })).toEqual({
      kind: 'invalid-grant',
    });
  });

  test('is refused with a wrong secret', async () => {
    expect(await exchange({ clientSecret: new Secret('another') })).toEqual({ kind: 'invalid-client' });
  });
});

describe('what is sent', () => {
  afterAll(stopServers);

  async function sent(clientAuthentication: ClientAuthentication) {
    const seen = { authorization: '', form: new URLSearchParams() };
    const token = await serve((request, response) => {
      seen.authorization = request.headers.authorization ?? '';
      request.on('data', (chunk) => {
        seen.form = new URLSearchParams(String(chunk));
      });
      request.on('end', () => response.end('{}'));
    });
    const endpoints = { token, revoke: token, origins: [token.origin] };
    await refreshTokens({
      endpoints,
      clientAuthentication,
      clientId: CLIENT_ID,
      clientSecret: new Secret('p&=+%/ secret'),
      refreshToken: new Secret('refresh'),
    });
    return seen;
  }

  test('by client_secret_post, id and secret stand in the form alone', async () => {
    const { authorization, form } = await sent('client_secret_post');
    expect([authorization, form.get('client_id'), form.get('client_secret')]).toEqual(['', CLIENT_ID, 'p&=+%/ secret']);
  });

  test('by client_secret_basic, both stand in the header alone, each form-encoded (RFC 6749 §2.3.1)', async () => {
    const { authorization, form } = await sent('client_secret_basic');
    const [id = '', secret = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const decode = (text: string) => new URLSearchParams(`v=${text}`).get('v');
    expect([decode(id), decode(secret)]).toEqual([CLIENT_ID, 'p&=+%/ secret']);
    expect([form.has('client_id'), form.has('client_secret')]).toEqual([false, false]);
  });
});
