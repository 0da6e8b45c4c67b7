import { validate } from 'uuid';

/** The pauses before the second attempt and the following ones, as Standard Webhooks 1.0 recommends: 75 hours in all. */
const PAUSES_S = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
export const MOST_ATTEMPTS = PAUSES_S.length + 1;
/** An endpoint that has only failed for so long is disabled. */
const DISABLED_AFTER_MS = 5 * 86_400_000;
/** Statuses by which a receiver says that it cannot keep up, or is away. */
const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const LONGEST_REST_S = 60;

/** The answer to an attempt. `status` null: there was none. */
export interface Attempted {
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  /** How often it was attempted, with this attempt. */
  readonly tries: number;
}

export interface Judgement {
  readonly status: 'DELIVERED' | 'WAITING' | 'FAILED';
  /** When the next attempt follows; null: none does. */
  readonly nextInMs: number | null;
}

/** What follows for a delivery. `random` is 0 to 1: pauses vary by a fifth, so that retries do not come together. */
export function judgeAttempt({ status, retryAfterSeconds, tries }: Attempted, random: number): Judgement {
  if (status !== null && status >= 200 && status < 300) return { status: 'DELIVERED', nextInMs: null };
  const pause = PAUSES_S[tries - 1];
  if (pause === undefined) return { status: 'FAILED', nextInMs: null };
  const jittered = pause * (0.8 + 0.4 * random);
  // Never sooner than the receiver asks for.
  const asked = (retryAfterSeconds ?? 0) * (1 + 0.2 * random);
  return { status: 'WAITING', nextInMs: Math.round(1000 * Math.max(jittered, asked)) };
}

/** How an endpoint does. */
export interface EndpointHealth {
  /** Since when it has only failed. Null: the newest attempt succeeded. */
  readonly failingSince: Date | null;
  /** Attempts in a row by which it could not keep up, or was away. */
  readonly overloads: number;
}

export interface EndpointJudgement extends EndpointHealth {
  /** How long nothing is sent to it. */
  readonly restMs: number;
  /** Why it is disabled, as people read it. Null: it is not. */
  readonly disabled: string | null;
}

/** What follows for the endpoint. */
export function judgeEndpoint(
  before: EndpointHealth,
  { status, retryAfterSeconds }: Omit<Attempted, 'tries'>,
  now: Date,
): EndpointJudgement {
  if (status !== null && status >= 200 && status < 300)
    return { failingSince: null, overloads: 0, restMs: 0, disabled: null };
  const failingSince = before.failingSince ?? now;
  const overloaded = status === null || OVERLOADED.has(status);
  const overloads = overloaded ? before.overloads + 1 : 0;
  const restS = overloaded ? Math.max(Math.min(2 ** (overloads - 1), LONGEST_REST_S), retryAfterSeconds ?? 0) : 0;
  const disabled =
    status === 410
      ? 'The receiver answered 410 Gone.'
      : now.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS
        ? 'Every delivery failed for five days.'
        : null;
  return { failingSince, overloads, restMs: 1000 * restS, disabled };
}

/** The endpoint and the event in the part of a delivery's id after its type. Undefined: it is no such id. */
export function parseDeliveryId(local: string): { endpointId: string; eventId: string } | undefined {
  const [endpointId = '', eventId = '', ...more] = local.split('.');
  return validate(endpointId) && validate(eventId) && more.length === 0 ? { endpointId, eventId } : undefined;
}

/** The same in an order in which each order is as likely as every other. `random` answers 0 to 1, without 1. */
export function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const found: T[] = [];
  for (const one of all) found.splice(Math.floor(random() * (found.length + 1)), 0, one);
  return found;
}
