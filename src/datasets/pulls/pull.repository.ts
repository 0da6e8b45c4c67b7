// The folder `datasets/pulls`: what users see of pulls and ask of them: how datasets stand, the history of pulls with their
// progress, schedules, and deleting what was pulled. How a list is read stands in `datasets/rounds`.

import type { Db, StatementText } from '../../infra/database/database.js';
import type { PullCounts } from '../records/changes.rules.js';
import type { ListRef } from '../records/records.repository.js';

export interface NewPull {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly pullId: string;
  /** As audit records name it, or `link` for the first pull of a link and `schedule`. */
  readonly requestedBy: string;
  readonly now: Date;
}

export const pullAdded = ({ workspaceId, linkId, pullId, requestedBy, now }: NewPull): StatementText => ({
  text: `INSERT INTO ledgerlink.pull (workspace_id, id, link_id, requested_by, requested_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
  values: [workspaceId, pullId, linkId, requestedBy, now],
});

type PartNames = readonly { readonly list: string; readonly dataset: string }[];

const insertParts = (
  { workspaceId, pullId }: NewPull,
  lists: PartNames,
  counts: PullCounts,
  onConflict: string,
): StatementText => ({
  text: `INSERT INTO ledgerlink.pull_part AS p (workspace_id, pull_id, list, dataset, status, counts)
    SELECT $1, $2, l.list, l.dataset, 'QUEUED', $5 FROM unnest($3::text[], $4::text[]) AS l(list, dataset)
    ON CONFLICT ${onConflict}`,
  values: [
    ...[workspaceId, pullId, lists.map(({ list }) => list), lists.map(({ dataset }) => dataset)],
    JSON.stringify(counts),
  ],
});

/** Parts of a pull that wait for their turn. */
export const partsAdded = (pull: NewPull, lists: PartNames, counts: PullCounts): StatementText =>
  insertParts(pull, lists, counts, 'DO NOTHING');

/** The same for a pull that may have these parts: those that have ended wait for their turn once more. */
export const partsAsked = (pull: NewPull, lists: PartNames, counts: PullCounts): StatementText =>
  insertParts(
    pull,
    lists,
    counts,
    `(workspace_id, pull_id, list) DO UPDATE
      SET status = EXCLUDED.status, counts = EXCLUDED.counts, started_at = NULL, ended_at = NULL, message = NULL
      WHERE p.ended_at IS NOT NULL`,
  );

export const partStarted = ({ workspaceId, list }: ListRef, pullId: string, now: Date): StatementText => ({
  text: `UPDATE ledgerlink.pull_part SET status = 'RUNNING', started_at = coalesce(started_at, $4)
    WHERE workspace_id = $1 AND pull_id = $2 AND list = $3 AND ended_at IS NULL`,
  values: [workspaceId, pullId, list, now],
});

export interface PartEnd {
  readonly status: string;
  readonly counts: PullCounts;
  /** The code of its failure. */
  readonly message: string | null;
  readonly now: Date;
}

/** A part that was cancelled meanwhile stays so. */
export const partEnded = ({ workspaceId, list }: ListRef, pullId: string, end: PartEnd): StatementText => ({
  text: `UPDATE ledgerlink.pull_part SET status = $4, ended_at = $5, counts = $6, message = $7
    WHERE workspace_id = $1 AND pull_id = $2 AND list = $3 AND ended_at IS NULL`,
  values: [workspaceId, pullId, list, end.status, end.now, JSON.stringify(end.counts), end.message],
});

/** Cancels the parts of a pull that have not ended. `lists`: with what was read of them. */
export const partsCancelled = (
  { workspaceId, pullId }: Pick<NewPull, 'workspaceId' | 'pullId'>,
  lists: readonly { readonly list: string; readonly counts: PullCounts }[],
  now: Date,
): StatementText => ({
  text: `UPDATE ledgerlink.pull_part p SET status = 'CANCELLED', ended_at = $5, counts = n.counts
     FROM unnest($3::text[], $4::jsonb[]) AS n(list, counts)
    WHERE p.workspace_id = $1 AND p.pull_id = $2 AND p.list = n.list AND p.ended_at IS NULL`,
  values: [
    ...[workspaceId, pullId, lists.map(({ list }) => list), lists.map(({ counts }) => JSON.stringify(counts))],
    now,
  ],
});

/** Locks a pull until the transaction ends. False: there is none. */
export async function lockPull(tx: Db, workspaceId: string, pullId: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM ledgerlink.pull WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE', [
    workspaceId,
    pullId,
  ]);
  return rows.length > 0;
}

/** Deletes the history of pulls that were asked for before a time. */
export async function deletePulls(db: Db, workspaceIds: readonly string[], before: Date): Promise<void> {
  await db.query('DELETE FROM ledgerlink.pull WHERE workspace_id = ANY($1) AND requested_at < $2', [
    workspaceIds,
    before,
  ]);
}
