import type { RefreshTiming } from '../infra/config/config-values.js';
import { detachedDb } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import type { Due } from './grant/grant-lease.repository.js';
import { claimProbes, findIdle } from './grant/keep-alive.repository.js';
import type { RenewalService } from './renewal.service.js';

/** Of a page of workspaces: what is left is found by the next pass. */
const MOST = 200;

export interface KeeperParts {
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
export class KeeperService {
  #stopped = false;

  constructor(private readonly parts: KeeperParts) {}

  /** One pass over all workspaces; answers how many grants it took up. */
  async pass(): Promise<number> {
    if (!this.parts.renewal.enabled) return 0;
    let taken = 0;
    for await (const ids of this.parts.idPages()) {
      const probes = await claimProbes(detachedDb(this.parts.database), {
        workspaceIds: ids,
        timing: this.parts.timing,
      });
      taken += await this.#renew(probes, { kind: 'probe' });
      const idle = await findIdle(detachedDb(this.parts.database), {
        workspaceIds: ids,
        limit: MOST,
        timing: this.parts.timing,
      });
      taken += await this.#renew(idle, { kind: 'idle' });
      if (this.#stopped) break;
    }
    return taken;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Begins them at an even pace, each on its own: one that hangs holds nobody up. */
  async #renew(refs: readonly GrantRef[], due: Due): Promise<number> {
    const renewing: Promise<void>[] = [];
    for (const ref of refs) {
      if (this.#stopped) break;
      renewing.push(this.parts.renewal.renew(ref, due));
      // Jitter, so that processes that were started together do not keep step.
      await new Promise((wake) => setTimeout(wake, (1000 / this.parts.perSecond) * (0.5 + Math.random())));
    }
    await Promise.all(renewing);
    return renewing.length;
  }
}
