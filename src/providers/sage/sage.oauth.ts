import { secondsOf } from '../../platform/oauth-answer.js';
import type { Application } from '../application.js';
import type { AuthorizationRequest, ProviderOAuth, TokenLifetimes } from '../provider-oauth.js';
import { readSageCallback } from './sage.callback.js';
import { isV30, type SageEndpoints } from './sage.endpoints.js';
import { sageRegions } from './sage.regions.js';

const DAY = 86_400;
const REFRESH_SECONDS = 31 * DAY;

const V31_LIFETIMES: TokenLifetimes = {
  accessTokenSeconds: 300,
  refreshTokenSeconds: REFRESH_SECONDS,
  keepAliveSeconds: [0.4 * REFRESH_SECONDS, 0.6 * REFRESH_SECONDS],
};
/** Refresh tokens of v3.0 do not expire, by Sage's word; one user says otherwise, so an idle one is renewed all the same. */
const V30_LIFETIMES: TokenLifetimes = {
  accessTokenSeconds: 3600,
  refreshTokenSeconds: null,
  keepAliveSeconds: [19 * DAY, 21 * DAY],
};

/** How Sage speaks OAuth 2.0, on both API versions. */
export function sageOAuth(endpoints: SageEndpoints): ProviderOAuth {
  return {
    whyNotUsable: (application) => endpoints.whyNotUsable(application),
    endpoints: (application) => endpoints.oauth(application),
    authorizationUrl: (application, request) =>
      authorizationUrl(endpoints.oauth(application).authorize, application, request),
    readCallback: readSageCallback,
    readGrant: (body, apiVersion) => ({
      platformUserId: userIdOf(isV30(apiVersion) ? body.resource_owner_id : body.requested_by_id),
      refreshTokenSeconds: secondsOf(body.refresh_token_expires_in),
    }),
    lifetimes: (apiVersion) => (isV30(apiVersion) ? V30_LIFETIMES : V31_LIFETIMES),
  };
}

function authorizationUrl(
  base: URL,
  { apiVersion, clientId }: Pick<Application, 'apiVersion' | 'clientId'>,
  request: AuthorizationRequest,
): URL {
  const url = new URL(base);
  const { searchParams } = url;
  if (!isV30(apiVersion)) {
    searchParams.set('filter', 'apiv3.1');
    if (request.countryCode !== null && isConfirmed(request.countryCode)) {
      searchParams.set('country', request.countryCode.toLowerCase());
    }
  }
  searchParams.set('response_type', 'code');
  searchParams.set('client_id', clientId);
  searchParams.set('redirect_uri', request.redirectUri);
  searchParams.set('scope', 'full_access');
  searchParams.set('state', request.state);
  searchParams.set('code_challenge', request.codeChallenge);
  searchParams.set('code_challenge_method', 'S256');
  return url;
}

/** Whether Sage's own list has the country today. It refuses others, and shows its picker where none is sent. */
const isConfirmed = (countryCode: string): boolean =>
  sageRegions.some(
    (region) =>
      region.countryCode === countryCode &&
      region.coverage.some(
        ({ apiVersion, availability }) => apiVersion === '3.1' && availability === 'CONFIRMED',
      ),
  );

/** An id that can stand in a header; anything else is none. */
const userIdOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : null;
