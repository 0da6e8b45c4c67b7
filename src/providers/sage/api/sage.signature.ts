import { createHmac } from 'node:crypto';
import type { Secret } from '../../../infra/secrets/secret.js';

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Raw, as it is sent; empty for a GET. */
  readonly body: string;
  readonly nonce: string;
  /** What X-Site holds. */
  readonly resourceOwnerId: string;
}

/** RFC 3986: all but A-Z a-z 0-9 - . _ ~ as %XX, in UTF-8. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * `X-Signature` of API v3.0: Base64 of HMAC-SHA1 over method, URL, parameters, nonce and owner, keyed with signing
 * secret and access token. Sage has not checked it since November 2017; it is sent because the version defines it.
 */
export function signature(request: SignedRequest, signingSecret: Secret, accessToken: Secret): string {
  const key = `${encode(signingSecret.reveal())}&${encode(accessToken.reveal())}`;
  return createHmac('sha1', key).update(signatureBase(request)).digest('base64');
}

/** The text that is signed. */
export function signatureBase({ method, url, body, nonce, resourceOwnerId }: SignedRequest): string {
  const place = `${url.origin}${url.pathname}`;
  const parts = [place, parameterString(url, body), nonce, resourceOwnerId];
  return [method.toUpperCase(), ...parts.map(encode)].join('&');
}

/** The query's parameters, decoded and encoded anew, and the body in Base64, sorted by name. */
export function parameterString(url: URL, body: string): string {
  const parameters = [...url.searchParams, ['body', Buffer.from(body, 'utf8').toString('base64')] as const];
  return parameters
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

/** By code unit: a locale would sort upper and lower case together. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
