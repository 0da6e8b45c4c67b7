import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import { readClock } from '../infra/database/clock.js';
import type { Database, Db } from '../infra/database/database.js';
import { WHOLE, type WorkShare } from '../infra/database/work-share.js';
import type { Logger } from '../infra/observability/logger.js';
import { workOnPages } from '../infra/process/work-on-pages.js';
import type { WorkShareService } from '../workspaces/work-share.service.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { type DueSets, remainingSets, separateLarge } from './grant/due-sets.rules.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import type { RefreshReason } from './grant/grant-lease.repository.js';
import { claimGrantToProbe, findDueGrants, findDueSets } from './grant/keep-alive.repository.js';
import { PacedRenewals } from './paced-renewals.js';
import type { RenewalService } from './renewal.service.js';

/** How many due grants are read at once. As many of one search are a backlog. */
const BATCH = 10;
/** How many of them are renewed for another process, which has read those that it renews next. */
const BATCH_OF_OTHERS = BATCH / 2;
/** Between two passes: at rest, and while any process has a backlog. */
const PAUSE_MS = 30_000;
const PAUSE_IN_BACKLOG_MS = 2_000;
/** How long the sets that were found are worked off before all workspaces are asked again. */
const ROUND_MS = 30_000;

export interface KeepAliveSchedulerDependencies {
  readonly database: Database;
  readonly renewal: RenewalService;
  readonly logger: Logger;
  readonly perSecond: number;
  readonly timing: RefreshTiming;
  readonly workspaces: WorkspaceService;
  readonly shares: WorkShareService;
}

/**
 * Renews idle links before their refresh tokens expire, tries refused keys again, and presents tokens once more that were
 * refused in a mass. It asks the workspaces which credential sets have due links, and works these off in turn, in short
 * batches and at the pace that is set. Links of disabled integrations are renewed too.
 *
 * At rest each process asks its share of the workspaces. When one finds a backlog, all processes ask all workspaces, and
 * each works on its share of the links. The shares only save work: the lease prevents double renewals.
 */
export class KeepAliveSchedulerService {
  readonly #stopping = new AbortController();
  #queue: DueSets[] = [];
  /** The sets with many due grants, by id. */
  readonly #large = new Set<string>();
  readonly #renewals: PacedRenewals;
  /** The grants whose renewal was started since all workspaces were asked. */
  readonly #started = new Set<string>();
  /** All processes work on all workspaces. */
  #isJoint = false;
  /** When the last pass ended. At a start a random time, so that processes that start together do not ask together. */
  #endedAt = performance.now() - Math.random() * PAUSE_MS;

  constructor(private readonly dependencies: KeepAliveSchedulerDependencies) {
    this.#renewals = new PacedRenewals(dependencies.renewal, dependencies.perSecond);
  }

  /** Renews what is due, if it is time for another pass. */
  async renewIfTime(): Promise<void> {
    const pauseMs = this.dependencies.shares.hasBacklog ? PAUSE_IN_BACKLOG_MS : PAUSE_MS;
    if (performance.now() < this.#endedAt + pauseMs) return;
    await this.renewDueLinks();
    this.#endedAt = performance.now();
  }

  /** Renews until nothing is due any more. Returns the number of renewals it started. */
  async renewDueLinks(): Promise<number> {
    if (!this.dependencies.renewal.enabled) return 0;
    const before = this.#renewals.started;
    do {
      await this.#findSets();
      await this.#workOff(performance.now() + ROUND_MS);
    } while (this.#queue.length > 0 && !this.#stopping.signal.aborted);
    await this.#renewals.untilAllEnd();
    return this.#renewals.started - before;
  }

  stopScheduling(): void {
    this.#stopping.abort();
  }

  get #db(): Db {
    return backgroundReader(this.dependencies.database);
  }

  /** The grants that this process works on. */
  get #share(): WorkShare {
    return this.#isJoint ? this.dependencies.shares.share : WHOLE;
  }

  /** Asks the workspaces which sets have due grants. Tries the keys of faulty sets that are due. */
  async #findSets(): Promise<void> {
    const { workspaces, logger, timing, shares } = this.dependencies;
    const { signal } = this.#stopping;
    const found: DueSets[] = [];
    this.#started.clear();
    this.#isJoint = shares.hasBacklog;
    const share = this.#isJoint ? WHOLE : shares.share;
    await workspaces.workOnAll({ name: 'looking for idle links', logger, signal, share }, async (ids) => {
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
      const [due] = this.#queue.splice(0, 1) as [DueSets];
      const result = await workOnPages({
        pages: [due.sets],
        work: (part) => this.#renewBatch({ ...due, sets: part }),
        assertPossible: async () => void (await readClock(this.#db)),
      });
      if (result.failed > 0) [failed, error] = [failed + result.failed, result.error];
    }
    if (failed > 0)
      this.dependencies.logger.fault('the idle links of some applications were not found', error, { failed });
  }

  async #renewBatch(due: DueSets): Promise<void> {
    const { shares, timing } = this.dependencies;
    const { helping = 0 } = due;
    const { index, count } = this.#share;
    const share = { index: (index + helping) % count, count };
    const found = await findDueGrants(this.#db, { ...due, share, limit: BATCH, timing });
    const isFull = found.length === BATCH;
    if (isFull && helping === 0) {
      shares.reportBacklog();
      this.#isJoint = true;
    }
    const fresh = this.#chooseFrom(found, helping > 0);
    for (const grant of fresh) {
      if (this.#stopping.signal.aborted) return;
      await this.#renew(grant, { kind: due.kind === 'recheck' ? 'recheck' : 'idle' });
    }
    // What was found again has no lease yet. Without any under way it cannot be renewed now, and waits for the next round.
    if (isFull && fresh.length === 0) {
      if (this.#renewals.areNoneRunning) return;
      await this.#renewals.untilOneEnds();
    }
    const remaining = remainingSets(due, found, { limit: BATCH, shares: this.#share.count });
    if (isFull) for (const { sets } of remaining) if (sets.length === 1 && sets[0]) this.#large.add(sets[0].setId);
    this.#queue.push(...remaining);
  }

  /** The grants that are renewed now. Another process has read the last ones of its share itself. */
  #chooseFrom<Grant extends GrantRef>(found: readonly Grant[], isOfAnother: boolean): Grant[] {
    const taken = isOfAnother ? (found.length < BATCH ? [] : found.slice(0, BATCH_OF_OTHERS)) : found;
    return taken.filter(({ grantId }) => !this.#started.has(grantId) && !this.#renewals.isRunning(grantId));
  }

  #renew(ref: GrantRef, reason: RefreshReason): Promise<void> {
    this.#started.add(ref.grantId);
    return this.#renewals.start(ref, reason);
  }
}
