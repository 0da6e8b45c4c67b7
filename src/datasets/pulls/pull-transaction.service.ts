import { auditEntry } from '../../audit/audit.service.js';
import type { AuditAction } from '../../audit/audit-event.rules.js';
import { recordEvents } from '../../events/outbox.repository.js';
import type { Caller } from '../../infra/database/caller.js';
import type { Database, Db, StatementText, Transaction } from '../../infra/database/database.js';
import { executeStatement } from '../../infra/database/statement.js';
import { findLinkFacts, type LinkUse, lockLinkUse } from '../../links/company-link.repository.js';
import { recordOfLink } from '../../platform-requests/request-audit.repository.js';
import type { Provider } from '../../providers/provider.js';
import type { ApiKeyService } from '../../workspaces/api-key.service.js';
import { type LinkRef, type LockedList, lockLists } from '../dataset-changes.repository.js';
import type { PullCounts } from '../records/changes.rules.js';
import { type FirstPullPolicy, firstPull, laterLists } from './first-pull.js';
import { partsCancelled } from './pull.repository.js';
import { pullEndEvent } from './pull-end.js';

export interface PullTransactionDependencies {
  readonly database: Database;
  readonly apiKeys: ApiKeyService;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly firstPull: FirstPullPolicy;
}

/** A transaction that has locked a link. */
export interface TransactionOfLink {
  readonly tx: Transaction;
  readonly ref: LinkRef;
  /** Undefined: there is no such link. */
  readonly link: LinkUse | undefined;
  readonly now: Date;
  /** Locks the lists of the link. `adds`: a linked link is given those that it does not have yet. */
  lists(adds: boolean): Promise<LockedList[]>;
  run(statement: StatementText): Promise<void>;
  /** Cancels parts of a pull that have not ended, and tells of its end if these were the last. */
  cancelParts(pullId: string, lists: readonly { readonly list: string; readonly counts: PullCounts }[]): Promise<void>;
  /** Records what is done, with the change. */
  record(action: AuditAction, changedFields: readonly string[]): Promise<void>;
}

const CANCELLED = { status: 'CANCELLED', message: null };

/** Transactions in which users change how the data of a link are pulled. */
export class PullTransactionService {
  constructor(private readonly dependencies: PullTransactionDependencies) {}

  reader(caller: Caller): Db {
    return this.dependencies.database.readerFor(caller);
  }

  ofLink<Outcome>(caller: Caller, linkId: string, work: (of: TransactionOfLink) => Promise<Outcome>): Promise<Outcome> {
    const { workspaceId } = caller;
    const ref = { workspaceId, linkId };
    return this.dependencies.database.transaction(caller, async (tx) => {
      await this.dependencies.apiKeys.assertKeyValid(tx, caller);
      const link = await lockLinkUse(tx, workspaceId, linkId);
      // Times that a page ends with are whole milliseconds.
      const now = new Date(tx.now);
      const run = async ({ text, values }: StatementText) => void (await tx.query(text, values));
      return work({
        ...{ tx, ref, link, now, run },
        lists: async (adds) => {
          const known = await lockLists(tx, ref, now);
          const missing = adds && link !== undefined ? this.#missing({ ref, link, now }, known) : [];
          for (const statement of missing) await run(statement);
          return missing.length === 0 ? known : lockLists(tx, ref, now);
        },
        cancelParts: async (pullId, lists) => {
          const facts = await findLinkFacts(tx, workspaceId, linkId);
          const ended = new Map(lists.map(({ list, counts }) => [list, { ...CANCELLED, counts }]));
          const event = facts && (await pullEndEvent(tx, { ...ref, link: facts }, pullId, ended));
          await run(partsCancelled({ workspaceId, pullId }, lists, now));
          if (event) recordEvents(tx, workspaceId, event);
        },
        record: async (action, changedFields) => {
          const entries = [auditEntry(caller, action, linkId, changedFields)];
          await executeStatement(tx, recordOfLink, { workspaceId, entries });
        },
      });
    });
  }

  #missing(
    { ref, link, now }: { ref: LinkRef; link: LinkUse; now: Date },
    known: readonly LockedList[],
  ): StatementText[] {
    const datasets = this.dependencies.providers.get(link.integration_key)?.datasets;
    const lists = link.api_version === null ? [] : (datasets?.lists(link.api_version) ?? []);
    const [first] = known;
    if (first === undefined) return lists.length === 0 ? [] : firstPull(ref, lists, this.dependencies.firstPull, now);
    const keys = known.map(({ list }) => list);
    return laterLists(ref, lists, { known: keys, intervalMinutes: first.interval_minutes, now });
  }
}
