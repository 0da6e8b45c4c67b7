import { inspect } from 'node:util';
import type { RunningSandbox } from '../../sandbox/start.js';
import type { TokenOutcome } from '../../src/infra/oauth/oauth-answer.js';
import { exchangeCode } from '../../src/infra/oauth/oauth-client.js';
import type { OAuthCall } from '../../src/infra/oauth/oauth-request.js';
import { createPkce } from '../../src/infra/oauth/pkce.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import type { Application } from '../../src/providers/application.js';
import type { PlatformAccess } from '../../src/providers/provider-api.js';
import { sageAt } from './sage-api.js';

const REDIRECT_URI = 'http://localhost:4000/oauth/callback';
const COVERED = { '3.1': ['GB', 'IE', 'DE', 'ES', 'PT', 'FR', 'US', 'CA', 'AE'], '3.0': ['GB', 'IE'] };
type ApiVersion = keyof typeof COVERED;

interface SignIn {
  readonly user: string;
  readonly countryCode: string | null;
  readonly decision?: 'allow' | 'deny';
}

export interface SandboxLink {
  readonly call: OAuthCall;
  readonly outcome: Extract<TokenOutcome, { kind: 'tokens' }>;
  readonly access: PlatformAccess;
  readonly country: string;
}

/** Links companies of the sandbox by the engine alone: no database, no browser. */
export function sandboxLinker({ url, control, demo }: RunningSandbox) {
  const { oauth, api } = sageAt(url);
  const applicationOf = (apiVersion: ApiVersion): Application => {
    const { clientId, ...secrets } = apiVersion === '3.1' ? demo.v31 : demo.v30;
    const sealed = Object.entries(secrets).map(([name, value]) => [name, new Secret(String(value))]);
    return { apiVersion, clientId, secrets: Object.fromEntries(sealed) };
  };

  async function callback(apiVersion: ApiVersion, { user, countryCode, decision }: SignIn) {
    const application = applicationOf(apiVersion);
    const { verifier, challenge } = await createPkce();
    const request = { redirectUri: REDIRECT_URI, state: 'state', codeChallenge: challenge, countryCode };
    const authorize = oauth.authorizationUrl(application, request).href;
    const { location } = (await control.post('/authorize', {
      url: authorize,
      user,
      decision,
      country: countryCode?.toLowerCase(),
    })) as { location: string };
    const expected = { apiVersion, countryCode, covered: COVERED[apiVersion] };
    return { answer: oauth.readCallback(new URL(location).searchParams, expected), application, verifier };
  }

  async function link(apiVersion: ApiVersion, user: string, countryCode: string): Promise<SandboxLink> {
    const { answer, application, verifier } = await callback(apiVersion, { user, countryCode });
    if (answer.kind !== 'code') throw new Error(inspect(answer));
    const call: OAuthCall = {
      endpoints: oauth.endpoints(application, answer.countryCode),
      clientAuthentication: oauth.clientAuthentication,
      clientId: application.clientId,
      clientSecret: application.secrets.clientSecret ?? new Secret(''),
    };
    const outcome = await exchangeCode({
      ...call,
      code: answer.code,
      codeVerifier: verifier,
      redirectUri: REDIRECT_URI,
    });
    if (outcome.kind !== 'tokens') throw new Error(inspect(outcome));
    const { platformUserId } = oauth.readGrant(outcome.body, apiVersion);
    const { accessToken } = outcome;
    const { countryCode: country } = answer;
    if (country === null) throw new Error('no country');
    const access = { application, accessToken, countryCode: country, platformUserId, businessId: null };
    return { call, outcome, access, country };
  }

  return { api, callback, link };
}
