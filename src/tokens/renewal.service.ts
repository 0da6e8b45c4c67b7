import type { RefreshTiming } from '../platform/config-values.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import { detachedDb } from './detached-db.service.js';
import type { GrantHolders, GrantRef } from './grant.outcomes.js';
import { expire } from './grant-judgement.repository.js';
import { type Due, lookWhileWaiting, takeLease } from './grant-lease.repository.js';
import type { RefreshService } from './refresh.service.js';

const PAUSE_MS = [40, 120] as const;

export interface RenewalParts {
  /** A small pool of its own: a crowd of callers must not keep a turn from its lease. */
  readonly leases: Database;
  readonly refresh: RefreshService;
  readonly holders: GrantHolders;
  readonly timing: RefreshTiming;
  readonly logger: Logger;
  /** This process, as leases name it. */
  readonly owner: string;
  /** False on a copy of a database: it sends nothing. */
  readonly enabled: boolean;
}

/** Renewals of this process: one at a time for each grant, shared by all who want it, and detached from them. */
export class RenewalService {
  readonly #running = new Map<string, Promise<void>>();

  constructor(private readonly parts: RenewalParts) {}

  get enabled(): boolean {
    return this.parts.enabled;
  }

  /** Resolves when the grant was renewed, by whomever, or when there is nothing to wait for. Never rejects. */
  renew(ref: GrantRef, due: Due): Promise<void> {
    if (!this.parts.enabled) return Promise.resolve();
    const running = this.#running.get(ref.grantId);
    if (running !== undefined) return running;
    const renewing = this.#takeTurn(ref, due)
      .catch((error: unknown) =>
        this.parts.logger.fault('a renewal failed', error, { grantId: ref.grantId, due: due.kind }),
      )
      .finally(() => this.#running.delete(ref.grantId));
    this.#running.set(ref.grantId, renewing);
    return renewing;
  }

  /** Waits for the renewals under way: SIGTERM must not cut off an answer. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async #takeTurn(ref: GrantRef, due: Due): Promise<void> {
    const { timing, owner } = this.parts;
    const until = performance.now() + timing.waitMs;
    for (;;) {
      const startedAt = performance.now();
      const lease = await takeLease(detachedDb(this.parts.leases), ref, due, { owner, timing });
      if (lease !== undefined) return this.parts.refresh.run({ ref, lease, startedAt });
      const { waiting, expired } = await lookWhileWaiting(detachedDb(this.parts.leases), ref, due, timing);
      if (expired) return this.#expire(ref);
      if (!waiting || performance.now() > until) return;
      await new Promise((wake) =>
        setTimeout(wake, PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0])),
      );
    }
  }

  async #expire(ref: GrantRef): Promise<void> {
    const { holders, timing, logger } = this.parts;
    const follow = holders.deauthorized(ref.workspaceId);
    if (await expire(detachedDb(this.parts.leases), ref, timing, follow))
      logger.warn('a link was deauthorized', { grantId: ref.grantId, reason: 'REFRESH_TOKEN_EXPIRED' });
  }
}
