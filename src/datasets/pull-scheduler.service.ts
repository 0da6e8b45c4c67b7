import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { backgroundReader, backgroundWrite } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { WHOLE } from '../infra/database/work-share.js';
import type { Logger } from '../infra/observability/logger.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { findDue, findNewLinks } from './dataset.repository.js';
import type { PullService } from './pull.service.js';
import { type FirstPullPolicy, firstPull } from './pulls/first-pull.js';
import type { ListRef } from './records/records.repository.js';
import type { ListReaderService } from './rounds/list-reader.service.js';

export interface PullSchedulerDependencies {
  readonly database: Database;
  readonly pulls: PullService;
  readonly reader: ListReaderService;
  readonly workspaces: WorkspaceService;
  readonly logger: Logger;
  readonly now: () => Promise<Date>;
  readonly firstPull: FirstPullPolicy;
}

/** Lists that a process pulls at the same time, and of these, of one link. */
const AT_ONCE = 8;
const AT_ONCE_PER_LINK = 2;
const MAX_DUE = 200;
/** Every so many looks are at the workspaces of other processes, too: one of them may have more than its process can do. */
const LOOKS_AT_OWN = 5;
const MAX_NEW_LINKS = 20;
/** A link that has no token now is not asked again for a minute. */
const NO_TOKEN_MS = 60_000;

/**
 * Finds the lists that are due and pulls them. Any number of processes do this side by side: a list is pulled by the one
 * that gets its lease.
 */
export class PullSchedulerService {
  readonly #running = new Map<string, { readonly linkId: string; readonly done: Promise<void> }>();
  readonly #stopping = new AbortController();
  #looks = 0;
  readonly #withoutToken = new LRUCache<string, true>({ max: 10_000, ttl: NO_TOKEN_MS });

  constructor(private readonly dependencies: PullSchedulerDependencies) {}

  /** Looks at this process's share of the workspaces, or now and then at all, and starts what is due and fits. */
  async startDue(): Promise<void> {
    const { workspaces, logger } = this.dependencies;
    const { signal } = this.#stopping;
    const share = this.#looks++ % LOOKS_AT_OWN === 0 ? WHOLE : undefined;
    const work = { name: 'pulling data', logger, signal, ...(share !== undefined && { share }) };
    await workspaces.workOnAll(work, (ids) => this.#startDueOf(ids));
  }

  stopScheduling(): void {
    this.#stopping.abort();
  }

  /** Waits for the pages that are under way. */
  async drain(): Promise<void> {
    this.stopScheduling();
    await this.idle();
  }

  /** Waits until no list is pulled by this process. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #startDueOf(workspaceIds: readonly string[]): Promise<void> {
    const { database, now } = this.dependencies;
    await this.#addNewLinks(workspaceIds);
    if (this.#running.size >= AT_ONCE) return;
    const due = await findDue(backgroundReader(database), workspaceIds, { now: await now(), limit: MAX_DUE });
    const ofLink = new Map<string, number>();
    const count = (linkId: string) => ofLink.set(linkId, (ofLink.get(linkId) ?? 0) + 1);
    for (const { linkId, isLeased } of due) if (isLeased) count(linkId);
    for (const { isLeased, ...ref } of due) {
      if (isLeased || this.#stopping.signal.aborted) continue;
      if (this.#running.size >= AT_ONCE || (ofLink.get(ref.linkId) ?? 0) >= AT_ONCE_PER_LINK) continue;
      if (this.#running.has(keyOf(ref))) continue;
      count(ref.linkId);
      this.#start(ref);
    }
  }

  #start(ref: ListRef): void {
    const { pulls, logger } = this.dependencies;
    const pulling = async () => {
      try {
        await pulls.pull(ref, this.#stopping.signal);
      } catch (error) {
        logger.fault('a dataset could not be claimed', error, { linkId: ref.linkId, list: ref.list });
        await sleep(1000);
      }
      this.#running.delete(keyOf(ref));
      // The next list of the workspace need not wait for the next look at all.
      if (!this.#stopping.signal.aborted)
        await this.#startDueOf([ref.workspaceId]).catch((error) =>
          logger.fault('due datasets could not be found', error),
        );
    };
    this.#running.set(keyOf(ref), { linkId: ref.linkId, done: pulling() });
  }

  /** The lists of links that were made since the last look, with their first pull. */
  async #addNewLinks(workspaceIds: readonly string[]): Promise<void> {
    const { database, reader, now, firstPull: policy } = this.dependencies;
    for (const link of await findNewLinks(backgroundReader(database), workspaceIds, MAX_NEW_LINKS)) {
      if (this.#withoutToken.has(link.linkId)) continue;
      const held = await reader.hold(link);
      const lists =
        held.kind === 'TokenHeld' ? held.provider.datasets.lists(held.access.application.apiVersion) : undefined;
      if (lists === undefined || lists.length === 0) {
        this.#withoutToken.set(link.linkId, true);
        continue;
      }
      await backgroundWrite(database, firstPull(link, lists, policy, await now()));
    }
  }
}

const keyOf = ({ linkId, list }: ListRef): string => `${linkId} ${list}`;
