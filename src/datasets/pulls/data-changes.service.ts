import { tokenProblem } from '../../access-tokens/access-token.outcomes.js';
import type { Caller } from '../../infra/database/caller.js';
import { linkProblem } from '../../linking/link.outcomes.js';
import type { Dataset } from '../../providers/model-parts.js';
import { type LockedList, listsEmptied, listsScheduled } from '../dataset-changes.repository.js';
import { NO_COUNTS } from '../records/changes.rules.js';
import { toDate } from './first-pull.js';
import { dueAfterStop, dueByInterval } from './list-change.rules.js';
import type { DeleteDataOutcome, SetPullScheduleOutcome } from './pull.outcomes.js';
import type { PullTransactionService } from './pull-transaction.service.js';

/** Sets how often datasets of a link are pulled, and deletes what was pulled of them. */
export class DataChangesService {
  constructor(private readonly transactions: PullTransactionService) {}

  schedule(
    caller: Caller,
    linkId: string,
    { datasets, intervalMinutes }: { readonly datasets: readonly Dataset[] | null; readonly intervalMinutes: number },
  ): Promise<SetPullScheduleOutcome> {
    return this.transactions.ofLink(caller, linkId, async (of): Promise<SetPullScheduleOutcome> => {
      if (of.link === undefined) return linkProblem('LinkNotFound');
      const lists = await of.lists(true);
      if (lists.length === 0) return tokenProblem('LinkPending');
      const due = chosen(lists, datasets).map((list) => ({
        list: list.list,
        dueAt: toDate(dueByInterval(stateOf(list, intervalMinutes), of.now.getTime(), Math.random())),
      }));
      await of.run(listsScheduled(of.ref, due, { intervalMinutes, now: of.now }));
      await of.record('pull.scheduled', datasets ?? []);
      return { kind: 'SetPullScheduleSuccess' };
    });
  }

  /** Marks what was pulled to be deleted: a background job does it. Pulls of these datasets are cancelled. */
  deleteData(caller: Caller, linkId: string, datasets: readonly Dataset[] | null): Promise<DeleteDataOutcome> {
    return this.transactions.ofLink(caller, linkId, async (of): Promise<DeleteDataOutcome> => {
      if (of.link === undefined) return linkProblem('LinkNotFound');
      const lists = chosen(await of.lists(false), datasets);
      if (lists.length === 0) return { kind: 'DeleteDataSuccess' };
      const pullId = lists.find(({ pull_id }) => pull_id !== null)?.pull_id;
      if (pullId) {
        const parts = lists.map(({ list }) => ({ list, counts: NO_COUNTS }));
        await of.cancelParts(pullId, parts);
      }
      const emptied = lists.map(({ list, interval_minutes }) => ({
        list,
        status: 'NEVER_PULLED',
        dueAt: toDate(dueAfterStop(interval_minutes, of.now.getTime(), Math.random())),
      }));
      await of.run(listsEmptied(of.ref, emptied, of.now));
      await of.record('data.deleted', datasets ?? []);
      return { kind: 'DeleteDataSuccess' };
    });
  }
}

const chosen = (lists: readonly LockedList[], datasets: readonly Dataset[] | null): LockedList[] =>
  lists.filter(({ dataset }) => datasets?.includes(dataset as Dataset) ?? true);

const stateOf = ({ pull_id, is_leased, due_at, last_complete_at }: LockedList, intervalMinutes: number) => ({
  intervalMinutes,
  isUnderWay: pull_id !== null || is_leased,
  dueAt: due_at?.getTime() ?? null,
  lastCompleteAt: last_complete_at?.getTime() ?? null,
});
