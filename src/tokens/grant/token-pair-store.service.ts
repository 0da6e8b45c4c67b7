import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import type { Logger } from '../../infra/observability/logger.js';
import { countRefreshEvent } from '../../infra/observability/metrics.js';
import type { GrantHolders, GrantRef } from './grant.outcomes.js';
import { readStored } from './grant-lease.repository.js';
import { type SealedTokenPair, storeTokenPair } from './grant-store.repository.js';
import { UNSTORED_PAIR_KEPT_MS } from './lifetime.rules.js';
import { type Leftover, type RefreshAttempt, refreshRules } from './refresh.rules.js';
import type { TokenPair, TokenPairVaultService } from './token-pair-vault.service.js';

/** What came of storing a pair. `unstored`: not yet, its turn may still come. */
export type StoreResult = 'stored' | 'revoke' | 'drop' | 'unstored';

const AGAIN_MS = 1_000;

/** Stores pairs: a pair on its way may be the only living token, so nothing but its own end stops the trying. */
export class TokenPairStoreService {
  constructor(
    private readonly database: Database,
    private readonly vault: TokenPairVaultService,
    private readonly holders: GrantHolders,
    private readonly logger: Logger,
  ) {}

  /** Tried every second until it is known what became of it. `turn` found the token that the pair replaces. */
  async store(ref: GrantRef, attempt: RefreshAttempt, pair: TokenPair): Promise<StoreResult> {
    const sealed = await this.vault.seal(ref, attempt.rotation + 1, pair);
    const began = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        const result = await this.storeOnce(ref, attempt, sealed);
        if (result !== 'unstored') return result;
        // The database has forgotten what came before it, and nobody has brought that back: it has no future.
        if (performance.now() - began > UNSTORED_PAIR_KEPT_MS) return this.#tell('drop', ref);
      } catch (error) {
        const grant = { grantId: ref.grantId, tries };
        if (tries === 1 || tries % 60 === 0)
          this.logger.fault('a renewed pair could not be stored yet; tried again every second', error, grant);
      }
      await new Promise((wake) => setTimeout(wake, AGAIN_MS));
    }
  }

  sealed(ref: GrantRef, attempt: RefreshAttempt, pair: TokenPair): Promise<SealedTokenPair> {
    return this.vault.seal(ref, attempt.rotation + 1, pair);
  }

  /** One try; throws where the database fails. */
  async storeOnce(ref: GrantRef, attempt: RefreshAttempt, pair: SealedTokenPair): Promise<StoreResult> {
    const db = backgroundReader(this.database);
    const stored = await storeTokenPair(db, { ref, attempt, pair }, this.holders.recovered(ref.workspaceId));
    if (stored !== undefined) {
      if (stored.overlapped) countRefreshEvent('overlapped');
      if (stored.recovered) this.logger.info('a late answer recovered a link', { grantId: ref.grantId });
      return 'stored';
    }
    const left = refreshRules.afterNoRow(attempt, pair.pairId, await readStored(db, ref));
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
