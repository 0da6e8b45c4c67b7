import { backgroundReader, releaseParameters } from '../../infra/database/background-reader.js';
import type { Database, StatementText } from '../../infra/database/database.js';
import type { MappedRecord } from '../../providers/provider-datasets.js';
import { listsMadeDue } from '../dataset.repository.js';
import { changesOf, countsAfter, deletionsOf, missingOf, type PageChanges } from '../records/changes.rules.js';
import { modelRow, type StoredType, TABLE_OF, typeOfDataset } from '../records/model-columns.rules.js';
import type { RawDataService } from '../records/raw-data.service.js';
import { recordStatements, type WrittenChange } from '../records/record-writes.repository.js';
import { findStored } from '../records/records.repository.js';
import type { Brought, FoundChanges, MappedChange } from './brought.js';
import type { NamedRecordsService } from './named-records.service.js';
import { type Problem, problemsNoted, problemsSolved } from './problem.repository.js';
import type { RoundContext, RoundState, RoundWriter } from './round-context.js';
import { todoAdded } from './sweep.repository.js';

/** What is written of a page. Its records are not needed any more. */
export interface PreparedPage {
  readonly statements: readonly StatementText[];
  /** Records that had a problem, and have none now. */
  readonly solved: readonly string[];
  readonly isWritten: boolean;
}

/** Writes what was read: only what differs from what is stored. */
export class PageWriteService {
  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
    private readonly named: NamedRecordsService,
    private readonly rawData: RawDataService,
  ) {}

  /** Writes a page, with where the round stands after it. `mustWrite`: also where nothing differs. */
  async write(context: RoundContext, state: RoundState, brought: Brought, mustWrite: boolean): Promise<void> {
    await this.writePrepared(context, state, await this.prepare(context, state, brought, mustWrite));
  }

  /** The first half of `write`. Until the second one the state is ahead of what is stored. */
  async prepare(context: RoundContext, state: RoundState, brought: Brought, mustWrite: boolean): Promise<PreparedPage> {
    const { ref } = context.lease;
    const found = await this.#changes(context, state, brought);
    const mapped = await this.#mapped(context, state, brought, found);
    const now = await this.writer.now();
    const problems = [...brought.problems, ...mapped.problems];
    const solved = [...brought.solved, ...mapped.solved];
    state.counts = {
      ...countsAfter(state.counts, brought.records.length, found),
      problems: state.counts.problems + problems.length,
    };
    Object.assign(state, { changeNo: found.changeNo, liveCount: found.liveCount });
    const write = {
      ref,
      changes: mapped.changes,
      type: typeOfDataset(context.list.dataset),
      mapperVersion: context.list.mapperVersion,
      now,
    };
    const named = await this.named.find(context, brought, { changes: mapped.changes, storedIds: found.storedIds });
    const statements = [
      ...recordStatements(write),
      // The row of a list is locked before what is to be done of it, as the process does that pulls it.
      ...(named.size > 0 ? [listsMadeDue(ref, [...named.keys()], now)] : []),
      ...[...named].map(([list, ids]) => todoAdded({ ...ref, list }, 'NAMED', [...ids], now)),
      ...(problems.length > 0 ? [problemsNoted(ref, problems, state.run, now)] : []),
      ...(solved.length > 0 ? [problemsSolved(ref, solved)] : []),
      ...brought.more,
    ];
    return { statements, solved, isWritten: mustWrite || statements.length > 0 };
  }

  async writePrepared(context: RoundContext, state: RoundState, page: PreparedPage): Promise<void> {
    if (page.isWritten) await this.writer.write(context, state, page.statements);
    releaseParameters(page.statements);
    for (const id of page.solved) state.problemIds.delete(id);
  }

  async #changes({ lease }: RoundContext, state: RoundState, brought: Brought): Promise<FoundChanges> {
    const ids = [...brought.records.map(({ sourceId }) => sourceId), ...brought.missing];
    const before = { stored: new Map(), changeNo: state.changeNo, liveCount: state.liveCount };
    if (ids.length === 0) return { ...changesOf([], before), storedIds: new Set() };
    const stored = await findStored(backgroundReader(this.database), lease.ref, ids);
    const read = (brought.areDeletions ? deletionsOf : changesOf)(brought.records, { ...before, stored });
    const missing = missingOf(brought.missing, { ...read, stored });
    return {
      ...missing,
      changes: [...read.changes, ...missing.changes],
      unchanged: brought.areDeletions ? 0 : read.unchanged,
      storedIds: new Set(stored.keys()),
    };
  }

  /** The changes with their model rows, and which records cannot be mapped, or can be again. */
  async #mapped(
    context: RoundContext,
    state: RoundState,
    { records, areDeletions }: Brought,
    { changes }: PageChanges,
  ) {
    const problems: Problem[] = [];
    const solved: string[] = [];
    const judge = (sourceId: string, { record, unread }: MappedRecord) => {
      const [field] = unread;
      if (record === null && field !== undefined)
        problems.push({ sourceId, message: `The field \`${field.field}\` ${field.reason}.`, requestId: null });
      else if (state.problemIds.has(sourceId)) solved.push(sourceId);
    };
    const written = (await this.rawData.addTo(context.lease.ref, changes)).map((change): MappedChange => {
      if (change.record === null) return { ...change, model: null, mapped: null };
      const mapped = context.datasets.map(context.apiVersion, context.list.key, change.record.value);
      judge(change.sourceId, mapped);
      return { ...change, model: modelOf(mapped.record), mapped };
    });
    const changed = new Set(changes.map(({ sourceId }) => sourceId));
    if (!areDeletions)
      for (const record of records)
        if (state.problemIds.has(record.sourceId) && !changed.has(record.sourceId))
          judge(record.sourceId, context.datasets.map(context.apiVersion, context.list.key, record.value));
    return { changes: written, problems, solved };
  }
}

function modelOf(record: MappedRecord['record']): WrittenChange['model'] {
  if (record === null || !(record.type in TABLE_OF)) return null;
  const type = record.type as StoredType;
  return { type, row: modelRow(type, record.fields as unknown as Record<string, unknown>) };
}
