import { setTimeout as sleep } from 'node:timers/promises';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database, StatementText } from '../infra/database/database.js';
import type { Provider } from '../providers/provider.js';
import type { ProviderDatasets, SourceList, SourceRecord } from '../providers/provider-datasets.js';
import { claimOutdated, findOutdated, mappingEnded, mappingKept } from './dataset.repository.js';
import { modelRow, type StoredType, typeOfDataset } from './records/model-columns.rules.js';
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
import type { Lease } from './round.repository.js';
import { LEASE_MS, LeaseLost, type RoundWriter } from './rounds/round-context.js';

/** Lists that one pass maps anew in a page of workspaces. */
const MAX_LISTS = 50;
/** A batch takes few ms of the processor, so that requests that come meanwhile hardly wait. */
const BATCH = 25;
/** After a batch it rests so many times as long as the batch took, but not so long that the lease ends. */
const REST = 5;

/** How a list's stored records are mapped today. */
interface Mapping {
  readonly list: SourceList;
  readonly type: StoredType | null;
  readonly apiVersion: string;
  readonly datasets: ProviderDatasets;
}

type Model = NonNullable<WrittenChange['model']>;

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
  readonly #mappings = new Map<string, Mapping>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
    private readonly rawData: RawDataService,
    providers: ReadonlyMap<string, Provider>,
  ) {
    for (const { definition, datasets } of providers.values())
      for (const { apiVersion } of definition.options)
        for (const list of datasets.lists(apiVersion))
          if (!this.#mappings.has(list.key))
            this.#mappings.set(list.key, { list, type: typeOfDataset(list.dataset), apiVersion, datasets });
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

  async #mapList(ref: ListRef, mapping: Mapping): Promise<void> {
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
  async #changed(ref: ListRef, mapping: Mapping, rows: readonly MappedBefore[]): Promise<MappedAnew[]> {
    const { type } = mapping;
    const anew = (await Promise.all(rows.map((row) => this.#map(mapping, row)))).flat();
    if (type === null || anew.length === 0) return [];
    const db = () => backgroundReader(this.database);
    const models = anew.flatMap(({ row, model }) =>
      model === null ? [] : [{ sourceId: row.sourceId, row: model.row }],
    );
    const without = anew.filter(({ model }) => model === null).map(({ row }) => row.sourceId);
    const otherwise = await findMappedOtherwise(db(), ref, type, models);
    const gone = new Set(without.length > 0 ? await findModelIds(db(), ref, type, without) : []);
    return anew.filter(({ row: { sourceId } }) => otherwise.has(sourceId) || gone.has(sourceId));
  }

  /** Empty where the record cannot be mapped: its row stays as it is, and the next pull that reads it names the problem. */
  async #map({ list, type, apiVersion, datasets }: Mapping, row: MappedBefore): Promise<MappedAnew[]> {
    const text = await this.rawData.open(row);
    if (text === null) return [];
    const answer = datasets.read(apiVersion, list.key, { kind: 'RECORD', sourceId: row.sourceId }, text);
    const [read] = answer.kind === 'page' ? answer.records : [];
    if (read === undefined) return [];
    const { record: mapped, unread } = datasets.map(apiVersion, list.key, read.value);
    if (mapped === null && unread.length > 0) return [];
    // The hash is that of what the platform sent: the next pull compares with it.
    const record = { ...read, sourceId: row.sourceId, hash: row.hash };
    if (mapped === null || mapped.type !== type) return [{ row, record, model: null }];
    return [{ row, record, model: { type, row: modelRow(type, mapped.fields as unknown as Record<string, unknown>) } }];
  }

  async #statements(ref: ListRef, { list, type }: Mapping, changed: readonly MappedAnew[], changeNo: number) {
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
