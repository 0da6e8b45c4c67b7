import { DATASETS, type Dataset } from '../../providers/model-parts.js';
import { NO_COUNTS, type PullCounts } from '../records/changes.rules.js';
import { failureText } from './pull-texts.rules.js';

/** By the names of the API. */
export type PullStatus = 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'PARTIAL' | 'FAILED' | 'CANCELLED';

/** What a pull did with one list, as it is stored. */
export interface PartRow {
  readonly list: string;
  readonly dataset: string;
  readonly status: string;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly counts: PullCounts;
  /** The code of its failure. */
  readonly message: string | null;
}

/** What a pull did with one dataset. */
export interface PartSummary extends PullCounts {
  readonly dataset: Dataset;
  readonly status: PullStatus;
  readonly message: string | null;
}

export interface PullSummary {
  readonly status: PullStatus;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly parts: readonly PartSummary[];
}

/** A list that the platform does not have for this company. */
export const isAbsent = ({ status, message }: PartRow): boolean => status === 'FAILED' && message === 'NOT_SUPPORTED';

type Count = Exclude<keyof PullCounts, 'expected'>;

/** Counts of parts together. */
export const sumOf = <Name extends Count>(
  parts: readonly Pick<PartRow, 'counts'>[],
  names: readonly Name[],
): Record<Name, number> =>
  Object.fromEntries(
    names.map((name) => [name, parts.reduce((total, { counts }) => total + counts[name], 0)]),
  ) as Record<Name, number>;

export function statusOf(parts: readonly PartRow[]): PullStatus {
  const there = parts.filter((part) => !isAbsent(part));
  const is = (status: PullStatus) => there.some((part) => part.status === status);
  const every = (status: PullStatus) => there.every((part) => part.status === status);
  if (is('CANCELLED')) return 'CANCELLED';
  if (every('COMPLETED')) return 'COMPLETED';
  if (every('QUEUED')) return 'QUEUED';
  if (is('QUEUED') || is('RUNNING')) return 'RUNNING';
  return every('FAILED') ? 'FAILED' : 'PARTIAL';
}

/** Where a pull stands. `running`: the counts of lists that are pulled now. */
export function summarisePull(
  stored: readonly PartRow[],
  running: ReadonlyMap<string, PullCounts>,
  requestedAt: Date,
): PullSummary {
  const parts = stored.map((part) =>
    part.status === 'RUNNING' ? { ...part, counts: running.get(part.list) ?? NO_COUNTS } : part,
  );
  const ends = parts.map(({ ended_at }) => ended_at);
  const starts = parts.flatMap(({ started_at }) => started_at ?? []);
  return {
    status: statusOf(parts),
    startedAt: starts.reduce<Date | null>((first, date) => (first === null || date < first ? date : first), null),
    endedAt: ends.includes(null)
      ? null
      : ends.reduce<Date>((last, date) => (date !== null && date > last ? date : last), requestedAt),
    parts: DATASETS.flatMap((dataset) => {
      const own = parts.filter((part) => part.dataset === dataset);
      return own.length === 0 ? [] : [partSummary(dataset, own)];
    }),
  };
}

function partSummary(dataset: Dataset, own: readonly PartRow[]): PartSummary {
  const there = own.filter((part) => !isAbsent(part));
  const status = there.length === 0 ? 'FAILED' : statusOf(own);
  const code = (there.length === 0 ? own : there).find(({ message }) => message !== null)?.message;
  // The total of a list is known from its first page on, and of a round that reads changes only not at all.
  const expected = there.map(({ counts }) => counts.expected);
  return {
    dataset,
    status,
    message: code == null ? null : failureText(code),
    expected:
      expected.includes(null) || expected.length === 0
        ? null
        : expected.reduce<number>((all, one) => all + Number(one), 0),
    ...sumOf(own, ['read', 'created', 'changed', 'unchanged', 'deleted', 'problems']),
  };
}
