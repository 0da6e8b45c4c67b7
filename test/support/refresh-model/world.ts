import type { RefreshTiming } from '../../../src/infra/config/config-values.js';
import type { TokenOutcome } from '../../../src/infra/oauth/oauth-answer.js';
import type { GrantState, RefreshRules } from '../../../src/tokens/grant/refresh.rules.js';
import type { spoolDecision } from '../../../src/tokens/spool/spool.rules.js';

/**
 * A small world of the refresh protocol: two processes, a database, a spool, and a platform whose refresh tokens are
 * used once. Tokens are numbers: a platform's living one is `live`. Time is relative and cut off where it has no more
 * meaning, so that the world has finitely many states.
 */
export interface Grant {
  readonly state: GrantState;
  readonly rotation: number;
  readonly generation: number;
  readonly token: number;
  readonly pendingPresentations: number;
  /** Ticks that the lease lasts; negative: it has run out. */
  readonly leaseLeft: number | null;
  readonly reason: string | null;
  /** It is presented once more. The circuit is not modelled: every refusal may have been one of a mass. */
  readonly refused: boolean;
  /** As it was before its last store: what a failover may bring back. */
  readonly before: Grant | null;
}

export interface Family {
  readonly live: number;
  readonly dead: boolean;
  /** Why its loss may be: the only causes that the protocol admits. */
  readonly excuse: string | null;
}

export type Step = 'idle' | 'settling' | 'ready' | 'gated' | 'sent' | 'served' | 'answered';
export interface Process {
  readonly step: Step;
  readonly grant: number;
  readonly rotation: number;
  readonly generation: number;
  readonly pendingPresentations: number;
  readonly token: number;
  /** Since before the lease was asked for. */
  readonly elapsed: number;
  readonly settled: boolean;
  readonly wait: number;
  /** Since the gate. */
  readonly out: number;
  readonly outcome: TokenOutcome['kind'] | null;
  /** The platform refused a token that is valid. */
  readonly refusedFalsely: boolean;
  readonly got: number;
}

export interface World {
  readonly grants: readonly Grant[];
  readonly families: readonly Family[];
  readonly processes: readonly Process[];
  readonly spool: readonly { readonly grant: number; readonly rotation: number; readonly token: number }[];
  /** Requests whose sender was killed: they may still arrive. */
  readonly orphans: readonly { readonly grant: number; readonly token: number; readonly out: number }[];
  /** How many more kills, losses and cuts may happen. */
  readonly faults: number;
}

export interface Setting {
  readonly rules: RefreshRules;
  /** In ticks. */
  readonly timing: RefreshTiming;
  readonly replay: typeof spoolDecision;
  readonly server: 'strict' | 'revoke-family';
  /** What an answer is to its process when it comes: the product keeps reading whatever the callers do. */
  readonly heard: (outcome: TokenOutcome['kind'], waited: number) => TokenOutcome['kind'];
  /** From how many ticks on it makes no difference to `heard` how long it took. */
  readonly heardUntil: number;
  readonly spools: boolean;
  /** A fault may also be that the platform refuses a valid token, and what was refused is presented once more. */
  readonly rechecks?: boolean;
  /** Ticks from the gate to the stored answer, at most; beyond every number: processes may stop anywhere. */
  readonly slowest: number;
  readonly faults: number;
  /** How far the world is followed: so many pairs, and turns at them. */
  readonly rotations: number;
  readonly turns: number;
}

export const IDLE: Process = {
  step: 'idle',
  grant: 0,
  rotation: 0,
  generation: 0,
  pendingPresentations: 0,
  token: 0,
  elapsed: 0,
  settled: false,
  wait: 0,
  out: 0,
  outcome: null,
  refusedFalsely: false,
  got: 0,
};

export const NEW_GRANT: Grant = {
  state: 'ACTIVE',
  rotation: 1,
  generation: 0,
  token: 1,
  pendingPresentations: 0,
  leaseLeft: null,
  reason: null,
  refused: false,
  before: null,
};
export const NEW_FAMILY: Family = { live: 1, dead: false, excuse: null };

export const firstWorld = (faults: number): World => ({
  grants: [NEW_GRANT],
  families: [NEW_FAMILY],
  processes: [IDLE, IDLE],
  spool: [],
  orphans: [],
  faults,
});

/** What must never happen. */
export class Broken extends Error {}

export const put = <T>(list: readonly T[], index: number, change: Partial<T>): T[] =>
  list.map((one, at) => (at === index ? { ...one, ...change } : one));

export function at<T>(list: readonly T[], index: number): T {
  const one = list[index];
  if (one === undefined) throw new Error('the model looks where nothing is');
  return one;
}
