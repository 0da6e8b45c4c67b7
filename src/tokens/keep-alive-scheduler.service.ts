import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import { readClock } from '../infra/database/clock.js';
import type { Database, Db } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { workOnPages } from '../infra/process/work-on-pages.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { type DueSets, remainingSets, separateLarge } from './grant/due-sets.rules.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import type { RefreshReason } from './grant/grant-lease.repository.js';
import { claimGrantToProbe, findDueGrants, findDueSets } from './grant/keep-alive.repository.js';
import type { RenewalService } from './renewal.service.js';

/** How many due grants are read at once. */
const BATCH = 20;
/** How many renewals may be under way, so that a platform that hangs does not fill the memory. */
const MAX_RUNNING = 200;
/** How long the sets that were found are worked off before all workspaces are asked again. */
const ROUND_MS = 30_000;

export interface KeepAliveSchedulerDependencies {
  readonly database: Database;
  readonly renewal: RenewalService;
  readonly logger: Logger;
  readonly perSecond: number;
  readonly timing: RefreshTiming;
  readonly workspaces: WorkspaceService;
}

/**
 * Renews idle links before their refresh tokens expire, tries refused keys again, and presents tokens once more that were
 * refused in a mass. It asks all workspaces which credential sets have due links, and works these off in turn, in short
 * batches and at the pace that is set. All processes do this independently, and the lease prevents double renewals. Links
 * of disabled integrations are renewed too.
 */
export class KeepAliveSchedulerService {
  readonly #stopping = new AbortController();
  #queue: DueSets[] = [];
  /** The sets with many due grants, by id. */
  readonly #large = new Set<string>();
  /** The renewals under way, by the grant's id. */
  readonly #running = new Map<string, Promise<void>>();
  /** The grants whose renewal was started since all workspaces were asked. */
  readonly #started = new Set<string>();
  #startedInAll = 0;
  /** When the next renewal may start, by `performance.now()`. */
  #nextAt = 0;

  constructor(private readonly dependencies: KeepAliveSchedulerDependencies) {}

  /** Renews until nothing is due any more. Returns the number of renewals it started. */
  async renewDueLinks(): Promise<number> {
    if (!this.dependencies.renewal.enabled) return 0;
    const before = this.#startedInAll;
    do {
      await this.#findSets();
      await this.#workOff(performance.now() + ROUND_MS);
    } while (this.#queue.length > 0 && !this.#stopping.signal.aborted);
    await Promise.all(this.#running.values());
    return this.#startedInAll - before;
  }

  stopScheduling(): void {
    this.#stopping.abort();
  }

  get #db(): Db {
    return backgroundReader(this.dependencies.database);
  }

  /** Asks all workspaces which sets have due grants. Tries the keys of faulty sets that are due. */
  async #findSets(): Promise<void> {
    const { workspaces, logger, timing } = this.dependencies;
    const { signal } = this.#stopping;
    const found: DueSets[] = [];
    this.#started.clear();
    await workspaces.workOnAll({ name: 'looking for idle links', logger, signal }, async (ids) => {
      const { due, probes } = await findDueSets(this.#db, ids);
      for (const set of probes) {
        const grant = await claimGrantToProbe(this.#db, set, timing);
        if (grant !== undefined) await this.#renew(grant, { kind: 'probe' });
      }
      found.push(...due);
    });
    this.#queue = found.flatMap((sets) => separateLarge(sets, ({ setId }) => this.#large.has(setId)));
    this.#large.clear();
  }

  /** Takes the sets in turn until `until`, or until no set has due grants. */
  async #workOff(until: number): Promise<void> {
    let failed = 0;
    let error: unknown;
    while (this.#queue.length > 0 && performance.now() < until && !this.#stopping.signal.aborted) {
      const [{ kind, sets }] = this.#queue.splice(0, 1) as [DueSets];
      const result = await workOnPages({
        pages: [sets],
        work: (part) => this.#renewBatch({ kind, sets: part }),
        assertPossible: async () => void (await readClock(this.#db)),
      });
      if (result.failed > 0) [failed, error] = [failed + result.failed, result.error];
    }
    if (failed > 0)
      this.dependencies.logger.fault('the idle links of some applications were not found', error, { failed });
  }

  async #renewBatch(due: DueSets): Promise<void> {
    const found = await findDueGrants(this.#db, { ...due, limit: BATCH, timing: this.dependencies.timing });
    const fresh = found.filter(({ grantId }) => !this.#started.has(grantId) && !this.#running.has(grantId));
    for (const grant of fresh) {
      if (this.#stopping.signal.aborted) return;
      await this.#renew(grant, { kind: due.kind === 'recheck' ? 'recheck' : 'idle' });
    }
    // What was found again has no lease yet. Without any under way it cannot be renewed now, and waits for the next round.
    if (fresh.length === 0 && this.#running.size === 0) return;
    if (fresh.length === 0) await Promise.race(this.#running.values());
    const remaining = remainingSets(due, found, BATCH);
    for (const { sets } of remaining) if (sets.length === 1 && sets[0]) this.#large.add(sets[0].setId);
    this.#queue.push(...remaining);
  }

  /** Starts a renewal and does not wait for it, so that one that hangs delays no other; waits for the pace alone. */
  async #renew(ref: GrantRef, reason: RefreshReason): Promise<void> {
    while (this.#running.size >= MAX_RUNNING) await Promise.race(this.#running.values());
    const renewing = this.dependencies.renewal.renew(ref, reason).finally(() => this.#running.delete(ref.grantId));
    this.#running.set(ref.grantId, renewing);
    this.#started.add(ref.grantId);
    this.#startedInAll++;
    // Jitter, so that processes that started together do not send at the same moments.
    const pauseMs = (1000 / this.dependencies.perSecond) * (0.5 + Math.random());
    this.#nextAt = Math.max(this.#nextAt, performance.now()) + pauseMs;
    await new Promise((wake) => setTimeout(wake, this.#nextAt - performance.now()));
  }
}
