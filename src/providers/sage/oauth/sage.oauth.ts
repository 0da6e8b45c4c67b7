import { secondsOf } from '../../../infra/oauth/token-answer.js';
import type { ProviderOAuth, TokenLifetimes } from '../../provider-oauth.js';
import { headerIdOf } from '../api/sage.texts.js';
import { isV30, type SageEndpoints } from '../sage.endpoints.js';
import { authorizationUrl } from './sage.authorization.js';
import { readSageCallback } from './sage.callback.js';

const DAY = 86_400;
const REFRESH_SECONDS = 31 * DAY;

const V31_LIFETIMES: TokenLifetimes = {
  accessTokenSeconds: 300,
  refreshTokenSeconds: REFRESH_SECONDS,
  keepAliveSeconds: [0.4 * REFRESH_SECONDS, 0.6 * REFRESH_SECONDS],
};
/** Sage says that refresh tokens of v3.0 do not expire. One user reports otherwise, so an unused one is renewed as well. */
const V30_LIFETIMES: TokenLifetimes = {
  accessTokenSeconds: 3600,
  refreshTokenSeconds: null,
  keepAliveSeconds: [19 * DAY, 21 * DAY],
};

/** How Sage uses OAuth 2.0, on both API versions. */
export function sageOAuth(endpoints: SageEndpoints): ProviderOAuth {
  return {
    // Sage's authentication guide and all of its samples send id and secret in the form.
    clientAuthentication: 'client_secret_post',
    signInOrigins: endpoints.signInOrigins,
    whyNotUsable: (application) => endpoints.whyNotUsable(application),
    endpoints: (application) => endpoints.oauth(application),
    authorizationUrl: (application, request) =>
      authorizationUrl(endpoints.oauth(application).authorize, application, request),
    readCallback: readSageCallback,
    readGrant: (body, apiVersion) => ({
      platformUserId: headerIdOf(isV30(apiVersion) ? body.resource_owner_id : body.requested_by_id) ?? null,
      refreshTokenSeconds: secondsOf(body.refresh_token_expires_in),
    }),
    // Sage documents both codes for v3.1. The token endpoints of v3.0 are retired.
    checkKeys: (apiVersion) => !isV30(apiVersion),
    lifetimes: (apiVersion) => (isV30(apiVersion) ? V30_LIFETIMES : V31_LIFETIMES),
  };
}
