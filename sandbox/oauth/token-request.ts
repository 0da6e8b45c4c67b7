import type { TokenEvent } from '../state/event-log.js';
import { OAuthError } from './oauth-error.js';
import type { Claims } from './signer.js';

export type Form = Readonly<Record<string, string | undefined>>;

/** A request to a token or revoke endpoint that is being processed. */
export interface TokenRequest {
  readonly event: TokenEvent;
  /** The claims of the request's refresh token, if the sandbox issued it. */
  presented: Claims | undefined;
}

const KINDS: Readonly<Record<string, TokenEvent['kind']>> = {
  authorization_code: 'exchange',
  refresh_token: 'refresh',
};

/** The kind of a request whose body is not validated yet. Faults and the event log need it that early. */
export function kindOf(endpoint: string | undefined, body: unknown): TokenEvent['kind'] {
  if (endpoint === 'revoke') return 'revoke';
  return KINDS[String(fieldOf(body, 'grant_type'))] ?? 'other';
}

export function fieldOf(body: unknown, name: string): string | undefined {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Reads a form body in which each field occurs at most once.
 * @throws OAuthError `invalid_request`
 */
export function readForm(body: unknown, contentType: string | undefined): Form {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '');
  if (!isForm || typeof body !== 'object' || body === null)
    throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded.');
  if (Object.values(body).some((value) => typeof value !== 'string'))
    throw new OAuthError('invalid_request', 'A parameter is repeated.');
  return { ...body };
}
