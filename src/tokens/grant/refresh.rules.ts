import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { TokenOutcome } from '../../infra/oauth/oauth-answer.js';

/**
 * The decisions of the refresh protocol: pure, so that the service and the explorer of `test/tokens/refresh-model.test.ts`
 * drive the very same ones. A grant and its rotation name a refresh token; a generation names a turn at renewing it.
 */

export type GrantState = 'ACTIVE' | 'DEAUTHORIZED' | 'ENDED';

/** What taking the lease found. */
export interface RefreshAttempt {
  readonly rotation: number;
  readonly generation: number;
  /** How often this refresh token was presented, or may have been, without a known answer; this turn included. */
  readonly pendingPresentations: number;
}

/** A grant as it is stored now. */
export interface StoredGrant {
  readonly state: GrantState;
  readonly rotation: number;
  readonly generation: number;
  readonly pairId: string;
}

/** When a statement of a turn may change the grant: what must be as the turn found it, and the states it applies to. */
export interface WriteRule {
  readonly same: readonly ('rotation' | 'generation')[];
  readonly states: readonly GrantState[];
}

export type RefreshDecision =
  | { readonly kind: 'store' }
  /** The lease goes back. `presented`: the token may have been spent, so the next turn has to settle. */
  | { readonly kind: 'give-back'; readonly presented: boolean; readonly failed: boolean }
  | { readonly kind: 'deauthorize'; readonly reason: 'REVOKED_OR_EXPIRED' | 'ROTATION_ANSWER_LOST' };

export interface RefreshRules {
  readonly store: WriteRule;
  readonly judge: WriteRule;
  /** A lease that says it lasts longer than this is from a clock that has jumped. */
  longestLeaseMs(timing: RefreshTiming): number;
  /** Whether a lease that says it holds `leftMs` more is no lease: run out, or from a clock that has jumped. */
  leaseIsFree(leftMs: number, timing: RefreshTiming): boolean;
  leaseMs(unanswered: number, timing: RefreshTiming): number;
  mustSettle(attempt: RefreshAttempt): boolean;
  /** After settling: whether the grant is still as this turn found it. */
  isUnmoved(attempt: RefreshAttempt, now: StoredGrant | undefined): boolean;
  /** Asked in the step that writes the first byte; `elapsedMs` since before the lease was asked for. */
  gateIsOpen(elapsedMs: number, settled: boolean, timing: RefreshTiming): boolean;
  /** `late`: our own gate was shut, which says nothing of the platform, and nothing is to be waited for. */
  decide(attempt: RefreshAttempt, answer: TokenOutcome['kind'], late?: boolean): RefreshDecision;
  afterNoRow(attempt: RefreshAttempt, pairId: string, now: StoredGrant | undefined): Leftover;
}

/** What becomes of a pair that found no row to be stored in. */
export type Leftover =
  /** The same pair is there: another process stored it, or a first try whose answer was lost. */
  | 'stored'
  /** Its turn may still come: the row was changed in the same moment, or a failover has forgotten an earlier pair. */
  | 'again'
  /** Nobody holds the grant any more: the pair is revoked. */
  | 'revoke'
  /** A newer pair is there, or another one of the same rotation. */
  | 'drop';

/** Of a lease: what a turn takes that settles first. */
const LONGEST_LEASE = 1.5;

export const refreshRules: RefreshRules = {
  // The generation is no part of it: a late success is the only living token.
  store: { same: ['rotation'], states: ['ACTIVE', 'DEAUTHORIZED'] },
  // Only the present holder judges: a late failure says nothing about the token that another turn has got since.
  judge: { same: ['rotation', 'generation'], states: ['ACTIVE'] },

  longestLeaseMs: ({ leaseMs }) => LONGEST_LEASE * leaseMs,

  leaseIsFree: (leftMs, timing) => leftMs < 0 || leftMs > refreshRules.longestLeaseMs(timing),

  leaseMs: (unanswered, timing) => (unanswered > 1 ? refreshRules.longestLeaseMs(timing) : timing.leaseMs),

  mustSettle: ({ pendingPresentations }) => pendingPresentations > 1,

  isUnmoved: (attempt, now) => now !== undefined && mayWrite(refreshRules.judge, attempt, now),

  gateIsOpen: (elapsedMs, settled, { gateMs, settleMs }) =>
    elapsedMs <= (settled ? settleMs + gateMs : gateMs),

  decide: ({ pendingPresentations }, answer, late = false) => {
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

  afterNoRow: (attempt, pairId, now) => {
    if (now?.pairId === pairId) return 'stored';
    if (now === undefined || now.state === 'ENDED') return 'revoke';
    return now.rotation > attempt.rotation ? 'drop' : 'again';
  },
};

/** The meaning of a rule; `grant-condition.repository.ts` says the same in SQL. */
export const mayWrite = (rule: WriteRule, attempt: RefreshAttempt, now: StoredGrant): boolean =>
  rule.states.includes(now.state) && rule.same.every((column) => now[column] === attempt[column]);
