import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { authorizeUrl, CALLBACK, type Choice, throughThePages, V30_PARAMS } from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const insecure = { [oauth.allowInsecureRequests]: true };

function serverOf(version: '3.1' | '3.0'): oauth.AuthorizationServer {
  const below = version === '3.1' ? sandbox.url : `${sandbox.url}/oauth2`;
  return { issuer: sandbox.url, token_endpoint: `${below}/token`, revocation_endpoint: `${below}/revoke` };
}

function clientOf(version: '3.1' | '3.0') {
  const { clientId, clientSecret } = version === '3.1' ? sandbox.demo.v31 : sandbox.demo.v30;
  return { client: { client_id: clientId }, secret: oauth.ClientSecretPost(clientSecret) };
}

/** Sign-in, consent and exchange, as an application does them with a strict client library. */
async function link(version: '3.1' | '3.0', params: Record<string, string | undefined>, choice: Choice) {
  const { client, secret } = clientOf(version);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const code_challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const location = await throughThePages(authorizeUrl(sandbox.url, { ...params, state, code_challenge }), choice);
  const server = serverOf(version);
  const callback = oauth.validateAuthResponse(server, client, location, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    secret,
    callback,
    CALLBACK,
    verifier,
    insecure,
  );
  return { location, tokens: await oauth.processAuthorizationCodeResponse(server, client, response) };
}

async function refresh(version: '3.1' | '3.0', refreshToken: string | undefined) {
  const { client, secret } = clientOf(version);
  const server = serverOf(version);
  const response = await oauth.refreshTokenGrantRequest(server, client, secret, `${refreshToken}`, insecure);
  return oauth.processRefreshTokenResponse(server, client, response);
}

test('an application links a customer with v3.1, refreshes and revokes', async () => {
  const { location, tokens } = await link('3.1', { country: undefined }, { user: 'one', country: 'gb' });
  expect(location.search).toMatch(/^\?code=GB%2F[0-9a-f]{40}&country=GB&state=/);
  expect(tokens).toEqual({
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 300,
    refresh_token_expires_in: 31 * 86_400,
    scope: 'full_access',
    requested_by_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
  });

  const renewed = await refresh('3.1', tokens.refresh_token);
  expect(renewed.requested_by_id).toBe(tokens.requested_by_id);
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  expect(renewed.access_token).not.toBe(tokens.access_token);
  await expect(refresh('3.1', tokens.refresh_token)).rejects.toMatchObject({
    error: 'invalid_grant',
    status: 400,
  });

  const { client, secret } = clientOf('3.1');
  const revocation = await oauth.revocationRequest(
    serverOf('3.1'),
    client,
    secret,
    `${renewed.refresh_token}`,
    insecure,
  );
  expect(await revocation.clone().json()).toEqual({ success: 'ok' });
  await oauth.processRevocationResponse(revocation);
  await expect(refresh('3.1', renewed.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('an application links a customer with v3.0, whose refresh tokens have no end', async () => {
  const { location, tokens } = await link('3.0', V30_PARAMS, { user: 'irish' });
  expect(location.search).toMatch(/^\?code=[0-9a-f]{40}&country=IE&state=/);
  expect(tokens).toEqual({
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 3_600,
    scope: 'full_access',
    resource_owner_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  await sandbox.control.post('/clock', { advanceSeconds: 400 * 86_400 });
  const renewed = await refresh('3.0', tokens.refresh_token);
  expect(renewed.resource_owner_id).toBe(tokens.resource_owner_id);
});

test('a customer who says no is sent back with access_denied', async () => {
  await expect(link('3.1', {}, { user: 'one', decision: 'deny' })).rejects.toMatchObject({
    error: 'access_denied',
  });
});

test('the scope that was asked for is the scope of the tokens, also after a refresh', async () => {
  const { tokens } = await link('3.1', { scope: 'readonly' }, { user: 'one' });
  expect(tokens.scope).toBe('readonly');
  expect((await refresh('3.1', tokens.refresh_token)).scope).toBe('readonly');
});

test('wrong keys are invalid_client with status 400, at v3.1 and at v3.0', async () => {
  for (const version of ['3.1', '3.0'] as const) {
    const { client } = clientOf(version);
    const response = await oauth.refreshTokenGrantRequest(
      serverOf(version),
      client,
      oauth.ClientSecretPost('not the secret'),
      'any',
      insecure,
    );
    await expect(oauth.processRefreshTokenResponse(serverOf(version), client, response)).rejects.toMatchObject({
      error: 'invalid_client',
      status: 400,
    });
  }
});

test('the pages can be walked by one call of the control API', async () => {
  const url = authorizeUrl(sandbox.url, { country: undefined });
  const { location } = await sandbox.control.post('/authorize', { url, user: 'canadian', country: 'ca' });
  expect(location).toMatch(/^http:\/\/localhost:4000\/oauth\/callback\?code=CA%2F[0-9a-f]{40}&country=CA&state=/);
  const no = await sandbox.control.post('/authorize', { url, user: 'one', country: 'gb', decision: 'deny' });
  expect(new URL(no.location).searchParams.get('error')).toBe('access_denied');
});
