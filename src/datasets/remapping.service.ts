import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database, StatementText } from '../infra/database/database.js';
import type { Provider } from '../providers/provider.js';
import type { SourceRecord } from '../providers/provider-datasets.js';
import { claimOutdated, findOutdated, mappingEnded, mappingKept } from './dataset.repository.js';
import type { RawDataService } from './records/raw-data.service.js';
import { recordStatements, type WrittenChange } from './records/record-writes.repository.js';
import type { ListRef } from './records/records.repository.js';
import {
  findMappedBefore,
  findMappedOtherwise,
  findModelIds,
  type MappedBefore,
  modelsRemoved,
} from './records/remapping.repository.js';
import { type Model, mapStored, readStored, type StoredMapping, storedMappings } from './records/stored-mapping.js';
import type { Lease } from './round.repository.js';
import { LEASE_MS, LeaseLost, type RoundWriter } from './rounds/round-context.js';

/** Lists that one pass maps anew in a page of workspaces. */
const MAX_LISTS = 50;
/** A batch takes few ms of the processor, so that requests that come meanwhile hardly wait. */
const BATCH = 10;
/** After a batch it rests so many times as long as the batch took, but not so long that the lease ends. */
const REST = 5;

/** A stored record that was mapped anew. `model` null: the model has no place for it. */
interface MappedAnew {
  readonly row: MappedBefore;
  readonly record: SourceRecord;
  readonly model: Model | null;
}

/**
 * Maps stored records anew after a mapper was changed, from their stored JSON. What comes out as it is stored is not
 * written and is no change.
 */
export class RemappingService {
  readonly #mappings: ReadonlyMap<string, StoredMapping>;
  readonly #stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
    private readonly rawData: RawDataService,
    providers: ReadonlyMap<string, Provider>,
  ) {
    this.#mappings = storedMappings(providers);
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Maps the lists of these workspaces that an older mapper has mapped and that no process pulls. */
  async mapOutdated(workspaceIds: readonly string[]): Promise<void> {
    const versions = [...this.#mappings.values()].map(({ list: { key, mapperVersion } }) => ({
      list: key,
      mapperVersion,
    }));
    const outdated = await findOutdated(backgroundReader(this.database), workspaceIds, versions, MAX_LISTS);
    for (const ref of outdated) {
      const mapping = this.#mappings.get(ref.list);
      if (mapping === undefined || this.#stopping.signal.aborted) continue;
      await this.#mapList(ref, mapping).catch((error) => {
        if (!(error instanceof LeaseLost)) throw error;
      });
    }
  }

  async #mapList(ref: ListRef, mapping: StoredMapping): Promise<void> {
    const version = mapping.list.mapperVersion;
    const until = async () => new Date((await this.writer.now()).getTime() + LEASE_MS);
    const claim = { version, now: await this.writer.now(), until: await until() };
    const row = await claimOutdated(backgroundReader(this.database), ref, claim);
    if (row === undefined) return;
    const lease: Lease = { ref, generation: row.generation };
    let changeNo = Number(row.change_no);
    let isComplete = false;
    let leasedAt = performance.now();
    for (let after = ''; !isComplete && !this.#stopping.signal.aborted; ) {
      const began = performance.now();
      const page = { version, after, limit: BATCH };
      const rows = mapping.type === null ? [] : await findMappedBefore(backgroundReader(this.database), ref, page);
      after = rows.at(-1)?.sourceId ?? after;
      isComplete = rows.length < BATCH;
      const changed = await this.#changed(ref, mapping, rows);
      const statements = await this.#statements(ref, mapping, changed, changeNo);
      changeNo += changed.length;
      if (statements.length > 0 || began - leasedAt > LEASE_MS / 3) {
        leasedAt = began;
        await this.writer.writeHeld(lease, [mappingKept(lease, changeNo, await until()), ...statements]);
      }
      const rest = Math.min((performance.now() - began) * REST, LEASE_MS / 3);
      await sleep(rest, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
    await this.writer.writeHeld(lease, [mappingEnded(lease, isComplete ? version : null)]);
  }

  /** The records whose row in the model differs from what is stored. */
  async #changed(ref: ListRef, mapping: StoredMapping, rows: readonly MappedBefore[]): Promise<MappedAnew[]> {
    const { type } = mapping;
    const anew: { row: MappedBefore; text: string; model: Model | null }[] = [];
    for (const row of rows) {
      const text = row.isOutdated ? await this.rawData.open(row) : null;
      const mapped = text === null ? undefined : mapStored(mapping, text);
      if (text !== null && mapped !== undefined) anew.push({ row, text, ...mapped });
      // Requests that came meanwhile go first.
      await turn();
    }
    if (type === null || anew.length === 0) return [];
    const db = () => backgroundReader(this.database);
    const models = anew.flatMap(({ row, model }) =>
      model === null ? [] : [{ sourceId: row.sourceId, row: model.row }],
    );
    const without = anew.filter(({ model }) => model === null).map(({ row }) => row.sourceId);
    const otherwise = await findMappedOtherwise(db(), ref, type, models);
    const gone = new Set(without.length > 0 ? await findModelIds(db(), ref, type, without) : []);
    const changed = anew.filter(({ row: { sourceId } }) => otherwise.has(sourceId) || gone.has(sourceId));
    return changed.flatMap(({ row, text, model }) => {
      const record = readStored(mapping, row.sourceId, text);
      // The hash is that of what the platform sent: the next pull compares with it.
      return record === undefined
        ? []
        : [{ row, model, record: { ...record, sourceId: row.sourceId, hash: row.hash } }];
    });
  }

  async #statements(ref: ListRef, { list, type }: StoredMapping, changed: readonly MappedAnew[], changeNo: number) {
    const changes = changed.map(({ row, record, model }, at): WrittenChange => {
      const { sourceId, deletion, deletedAt } = row;
      return {
        ...{ sourceId, record, model, changeNo: changeNo + at + 1, createdNo: Number(row.createdNo) },
        action: deletedAt === null ? 'CHANGED' : row.action,
        deletion: deletedAt === null ? null : { kind: deletion ?? 'MISSING', at: deletedAt.toISOString() },
        raw: { text: row.raw, sealed: row.sealed },
      };
    });
    const write = { ref, changes, type, mapperVersion: list.mapperVersion, now: await this.writer.now() };
    const gone = changes.filter(({ model }) => model === null).map(({ sourceId }) => sourceId);
    const removed: StatementText[] = type !== null && gone.length > 0 ? [modelsRemoved(ref, type, gone)] : [];
    return [...recordStatements(write), ...removed];
  }
}
