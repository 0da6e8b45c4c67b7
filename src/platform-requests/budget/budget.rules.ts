/**
 * The arithmetic of request budgets: the generic cell rate algorithm (ITU-T I.371) with one number for a budget, `tat`, the
 * time at which all turns that were given out are worked off. All times are whole microseconds of the database's clock.
 */
export interface Limit {
  /** From one turn to the next. */
  readonly interval: number;
  /** Turns that may be used at once after a pause. */
  readonly burst: number;
}

/** How long a turn may be used after its time. Later it is dropped: turns that were saved up would be a burst. */
export const TURN_LASTS_MS = 25;

/**
 * The limit of an application. It has no burst, so that no second holds more than `perSecond` turns and one, although each
 * may be used late.
 */
export const applicationLimit = (perSecond: number): Limit => ({
  interval: Math.ceil((1_000_000 + TURN_LASTS_MS * 1000) / perSecond),
  burst: 1,
});

/** The limit of a link: a burst and the turns that follow it are no more than `perMinute` in any minute. */
export const linkLimit = (perMinute: number, burst: number): Limit => ({
  interval: Math.ceil(60_000_000 / (perMinute - burst)),
  burst,
});

/** The share of a budget that pulls may use, so that requests of people find turns. */
const PULL_SHARE = 0.8;

/** The limit of pulls within a limit. */
export const pullLimit = ({ interval, burst }: Limit): Limit => ({
  interval: Math.ceil(interval / PULL_SHARE),
  burst: Math.max(1, Math.floor(burst * PULL_SHARE)),
});

/** How far ahead of now `tat` may be after a booking, for turns that are all used within `waitMs`. */
export const allowance = ({ interval, burst }: Limit, waitMs: number): number =>
  Math.floor(waitMs * 1000) + interval * burst;

/** The times from which `turns` turns may be used that a booking has given out; `tat` is the one after it. */
export const turnTimes = (tat: number, turns: number, { interval, burst }: Limit): number[] =>
  Array.from({ length: turns }, (_, place) => tat - (turns - 1 - place) * interval - burst * interval);

/** How many turns can be booked that are all used within `waitMs`; not below 0. */
export const turnsThatFit = (tat: number, now: number, limit: Limit, waitMs: number): number =>
  Math.max(0, Math.floor((now + allowance(limit, waitMs) - Math.max(tat, now)) / limit.interval));

/** How long until the next turn could be used, in ms. */
export const msUntilTurn = (tat: number, now: number, { interval, burst }: Limit): number =>
  Math.max(0, Math.ceil((Math.max(tat, now) + interval - burst * interval - now) / 1000));

/** Turns that one booking takes at most. */
export const MAX_LOT = 10;
/**
 * How many turns to book: one for each request that waits, and in advance as many as were used of the last lot, or twice as
 * many where it was used up quickly.
 */
export const lotSize = (waiting: number, last: { readonly used: number; readonly quick: boolean }): number =>
  Math.max(1, Math.min(MAX_LOT, Math.max(waiting, last.quick ? last.used * 2 : last.used)));

/** How long a budget is closed after the platform refused for its limit, in microseconds; `random` is from 0 to 1. */
export const closedMicros = (retryAfterSeconds: number, random: number): number =>
  Math.ceil(retryAfterSeconds * 1_000_000 * (1 + 0.2 * random));

/** What a link may send at one time. */
export interface BudgetStateNow {
  /** Requests of the link that need not wait. */
  readonly free: number;
  /** In microseconds. Null: the budgets are open. */
  readonly closedUntil: number | null;
}

interface Booked {
  readonly tat: number;
  readonly closed_until: number;
}

/** The state of a link's budget and of its application's; null: nothing was booked in it yet. `now` in microseconds. */
export function stateAt(
  now: number,
  limit: Limit,
  { link, application }: { readonly link: Booked | null; readonly application: Booked | null },
): BudgetStateNow {
  const until = Math.max(link?.closed_until ?? 0, application?.closed_until ?? 0);
  if (until > now) return { free: 0, closedUntil: until };
  return { free: turnsThatFit(link?.tat ?? 0, now, limit, 0), closedUntil: null };
}
