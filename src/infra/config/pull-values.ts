import { z } from 'zod';

const PULL_MINUTES = { OFF: 0, MINUTES_15: 15, HOURLY: 60, EVERY_6_HOURS: 360, DAILY: 1440, WEEKLY: 10_080 } as const;
type PullInterval = keyof typeof PULL_MINUTES;
const PULL_INTERVALS = Object.keys(PULL_MINUTES) as [PullInterval, ...PullInterval[]];
/** How often data are pulled; the value is in minutes, 0 is only when they are asked for. */
export const pullInterval = z
  .enum(PULL_INTERVALS, `must be one of ${PULL_INTERVALS.join(', ')}`)
  .transform((name) => PULL_MINUTES[name]);
/** What is stored of a record beside its row of the common model. */
export const rawData = z.enum(['keep', 'sealed', 'off'], 'must be `keep`, `sealed` or `off`');
