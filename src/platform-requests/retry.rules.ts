/** Tries of one request in all, and the time after which no other try begins. */
export const MAX_TRIES = 3;
export const TRY_WITHIN_MS = 25_000;
/** How long a platform that refuses for its limit without `Retry-After` is left alone. */
export const THROTTLED_SECONDS = 5;

/** The methods that a request may have. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** Whether a method changes nothing at the platform, so that it may be repeated. */
export const isRead = (method: Method): boolean => method === 'GET' || method === 'HEAD';

/** What came of sending a request. */
export type Result =
  /** No byte of it was written. */
  | { readonly kind: 'not-sent' }
  /** It was written, at least in part, and no answer came. */
  | { readonly kind: 'no-answer' }
  /** `tokenRefused`: a 401 that a new token may heal. */
  | { readonly kind: 'answer'; readonly status: number; readonly tokenRefused: boolean };

/** The classes of results that decide what follows. */
export type ResultClass =
  | 'not-sent'
  | 'token-refused'
  | 'throttled'
  | 'gateway-error'
  | 'no-answer'
  | 'server-error'
  | 'answer';

const GATEWAY_ERRORS = [502, 503, 504, 525];

export function classify(result: Result): ResultClass {
  if (result.kind !== 'answer') return result.kind;
  if (result.tokenRefused) return 'token-refused';
  if (result.status === 429) return 'throttled';
  if (result.status === 500) return 'server-error';
  return GATEWAY_ERRORS.includes(result.status) ? 'gateway-error' : 'answer';
}

/** What follows a result. */
export type Step =
  | 'again'
  /** The same with a new token. */
  | 'renew'
  /** The same, after the time that the platform asked for. */
  | 'wait'
  /** The platform's answer goes to the caller. */
  | 'answer'
  /** The platform's answer goes to the caller, which learns that the write may have been done. */
  | 'answer-unknown'
  /** Whether the write was done is not known. */
  | 'unknown'
  /** Nothing was done. */
  | 'unavailable';

interface Row {
  readonly tries: number;
  readonly step: Step;
  /** What follows when no try is left. */
  readonly last: Step;
}

const once = (last: Step): Row => ({ tries: 1, step: last, last });
const up = (tries: number, step: Step, last: Step): Row => ({ tries, step, last });

/** By class; tries count from the first. A write is repeated only where the platform has certainly not done it. */
const TABLE: Readonly<Record<ResultClass, { readonly read: Row; readonly write: Row }>> = {
  'not-sent': { read: up(MAX_TRIES, 'again', 'unavailable'), write: up(MAX_TRIES, 'again', 'unavailable') },
  'token-refused': { read: up(MAX_TRIES, 'renew', 'answer'), write: up(MAX_TRIES, 'renew', 'answer') },
  throttled: { read: up(MAX_TRIES, 'wait', 'answer'), write: up(MAX_TRIES, 'wait', 'answer') },
  'gateway-error': { read: up(MAX_TRIES, 'again', 'answer'), write: once('unknown') },
  'no-answer': { read: up(MAX_TRIES, 'again', 'unavailable'), write: once('unknown') },
  'server-error': { read: up(2, 'again', 'answer'), write: once('answer-unknown') },
  answer: { read: once('answer'), write: once('answer') },
};

/** What is known when a result is there. */
export interface Tried {
  readonly method: Method;
  readonly result: Result;
  /** Tries so far, with this one. */
  readonly tries: number;
  readonly elapsedMs: number;
  /** The token was renewed for this request already. */
  readonly renewed: boolean;
  /** False: the body was a stream, and it has been read. */
  readonly canRepeat: boolean;
}

/** What follows a result, by the class of the result and the kind of the method. */
export function nextStep({ method, result, tries, elapsedMs, renewed, canRepeat }: Tried): Step {
  const row = TABLE[classify(result)][isRead(method) ? 'read' : 'write'];
  const mayRepeat = canRepeat && tries < row.tries && elapsedMs < TRY_WITHIN_MS;
  if (!mayRepeat || (row.step === 'renew' && renewed)) return row.last;
  return row.step;
}

/** The pause before another try, in ms; `random` is from 0 to 1. A new token, and a free turn, need none. */
export const pauseMs = (step: Step, tries: number, random: number): number =>
  step === 'again' ? 100 * 3 ** (tries - 1) * (1 + random) : 0;

/** What a kept answer or an open ledger row may say of a request whose caller asks how it ended. */
export type Outcome = 'done' | 'unknown' | 'not-done';

/**
 * What an answer says of a write. A refusal of the platform (4xx) is final, except those that say that nothing was looked
 * at: a refused token, and its limit.
 */
export function outcomeOf(step: Step, status: number | undefined): Outcome {
  if (step === 'unknown' || step === 'answer-unknown') return 'unknown';
  if (step !== 'answer' || status === undefined) return 'not-done';
  return status === 401 || status === 429 ? 'not-done' : 'done';
}
