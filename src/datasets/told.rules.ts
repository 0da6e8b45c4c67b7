import type { EventType } from '../events/event.rules.js';
import { type KnownChanges, toChangeCursor } from './records/change-cursor.rules.js';

/** A state of a list of which an event tells when it begins and when it ends. */
export type Trouble = 'PERMISSION_DENIED' | 'SUSPICIOUS';

/** What was told of one list, or is to be told now. */
export interface Told {
  readonly list: string;
  /** The newest change. */
  readonly no: number;
  readonly trouble: Trouble | null;
}

/** A dataset is in the worst trouble of its lists. */
const troubleOf = (lists: readonly Told[]): Trouble | null =>
  (['PERMISSION_DENIED', 'SUSPICIOUS'] as const).find((one) => lists.some(({ trouble }) => trouble === one)) ?? null;

/** The event of a change of a dataset's trouble. Undefined: nothing has changed. */
export function troubleEvent(before: readonly Told[], after: readonly Told[]): EventType | undefined {
  const trouble = troubleOf(after);
  if (trouble === troubleOf(before)) return undefined;
  return trouble === null ? 'DATASET_RECOVERED' : `DATASET_${trouble}`;
}

/** The cursor of `changes` that stands behind all changes of a dataset that were told. */
export const toldCursor = (linkId: string, lists: readonly Told[]): string =>
  toChangeCursor(linkId, new Map(lists.map(({ list, no }) => [list, no])) satisfies KnownChanges);
