import { createHmac } from 'node:crypto';
import type { Secret } from '../../../infra/secrets/secret.js';

/** What a v3.0 signature is made from. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** As it is sent; empty for a GET. */
  readonly body: string | Buffer;
  readonly nonce: string;
  /** The value of X-Site. */
  readonly resourceOwnerId: string;
}

/** Percent-encoding of RFC 3986: every byte of the UTF-8 text but A-Z a-z 0-9 - . _ ~ becomes %XX. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * `X-Signature` of API v3.0 (Sage's `sageone_api_signer`): Base64 of HMAC-SHA1 over method, URL, parameters, nonce and
 * owner, keyed with signing secret and access token. Sage has not checked it since November 2017. It is sent because the
 * version defines it.
 */
export function signature(request: SignedRequest, signingSecret: Secret, accessToken: Secret): string {
  const key = `${encode(signingSecret.reveal())}&${encode(accessToken.reveal())}`;
  return createHmac('sha1', key).update(signatureBase(request)).digest('base64');
}

/** The text that is signed: method, URL without query, parameters, nonce and owner, each encoded and joined by `&`. */
export function signatureBase({ method, url, body, nonce, resourceOwnerId }: SignedRequest): string {
  const place = `${url.origin}${url.pathname}`;
  const parts = [place, parameterString(url, body), nonce, resourceOwnerId];
  return [method.toUpperCase(), ...parts.map(encode)].join('&');
}

/** The query's parameters and `body` (the body in Base64), encoded and sorted by name. */
export function parameterString(url: URL, body: string | Buffer): string {
  const parameters = [...url.searchParams, ['body', Buffer.from(body as string).toString('base64')] as const];
  return parameters
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Compares by code unit. A locale would sort upper and lower case together. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
