import type { TokenEvent } from '../state/event-log.js';
import { OAuthError } from './oauth-error.js';
import type { Claims } from './signer.js';

export type Form = Readonly<Record<string, string | undefined>>;

/** A request to a token or revoke endpoint, while it is answered. */
export interface TokenRequest {
  readonly event: TokenEvent;
  /** What the presented refresh token says, when it is one of ours. */
  presented: Claims | undefined;
}

const KINDS: Readonly<Record<string, TokenEvent['kind']>> = {
  authorization_code: 'exchange',
  refresh_token: 'refresh',
};

/** Before the body is known to be in order: faults and the log name the request by it. */
export function kindOf(endpoint: string | undefined, body: unknown): TokenEvent['kind'] {
  if (endpoint === 'revoke') return 'revoke';
  return KINDS[String(fieldOf(body, 'grant_type'))] ?? 'other';
}

export function fieldOf(body: unknown, name: string): string | undefined {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The fields of a form body, each at most once. Throws `invalid_request` for any other body. */
export function readForm(body: unknown, contentType: string | undefined): Form {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '');
  if (!isForm || typeof body !== 'object' || body === null)
    throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded.');
  if (Object.values(body).some((value) => typeof value !== 'string'))
    throw new OAuthError('invalid_request', 'A parameter is there more than once.');
  return { ...body };
}
