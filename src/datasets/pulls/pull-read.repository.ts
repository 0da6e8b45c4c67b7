import type { Db } from '../../infra/database/database.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import type { pullEntity } from './pull.entity.js';
import type { PartRow } from './pull-state.rules.js';

export type PullRow = Omit<RowOf<typeof pullEntity>, 'workspace_id'>;

export function findPulls(db: Db, workspaceId: string, ids: readonly string[]): Promise<PullRow[]> {
  return db.query<PullRow>(
    `SELECT id, link_id, requested_by, requested_at FROM ledgerlink.pull
      WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
}

/** The ids of the pulls of a link, newest first. `after`: of the pull at which the previous page ended. */
export async function listPulls(
  db: Db,
  { workspaceId, linkId }: { readonly workspaceId: string; readonly linkId: string },
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<string[]> {
  const older = `AND (requested_at, id) < (
       SELECT requested_at, id FROM ledgerlink.pull WHERE workspace_id = $1 AND link_id = $2 AND id = $4)`;
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM ledgerlink.pull WHERE workspace_id = $1 AND link_id = $2 ${after === null ? '' : older}
      ORDER BY requested_at DESC, id DESC LIMIT $3`,
    [workspaceId, linkId, limit, ...(after === null ? [] : [after])],
  );
  return rows.map(({ id }) => id);
}

/** The parts of pulls. */
export function findParts(
  db: Db,
  workspaceId: string,
  pullIds: readonly string[],
): Promise<(PartRow & { readonly pull_id: string })[]> {
  return db.query(
    `SELECT pull_id, list, dataset, status, started_at, ended_at, counts, message FROM ledgerlink.pull_part
      WHERE workspace_id = $1 AND pull_id = ANY($2) ORDER BY list`,
    [workspaceId, pullIds],
  );
}
