import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { classifyDatabaseError } from '../../infra/database/database-errors.js';
import type { Logger } from '../../infra/observability/logger.js';
import type { Secret } from '../../infra/secrets/secret.js';
import { KeyNotInRing } from '../../infra/secrets/vault.js';
import type { GrantRef } from '../grant/grant.outcomes.js';
import type { TokenPairLifetime } from '../grant/lifetime.rules.js';
import type { StoredGrant } from '../grant/refresh.rules.js';
import { readGrants } from '../grant/stored-grants.repository.js';
import type { TokenPairStoreService } from '../grant/token-pair-store.service.js';
import type { TokenPair } from '../grant/token-pair-vault.service.js';
import type { SpoolWriter } from './spool.js';
import { spoolDecision } from './spool.rules.js';
import type { SpoolEntry, SpoolFiles } from './spool-files.js';
import type { SpooledPair, SpoolSealer } from './spool-seal.js';

const PAGE = 500;
/** Each failure may take as long as a statement time-out. */
const MAX_FAILURES = 3;

/** Revokes, at the platform, a refresh token whose grant has ended. */
export interface OrphanRevoker {
  revokeOrphan(ref: GrantRef, refreshToken: Secret): Promise<unknown>;
}

export interface SpoolReplayDependencies {
  readonly database: Database;
  readonly writer: SpoolWriter;
  readonly files: SpoolFiles;
  readonly sealer: () => SpoolSealer;
  readonly store: TokenPairStoreService;
  readonly revocation: OrphanRevoker;
  readonly logger: Logger;
}

/**
 * Stores the pairs that a process received and could not store, because it was killed, the database was unavailable, or
 * a failover lost them. All processes replay all files, which is idempotent.
 */
export class SpoolReplayService {
  #running: Promise<number> | undefined;
  #unreadable: ReadonlySet<string> = new Set();
  /** Entries whose missing key was already logged. */
  readonly #keyless = new WeakSet<SpoolEntry>();

  constructor(private readonly dependencies: SpoolReplayDependencies) {}

  /** Runs one pass and returns the number of stored pairs. Passes do not overlap. */
  replay(): Promise<number> {
    this.#running ??= this.#pass().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #pass(): Promise<number> {
    const { files, writer } = this.dependencies;
    await writer.touch();
    // Ordered by rotation, because a failover may have lost several pairs of one grant.
    const entries = (await files.read()).sort((a, b) => a.header.rotation - b.header.rotation);
    this.#reportUnreadable();
    const done = new Set<SpoolEntry>();
    let stored = 0;
    const failures: unknown[] = [];
    for (let start = 0; start < entries.length; start += PAGE) {
      const page = entries.slice(start, start + PAGE);
      const grants = await readGrants(
        backgroundReader(this.dependencies.database),
        page.map(({ header }) => header),
      );
      for (const entry of page) {
        try {
          const result = await this.#handle(entry, grants.get(entry.header.grantId));
          if (result.done) done.add(entry);
          if (result.now !== undefined) grants.set(entry.header.grantId, result.now);
          if (result.now !== undefined) stored++;
        } catch (error) {
          // Continue after a locked row, but stop if the database is unavailable.
          failures.push(error);
          const isAway = ['unavailable', 'refused'].includes(classifyDatabaseError(error));
          if (isAway || failures.length > MAX_FAILURES) throw error;
        }
      }
    }
    files.forget(done);
    await files.removeDone(writer.path);
    if (failures.length > 0) throw failures[0];
    return stored;
  }

  /** Logs each unreadable file once, until it can be read again. */
  #reportUnreadable(): void {
    const { unreadable } = this.dependencies.files;
    for (const [file, code] of unreadable)
      if (!this.#unreadable.has(file))
        this.dependencies.logger.warn('a spool file cannot be read, its pairs wait', { file, code });
    this.#unreadable = new Set(unreadable.keys());
  }

  async #handle(entry: SpoolEntry, now: StoredGrant | undefined): Promise<{ done: boolean; now?: StoredGrant }> {
    const { header } = entry;
    switch (spoolDecision(header, now, Date.now())) {
      case 'forget':
        return { done: true };
      case 'keep':
        return { done: false };
      case 'revoke':
        return this.#revoke(entry);
      case 'store':
        return this.#store(entry, now);
    }
  }

  async #store(entry: SpoolEntry, now: StoredGrant | undefined): Promise<{ done: boolean; now?: StoredGrant }> {
    const { header } = entry;
    const opened = await this.#open(entry);
    if (typeof opened === 'string') return { done: opened === 'damaged' };
    const { pair, generation } = toPair(header.pairId, opened);
    const ref: GrantRef = header;
    const attempt = { rotation: header.rotation, generation, pendingPresentations: 0 };
    const result = await this.dependencies.store.storeOnce(
      ref,
      attempt,
      await this.dependencies.store.sealed(ref, attempt, pair),
    );
    if (result === 'revoke') await this.dependencies.revocation.revokeOrphan(ref, pair.refresh);
    if (result !== 'stored' || now === undefined) return { done: result === 'revoke' || result === 'drop' };
    this.dependencies.logger.info('a pair was stored from the spool', { grantId: header.grantId });
    return {
      done: false,
      now: { ...now, state: 'ACTIVE', rotation: header.rotation + 1, pairId: header.pairId },
    };
  }

  async #revoke(entry: SpoolEntry): Promise<{ done: boolean }> {
    const opened = await this.#open(entry);
    if (typeof opened === 'string') return { done: opened === 'damaged' };
    await this.dependencies.revocation.revokeOrphan(entry.header, opened.refresh);
    return { done: true };
  }

  /** `damaged`: it can never be decrypted. `later`: its key or its file may be available in the next pass. */
  async #open(entry: SpoolEntry): Promise<SpooledPair | 'damaged' | 'later'> {
    const { grantId } = entry.header;
    const line = await this.dependencies.files.lineOf(entry).catch(() => undefined);
    if (line === undefined) return 'later';
    try {
      return this.dependencies.sealer().open(line);
    } catch (error) {
      if (!(error instanceof KeyNotInRing)) {
        this.dependencies.logger.fault('a spool entry cannot be decrypted', error, { grantId });
        return 'damaged';
      }
      if (!this.#keyless.has(entry))
        this.dependencies.logger.warn('a spool entry waits for its key, which ENCRYPTION_KEYS does not contain', {
          grantId,
        });
      this.#keyless.add(entry);
      return 'later';
    }
  }
}

/** The pair as the refresh wrote it. The entry is authenticated, so its structure need not be validated. */
function toPair(pairId: string, { access, refresh, facts }: SpooledPair): { pair: TokenPair; generation: number } {
  const { at, life, generation } = facts as { at: string; life: TokenPairLifetime; generation: number };
  return { pair: { pairId, access, refresh, at, life }, generation };
}
