import { MAX_LIFETIME_SECONDS } from '../../infra/oauth/token-answer.js';
import type { TokenLifetimes } from '../../providers/provider-oauth.js';

/** Rules about time: the lifetime of a token pair, the pause after a failure, and the detection of mass refusals. */

/** Lifetimes in seconds, counted from the moment at which the pair was requested. */
export interface TokenPairLifetime {
  readonly access: number;
  /** Null: the refresh token does not expire. */
  readonly refresh: number | null;
  /** When an idle link is renewed. */
  readonly keepAlive: number;
}

export interface StatedLifetime {
  readonly access: number | null;
  readonly refresh: number | null;
}

const IDLE = [0.4, 0.6] as const;

/** `random` in [0, 1) spreads the renewals of pairs that were obtained together. */
export function tokenPairLifetime(stated: StatedLifetime, usual: TokenLifetimes, random: number): TokenPairLifetime {
  const access = isLife(stated.access) ? stated.access : usual.accessTokenSeconds;
  const refresh = isLife(stated.refresh) ? stated.refresh : usual.refreshTokenSeconds;
  const [from, to] =
    refresh === null || refresh === usual.refreshTokenSeconds
      ? usual.keepAliveSeconds
      : [refresh * IDLE[0], refresh * IDLE[1]];
  return { access, refresh, keepAlive: from + (to - from) * random };
}

const isLife = (seconds: number | null): seconds is number =>
  seconds !== null && seconds > 0 && seconds <= MAX_LIFETIME_SECONDS;

export const FIRST_PAUSE = { presented: 10, unsent: 1 } as const;
const LONGEST_PAUSE = 15 * 60;

/** The pause before the next try, in seconds. It doubles with each successive failure, ±20 %. */
export function pauseSeconds(first: number, failures: number, random: number): number {
  const pause = Math.min(first * 2 ** Math.min(failures, 20), LONGEST_PAUSE);
  return pause * (0.8 + 0.4 * random);
}

/**
 * The pause that a platform's Retry-After requests, in seconds. `retryAfterSeconds` has rejected implausible values.
 */
export const requestedPause = (retryAfterSeconds: number): number => Math.max(retryAfterSeconds, 1);

/** How many grants of an application were refused and renewed in the last minute. */
export interface RecentAnswers {
  readonly refused: number;
  readonly renewed: number;
}

/** Whether so many refreshes were refused that the platform or our keys are the cause, not the customers. */
export const isMassRefusal = ({ refused, renewed }: RecentAnswers): boolean => refused > 20 && refused > renewed;

/** How long a pair that could not be stored is kept. A failover loses seconds, so an hour is more than enough. */
export const UNSTORED_PAIR_KEPT_MS = 3_600_000;
