// The folder `datasets/pulls`: what users see of pulls and ask of them: how datasets stand, the history of pulls with their
// progress, schedules, and deleting what was pulled. How a list is read stands in `datasets/rounds`.

import type { StatementText } from '../../infra/database/database.js';
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
  text: `INSERT INTO ledgerlink.pull (workspace_id, id, link_id, requested_by, requested_at, is_cancelled)
    VALUES ($1, $2, $3, $4, $5, false) ON CONFLICT DO NOTHING`,
  values: [workspaceId, pullId, linkId, requestedBy, now],
});

/** A part of a pull that waits for its turn. */
export const partsAdded = (
  { workspaceId, pullId }: NewPull,
  lists: readonly { readonly list: string; readonly dataset: string }[],
  counts: PullCounts,
): StatementText => ({
  text: `INSERT INTO ledgerlink.pull_part (workspace_id, pull_id, list, dataset, status, counts)
    SELECT $1, $2, l.list, l.dataset, 'QUEUED', $5 FROM unnest($3::text[], $4::text[]) AS l(list, dataset)
    ON CONFLICT DO NOTHING`,
  values: [
    ...[workspaceId, pullId, lists.map(({ list }) => list), lists.map(({ dataset }) => dataset)],
    JSON.stringify(counts),
  ],
});

export const partStarted = ({ workspaceId, list }: ListRef, pullId: string, now: Date): StatementText => ({
  text: `UPDATE ledgerlink.pull_part SET status = 'RUNNING', started_at = coalesce(started_at, $4)
    WHERE workspace_id = $1 AND pull_id = $2 AND list = $3`,
  values: [workspaceId, pullId, list, now],
});

export const partEnded = (
  { workspaceId, list }: ListRef,
  pullId: string,
  end: { readonly status: string; readonly counts: PullCounts; readonly message: string | null; readonly now: Date },
): StatementText => ({
  text: `UPDATE ledgerlink.pull_part SET status = $4, ended_at = $5, counts = $6, message = $7
    WHERE workspace_id = $1 AND pull_id = $2 AND list = $3`,
  values: [workspaceId, pullId, list, end.status, end.now, JSON.stringify(end.counts), end.message],
});
