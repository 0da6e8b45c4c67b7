import { UNSTORED_PAIR_KEPT_MS } from '../grant/lifetime.rules.js';
import { refreshRules, type StoredGrant } from '../grant/refresh.rules.js';
import type { SpoolHeader } from './spool-seal.js';

export type SpoolDecision = 'store' | 'keep' | 'revoke' | 'forget';

/**
 * Decides what to do with a spooled pair. A stored pair is kept until the next rotation, at most an hour, in case a
 * failover loses it. A pair that can still be stored never becomes too old, because it may be the only valid one after
 * an outage.
 */
export function spoolDecision(
  header: Pick<SpoolHeader, 'rotation' | 'pairId' | 'at'>,
  now: StoredGrant | undefined,
  nowMs: number,
): SpoolDecision {
  const decision = decisionAtAnyAge(header, now);
  return decision === 'keep' && nowMs - header.at > UNSTORED_PAIR_KEPT_MS ? 'forget' : decision;
}

function decisionAtAnyAge(
  header: Pick<SpoolHeader, 'rotation' | 'pairId'>,
  now: StoredGrant | undefined,
): SpoolDecision {
  // The pair was stored and then removed when the grant ended. The code that ended it revokes the newest pair.
  if (now?.state === 'ENDED' && now.rotation > header.rotation) return 'forget';
  const attempt = { rotation: header.rotation, generation: -1, pendingPresentations: 0 };
  const leftover = refreshRules.resolveUnstored(attempt, header.pairId, now);
  if (leftover === 'stored') return 'keep';
  if (leftover === 'drop') return 'forget';
  if (leftover === 'revoke') return now === undefined ? 'keep' : 'revoke';
  return now?.rotation === header.rotation ? 'store' : 'keep';
}
