import { markSound } from '../../credentials/credential-fault.repository.js';
import { backgroundReader, backgroundTransaction } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { executeStatement } from '../../infra/database/statement.js';
import type { Logger } from '../../infra/observability/logger.js';
import { countRefreshEvent } from '../../infra/observability/metrics.js';
import { retry } from '../../infra/process/retry.js';
import type { GrantRef, SealedTokenPair } from './grant.outcomes.js';
import type { GrantStatements } from './grant-statements.repository.js';
import { UNSTORED_PAIR_KEPT_MS } from './lifetime.rules.js';
import { type Leftover, type RefreshAttempt, refreshRules } from './refresh.rules.js';
import { readStored } from './stored-grants.repository.js';
import type { TokenPair, TokenPairVaultService } from './token-pair-vault.service.js';

/** The result of storing a pair. `unstored`: not yet; a later try may store it. */
export type StoreResult = 'stored' | 'revoke' | 'drop' | 'unstored';

const RETRY_MS = 1_000;

/** The pair may be stored later: another attempt follows. */
class NotYetStored extends Error {}

/**
 * Stores pairs. A pair that is not stored yet may be the only valid one, so storing is tried until it has no use left.
 */
export class TokenPairStoreService {
  constructor(
    private readonly database: Database,
    private readonly vault: TokenPairVaultService,
    private readonly statements: GrantStatements,
    private readonly logger: Logger,
  ) {}

  /** Tried every second until the result is known. `attempt` found the token that the pair replaces. */
  async store(ref: GrantRef, attempt: RefreshAttempt, pair: TokenPair): Promise<StoreResult> {
    const sealed = await this.vault.seal(ref, attempt.rotation + 1, pair);
    const began = performance.now();
    const work = async () => {
      const result = await this.storeOnce(ref, attempt, sealed);
      if (result !== 'unstored') return result;
      // The database has lost the rotation before this pair, and no process has stored it again: it is of no use.
      if (performance.now() - began > UNSTORED_PAIR_KEPT_MS) return this.#toResult('drop', ref);
      throw new NotYetStored();
    };
    const onFailure = (error: unknown, tries: number) => {
      if (error instanceof NotYetStored || (tries > 1 && tries % 60 !== 0)) return;
      const grant = { grantId: ref.grantId, tries };
      this.logger.fault('a renewed pair could not be stored yet; tried again every second', error, grant);
    };
    return retry(work, { tries: Number.POSITIVE_INFINITY, pauseMs: RETRY_MS, onFailure });
  }

  sealed(ref: GrantRef, attempt: RefreshAttempt, pair: TokenPair): Promise<SealedTokenPair> {
    return this.vault.seal(ref, attempt.rotation + 1, pair);
  }

  /** One try; throws where the database fails. */
  async storeOnce(ref: GrantRef, attempt: RefreshAttempt, pair: SealedTokenPair): Promise<StoreResult> {
    const db = backgroundReader(this.database);
    const change = { ...ref, attempt, pair };
    const [renewed] = await executeStatement(db, this.statements.renew, change);
    const [recovered] = renewed
      ? []
      : await backgroundTransaction(this.database, (tx) => executeStatement(tx, this.statements.recover, change));
    const stored = renewed ?? recovered;
    if (stored !== undefined) {
      const proven = { workspaceId: ref.workspaceId, setId: stored.credential_set_id };
      if (stored.is_set_news) await backgroundTransaction(this.database, (tx) => markSound(tx, proven));
      if (stored.generation !== attempt.generation) countRefreshEvent('overlapped');
      if (recovered) this.logger.info('a late answer recovered a link', { grantId: ref.grantId });
      return 'stored';
    }
    const leftover = refreshRules.resolveUnstored(attempt, pair.pairId, await readStored(db, ref));
    return this.#toResult(leftover, ref);
  }

  #toResult(leftover: Leftover, { grantId }: GrantRef): StoreResult {
    if (leftover === 'again') return 'unstored';
    if (leftover === 'drop') {
      countRefreshEvent('stale_write_dropped');
      this.logger.warn('a pair was dropped: the database holds another one', { grantId });
    }
    return leftover;
  }
}
