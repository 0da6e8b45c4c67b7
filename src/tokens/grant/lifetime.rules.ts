import { MAX_LIFETIME_SECONDS } from '../../infra/oauth/token-answer.js';
import type { TokenLifetimes } from '../../providers/provider-oauth.js';

/** How long things last: of a pair, of a pause, and when a crowd of refusals is no customers' doing. */

/** In seconds from the moment at which the pair was asked for. */
export interface TokenPairLifetime {
  readonly access: number;
  /** Null: the refresh token does not expire. */
  readonly refresh: number | null;
  /** When it is renewed although nobody asks. */
  readonly keepAlive: number;
}

export interface StatedLifetime {
  readonly access: number | null;
  readonly refresh: number | null;
}

const IDLE = [0.4, 0.6] as const;

/** `random` in [0, 1): pairs obtained together are not renewed together. */
export function tokenPairLifetime(
  said: StatedLifetime,
  usual: TokenLifetimes,
  random: number,
): TokenPairLifetime {
  const access = isLife(said.access) ? said.access : usual.accessTokenSeconds;
  const refresh = isLife(said.refresh) ? said.refresh : usual.refreshTokenSeconds;
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

/** The pause before the next try, in seconds: doubles with every failure in a row, ±20 %. */
export function pauseSeconds(first: number, failures: number, random: number): number {
  const pause = Math.min(first * 2 ** Math.min(failures, 20), LONGEST_PAUSE);
  return pause * (0.8 + 0.4 * random);
}

/** The pause that a platform's Retry-After asks for, in seconds; `retryAfterSeconds` has refused what is not believable. */
export const askedPause = (retryAfterSeconds: number): number => Math.max(retryAfterSeconds, 1);

/** One minute of an application's refreshes. */
export interface RecentAnswers {
  readonly refreshes: number;
  readonly refused: number;
}

/** So many links are not given up by their customers at once: the platform, or our keys, are what is wrong. */
export const isMassRefusal = ({ refreshes, refused }: RecentAnswers): boolean =>
  refused > 20 && refused > refreshes / 2;

/** How long an answer that could not be stored is kept: an hour. A failover forgets seconds, and an older pair has no future. */
export const UNSTORED_PAIR_KEPT_MS = 3_600_000;
