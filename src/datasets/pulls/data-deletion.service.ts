import { backgroundReader, backgroundTransaction } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { endDeletion, findDeletions, lockDeletion } from '../dataset-changes.repository.js';
import { deleteRecords, findExpired } from '../records/record-removal.repository.js';
import type { ListRef } from '../records/records.repository.js';
import { deleteRoundParts } from '../rounds/sweep.repository.js';
import type { DataChangesService } from './data-changes.service.js';
import { deletePulls } from './pull.repository.js';

/** Lists that are looked for at once. */
const PAGE = 100;
/** Records of each table in a transaction, which may take five seconds. */
const BATCH = 1_000;
const DAY_MS = 86_400_000;
/** How long the history of pulls is kept. */
const HISTORY_DAYS = 90;

/** Deletes data that are to be deleted, a few at a time, and finds those that have been kept long enough. */
export class DataDeletionService {
  /** `retentionDays`: how long the data of a link that has ended are kept; 0: until they are deleted. */
  constructor(
    private readonly database: Database,
    private readonly changes: DataChangesService,
    private readonly now: () => Promise<Date>,
    private readonly retentionDays: number,
  ) {}

  /** Deletes what users have asked to delete. */
  async deleteAsked(workspaceIds: readonly string[]): Promise<void> {
    for (const ref of await findDeletions(backgroundReader(this.database), workspaceIds, PAGE))
      while (await this.#deleteSome(ref));
  }

  /** Within the lock of the list, so that nothing is deleted that a later pull has brought. Answers whether there is more. */
  #deleteSome(ref: ListRef): Promise<boolean> {
    return backgroundTransaction(this.database, async (tx) => {
      if (!(await lockDeletion(tx, ref))) return false;
      if (await deleteRecords(tx, ref, BATCH)) return true;
      await deleteRoundParts(tx, ref);
      await endDeletion(tx, ref);
      return false;
    });
  }

  /** Deletes old history, and marks the data of links that ended long ago. */
  async deleteOld(workspaceIds: readonly string[]): Promise<void> {
    const now = (await this.now()).getTime();
    const daysAgo = (days: number) => new Date(now - days * DAY_MS);
    await deletePulls(backgroundReader(this.database), workspaceIds, daysAgo(HISTORY_DAYS));
    if (this.retentionDays === 0) return;
    const ended = await findExpired(backgroundReader(this.database), workspaceIds, daysAgo(this.retentionDays));
    for (const { workspaceId, linkId } of ended) {
      const signal = AbortSignal.timeout(5_000);
      const author = { actor: 'ledgerlink', requestId: 'background', apiKeyId: null };
      await this.changes.deleteData({ workspaceId, ...author, signal, afterCommit() {} }, linkId, null);
    }
  }
}
