import type { Application } from '../../application.js';
import type { AuthorizationRequest } from '../../provider-oauth.js';
import { isV30 } from '../sage.endpoints.js';
import { sageRegions } from '../sage.regions.js';

/** The address of Sage's sign-in page: `base` with the parameters that the API version takes (authentication guide). */
export function authorizationUrl(
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

/** Whether Sage's own list has the country today. Sage refuses others, and asks the customer where none is sent. */
const isConfirmed = (countryCode: string): boolean =>
  sageRegions.some(
    (region) =>
      region.countryCode === countryCode &&
      region.coverage.some(({ apiVersion, availability }) => apiVersion === '3.1' && availability === 'CONFIRMED'),
  );
