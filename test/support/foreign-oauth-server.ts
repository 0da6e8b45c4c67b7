import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { ClientAuthentication } from '../../src/infra/oauth/client-authentication.js';
import type { OAuthCall } from '../../src/infra/oauth/oauth-request.js';
import { Secret } from '../../src/infra/secrets/secret.js';

export const CLIENT_ID = 'a1b2/c3 d4+e5';
export const REDIRECT_URI = 'https://ledgerlink.example/oauth/callback';
const CLIENT_SECRET = 'p&=+%/ secret';

/** An authorization server of another author (`oidc-provider`): rotates, detects reuse, and demands PKCE. */
function createProvider(issuer: string, clientAuthentication: ClientAuthentication): Provider {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        token_endpoint_auth_method: clientAuthentication,
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    scopes: ['full_access', 'readonly'],
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    findAccount: async (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant(context) {
      const { client, account } = context.oidc;
      if (client === undefined || account === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
      grant.addOIDCScope('full_access');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

export async function startForeignServer(clientAuthentication: ClientAuthentication = 'client_secret_post') {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = createProvider(issuer, clientAuthentication);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response);
    void provider.interactionFinished(request, response, { login: { accountId: 'customer' } });
  });
  const call: OAuthCall = {
    endpoints: {
      token: new URL('/token', issuer),
      revoke: new URL('/token/revocation', issuer),
      origins: [issuer],
    },
    clientAuthentication,
    clientId: CLIENT_ID,
    clientSecret: new Secret(CLIENT_SECRET),
  };
  return {
    issuer,
    call,
    consent: (challenge: string, more: Readonly<Record<string, string>> = {}) =>
      signIn(issuer, { code_challenge: challenge, ...more }),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A browser without a window: follows redirects with its cookies until they lead back to us. Answers the callback's query. */
async function signIn(issuer: string, more: Readonly<Record<string, string>>): Promise<URLSearchParams> {
  const url = new URL('/auth', issuer);
  const parameters = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: 'full_access',
    state: 'the-state',
    code_challenge_method: 'S256',
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const cookies = new Map<string, string>();
  let next = url;
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`no redirect but ${response.status}: ${await response.text()}`);
    next = new URL(location, next);
    if (next.href.startsWith(REDIRECT_URI)) return next.searchParams;
  }
  throw new Error('too many redirects');
}
