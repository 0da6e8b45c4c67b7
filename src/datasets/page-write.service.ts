import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database, StatementText } from '../infra/database/database.js';
import { parseExact } from '../providers/exact-json.js';
import type { MappedRecord, SourceRecord } from '../providers/provider-datasets.js';
import { type Problem, problemsNoted, problemsSolved } from './problem.repository.js';
import {
  changesOf,
  countsAfter,
  deletionsOf,
  missingOf,
  type PageChanges,
  type RecordChange,
} from './records/changes.rules.js';
import { modelRow, type StoredType, TABLE_OF, typeOfDataset } from './records/model-columns.rules.js';
import { findRaw, findStored, recordStatements, type WrittenChange } from './records/records.repository.js';
import type { RoundContext, RoundState, RoundWriter } from './round-context.js';
import { todoAdded } from './sweep.repository.js';

/** What a page, or single records, have brought. */
export interface Brought {
  /** Records of the list, or of its list of deletions. */
  readonly records: readonly SourceRecord[];
  readonly areDeletions: boolean;
  /** Ids that are gone without a report. */
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
  /** Records that could be read, whatever they hold. */
  readonly solved: readonly string[];
  /** From this platform time on (seconds since 1970), changed records make those due that they name. */
  readonly namesFrom: number;
  /** Statements that belong to the page. */
  readonly more: readonly StatementText[];
}

export const NOTHING: Brought = {
  records: [],
  areDeletions: false,
  missing: [],
  problems: [],
  solved: [],
  namesFrom: Number.POSITIVE_INFINITY,
  more: [],
};

/** Writes what was read: only what differs from what is stored. */
export class PageWriteService {
  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
    private readonly keepsRaw: boolean,
  ) {}

  /** Writes a page, with where the round stands after it. `mustWrite`: also where nothing differs. */
  async write(context: RoundContext, state: RoundState, brought: Brought, mustWrite: boolean): Promise<void> {
    const { ref } = context.lease;
    const found = await this.#changes(context, state, brought);
    const mapped = this.#mapped(context, state, brought, found);
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
      keepsRaw: this.keepsRaw,
      now,
    };
    const named = await this.#named(context, brought, mapped.changes);
    for (const list of named.keys()) state.touched.add(list);
    const statements = [
      ...recordStatements(write),
      ...[...named].map(([list, ids]) => todoAdded({ ...ref, list }, 'NAMED', [...ids], now)),
      ...(problems.length > 0 ? [problemsNoted(ref, problems, state.run, now)] : []),
      ...(solved.length > 0 ? [problemsSolved(ref, solved)] : []),
      ...brought.more,
    ];
    if (mustWrite || statements.length > 0) await this.writer.write(context, state, statements);
    for (const id of solved) state.problemIds.delete(id);
  }

  async #changes({ lease }: RoundContext, state: RoundState, brought: Brought): Promise<PageChanges> {
    const ids = [...brought.records.map(({ sourceId }) => sourceId), ...brought.missing];
    const before = { stored: new Map(), changeNo: state.changeNo, liveCount: state.liveCount };
    if (ids.length === 0) return changesOf([], before);
    const stored = await findStored(backgroundReader(this.database), lease.ref, ids);
    const read = (brought.areDeletions ? deletionsOf : changesOf)(brought.records, { ...before, stored });
    const missing = missingOf(brought.missing, { ...read, stored });
    return {
      ...missing,
      changes: [...read.changes, ...missing.changes],
      unchanged: brought.areDeletions ? 0 : read.unchanged,
    };
  }

  /** The changes with their model rows, and which records cannot be mapped, or can be again. */
  #mapped(context: RoundContext, state: RoundState, { records, areDeletions }: Brought, { changes }: PageChanges) {
    const problems: Problem[] = [];
    const solved: string[] = [];
    const judge = (sourceId: string, { record, unread }: MappedRecord) => {
      const [field] = unread;
      if (record === null && field !== undefined)
        problems.push({ sourceId, message: `The field \`${field.field}\` ${field.reason}.`, requestId: null });
      else if (state.problemIds.has(sourceId)) solved.push(sourceId);
    };
    const written = changes.map((change): WrittenChange & { readonly touches: MappedRecord['touches'] } => {
      if (change.record === null) return { ...change, model: null, touches: [] };
      const mapped = context.datasets.map(context.apiVersion, context.list.key, change.record.value);
      judge(change.sourceId, mapped);
      return { ...change, model: modelOf(mapped.record), touches: mapped.touches };
    });
    const changed = new Set(changes.map(({ sourceId }) => sourceId));
    if (!areDeletions)
      for (const { sourceId, value } of records)
        if (state.problemIds.has(sourceId) && !changed.has(sourceId))
          judge(sourceId, context.datasets.map(context.apiVersion, context.list.key, value));
    return { changes: written, problems, solved };
  }

  /** The records of other lists that changes name, by list. */
  async #named(
    context: RoundContext,
    { namesFrom }: Brought,
    changes: readonly (RecordChange & { readonly touches: MappedRecord['touches'] })[],
  ): Promise<Map<string, Set<string>>> {
    const named = new Map<string, Set<string>>();
    const add = (touches: MappedRecord['touches']) => {
      for (const { list, sourceId } of touches)
        if (list !== context.list.key) named.set(list, (named.get(list) ?? new Set()).add(sourceId));
    };
    const since = (change: RecordChange) => Date.parse(change.record?.updatedAt ?? '') / 1000;
    for (const change of changes) if (!(since(change) < namesFrom)) add(change.touches);
    // Those that the record named before: a payment that is deleted names its document no more.
    const known = changes.filter(({ action }) => action !== 'CREATED').map(({ sourceId }) => sourceId);
    if (known.length === 0 || !NAMING.includes(context.list.dataset)) return named;
    const raw = await findRaw(backgroundReader(this.database), context.lease.ref, known);
    for (const text of raw.values())
      add(context.datasets.map(context.apiVersion, context.list.key, parseExact(text) as never).touches);
    return named;
  }
}

/** Datasets whose records settle documents. */
const NAMING: readonly string[] = ['PAYMENTS', 'ALLOCATIONS', 'SALES_CREDIT_NOTES', 'PURCHASE_CREDIT_NOTES'];

function modelOf(record: MappedRecord['record']): WrittenChange['model'] {
  if (record === null || !(record.type in TABLE_OF)) return null;
  const type = record.type as StoredType;
  return { type, row: modelRow(type, record.fields as unknown as Record<string, unknown>) };
}
