import { tokenProblem } from '../../access-tokens/access-token.outcomes.js';
import { whyNotIssued } from '../../access-tokens/access-token.rules.js';
import type { Caller } from '../../infra/database/caller.js';
import type { Transaction } from '../../infra/database/database.js';
import { newId } from '../../infra/ids/ids.js';
import { linkProblem } from '../../linking/link.outcomes.js';
import { findLinks } from '../../links/company-link.repository.js';
import type { Dataset } from '../../providers/model-parts.js';
import { listsAsked, listsStopped } from '../dataset-changes.repository.js';
import { NO_COUNTS } from '../records/changes.rules.js';
import { toDate } from './first-pull.js';
import { dueAfterStop, statusAfterCancel } from './list-change.rules.js';
import { type CancelPullOutcome, type PullDatasetsOutcome, pullProblem } from './pull.outcomes.js';
import { partsAsked, pullAdded } from './pull.repository.js';
import { findPulls } from './pull-read.repository.js';
import type { PullTransactionService, TransactionOfLink } from './pull-transaction.service.js';

interface PullRequest {
  readonly linkId: string;
  /** Null: all. */
  readonly datasets: readonly Dataset[] | null;
  /** Reads every record again, not only what has changed. */
  readonly full: boolean;
}

/** Starts and cancels pulls for users. A process that looks for lists that are due does the rest. */
export class PullRequestService {
  constructor(private readonly transactions: PullTransactionService) {}

  /** One pull of a link is under way at a time: what is asked for meanwhile becomes part of it. */
  request(caller: Caller, { linkId, datasets, full }: PullRequest): Promise<PullDatasetsOutcome> {
    const ownId = newId();
    return this.transactions.ofLink(caller, linkId, async (of): Promise<PullDatasetsOutcome> => {
      const whyNot = whyNotIssued(of.link);
      if (whyNot !== null) return whyNotPulled(of.tx, caller, linkId, whyNot);
      const { ref, now } = of;
      const asked = (await of.lists(true)).filter(({ dataset }) => datasets?.includes(dataset as Dataset) ?? true);
      const underWay = await this.#underWay(of);
      const pull = { ...ref, pullId: underWay ?? ownId, requestedBy: caller.actor, now };
      if (underWay === undefined) await of.run(pullAdded(pull));
      await of.run(partsAsked(pull, asked, NO_COUNTS));
      const keys = asked.map(({ list }) => list);
      await of.run(listsAsked(ref, keys, { ...pull, full }));
      await of.record('pull.requested', datasets ?? []);
      return {
        kind: 'PullDatasetsSuccess',
        pullId: pull.pullId,
        // The first run of this transaction may have begun it, and its answer was lost.
        coalesced: underWay !== undefined && underWay !== ownId,
      };
    });
  }

  /** The pull of the link that has not ended. */
  async #underWay(of: TransactionOfLink): Promise<string | undefined> {
    const id = (await of.lists(false)).find(({ pull_id }) => pull_id !== null)?.pull_id;
    // One that lasts longer than history is kept is not known any more.
    return id ? (await findPulls(of.tx, of.ref.workspaceId, [id]))[0]?.id : undefined;
  }

  /** What was read is kept. A pull that has ended stays as it is. */
  async cancel(caller: Caller, pullId: string): Promise<CancelPullOutcome> {
    const { workspaceId } = caller;
    const [pull] = await findPulls(this.transactions.reader(caller), workspaceId, [pullId]);
    if (pull === undefined) return pullProblem('PullNotFound');
    return this.transactions.ofLink(caller, pull.link_id, async (of): Promise<CancelPullOutcome> => {
      if (of.link === undefined) return pullProblem('PullNotFound');
      const lists = (await of.lists(false)).filter(({ pull_id }) => pull_id === pullId);
      if (lists.length === 0) return { kind: 'CancelPullSuccess', pullId };
      const stopped = lists.map(({ list, interval_minutes, last_complete_at, ...state }) => ({
        list,
        status: statusAfterCancel({ ...state, isComplete: last_complete_at !== null }),
        dueAt: toDate(dueAfterStop(interval_minutes, of.now.getTime(), Math.random())),
      }));
      await of.run(listsStopped(of.ref, stopped));
      const parts = lists.map(({ list, has_begun, counts }) => ({ list, counts: has_begun ? counts : NO_COUNTS }));
      await of.cancelParts(pullId, parts);
      await of.record('pull.cancelled', []);
      return { kind: 'CancelPullSuccess', pullId };
    });
  }
}

async function whyNotPulled(
  tx: Transaction,
  { workspaceId }: Caller,
  linkId: string,
  whyNot: NonNullable<ReturnType<typeof whyNotIssued>>,
): Promise<PullDatasetsOutcome> {
  if (whyNot === 'disabled') return linkProblem('IntegrationDisabled');
  if (whyNot === 'pending') return tokenProblem('LinkPending');
  const [link] = await findLinks(tx, workspaceId, [linkId]);
  return link === undefined ? linkProblem('LinkNotFound') : tokenProblem('RelinkRequired', { link });
}
