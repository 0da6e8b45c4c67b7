import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { backgroundReader, backgroundWrite } from '../infra/database/background-reader.js';
import type { Database, StatementText } from '../infra/database/database.js';
import { WHOLE } from '../infra/database/work-share.js';
import type { Logger } from '../infra/observability/logger.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { findDue } from './dataset.repository.js';
import { findLinksToPull, type LinkToPull, listsResumed } from './link-lists.repository.js';
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
/** Every so many looks find all links that wait, a multiple of the above. The others find those that were linked just now. */
const LOOKS_AT_NEW_LINKS = 150;
const NEW_MS = 600_000;
const MAX_LINKS = 20;
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
    const look = this.#looks++;
    const work = { name: 'pulling data', logger, signal, ...(look % LOOKS_AT_OWN === 0 && { share: WHOLE }) };
    await workspaces.workOnAll(work, async (ids) => {
      await this.#takeUpLinks(ids, look % LOOKS_AT_NEW_LINKS === 0);
      await this.#startDueOf(ids);
    });
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

  /** Gives new links their lists with their first pull, and goes on with the lists of links that were lost. */
  async #takeUpLinks(workspaceIds: readonly string[], all: boolean): Promise<void> {
    const { database, now } = this.dependencies;
    const at = await now();
    const links = await findLinksToPull(backgroundReader(database), workspaceIds, {
      since: new Date(all ? 0 : at.getTime() - NEW_MS),
      except: [...this.#withoutToken.keys()],
      limit: MAX_LINKS,
    });
    for (const link of links)
      await backgroundWrite(database, link.isNew ? await this.#firstPull(link, at) : [listsResumed(link, at)]);
  }

  async #firstPull(link: LinkToPull, at: Date): Promise<StatementText[]> {
    const held = await this.dependencies.reader.hold(link);
    const lists = held.kind === 'TokenHeld' ? held.provider.datasets.lists(held.access.application.apiVersion) : [];
    if (lists.length > 0) return firstPull(link, lists, this.dependencies.firstPull, at);
    this.#withoutToken.set(link.linkId, true);
    return [];
  }
}

const keyOf = ({ linkId, list }: ListRef): string => `${linkId} ${list}`;
