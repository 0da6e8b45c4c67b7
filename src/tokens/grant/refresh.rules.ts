import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { TokenOutcome } from '../../infra/oauth/oauth-answer.js';

/**
 * The decisions of the refresh protocol. They are pure, so that the services and the model checker
 * `test/tokens/refresh-model.test.ts` use the same code. Grant and rotation identify a refresh token. A generation
 * identifies an attempt to refresh it.
 */

export type GrantState = 'ACTIVE' | 'DEAUTHORIZED' | 'ENDED';

/** The state of the grant when the lease was taken. */
export interface RefreshAttempt {
  readonly rotation: number;
  readonly generation: number;
  /** How often this refresh token was presented, or may have been, without a known answer, including this attempt. */
  readonly pendingPresentations: number;
}

/** The current stored state of a grant. */
export interface StoredGrant {
  readonly state: GrantState;
  readonly rotation: number;
  readonly generation: number;
  readonly pairId: string;
}

/** When a statement of an attempt may change the grant: the columns that must be unchanged, and the allowed states. */
export interface WriteRule {
  readonly same: readonly ('rotation' | 'generation')[];
  readonly states: readonly GrantState[];
}

export type RefreshDecision =
  | { readonly kind: 'store' }
  /** The lease is returned. `presented`: the token may have been used, so the next attempt must settle first. */
  | { readonly kind: 'give-back'; readonly presented: boolean; readonly failed: boolean }
  | { readonly kind: 'deauthorize'; readonly reason: 'REVOKED_OR_EXPIRED' | 'ROTATION_ANSWER_LOST' };

/** What to do with a pair when storing it changed no row. */
export type Leftover =
  /** The same pair is already stored, by another process or by an earlier try whose answer was lost. */
  | 'stored'
  /** Try again: the row was changed at the same moment, or a failover has lost an earlier pair. */
  | 'again'
  /** The grant has ended, so the pair is revoked. */
  | 'revoke'
  /** A newer pair is stored, or another pair of the same rotation. */
  | 'drop';

/** The lease of an attempt that settles first, as a multiple of the normal lease. */
const LONGEST_LEASE = 1.5;

/** A store of a pair. The generation is not compared: a late success contains the only valid token. */
const STORE: WriteRule = { same: ['rotation'], states: ['ACTIVE', 'DEAUTHORIZED'] };
/**
 * Only the current attempt records a failure: a late failure says nothing about a token that a newer attempt obtained. A
 * recheck presents the token of a grant that is deauthorized.
 */
const RECORD_FAILURE: WriteRule = { same: ['rotation', 'generation'], states: ['ACTIVE', 'DEAUTHORIZED'] };

export const refreshRules = {
  store: STORE,
  recordFailure: RECORD_FAILURE,

  /** A stored lease that lasts longer than this was written by a clock that was wrong. */
  longestLeaseMs: ({ leaseMs }: RefreshTiming): number => LONGEST_LEASE * leaseMs,

  /** Whether a lease with `leftMs` left is free: it has expired, or it was written by a clock that was wrong. */
  leaseIsFree: (leftMs: number, timing: RefreshTiming): boolean =>
    leftMs < 0 || leftMs > refreshRules.longestLeaseMs(timing),

  leaseMs: (pendingPresentations: number, timing: RefreshTiming): number =>
    pendingPresentations > 1 ? refreshRules.longestLeaseMs(timing) : timing.leaseMs,

  mustSettle: ({ pendingPresentations }: RefreshAttempt): boolean => pendingPresentations > 1,

  /** After settling: whether the grant is unchanged since this attempt took the lease. */
  isUnmoved: (attempt: RefreshAttempt, now: StoredGrant | undefined): boolean =>
    now !== undefined && mayWrite(RECORD_FAILURE, attempt, now),

  /** Checked when the first byte is written. `elapsedMs` counts from before the lease was requested. */
  gateIsOpen: (elapsedMs: number, settled: boolean, { gateMs, settleMs }: RefreshTiming): boolean =>
    elapsedMs <= (settled ? settleMs + gateMs : gateMs),

  /** `late`: our own gate was closed. That is no failure of the platform, so no pause follows. */
  decide: ({ pendingPresentations }: RefreshAttempt, answer: TokenOutcome['kind'], late = false): RefreshDecision => {
    switch (answer) {
      case 'tokens':
        return { kind: 'store' };
      case 'not-sent':
        return { kind: 'give-back', presented: false, failed: !late };
      case 'rate-limited':
      case 'invalid-client':
        return { kind: 'give-back', presented: false, failed: false };
      case 'unknown':
        return { kind: 'give-back', presented: true, failed: true };
      case 'invalid-grant':
        return {
          kind: 'deauthorize',
          reason: pendingPresentations > 1 ? 'ROTATION_ANSWER_LOST' : 'REVOKED_OR_EXPIRED',
        };
    }
  },

  resolveUnstored: (attempt: RefreshAttempt, pairId: string, now: StoredGrant | undefined): Leftover => {
    if (now?.pairId === pairId) return 'stored';
    if (now === undefined || now.state === 'ENDED') return 'revoke';
    return now.rotation > attempt.rotation ? 'drop' : 'again';
  },
};

/** The rules, of which the model checker replaces some by wrong ones. */
export type RefreshRules = typeof refreshRules;

/** Applies a write rule. `grant-condition.repository.ts` is the same rule in SQL. */
export const mayWrite = (rule: WriteRule, attempt: RefreshAttempt, now: StoredGrant): boolean =>
  rule.states.includes(now.state) && rule.same.every((column) => now[column] === attempt[column]);
