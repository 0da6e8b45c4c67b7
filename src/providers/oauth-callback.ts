import { isFromIssuer } from '../infra/oauth/oauth-issuer.js';
import { Secret } from '../infra/secrets/secret.js';
import type { CallbackAnswer } from './provider-oauth.js';

/** A callback that leads to no tokens. */
export type RefusedCallback = Extract<CallbackAnswer, { kind: 'refused' }>;

/** Makes a refusal. `advice` is what the customer is told, in our words; left out, the reason's general text. */
export const refusedCallback = (reason: RefusedCallback['reason'], advice: string | null = null): RefusedCallback => ({
  kind: 'refused',
  reason,
  advice,
});

/** A callback that no platform could have sent, or that says nothing. */
export const UNREADABLE_CALLBACK = refusedCallback('PLATFORM_ERROR');

/** Refusals by the value of a callback's `error`. */
export type CallbackErrors = Readonly<Record<string, RefusedCallback>>;

const TELL = 'Tell the person who sent you the link.';

/** The errors of RFC 6749 §4.1.2.1. `platform`: the name by which the customer is told of it. */
export const standardCallbackErrors = (platform: string): CallbackErrors => ({
  access_denied: refusedCallback('CUSTOMER_CANCELLED'),
  temporarily_unavailable: refusedCallback(
    'PLATFORM_ERROR',
    `${platform} is not available at the moment. Try again in ten minutes.`,
  ),
  server_error: refusedCallback('PLATFORM_ERROR', `${platform} had a fault. Try again in ten minutes.`),
  unauthorized_client: refusedCallback(
    'PLATFORM_ERROR',
    `${platform} does not let this application link companies. ${TELL}`,
  ),
  invalid_request: refusedCallback('PLATFORM_ERROR', `${platform} refused the request. ${TELL}`),
  invalid_scope: refusedCallback('PLATFORM_ERROR', `${platform} refused the access that was asked for. ${TELL}`),
  unsupported_response_type: refusedCallback('PLATFORM_ERROR', `${platform} refused the request. ${TELL}`),
});

/** The refusal that a table has for an error; UNREADABLE_CALLBACK for an error that it does not have. */
export const refusalFor = (errors: CallbackErrors, error: string): RefusedCallback =>
  (Object.hasOwn(errors, error) ? errors[error] : undefined) ?? UNREADABLE_CALLBACK;

const LONGEST_CODE = 4096;

/** How a platform's callback differs from another's. */
export interface CallbackShape {
  /** The issuers that a callback's `iss` may name (RFC 9207). */
  readonly issuers: readonly string[];
  /** Parameters of the platform's own that may stand in a callback once at most. */
  readonly once?: readonly string[];
  /** Reads a callback that has `error`. */
  readError(parameters: URLSearchParams): RefusedCallback;
}

/**
 * Reads an authorization response (RFC 6749 §4.1.2): the code, or why there is none. A callback with an error has no
 * code, even where it names one. Nothing that the platform wrote is passed on but the code.
 */
export function readCode(
  parameters: URLSearchParams,
  { issuers, once = [], readError }: CallbackShape,
): Secret | RefusedCallback {
  const names = ['code', 'error', 'error_description', ...once];
  if (names.some((name) => parameters.getAll(name).length > 1)) return UNREADABLE_CALLBACK;
  if (!isFromIssuer(parameters, issuers)) return UNREADABLE_CALLBACK;
  if (parameters.has('error')) return readError(parameters);
  const code = parameters.get('code') ?? '';
  // VSCHAR of RFC 6749 appendix A.11, without the space.
  return code.length <= LONGEST_CODE && /^[\x21-\x7e]+$/.test(code) ? new Secret(code) : UNREADABLE_CALLBACK;
}
