import type { EventType } from '../../events/event.rules.js';
import { isAbsent, type PartRow, type PullStatus, statusOf, sumOf } from './pull-state.rules.js';

/** How a part ends. */
export type EndedPart = Pick<PartRow, 'status' | 'counts' | 'message'>;

export interface PullEnd {
  readonly type: EventType;
  /** What is told of it beside ids. */
  readonly told: Readonly<Record<string, unknown>>;
}

/**
 * The end of a pull by the end of its last parts. `parts`: as they were stored before. Undefined: it goes on, or it had
 * ended before.
 */
export function pullEnd(
  parts: readonly PartRow[],
  ended: ReadonlyMap<string, EndedPart>,
  isFirst: boolean,
): PullEnd | undefined {
  const open = parts.filter(({ ended_at }) => ended_at === null);
  if (open.length === 0 || !open.every(({ list }) => ended.has(list))) return undefined;
  const now = parts.map((part) => (part.ended_at === null ? { ...part, ...ended.get(part.list) } : part));
  const status = statusOf(now);
  const counts = sumOf(now, ['created', 'changed', 'deleted', 'problems']);
  const missed = now.filter((part) => part.status !== 'COMPLETED' && !isAbsent(part)).map(({ dataset }) => dataset);
  return {
    type: typeOf(status, isFirst),
    told: { status, ...counts, ...(status !== 'COMPLETED' && { datasets: [...new Set(missed)].sort() }) },
  };
}

function typeOf(status: PullStatus, isFirst: boolean): EventType {
  if (status !== 'COMPLETED') return 'PULL_FAILED';
  return isFirst ? 'PULL_INITIAL_COMPLETED' : 'PULL_COMPLETED';
}
