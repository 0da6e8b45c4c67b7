import DataLoader from 'dataloader';
import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import type { Logger } from '../infra/observability/logger.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import {
  type RefreshAttemptRow,
  type RefreshReason,
  readRefreshAttempts,
  takeLease,
} from './grant/grant-lease.repository.js';
import type { GrantStatements } from './grant/grant-statements.repository.js';
import type { RefreshService } from './refresh.service.js';

const PAUSE_MS = [40, 120] as const;

export interface RenewalDependencies {
  /** A small pool of its own: many callers must not keep a refresh from its lease. */
  readonly leases: Database;
  readonly refresh: RefreshService;
  readonly statements: GrantStatements;
  readonly timing: RefreshTiming;
  readonly logger: Logger;
  /** This process, as leases name it. */
  readonly owner: string;
  /** False on a copy of a database: it sends nothing. */
  readonly enabled: boolean;
}

/** What a waiting caller has just seen: while another process has the lease, asking for it would be a wasted statement. */
export interface Seen {
  readonly leased: boolean;
  readonly rotation: number;
}

/** Renewals of this process: one at a time for each grant, shared by all callers that need it, and detached from them. */
export class RenewalService {
  readonly #running = new Map<string, Promise<void>>();
  /** All waiting callers look together, after a pause with jitter: one statement for any number of them. */
  readonly #attempts = new DataLoader((refs: readonly GrantRef[]) => this.#readAttempts(refs), {
    cache: false,
    maxBatchSize: 1_000,
    batchScheduleFn: (look) => setTimeout(look, PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0])),
  });

  constructor(private readonly dependencies: RenewalDependencies) {}

  get enabled(): boolean {
    return this.dependencies.enabled;
  }

  /**
   * Resolves when the grant was renewed, by this process or another, or when there is nothing to wait for. Without `seen`
   * it does not wait for other processes. Never rejects.
   */
  renew(ref: GrantRef, due: RefreshReason, seen?: Seen): Promise<void> {
    if (!this.dependencies.enabled) return Promise.resolve();
    const running = this.#running.get(ref.grantId);
    if (running !== undefined) return running;
    const renewing = this.#renew(ref, due, seen)
      .catch((error: unknown) =>
        this.dependencies.logger.fault('a renewal failed', error, { grantId: ref.grantId, due: due.kind }),
      )
      .finally(() => this.#running.delete(ref.grantId));
    this.#running.set(ref.grantId, renewing);
    return renewing;
  }

  /** Waits for the running renewals: SIGTERM must not cut off an answer. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Waits until the grant is renewed, cannot be renewed, or the time is over. */
  async #renew(ref: GrantRef, due: RefreshReason, seen: Seen | undefined): Promise<void> {
    const until = performance.now() + this.dependencies.timing.waitMs;
    let leased = seen?.leased ?? false;
    do {
      if (!leased && (await this.#takeLease(ref, due))) return;
      const attempt = await this.#attempts.load(ref);
      if (attempt?.expired) return this.#expire(ref);
      // If it is as the caller saw it, it is still due. Without `seen` that is not known.
      if (attempt === undefined || attempt.rotation !== seen?.rotation) return;
      // Neither leased nor put off, and yet the lease was not to be had: another transaction has locked the row.
      if (!attempt.leased && attempt.putOff) return;
      leased = attempt.leased;
    } while (performance.now() < until);
  }

  /** False: this process did not get the lease. */
  async #takeLease(ref: GrantRef, due: RefreshReason): Promise<boolean> {
    const { leases, timing, owner } = this.dependencies;
    const startedAt = performance.now();
    const lease = await takeLease(backgroundReader(leases), ref, due, { owner, timing });
    if (lease !== undefined) await this.dependencies.refresh.run({ ref, lease, startedAt });
    return lease !== undefined;
  }

  async #readAttempts(refs: readonly GrantRef[]): Promise<(RefreshAttemptRow | undefined)[]> {
    const rows = await readRefreshAttempts(
      backgroundReader(this.dependencies.leases),
      refs,
      this.dependencies.timing,
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return refs.map(({ grantId }) => found.get(grantId));
  }

  async #expire(ref: GrantRef): Promise<void> {
    const { leases, statements, timing, logger } = this.dependencies;
    const expired = await executeStatement(backgroundReader(leases), statements.expire, { ...ref, timing });
    if (expired.length > 0)
      logger.warn('a link was deauthorized', { grantId: ref.grantId, reason: 'REFRESH_TOKEN_EXPIRED' });
  }
}
