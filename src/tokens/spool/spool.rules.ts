import { UNSTORED_PAIR_KEPT_MS } from '../grant/lifetime.rules.js';
import { refreshRules, type StoredGrant } from '../grant/refresh.rules.js';
import type { SpoolHeader } from './spool-seal.js';

export type SpoolDecision = 'store' | 'keep' | 'revoke' | 'forget';

/**
 * What becomes of a spooled pair. Stored ones stay until the next rotation, in case a failover forgets the store, an hour
 * at most. Age ends nothing else: what still finds its place may be the only living pair, however long the outage was.
 */
export function whatToDoWith(
  header: Pick<SpoolHeader, 'rotation' | 'pairId' | 'at'>,
  now: StoredGrant | undefined,
  nowMs: number,
): SpoolDecision {
  const decision = whateverItsAge(header, now);
  return decision === 'keep' && nowMs - header.at > UNSTORED_PAIR_KEPT_MS ? 'forget' : decision;
}

function whateverItsAge(
  header: Pick<SpoolHeader, 'rotation' | 'pairId'>,
  now: StoredGrant | undefined,
): SpoolDecision {
  // Stored once, and taken out by whoever ended the grant: that one revokes the newest.
  if (now?.state === 'ENDED' && now.rotation > header.rotation) return 'forget';
  const attempt = { rotation: header.rotation, generation: -1, pendingPresentations: 0 };
  const left = refreshRules.afterNoRow(attempt, header.pairId, now);
  if (left === 'stored') return 'keep';
  if (left === 'drop') return 'forget';
  if (left === 'revoke') return now === undefined ? 'keep' : 'revoke';
  return now?.rotation === header.rotation ? 'store' : 'keep';
}
