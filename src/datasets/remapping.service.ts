import { setTimeout as sleep } from 'node:timers/promises';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { Provider } from '../providers/provider.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { claimOutdated, findOutdated, mappingEnded, mappingKept, mappingPaused } from './outdated-lists.repository.js';
import type { ListRef } from './records/records.repository.js';
import type { RemappedRecordsService } from './records/remapped-records.service.js';
import { type StoredMapping, storedMappings } from './records/stored-mapping.js';
import type { Lease } from './round.repository.js';
import { LEASE_MS, LeaseLost, type RoundWriter } from './rounds/round-context.js';

export interface RemappingDependencies {
  readonly database: Database;
  readonly writer: RoundWriter;
  readonly remappedRecords: RemappedRecordsService;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly workspaces: WorkspaceService;
  readonly logger: Logger;
}

/** Lists that one pass maps anew in a page of workspaces. */
const MAX_LISTS = 50;
/** A list is given back after so long, so that a pull that is due can have it. It is longer than any batch should take. */
const TURN_MS = 30_000;
/** Between two passes: the next look at due lists comes earlier. */
const PAUSE_MS = 5_000;
/** A batch takes few ms of the processor, so that requests that come meanwhile hardly wait. */
const BATCH = 10;
/** After a batch it rests so many times as long as the batch took, but not so long that the lease ends. */
const REST = 5;

/** Where mapping a list stands. */
interface Place {
  /** The last record that was mapped. */
  readonly after: string;
  readonly changeNo: number;
  readonly isEnd: boolean;
}

/** Maps the lists anew whose mapper was changed: a batch of records at a time, under the lease of the list. */
export class RemappingService {
  readonly #mappings: ReadonlyMap<string, StoredMapping>;
  readonly #stopping = new AbortController();

  constructor(private readonly dependencies: RemappingDependencies) {
    this.#mappings = storedMappings(dependencies.providers);
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Maps all lists of this process's workspaces, each in turn, until none is left. */
  async mapAll(): Promise<void> {
    const { workspaces, logger } = this.dependencies;
    const { signal } = this.#stopping;
    for (let isLeft = true; isLeft && !signal.aborted; ) {
      isLeft = false;
      await workspaces.workOnAll({ name: 'mapping stored records anew', logger, signal }, async (ids) => {
        isLeft = (await this.mapOutdated(ids)) || isLeft;
      });
      if (isLeft) await this.#rest(PAUSE_MS);
    }
  }

  /**
   * Maps lists of these workspaces that an older mapper has mapped, each for one turn. Answers whether any is left, such as
   * one that a process pulls.
   */
  async mapOutdated(workspaceIds: readonly string[], turnMs = TURN_MS): Promise<boolean> {
    const versions = [...this.#mappings.values()].map(({ list: { key, mapperVersion } }) => ({
      list: key,
      mapperVersion,
    }));
    const outdated = await findOutdated(backgroundReader(this.#database), workspaceIds, versions, MAX_LISTS);
    let isLeft = outdated.length === MAX_LISTS;
    for (const ref of outdated) {
      const mapping = this.#mappings.get(ref.list);
      if (mapping === undefined || this.#stopping.signal.aborted) continue;
      const isMapped = await this.#mapForATurn(ref, mapping, turnMs).catch((error) => {
        if (!(error instanceof LeaseLost)) throw error;
        return false;
      });
      isLeft ||= !isMapped;
    }
    return isLeft;
  }

  /** Whether all records of the list are mapped. */
  async #mapForATurn(ref: ListRef, mapping: StoredMapping, turnMs: number): Promise<boolean> {
    const { writer } = this.dependencies;
    const version = mapping.list.mapperVersion;
    const claim = { version, now: await writer.now(), until: await writer.leaseEnd() };
    const row = await claimOutdated(backgroundReader(this.#database), ref, claim);
    if (row === undefined) return false;
    const lease: Lease = { ref, generation: row.generation };
    const position = row.mapping_position;
    let place: Place = {
      after: position?.version === version ? position.after : '',
      changeNo: Number(row.change_no),
      isEnd: false,
    };
    const endsAt = performance.now() + turnMs;
    for (;;) {
      const began = performance.now();
      place = await this.#mapBatch(lease, mapping, place);
      if (place.isEnd || began >= endsAt || this.#stopping.signal.aborted) break;
      await this.#rest(Math.min((performance.now() - began) * REST, LEASE_MS / 3));
    }
    const { isEnd, after } = place;
    await writer.writeHeld(lease, [isEnd ? mappingEnded(lease, version) : mappingPaused(lease, { version, after })]);
    return isEnd;
  }

  async #mapBatch(lease: Lease, mapping: StoredMapping, { after, changeNo }: Place): Promise<Place> {
    const { ref } = lease;
    const { writer, remappedRecords } = this.dependencies;
    const batch = { after, limit: BATCH, changeNo, now: await writer.now() };
    const { last, read, changed, statements } = await remappedRecords.next(ref, mapping, batch);
    const place = { after: last ?? after, changeNo: changeNo + changed, isEnd: read < BATCH };
    if (changed > 0)
      await writer.writeHeld(lease, [mappingKept(lease, place.changeNo, await writer.leaseEnd()), ...statements]);
    return place;
  }

  get #database(): Database {
    return this.dependencies.database;
  }

  /** It ends at once when the process stops. */
  async #rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
