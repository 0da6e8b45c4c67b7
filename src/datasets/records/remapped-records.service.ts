import { setImmediate as turn } from 'node:timers/promises';
import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database, StatementText } from '../../infra/database/database.js';
import type { SourceRecord } from '../../providers/provider-datasets.js';
import type { RawDataService } from './raw-data.service.js';
import { recordStatements, type WrittenChange } from './record-writes.repository.js';
import type { ListRef } from './records.repository.js';
import {
  findMappedBefore,
  findMappedOtherwise,
  findModelIds,
  type MappedBefore,
  modelsRemoved,
} from './remapping.repository.js';
import { type Model, mapStored, readStored, type StoredMapping } from './stored-mapping.js';

/** The next records of a list: those after the id `after`. `changeNo`: the list's newest change. */
export interface NextRecords {
  readonly after: string;
  readonly limit: number;
  readonly changeNo: number;
  readonly now: Date;
}

/** What became of them. */
export interface RemappedRecords {
  /** The last one; undefined where none is left. */
  readonly last: string | undefined;
  readonly read: number;
  readonly changed: number;
  /** They write the changes, which have the numbers after `changeNo`. */
  readonly statements: readonly StatementText[];
}

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
export class RemappedRecordsService {
  constructor(
    private readonly database: Database,
    private readonly rawData: RawDataService,
  ) {}

  /** Maps the next records of a list. Nothing is written here. */
  async next(
    ref: ListRef,
    mapping: StoredMapping,
    { after, limit, changeNo, now }: NextRecords,
  ): Promise<RemappedRecords> {
    const { list, type } = mapping;
    const page = { version: list.mapperVersion, after, limit };
    const rows = type === null ? [] : await findMappedBefore(backgroundReader(this.database), ref, page);
    const changed = await this.#changed(ref, mapping, rows);
    return {
      last: rows.at(-1)?.sourceId,
      read: rows.length,
      changed: changed.length,
      statements: statementsOf(ref, mapping, changed, { changeNo, now }),
    };
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
}

function statementsOf(
  ref: ListRef,
  { list, type }: StoredMapping,
  changed: readonly MappedAnew[],
  { changeNo, now }: Pick<NextRecords, 'changeNo' | 'now'>,
): StatementText[] {
  const changes = changed.map(({ row, record, model }, at): WrittenChange => {
    const { sourceId, deletion, deletedAt } = row;
    return {
      ...{ sourceId, record, model, changeNo: changeNo + at + 1, createdNo: Number(row.createdNo) },
      action: deletedAt === null ? 'CHANGED' : row.action,
      deletion: deletedAt === null ? null : { kind: deletion ?? 'MISSING', at: deletedAt.toISOString() },
      raw: { text: row.raw, sealed: row.sealed },
    };
  });
  const write = { ref, changes, type, mapperVersion: list.mapperVersion, now };
  const gone = changes.filter(({ model }) => model === null).map(({ sourceId }) => sourceId);
  const removed: StatementText[] = type !== null && gone.length > 0 ? [modelsRemoved(ref, type, gone)] : [];
  return [...recordStatements(write), ...removed];
}
