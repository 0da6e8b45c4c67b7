import { randomBytes } from 'node:crypto';
import { Secret } from '../../../infra/secrets/secret.js';
import type { PlatformAccess } from '../../provider-api.js';
import type { OwnRequest } from '../../provider-requests.js';
import { isV30 } from '../sage.endpoints.js';
import { signature } from './sage.signature.js';

interface Header {
  readonly name: string;
  readonly value: Secret;
}

/**
 * The headers of every call. v3.1 answers for the lead business where `X-Business` is missing; v3.0 names the business by
 * its owner in `X-Site`, and demands the application's subscription key.
 */
export function sageHeaders(access: PlatformAccess): readonly Header[] {
  const headers: Header[] = [{ name: 'Authorization', value: new Secret(`Bearer ${access.accessToken.reveal()}`) }];
  if (!isV30(access.application.apiVersion)) {
    if (access.businessId !== null) headers.push(plain('X-Business', access.businessId));
    return headers;
  }
  const site = siteOf(access);
  if (site !== null) headers.push(plain('X-Site', site));
  const { subscriptionKey } = access.application.secrets;
  if (subscriptionKey !== undefined) headers.push({ name: 'ocp-apim-subscription-key', value: subscriptionKey });
  return headers;
}

/** The application's secrets that are among those headers, by field name. */
export const sageHeaderSecrets = (apiVersion: string): readonly string[] =>
  isV30(apiVersion) ? ['subscriptionKey'] : [];

/** The headers of a GET that we send ourselves. */
export function ownHeaders(access: PlatformAccess, url: URL): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'application/json',
    ...requestHeaders(access, { method: 'GET', url, body: Buffer.alloc(0) }),
  };
}

/** The headers of one request: those of `sageHeaders` as plain text, and on v3.0 the signature. */
export function requestHeaders(access: PlatformAccess, request: OwnRequest): Readonly<Record<string, string>> {
  const headers = Object.fromEntries(sageHeaders(access).map(({ name, value }) => [name, value.reveal()]));
  const { apiVersion, secrets } = access.application;
  if (!isV30(apiVersion) || secrets.signingSecret === undefined) return headers;
  const nonce = randomBytes(16).toString('hex');
  const signed = { ...request, nonce, resourceOwnerId: siteOf(access) ?? '' };
  return {
    ...headers,
    'X-Nonce': nonce,
    'X-Signature': signature(signed, secrets.signingSecret, access.accessToken),
  };
}

/** The `resource_owner_id` of v3.0, which is also the id of the business. */
const siteOf = (access: Pick<PlatformAccess, 'businessId' | 'platformUserId'>): string | null =>
  access.businessId ?? access.platformUserId;

const plain = (name: string, value: string): Header => ({ name, value: new Secret(value) });
