import { jsonOf, type RawAnswer, retryAfterSeconds } from '../http-client/http-answer.js';
import { Secret } from '../secrets/secret.js';
import type { TokenOutcome } from './oauth-answer.js';

const MAX_BYTES = 256 * 1024;
/** Ten years, in seconds. A longer lifetime is a mistake of the platform; this one fits every column and GraphQL's Int. */
export const MAX_LIFETIME_SECONDS = 10 * 366 * 86_400;
/** How long an access token that cannot be used is kept: the pause before the platform is asked for another one. */
const UNUSABLE_SECONDS = 10;

/**
 * Reads the raw answer of a token endpoint (RFC 6749 §5.1, §5.2). Lenient where tokens are to be saved: content type,
 * `token_type`, cache headers and a missing end behind whole JSON do not matter. Strict where a grant is to be given up:
 * a refusal counts only as 400 or 401 with JSON that names it. `now` is in ms.
 */
export function readTokenAnswer(answer: RawAnswer, now: number): TokenOutcome {
  if (answer.kind === 'not-sent') return { kind: 'not-sent', why: answer.why };
  if (answer.kind === 'failed') return { kind: 'unknown', why: answer.why };
  const { status } = answer;
  const json = membersOf(jsonOf(answer, MAX_BYTES));
  const tokens = status >= 200 && status <= 299 && json !== undefined ? readTokens(json) : undefined;
  if (tokens !== undefined) return tokens;
  if (status === 429) {
    return { kind: 'rate-limited', retryAfterSeconds: retryAfterSeconds(answer.headers['retry-after'], now) };
  }
  if (status === 400 || status === 401) {
    if (json?.error === 'invalid_grant') return { kind: 'invalid-grant' };
    if (json?.error === 'invalid_client') return { kind: 'invalid-client' };
  }
  const why = describe(status, json, answer.complete);
  return isRefusal(status, answer.complete) ? { kind: 'unknown', why, refused: true } : { kind: 'unknown', why };
}

/** 408 and 425 ask for the same request again (RFC 9110 §15.5.9, RFC 8470 §5.2). Half a success is a lost answer. */
const isRefusal = (status: number, complete: boolean): boolean =>
  status < 500 && status !== 408 && status !== 425 && (complete || status >= 300);

/** Whether a token can stand in a header: visible ASCII, no space (RFC 6749 A.12 and RFC 6750 §2.1). */
export const isHeaderSafe = (token: Secret): boolean => /^[\x21-\x7e]+$/.test(token.reveal());

/** Undefined: the answer has no token. One token is enough: the refresh token may be the only one that lives. */
function readTokens(json: Readonly<Record<string, unknown>>): TokenOutcome | undefined {
  const odd: string[] = [];
  const { expires_in: expiresIn, token_type: type } = json;
  const accessToken = tokenOf(json.access_token);
  const refreshToken = tokenOf(json.refresh_token);
  if (accessToken === null && refreshToken === null) return undefined;
  const isUsable = accessToken !== null && isHeaderSafe(accessToken);
  if (!isUsable) odd.push('access_token');
  if (refreshToken === null) odd.push('refresh_token');
  const seconds = secondsOf(expiresIn);
  if (seconds === null || typeof expiresIn !== 'number') odd.push('expires_in');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') odd.push('token_type');
  return {
    kind: 'tokens',
    accessToken: accessToken ?? new Secret(''),
    refreshToken,
    accessTokenSeconds: isUsable ? seconds : UNUSABLE_SECONDS,
    body: Object.fromEntries(Object.entries(json).filter(isPlain)),
    odd,
  };
}

const tokenOf = (value: unknown): Secret | null =>
  typeof value === 'string' && value !== '' ? new Secret(value) : null;

/** A lifetime in whole seconds, from a number or a string of digits; null for anything below 1 or above 100 years. */
export function secondsOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 1)) return null;
  return number <= MAX_LIFETIME_SECONDS ? Math.floor(number) : null;
}

function isPlain([name, value]: [string, unknown]): boolean {
  if (/token$/i.test(name)) return false;
  return typeof value === 'number' || typeof value === 'boolean' || isShort(value);
}
const isShort = (value: unknown): boolean => typeof value === 'string' && value.length <= 200;

function membersOf(json: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined;
}

/** For the log. Holds words of ours alone: an unknown error code is not repeated. */
function describe(status: number, json: object | undefined, complete: boolean): string {
  const error = (json as { error?: unknown } | undefined)?.error;
  const named = KNOWN_ERRORS.find((known) => known === error);
  const what = named ?? (json === undefined ? 'no JSON' : 'JSON without tokens');
  return `status ${status}, ${what}${complete ? '' : ', cut off'}`;
}

const KNOWN_ERRORS = [
  'invalid_grant',
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
];
