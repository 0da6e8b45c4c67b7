import type { Database, Db } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { SpoolWriter } from '../platform/spool.js';
import type { SpoolEntry, SpoolFiles } from '../platform/spool-files.js';
import type { SpooledPair, SpoolSealer } from '../platform/spool-seal.js';
import type { GrantRef } from './grant.outcomes.js';
import type { PairLife } from './lifetime.rules.js';
import type { PairStore } from './pair-store.service.js';
import type { Pair } from './pair-vault.service.js';
import type { StoredGrant } from './refresh.rules.js';
import type { RevocationService } from './revocation.service.js';
import { readGrants } from './spool.repository.js';
import { whatToDoWith } from './spool.rules.js';

const STATEMENT_MS = 5_000;
const PAGE = 500;

export interface ReplayParts {
  readonly database: Database;
  readonly writer: SpoolWriter;
  readonly files: SpoolFiles;
  readonly sealer: () => SpoolSealer;
  readonly store: PairStore;
  readonly revocation: RevocationService;
  readonly logger: Logger;
}

/**
 * Stores what any process was answered and could not store: it was killed, the database was away, or a failover has
 * forgotten it. Every process does so with every file; doing it twice does nothing more.
 */
export class SpoolReplay {
  #running: Promise<number> | undefined;

  constructor(private readonly parts: ReplayParts) {}

  /** One pass; answers how many pairs it stored. Passes do not overlap. */
  run(): Promise<number> {
    this.#running ??= this.#pass().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #pass(): Promise<number> {
    const { files, writer } = this.parts;
    await writer.touch();
    // A failover may have forgotten several pairs of one grant: they follow one another.
    const entries = (await files.read()).sort((a, b) => a.header.rotation - b.header.rotation);
    const done = new Set<SpoolEntry>();
    let stored = 0;
    for (let start = 0; start < entries.length; start += PAGE) {
      const page = entries.slice(start, start + PAGE);
      const known = await readGrants(
        this.#db(),
        page.map(({ header }) => header),
      );
      for (const entry of page) {
        const result = await this.#look(entry, known.get(entry.header.grantId));
        if (result.done) done.add(entry);
        if (result.now !== undefined) known.set(entry.header.grantId, result.now);
        if (result.now !== undefined) stored++;
      }
    }
    files.forget(done);
    await files.removeDone(writer.path);
    return stored;
  }

  async #look(
    entry: SpoolEntry,
    now: StoredGrant | undefined,
  ): Promise<{ done: boolean; now?: StoredGrant }> {
    const { header } = entry;
    switch (whatToDoWith(header, now, Date.now())) {
      case 'forget':
        return { done: true };
      case 'keep':
        return { done: false };
      case 'revoke':
        await this.#revoke(entry);
        return { done: true };
      case 'store':
        return this.#store(entry, now);
    }
  }

  async #store(
    entry: SpoolEntry,
    now: StoredGrant | undefined,
  ): Promise<{ done: boolean; now?: StoredGrant }> {
    const { header } = entry;
    const opened = await this.#open(entry);
    if (opened === undefined) return { done: true };
    const { pair, generation } = toPair(header.pairId, opened);
    const ref: GrantRef = header;
    const turn = { rotation: header.rotation, generation, unanswered: 0 };
    const result = await this.parts.store.storeOnce(
      ref,
      turn,
      await this.parts.store.sealed(ref, turn, pair),
    );
    if (result === 'revoke') await this.parts.revocation.revokeOrphan(ref, pair.refresh);
    if (result !== 'stored' || now === undefined) return { done: result === 'revoke' || result === 'drop' };
    this.parts.logger.info('a pair was stored from the spool', { grantId: header.grantId });
    return {
      done: false,
      now: { ...now, state: 'ACTIVE', rotation: header.rotation + 1, pairId: header.pairId },
    };
  }

  async #revoke(entry: SpoolEntry): Promise<void> {
    const opened = await this.#open(entry);
    if (opened !== undefined) await this.parts.revocation.revokeOrphan(entry.header, opened.refresh);
  }

  async #open(entry: SpoolEntry): Promise<SpooledPair | undefined> {
    const line = await this.parts.files.lineOf(entry);
    if (line === undefined) return undefined;
    try {
      return this.parts.sealer().open(line);
    } catch (error) {
      this.parts.logger.fault('an entry of the spool does not open', error, {
        grantId: entry.header.grantId,
      });
      return undefined;
    }
  }

  #db(): Db {
    return this.parts.database.reader(AbortSignal.timeout(STATEMENT_MS));
  }
}

/** What the refresh wrote, read back: sealed and authenticated, so its shape is our own. */
function toPair(pairId: string, { access, refresh, facts }: SpooledPair): { pair: Pair; generation: number } {
  const { at, life, generation } = facts as { at: string; life: PairLife; generation: number };
  return { pair: { pairId, access, refresh, at, life }, generation };
}
