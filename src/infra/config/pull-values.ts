import { z } from 'zod';

/** How often data are pulled, in minutes; 0: only when they are asked for. */
export const PULL_MINUTES = {
  OFF: 0,
  MINUTES_15: 15,
  HOURLY: 60,
  EVERY_6_HOURS: 360,
  DAILY: 1440,
  WEEKLY: 10_080,
} as const;
/** The name of an interval, as settings and the API have it. */
export type PullInterval = keyof typeof PULL_MINUTES;
const PULL_INTERVALS = Object.keys(PULL_MINUTES) as [PullInterval, ...PullInterval[]];
/** One of `PULL_MINUTES`; the value is in minutes. */
export const pullInterval = z
  .enum(PULL_INTERVALS, `must be one of ${PULL_INTERVALS.join(', ')}`)
  .transform((name) => PULL_MINUTES[name]);
/** What is stored of a record beside its row of the common model. */
export const rawData = z.enum(['keep', 'sealed', 'off'], 'must be `keep`, `sealed` or `off`');
