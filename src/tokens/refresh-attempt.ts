import type { GrantRef } from './grant/grant.outcomes.js';
import type { LeaseRow } from './grant/grant-lease.repository.js';

/** A refresh attempt under way: it holds the lease. */
export interface RunningRefreshAttempt {
  readonly ref: GrantRef;
  readonly lease: LeaseRow;
  /** By the monotonic clock, from before the lease was asked for. */
  readonly startedAt: number;
}
