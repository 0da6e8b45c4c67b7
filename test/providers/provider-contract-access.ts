import { inspect } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { TokenOutcome } from '../../src/infra/oauth/oauth-answer.js';
import { exchangeCode, type OAuthCall } from '../../src/infra/oauth/oauth-client.js';
import { createPkce } from '../../src/infra/oauth/pkce.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import type { PlatformAccess, PlatformBusiness } from '../../src/providers/provider-api.js';
import { stopServers } from '../support/loopback.js';
import { applicationOf, type ContractCase, expectedOf, REDIRECT_URI, type StandIn } from './provider-contract-case.js';

export type Tokens = Extract<TokenOutcome, { kind: 'tokens' }>;

/** A stand-in of the platform for the tests of one `describe`, and the way from the sign-in to its businesses. */
export function useStandIn(one: ContractCase) {
  const application = applicationOf(one);
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await one.startStandIn();
  });
  afterAll(async () => {
    await standIn.stop();
    stopServers();
  });

  const callWith = (clientSecret?: Secret): OAuthCall => {
    const { oauth } = standIn.provider;
    return {
      endpoints: oauth.endpoints(application, one.country),
      clientAuthentication: oauth.clientAuthentication,
      clientId: application.clientId,
      clientSecret: clientSecret ?? application.secrets.clientSecret ?? new Secret(''),
    };
  };

  async function callback(decision: 'allow' | 'deny') {
    const { verifier, challenge } = await createPkce();
    const url = standIn.provider.oauth.authorizationUrl(application, {
      redirectUri: REDIRECT_URI,
      state: 'the-state',
      codeChallenge: challenge,
      countryCode: one.country,
    });
    const { searchParams } = await standIn.signIn(url, decision);
    expect(searchParams.get('state')).toBe('the-state');
    return { answer: standIn.provider.oauth.readCallback(searchParams, expectedOf(one)), verifier };
  }

  async function consent(call = callWith()): Promise<TokenOutcome> {
    const { answer, verifier } = await callback('allow');
    if (answer.kind !== 'code') throw new Error(inspect(answer));
    expect(answer.countryCode).toBe(one.country);
    const { code } = answer;
    return exchangeCode({ ...call, code, codeVerifier: verifier, redirectUri: REDIRECT_URI });
  }

  async function tokens(): Promise<Tokens> {
    const outcome = await consent();
    if (outcome.kind !== 'tokens' || outcome.refreshToken === null) throw new Error(inspect(outcome));
    return outcome;
  }
  async function access(more: Partial<PlatformAccess> = {}): Promise<PlatformAccess> {
    const { accessToken, body } = await tokens();
    const { platformUserId } = standIn.provider.oauth.readGrant(body, one.apiVersion);
    const known = { application, accessToken, platformUserId, countryCode: one.country };
    return { ...known, businessId: null, ...more };
  }
  async function businessesOf(asked: PlatformAccess): Promise<readonly PlatformBusiness[]> {
    const answer = await standIn.provider.api.listBusinesses(asked);
    if (answer.kind !== 'ok') throw new Error(answer.kind);
    return answer.value;
  }

  return { application, standIn: () => standIn, callWith, callback, consent, tokens, access, businessesOf };
}
