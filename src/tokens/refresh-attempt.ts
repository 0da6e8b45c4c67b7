import type { GrantRef } from './grant/grant.outcomes.js';
import type { LeaseRow } from './grant/grant-lease.repository.js';

/** A running refresh attempt, which has the lease. */
export interface RunningRefreshAttempt {
  readonly ref: GrantRef;
  readonly lease: LeaseRow;
  /** The monotonic time before the lease was requested. */
  readonly startedAt: number;
}
