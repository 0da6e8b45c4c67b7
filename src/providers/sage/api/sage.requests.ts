import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderRequests, RequestedPath } from '../../provider-requests.js';
import { isV30 } from '../sage.endpoints.js';
import { requestHeaders } from './sage.headers.js';
import { withIdempotencyId } from './sage.idempotency.js';
import { read401Of } from './sage.read.js';

/** Requests of a workspace to Sage's API. */
export const sageRequests: ProviderRequests = {
  whyNotAllowed,
  headers: requestHeaders,
  secrets: (apiVersion) => (isV30(apiVersion) ? ['subscriptionKey', 'signingSecret'] : []),
  signsBodies: isV30,
  isTokenRefused: ({ json, headers }) => read401Of(json, headers).kind === 'unauthorized',
  businessOf: (headers) => oneOf(headers, ['x-business']),
  // The documented name has underscores (best-practices guide).
  requestIdOf: (headers) => oneOf(headers, ['x_request_id', 'x-request-id']),
  withRepeatId: (method, { apiVersion, segments }, body, id) =>
    isV30(apiVersion) ? undefined : withIdempotencyId(method, segments, body, id),
};

function oneOf(headers: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  const value = names.map((name) => headers[name]).find((found) => found !== undefined);
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : undefined;
}

const BEYOND =
  'The path is not passed on: it is about the user who linked or about other businesses, and a link gives access to one business.';

/**
 * On v3.1 `user` and `businesses` belong to the user, whose other businesses this workspace may not see; `X-Business` does
 * not narrow them. A format behind a dot, such as `businesses.json`, names the same list. On v3.0 `accounts/…` is about the
 * business of `X-Site`, and `core/…` is about users and businesses.
 */
function whyNotAllowed({ apiVersion, businessId, segments }: RequestedPath): string | null {
  const [first = '', second] = segments;
  const name = (first.split('.')[0] ?? '').toLowerCase();
  if (isV30(apiVersion)) return name === 'accounts' || segments.join('/') === 'core/v3/business' ? null : BEYOND;
  if (name === 'user') return BEYOND;
  if (name !== 'businesses') return null;
  return first === 'businesses' && segments.length === 2 && second === businessId ? null : BEYOND;
}
