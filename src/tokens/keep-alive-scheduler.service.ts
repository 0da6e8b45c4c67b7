import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import type { RefreshReason } from './grant/grant-lease.repository.js';
import { claimProbes, findIdle, findRechecks } from './grant/keep-alive.repository.js';
import type { RenewalService } from './renewal.service.js';

/** The limit per page of workspaces. The next pass finds the rest. */
const MAX_LINKS_PER_PASS = 200;

export interface KeepAliveSchedulerDependencies {
  readonly database: Database;
  readonly renewal: RenewalService;
  readonly logger: Logger;
  readonly perSecond: number;
  readonly timing: RefreshTiming;
  readonly workspaces: WorkspaceService;
}

/**
 * Renews idle links before their refresh tokens expire, earliest expiry first, tries refused keys again, and presents
 * tokens once more that were refused in a mass. All processes do this independently, and the lease prevents double
 * renewals. Links of disabled integrations are renewed too.
 */
export class KeepAliveSchedulerService {
  readonly #stopping = new AbortController();

  constructor(private readonly dependencies: KeepAliveSchedulerDependencies) {}

  /** Runs one pass over all workspaces. Returns the number of renewals it started. */
  async renewDueLinks(): Promise<number> {
    if (!this.dependencies.renewal.enabled) return 0;
    const { database, logger, timing, workspaces } = this.dependencies;
    let started = 0;
    await workspaces.workOnAll({ name: 'renewing idle links', logger, signal: this.#stopping.signal }, async (ids) => {
      const page = { workspaceIds: ids, limit: MAX_LINKS_PER_PASS, timing };
      started += await this.#renew(await claimProbes(backgroundReader(database), page), { kind: 'probe' });
      started += await this.#renew(await findRechecks(backgroundReader(database), page), { kind: 'recheck' });
      started += await this.#renew(await findIdle(backgroundReader(database), page), { kind: 'idle' });
    });
    return started;
  }

  stopScheduling(): void {
    this.#stopping.abort();
  }

  /** Starts the renewals at an even pace and without waiting for each other, so that one that hangs delays no other. */
  async #renew(refs: readonly GrantRef[], reason: RefreshReason): Promise<number> {
    const renewing: Promise<void>[] = [];
    for (const ref of refs) {
      if (this.#stopping.signal.aborted) break;
      renewing.push(this.dependencies.renewal.renew(ref, reason));
      // Jitter, so that processes that started together do not send at the same moments.
      await new Promise((wake) => setTimeout(wake, (1000 / this.dependencies.perSecond) * (0.5 + Math.random())));
    }
    await Promise.all(renewing);
    return renewing.length;
  }
}
