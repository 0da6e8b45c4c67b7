import type { Db } from '../../infra/database/database.js';
import type { GrantRef } from '../grant/grant.outcomes.js';
import type { StoredGrant } from '../grant/refresh.rules.js';

/** The grants that spooled pairs belong to, by id. */
export async function readGrants(db: Db, refs: readonly GrantRef[]): Promise<Map<string, StoredGrant>> {
  const rows = await db.query<StoredGrant & { id: string }>(
    `SELECT g.id, g.state, g.rotation, g.generation, g.pair_id AS "pairId"
       FROM unnest($1::uuid[], $2::uuid[]) AS r(workspace_id, id)
       JOIN ledgerlink.platform_grant g ON g.workspace_id = r.workspace_id AND g.id = r.id`,
    [refs.map(({ workspaceId }) => workspaceId), refs.map(({ grantId }) => grantId)],
  );
  return new Map(rows.map(({ id, ...grant }) => [id, grant]));
}
