import type { StatementText } from '../../infra/database/database.js';
import type { SourceList } from '../../providers/provider-datasets.js';
import { datasetsAdded } from '../dataset.repository.js';
import type { LinkRef } from '../dataset-changes.repository.js';
import { NO_COUNTS } from '../records/changes.rules.js';
import { partsAdded, pullAdded } from './pull.repository.js';

/** A time of the rules, in ms since 1970, as statements take it. */
export const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** How a link is pulled that was never pulled. */
export interface FirstPullPolicy {
  readonly intervalMinutes: number;
  /** Its first pull begins by itself. Otherwise it waits for the schedule, or for pullDatasets. */
  readonly begins: boolean;
}

/**
 * The statement that gives a link those of its platform's lists that came after its first pull, with a later release. They
 * are pulled now. None: it has all of them. `known`: the keys of those that it has.
 */
export function laterLists(
  ref: LinkRef,
  lists: readonly SourceList[],
  {
    known,
    intervalMinutes,
    now,
  }: { readonly known: readonly string[]; readonly intervalMinutes: number; readonly now: Date },
): StatementText[] {
  const dueAt = intervalMinutes === 0 ? null : now;
  const added = lists
    .filter(({ key }) => !known.includes(key))
    .map(({ key, dataset, mapperVersion }) => ({ list: key, dataset, mapperVersion, dueAt }));
  return added.length === 0 ? [] : [datasetsAdded(ref, added, { intervalMinutes, counts: NO_COUNTS, pullId: null })];
}

/**
 * The statements that give a link its lists and, where it begins by itself, its first pull. That pull has the id of the
 * link, so that several processes make one.
 */
export function firstPull(
  ref: LinkRef,
  lists: readonly SourceList[],
  { intervalMinutes, begins }: FirstPullPolicy,
  now: Date,
): StatementText[] {
  const byInterval = intervalMinutes === 0 ? null : now.getTime() + intervalMinutes * 60_000;
  // A ms between them keeps their order, in which they are then pulled.
  const parts = lists.map(({ key, dataset, mapperVersion }, place) => ({
    ...{ list: key, dataset, mapperVersion },
    dueAt: toDate(begins ? now.getTime() + place : byInterval),
  }));
  const pull = { ...ref, pullId: ref.linkId, requestedBy: 'link', now };
  return [
    ...(begins ? [pullAdded(pull), partsAdded(pull, parts, NO_COUNTS)] : []),
    datasetsAdded(ref, parts, { intervalMinutes, counts: NO_COUNTS, pullId: begins ? pull.pullId : null }),
  ];
}
