import type { GrantState } from './refresh.rules.js';

/** A grant as one statement found it; every comparison of times was made by the database. */
export interface AccessState {
  readonly state: GrantState;
  /** More than a fifth of its lifetime is left. */
  readonly fresh: boolean;
  /** Too old for a forced call: obtained before the call began, and more than 10 s ago. */
  readonly forceExpired: boolean;
  /** Ten seconds, or a twentieth of its lifetime, are left. */
  readonly servable: boolean;
  readonly faulty: boolean;
  /** The next try is not due yet. */
  readonly inBackoff: boolean;
}

export type AccessDecision = 'serve' | 'renew' | 'deauthorized' | 'ended' | 'credentials-faulty' | 'unavailable';

/** `mayRenew`: refreshing is on, and time for it is left. */
export function decideAccess(grant: AccessState, force: boolean, mayRenew: boolean): AccessDecision {
  if (grant.state === 'ENDED') return 'ended';
  if (grant.state === 'DEAUTHORIZED') return 'deauthorized';
  // The platform refused this token, says the caller. To answer it again would hide that it cannot be renewed.
  const isUnwanted = force && grant.forceExpired;
  if (grant.fresh && !isUnwanted) return 'serve';
  if (mayRenew && !grant.faulty && !grant.inBackoff) return 'renew';
  if (grant.servable && !isUnwanted) return 'serve';
  return grant.faulty ? 'credentials-faulty' : 'unavailable';
}
