import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import type { RefreshReason } from './grant/grant-lease.repository.js';
import { claimProbes, findIdle } from './grant/keep-alive.repository.js';
import type { RenewalService } from './renewal.service.js';

/** Of a page of workspaces: what is left is found by the next pass. */
const MAX_LINKS_PER_PASS = 200;

export interface KeepAliveSchedulerDependencies {
  readonly database: Database;
  readonly renewal: RenewalService;
  readonly logger: Logger;
  readonly perSecond: number;
  readonly timing: RefreshTiming;
  /** Pages of all workspaces' ids, by keyset. */
  idPages(): AsyncIterable<readonly string[]>;
}

/**
 * Renews what nobody asks for before its refresh token ends, earliest end first, and tries refused keys again. Every
 * process does it at its own pace; the lease alone keeps them apart. Disabled integrations are kept alive too.
 */
export class KeepAliveSchedulerService {
  #stopped = false;

  constructor(private readonly dependencies: KeepAliveSchedulerDependencies) {}

  /** One pass over all workspaces; answers how many grants it took up. */
  async renewDueLinks(): Promise<number> {
    if (!this.dependencies.renewal.enabled) return 0;
    let taken = 0;
    for await (const ids of this.dependencies.idPages()) {
      const probes = await claimProbes(backgroundReader(this.dependencies.database), {
        workspaceIds: ids,
        timing: this.dependencies.timing,
      });
      taken += await this.#renew(probes, { kind: 'probe' });
      const idle = await findIdle(backgroundReader(this.dependencies.database), {
        workspaceIds: ids,
        limit: MAX_LINKS_PER_PASS,
        timing: this.dependencies.timing,
      });
      taken += await this.#renew(idle, { kind: 'idle' });
      if (this.#stopped) break;
    }
    return taken;
  }

  stopScheduling(): void {
    this.#stopped = true;
  }

  /** Begins them at an even pace, each on its own: one that hangs holds nobody up. */
  async #renew(refs: readonly GrantRef[], due: RefreshReason): Promise<number> {
    const renewing: Promise<void>[] = [];
    for (const ref of refs) {
      if (this.#stopped) break;
      renewing.push(this.dependencies.renewal.renew(ref, due));
      // Jitter, so that processes that were started together do not keep step.
      await new Promise((wake) =>
        setTimeout(wake, (1000 / this.dependencies.perSecond) * (0.5 + Math.random())),
      );
    }
    await Promise.all(renewing);
    return renewing.length;
  }
}
