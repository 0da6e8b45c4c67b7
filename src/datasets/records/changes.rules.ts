import type { SourceRecord } from '../../providers/provider-datasets.js';

/** A record as it is stored. Times are ISO 8601 in UTC. */
export interface StoredRecord {
  readonly hash: string;
  readonly isDeleted: boolean;
  readonly updatedAt: string | null;
  readonly createdNo: number;
}

export type ChangeAction = 'CREATED' | 'CHANGED' | 'DELETED' | 'REVIVED';
export type DeletionKind = 'REPORTED' | 'FLAGGED' | 'MISSING';

/** A record that is written. `record` null: only its deletion is. */
export interface RecordChange {
  readonly sourceId: string;
  readonly action: ChangeAction;
  readonly changeNo: number;
  readonly createdNo: number;
  readonly record: SourceRecord | null;
  /** Null: it is not deleted. The platform's time, where it says one. */
  readonly deletion: { readonly kind: DeletionKind; readonly at: string | null } | null;
}

/** Counts of a round. */
export interface PullCounts {
  readonly expected: number | null;
  readonly read: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly deleted: number;
  readonly problems: number;
}

export const NO_COUNTS: PullCounts = {
  expected: null,
  read: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  deleted: 0,
  problems: 0,
};

/** What a page changes: the changes with their numbers, and how many records are not deleted after them. */
export interface PageChanges {
  readonly changes: readonly RecordChange[];
  readonly changeNo: number;
  readonly liveCount: number;
  readonly unchanged: number;
}

interface Before {
  readonly stored: ReadonlyMap<string, StoredRecord>;
  /** The number of the newest change. */
  readonly changeNo: number;
  readonly liveCount: number;
}

type Judged = Pick<RecordChange, 'action' | 'record' | 'deletion'> | null;

function numbered(before: Before, judged: ReadonlyMap<string, Judged>): PageChanges {
  let { changeNo, liveCount } = before;
  const changes: RecordChange[] = [];
  for (const [sourceId, change] of judged) {
    if (change === null) continue;
    changeNo += 1;
    const stored = before.stored.get(sourceId);
    const wasLive = stored !== undefined && !stored.isDeleted;
    liveCount += Number(change.deletion === null) - Number(wasLive);
    changes.push({ ...change, sourceId, changeNo, createdNo: stored?.createdNo ?? changeNo });
  }
  return { changes, changeNo, liveCount, unchanged: judged.size - changes.length };
}

/** What records say that were read from their list, or alone. The last one of an id counts. */
export function changesOf(records: readonly SourceRecord[], before: Before): PageChanges {
  const judged = new Map<string, Judged>();
  for (const record of records) judged.set(record.sourceId, judge(record, before.stored.get(record.sourceId)));
  return numbered(before, judged);
}

function judge(record: SourceRecord, stored: StoredRecord | undefined): Judged {
  const isDeleted = record.deletedAt !== null || record.flagged;
  if (stored !== undefined && stored.hash === record.hash && stored.isDeleted === isDeleted) return null;
  if (isDeleted) {
    const kind = record.flagged ? 'FLAGGED' : 'REPORTED';
    return { action: 'DELETED', record, deletion: { kind, at: record.deletedAt } };
  }
  const known = stored?.isDeleted ? 'REVIVED' : 'CHANGED';
  return { action: stored === undefined ? 'CREATED' : known, record, deletion: null };
}

/**
 * What a list of deletions says: known records are marked, and keep what was read of them. One that changed after its
 * deletion was brought back.
 */
export function deletionsOf(records: readonly SourceRecord[], before: Before): PageChanges {
  const judged = new Map<string, Judged>();
  for (const { sourceId, deletedAt } of records) {
    const stored = before.stored.get(sourceId);
    const isLater = deletedAt !== null && stored?.updatedAt != null && stored.updatedAt > deletedAt;
    const isNews = stored !== undefined && !stored.isDeleted && !isLater;
    judged.set(sourceId, isNews ? deleted('REPORTED', deletedAt) : null);
  }
  return numbered(before, judged);
}

/** Records that are gone from the list although nothing has reported it. */
export function missingOf(sourceIds: readonly string[], before: Before): PageChanges {
  const isKnown = (id: string) => before.stored.get(id)?.isDeleted === false;
  return numbered(before, new Map(sourceIds.map((id) => [id, isKnown(id) ? deleted('MISSING', null) : null])));
}

const deleted = (kind: DeletionKind, at: string | null): Judged => ({
  action: 'DELETED',
  record: null,
  deletion: { kind, at },
});

/** The counts of a round after a page. */
export function countsAfter(counts: PullCounts, read: number, { changes, unchanged }: PageChanges): PullCounts {
  const of = (...actions: ChangeAction[]) => changes.filter(({ action }) => actions.includes(action)).length;
  return {
    ...counts,
    read: counts.read + read,
    created: counts.created + of('CREATED'),
    changed: counts.changed + of('CHANGED', 'REVIVED'),
    deleted: counts.deleted + of('DELETED'),
    unchanged: counts.unchanged + unchanged,
  };
}
