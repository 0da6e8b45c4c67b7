import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import type { ListState } from './pulls/dataset-state.rules.js';
import type { PullCounts } from './records/changes.rules.js';

/** Where the lists of links stand. */
export function findListStates(
  db: Db,
  workspaceId: string,
  linkIds: readonly string[],
): Promise<(ListState & { readonly link_id: string })[]> {
  return db.query(
    `SELECT link_id, list, dataset, status, interval_minutes, due_at, coalesce(lease_until > ${NOW}, false) AS is_leased,
            pull_id IS NOT NULL AS is_asked, deletion_asked_at IS NOT NULL AS is_deleting, live_count, last_complete_at,
            last_error
       FROM ledgerlink.dataset WHERE workspace_id = $1 AND link_id = ANY($2) ORDER BY list`,
    [workspaceId, linkIds],
  );
}

/** The counts of the rounds under way that are part of these pulls. */
export function findRunningCounts(
  db: Db,
  workspaceId: string,
  { linkIds, pullIds }: { readonly linkIds: readonly string[]; readonly pullIds: readonly string[] },
): Promise<{ pull_id: string; list: string; counts: PullCounts }[]> {
  return db.query(
    `SELECT pull_id, list, counts FROM ledgerlink.dataset
      WHERE workspace_id = $1 AND link_id = ANY($2) AND pull_id = ANY($3) AND position IS NOT NULL`,
    [workspaceId, linkIds, pullIds],
  );
}
