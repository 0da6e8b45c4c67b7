import DataLoader from 'dataloader';
import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader, backgroundTransaction } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { newId } from '../infra/ids/ids.js';
import type { Logger } from '../infra/observability/logger.js';
import { retry } from '../infra/process/retry.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import { returnUnseenLease } from './grant/grant-failure.repository.js';
import {
  type RefreshAttemptRow,
  type RefreshReason,
  readRefreshAttempts,
  takeLease,
} from './grant/grant-lease.repository.js';
import type { GrantStatements } from './grant/grant-statements.repository.js';
import type { RefreshService } from './refresh.service.js';

const PAUSE_MS = [40, 120] as const;
/** Pause while the database is away. */
const RETURN_AGAIN_MS = 500;

export interface RenewalDependencies {
  /** A separate small pool, so that many callers cannot keep a refresh from its lease. */
  readonly leases: Database;
  readonly refresh: RefreshService;
  readonly statements: GrantStatements;
  readonly timing: RefreshTiming;
  readonly logger: Logger;
  /** False on a copy of a database, which sends nothing. */
  readonly enabled: boolean;
}

/** The state that a waiting caller has just read. While another process has the lease, no statement for it is sent. */
export interface LastRead {
  readonly leased: boolean;
  readonly rotation: number;
}

/**
 * The renewals of this process. There is one at a time per grant, shared by its callers and independent of their
 * deadlines.
 */
export class RenewalService {
  readonly #running = new Map<string, Promise<void>>();
  #isDraining = false;
  /** Reads the state for all waiting callers in one statement, after a pause with jitter. */
  readonly #attempts = new DataLoader((refs: readonly GrantRef[]) => this.#readAttempts(refs), {
    cache: false,
    maxBatchSize: 1_000,
    batchScheduleFn: (dispatch) => setTimeout(dispatch, PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0])),
  });

  constructor(private readonly dependencies: RenewalDependencies) {}

  get enabled(): boolean {
    return this.dependencies.enabled;
  }

  /**
   * Resolves when this or another process has renewed the grant, or when waiting is pointless. Without `seen` it does
   * not wait for other processes. Never rejects.
   */
  renew(ref: GrantRef, reason: RefreshReason, lastRead?: LastRead): Promise<void> {
    if (!this.dependencies.enabled) return Promise.resolve();
    const running = this.#running.get(ref.grantId);
    if (running !== undefined) return running;
    const renewing = this.#renew(ref, reason, lastRead)
      .catch((error: unknown) =>
        this.dependencies.logger.fault('a renewal failed', error, {
          grantId: ref.grantId,
          reason: reason.kind,
        }),
      )
      .finally(() => this.#running.delete(ref.grantId));
    this.#running.set(ref.grantId, renewing);
    return renewing;
  }

  /** Waits for the running renewals: SIGTERM must not cut off an answer. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Waits until the grant is renewed or cannot be renewed, or until the deadline. */
  async #renew(ref: GrantRef, reason: RefreshReason, lastRead: LastRead | undefined): Promise<void> {
    const until = performance.now() + this.dependencies.timing.waitMs;
    let leased = lastRead?.leased ?? false;
    do {
      if (!leased && (await this.#takeLease(ref, reason))) return;
      const attempt = await this.#attempts.load(ref);
      if (attempt?.expired) return this.#expire(ref);
      // The grant is still due if it is unchanged since the caller read it. Without `seen` that is not known.
      if (attempt === undefined || attempt.rotation !== lastRead?.rotation) return;
      // The lease was free and due but could not be taken, so another transaction has locked the row.
      if (!attempt.leased && attempt.putOff) return;
      leased = attempt.leased;
    } while (performance.now() < until);
  }

  /** False: this process did not get the lease. */
  async #takeLease(ref: GrantRef, reason: RefreshReason): Promise<boolean> {
    const { leases, timing } = this.dependencies;
    const startedAt = performance.now();
    const owner = newId();
    const lease = await takeLease(backgroundReader(leases), ref, reason, { owner, timing }).catch(async (error) => {
      await this.#returnUnseen(ref, owner);
      throw error;
    });
    if (lease !== undefined) await this.dependencies.refresh.run({ ref, lease, startedAt });
    return lease !== undefined;
  }

  /** The lease may be stored although its answer was lost, as in a failover. Without this the link would wait for its end. */
  async #returnUnseen(ref: GrantRef, owner: string): Promise<void> {
    const { leases, timing } = this.dependencies;
    await retry(() => returnUnseenLease(backgroundReader(leases), ref, owner), {
      tries: Number.POSITIVE_INFINITY,
      pauseMs: RETURN_AGAIN_MS,
      withinMs: timing.leaseMs,
      isWorthRetrying: () => !this.#isDraining,
    }).catch(() => undefined);
  }

  async #readAttempts(refs: readonly GrantRef[]): Promise<(RefreshAttemptRow | undefined)[]> {
    const rows = await readRefreshAttempts(backgroundReader(this.dependencies.leases), refs, this.dependencies.timing);
    const found = new Map(rows.map((row) => [row.id, row]));
    return refs.map(({ grantId }) => found.get(grantId));
  }

  async #expire(ref: GrantRef): Promise<void> {
    const { leases, statements, timing, logger } = this.dependencies;
    const expired = await backgroundTransaction(leases, (tx) =>
      executeStatement(tx, statements.expire, { ...ref, timing }),
    );
    if (expired.length > 0)
      logger.warn('a link was deauthorized', { grantId: ref.grantId, reason: 'REFRESH_TOKEN_EXPIRED' });
  }
}
