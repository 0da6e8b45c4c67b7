import type { TokenPairLifetime } from './lifetime.rules.js';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
/** How many days before its refresh token ends a grant is told of that could not be renewed. */
const NOTICE_DAYS = [7, 1] as const;

/**
 * When a new grant is looked at first, in seconds from when its pair was obtained; null: never. Not before the keep-alive
 * has had an hour: a token that lives only for days is renewed with fewer than seven left.
 */
export const firstNoticeSeconds = ({ refresh, keepAlive }: Omit<TokenPairLifetime, 'access'>): number | null =>
  refresh === null ? null : Math.max(refresh - NOTICE_DAYS[0] * DAY_S, keepAlive + HOUR_S);

export interface NoticeDecision {
  /** Null: there is nothing to tell now. */
  readonly withinDays: (typeof NOTICE_DAYS)[number] | null;
  /** When it is looked at again; null: not any more. */
  readonly nextAt: number | null;
}

/** What is told of a grant that is looked at. Times are in ms since 1970. */
export function decideNotice(now: number, expiresAt: number, isFailing: boolean): NoticeDecision {
  const left = (expiresAt - now) / 1000;
  const before = (days: number) => expiresAt - days * DAY_S * 1000;
  if (left <= 0) return { withinDays: null, nextAt: null };
  if (left > NOTICE_DAYS[0] * DAY_S) return { withinDays: null, nextAt: before(NOTICE_DAYS[0]) };
  // The keep-alive has not come to it yet, as after an outage of this server.
  if (!isFailing) return { withinDays: null, nextAt: now + HOUR_S * 1000 };
  return left > DAY_S ? { withinDays: 7, nextAt: before(1) } : { withinDays: 1, nextAt: null };
}
