import { detachedDb } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import type { Logger } from '../../infra/observability/logger.js';
import { countRefreshEvent } from '../../infra/observability/metrics.js';
import { KEPT_MS } from '../spool/spool.rules.js';
import type { GrantHolders, GrantRef } from './grant.outcomes.js';
import { readStored } from './grant-lease.repository.js';
import { type SealedPair, storePair } from './grant-store.repository.js';
import { type Leftover, refreshRules, type Turn } from './refresh.rules.js';
import type { Pair, PairVaultService } from './token-pair-vault.service.js';

/** What came of storing a pair. `unstored`: not yet, its turn may still come. */
export type StoreResult = 'stored' | 'revoke' | 'drop' | 'unstored';

const AGAIN_MS = 1_000;

/** Stores pairs: a pair on its way may be the only living token, so nothing but its own end stops the trying. */
export class PairStoreService {
  constructor(
    private readonly database: Database,
    private readonly vault: PairVaultService,
    private readonly holders: GrantHolders,
    private readonly logger: Logger,
  ) {}

  /** Tried every second until it is known what became of it. `turn` found the token that the pair replaces. */
  async store(ref: GrantRef, turn: Turn, pair: Pair): Promise<StoreResult> {
    const sealed = await this.vault.seal(ref, turn.rotation + 1, pair);
    const began = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        const result = await this.storeOnce(ref, turn, sealed);
        if (result !== 'unstored') return result;
        // The database has forgotten what came before it, and nobody has brought that back: it has no future.
        if (performance.now() - began > KEPT_MS) return this.#tell('drop', ref);
      } catch (error) {
        const grant = { grantId: ref.grantId, tries };
        if (tries === 1 || tries % 60 === 0)
          this.logger.fault('a renewed pair could not be stored yet; tried again every second', error, grant);
      }
      await new Promise((wake) => setTimeout(wake, AGAIN_MS));
    }
  }

  sealed(ref: GrantRef, turn: Turn, pair: Pair): Promise<SealedPair> {
    return this.vault.seal(ref, turn.rotation + 1, pair);
  }

  /** One try; throws where the database fails. */
  async storeOnce(ref: GrantRef, turn: Turn, pair: SealedPair): Promise<StoreResult> {
    const db = detachedDb(this.database);
    const stored = await storePair(db, { ref, turn, pair }, this.holders.recovered(ref.workspaceId));
    if (stored !== undefined) {
      if (stored.overlapped) countRefreshEvent('overlapped');
      if (stored.recovered) this.logger.info('a late answer recovered a link', { grantId: ref.grantId });
      return 'stored';
    }
    const left = refreshRules.afterNoRow(turn, pair.pairId, await readStored(db, ref));
    return this.#tell(left, ref);
  }

  #tell(left: Leftover, { grantId }: GrantRef): StoreResult {
    if (left === 'again') return 'unstored';
    if (left === 'drop') {
      countRefreshEvent('stale_write_dropped');
      this.logger.warn('a pair was dropped: the database holds another one', { grantId });
    }
    return left;
  }
}
