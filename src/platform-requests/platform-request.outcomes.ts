import type { Readable } from 'node:stream';
import type { HoldRefusal } from '../access-tokens/access-token.service.js';
import { type Problem, problemsOf } from '../infra/errors/problem.js';
import type { Unavailable } from '../linking/link.outcomes.js';

/** The platform's answer, as far as it is passed on. */
export interface PlatformReply {
  readonly kind: 'PlatformReply';
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
  /** `unknown`: a write may or may not have been done. `done`: it was, and its answer was too large to be kept. */
  readonly outcome: 'unknown' | 'done' | null;
}

type Wait<Kind extends string> = Problem<Kind> & { readonly retryAfterSeconds: number };
export type Busy = Wait<'PlatformBusy'>;

export type RequestProblem =
  | HoldRefusal
  | Busy
  | Wait<'IdempotencyKeyInUse'>
  | Problem<'PathNotAllowed'>
  | Problem<'OutcomeUnknown'>
  | Problem<'IdempotencyKeyReused'>
  | Problem<'IdempotencyKeyNotUsable'>
  | Problem<'BusinessDiffers'>
  | Problem<'BodyTooLarge'>;

export type RequestOutcome = PlatformReply | RequestProblem;

export const requestProblem = problemsOf({
  PlatformBusy:
    'The request was not sent: the budget of requests of this link or its application is used up for now, or the platform has asked for a pause. Send it again after `Retry-After`. The header `x-max-wait` says how many seconds a request waits for its turn.',
  PlatformUnavailable: 'The platform did not answer. Nothing was changed. Send the request again.',
  OutcomeUnknown:
    'The write was sent, and no answer tells whether it was done. It is not sent again. Read the record at the platform before you send it again, or send it with the header Idempotency-Key.',
  IdempotencyKeyReused:
    'This Idempotency-Key was used for another request of this link: its method, path or body differs. Use a new key for each write.',
  IdempotencyKeyInUse: 'The first request with this Idempotency-Key is under way. Send this one again for its answer.',
  BusinessDiffers:
    'The platform answered for another business than the one that is linked. Its answer is not passed on.',
});

export const busy = (retryAfterMs: number): Busy =>
  requestProblem('PlatformBusy', { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) });

/** Nothing was done. */
export const unanswered = (): Unavailable => requestProblem('PlatformUnavailable', { retryAfterSeconds: null });
