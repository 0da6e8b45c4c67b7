import { NOW } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
import type { GrantRef } from './grant.outcomes.js';
import type { StoredGrant } from './refresh.rules.js';

/** Reads the stored state of grants, by id. */
export async function readGrants(db: Db, refs: readonly GrantRef[]): Promise<Map<string, StoredGrant>> {
  const rows = await db.query<StoredGrant & { id: string }>(
    `SELECT g.id, g.state, g.rotation, g.generation, g.pair_id AS "pairId"
       FROM ledgerlink.platform_grant g WHERE g.workspace_id = ANY($1) AND g.id = ANY($2)`,
    [refs.map(({ workspaceId }) => workspaceId), refs.map(({ grantId }) => grantId)],
  );
  return new Map(rows.map(({ id, ...grant }) => [id, grant]));
}

/** Reads the stored state of a grant, with the database's time. */
export async function readStored(db: Db, ref: GrantRef): Promise<(StoredGrant & { readonly at: string }) | undefined> {
  const [row] = await db.query<StoredGrant & { readonly at: string }>(
    `SELECT state, rotation, generation, pair_id AS "pairId", ${NOW}::text AS at
       FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND id = $2`,
    [ref.workspaceId, ref.grantId],
  );
  return row;
}
