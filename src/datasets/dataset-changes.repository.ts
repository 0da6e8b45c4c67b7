// What users change of the lists of a link. The lists must have been locked by the same transaction.
import type { Db, StatementText } from '../infra/database/database.js';
import { NO_COUNTS, type PullCounts } from './records/changes.rules.js';
import type { ListRef } from './records/records.repository.js';

export type LinkRef = Pick<ListRef, 'workspaceId' | 'linkId'>;

const OF_LINK = 'workspace_id = $1 AND link_id = $2';
const linkValues = ({ workspaceId, linkId }: LinkRef): string[] => [workspaceId, linkId];

export interface LockedList {
  readonly list: string;
  readonly dataset: string;
  readonly status: string;
  readonly interval_minutes: number;
  readonly due_at: Date | null;
  readonly pull_id: string | null;
  readonly last_complete_at: Date | null;
  readonly counts: PullCounts;
  /** A round of it was begun and has not ended. */
  readonly has_begun: boolean;
  readonly is_leased: boolean;
}

/** Locks the lists of a link until the transaction ends. */
export function lockLists(tx: Db, ref: LinkRef, now: Date): Promise<LockedList[]> {
  return tx.query<LockedList>(
    `SELECT list, dataset, status, interval_minutes, due_at, pull_id, last_complete_at, counts,
            position IS NOT NULL AS has_begun, coalesce(lease_until > $3, false) AS is_leased
       FROM ledgerlink.dataset WHERE ${OF_LINK} ORDER BY list FOR UPDATE`,
    [...linkValues(ref), now],
  );
}

/** Makes lists due as part of a pull. Of those that have begun, one more round follows. */
export const listsAsked = (
  ref: LinkRef,
  lists: readonly string[],
  { pullId, full, now }: { readonly pullId: string; readonly full: boolean; readonly now: Date },
): StatementText => ({
  text: `UPDATE ledgerlink.dataset
      SET pull_id = $4, is_full_asked = is_full_asked OR $5,
          is_asked_again = is_asked_again OR position IS NOT NULL OR coalesce(lease_until > $6, false),
          due_at = CASE WHEN due_at < $6 THEN due_at ELSE $6 END
    WHERE ${OF_LINK} AND list = ANY($3)`,
  values: [...linkValues(ref), lists, pullId, full, now],
});

/** Sets how often lists are pulled, and when next. A round under way ends by the schedule before, so one more follows. */
export const listsScheduled = (
  ref: LinkRef,
  due: readonly { readonly list: string; readonly dueAt: Date | null }[],
  { intervalMinutes, now }: { readonly intervalMinutes: number; readonly now: Date },
): StatementText => ({
  text: `UPDATE ledgerlink.dataset d
      SET interval_minutes = $5, due_at = n.due_at, is_asked_again = is_asked_again OR coalesce(lease_until > $6, false)
     FROM unnest($3::text[], $4::timestamptz[]) AS n(list, due_at)
    WHERE d.workspace_id = $1 AND d.link_id = $2 AND d.list = n.list`,
  values: [...linkValues(ref), due.map(({ list }) => list), due.map(({ dueAt }) => dueAt), intervalMinutes, now],
});

export interface StoppedList {
  readonly list: string;
  readonly status: string;
  readonly dueAt: Date | null;
}

/** Takes lists out of their pull. A process that has one of them loses it before it writes again. */
export const listsStopped = (ref: LinkRef, lists: readonly StoppedList[]): StatementText =>
  stopping(ref, lists, '', []);

/**
 * Stops lists, and marks their records to be deleted. They are pulled anew later, and their changes are numbered on from
 * where they were: who follows the changes must not miss those after the deletion.
 */
export const listsEmptied = (ref: LinkRef, lists: readonly StoppedList[], now: Date): StatementText =>
  stopping(
    ref,
    lists,
    `, position = NULL, watermark = NULL, deleted_watermark = NULL, full_at = NULL, audited_at = NULL, swept_at = NULL,
          shows_deleted = false, live_count = 0, counts = $6, failures = 0, last_complete_at = NULL, last_error = NULL,
          probed_no = NULL, deletion_asked_at = $7`,
    [JSON.stringify(NO_COUNTS), now],
  );

const stopping = (
  ref: LinkRef,
  lists: readonly StoppedList[],
  more: string,
  values: readonly unknown[],
): StatementText => ({
  text: `UPDATE ledgerlink.dataset d
      SET generation = generation + 1, lease_until = NULL, pull_id = NULL, is_full_asked = false, is_asked_again = false,
          status = n.status, due_at = n.due_at${more}
     FROM unnest($3::text[], $4::text[], $5::timestamptz[]) AS n(list, status, due_at)
    WHERE d.workspace_id = $1 AND d.link_id = $2 AND d.list = n.list`,
  values: [
    ...[...linkValues(ref), lists.map(({ list }) => list), lists.map(({ status }) => status)],
    ...[lists.map(({ dueAt }) => dueAt), ...values],
  ],
});

/** Lists whose records are to be deleted. */
export function findDeletions(db: Db, workspaceIds: readonly string[], limit: number): Promise<ListRef[]> {
  return db.query<ListRef>(
    `SELECT workspace_id AS "workspaceId", link_id AS "linkId", list FROM ledgerlink.dataset
      WHERE workspace_id = ANY($1) AND deletion_asked_at IS NOT NULL LIMIT $2`,
    [workspaceIds, limit],
  );
}

/** Locks a list whose records are to be deleted. False: they are deleted by now, or another process is at it. */
export async function lockDeletion(tx: Db, { workspaceId, linkId, list }: ListRef): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM ledgerlink.dataset
      WHERE workspace_id = $1 AND link_id = $2 AND list = $3 AND deletion_asked_at IS NOT NULL FOR UPDATE SKIP LOCKED`,
    [workspaceId, linkId, list],
  );
  return rows.length > 0;
}

/** The records of a list are deleted: it may be pulled again. */
export async function endDeletion(tx: Db, { workspaceId, linkId, list }: ListRef): Promise<void> {
  await tx.query(
    'UPDATE ledgerlink.dataset SET deletion_asked_at = NULL WHERE workspace_id = $1 AND link_id = $2 AND list = $3',
    [workspaceId, linkId, list],
  );
}
