import { v5 } from 'uuid';
import { nextRoundSeconds } from '../outcome.rules.js';

/** A list as far as its next pull depends on it. Times are in ms since 1970. */
export interface ChangedList {
  readonly intervalMinutes: number;
  /** It is pulled now, or part of a pull that has not ended. */
  readonly isUnderWay: boolean;
  readonly dueAt: number | null;
  readonly lastCompleteAt: number | null;
}

/** When a list is pulled after its interval was changed. Null: not before it is asked for. `random` is from 0 to 1. */
export function dueByInterval(list: ChangedList, now: number, random: number): number | null {
  if (list.isUnderWay) return list.dueAt;
  const wait = waitOf(list.intervalMinutes, random);
  if (wait === null) return null;
  return list.lastCompleteAt === null ? now : Math.max(now, list.lastCompleteAt + wait);
}

/** When a list that was stopped is pulled again. Null: not before it is asked for. */
export function dueAfterStop(intervalMinutes: number, now: number, random: number): number | null {
  const wait = waitOf(intervalMinutes, random);
  return wait === null ? null : now + wait;
}

function waitOf(intervalMinutes: number, random: number): number | null {
  const seconds = nextRoundSeconds({ intervalMinutes, status: 'CURRENT', isDaily: false }, random);
  return seconds === null ? null : seconds * 1000;
}

/** The status of a list whose pull was cancelled. What it has read is kept, and its next pull goes on from there. */
export function statusAfterCancel(list: {
  readonly status: string;
  readonly has_begun: boolean;
  readonly isComplete: boolean;
}): string {
  if (list.has_begun) return 'PARTIAL';
  if (list.status !== 'PULLING' && list.status !== 'QUEUED') return list.status;
  return list.isComplete ? 'CURRENT' : 'NEVER_PULLED';
}

/** The id of the pull in which the history has the scheduled rounds of a link together: one for each interval. */
export const scheduledPullId = (linkId: string, intervalMinutes: number, now: number): string =>
  v5(String(Math.floor(now / (Math.max(intervalMinutes, 60) * 60_000))), linkId);
