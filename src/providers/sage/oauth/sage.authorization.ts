import type { Application } from '../../application.js';
import type { AuthorizationRequest } from '../../provider-oauth.js';
import { isV30 } from '../sage.endpoints.js';
import { sageRegions } from '../sage.regions.js';

/** Where Sage asks the customer: `base` with what each API version takes. */
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

/** Whether Sage's own list has the country today. It refuses others, and shows its picker where none is sent. */
const isConfirmed = (countryCode: string): boolean =>
  sageRegions.some(
    (region) =>
      region.countryCode === countryCode &&
      region.coverage.some(
        ({ apiVersion, availability }) => apiVersion === '3.1' && availability === 'CONFIRMED',
      ),
  );
