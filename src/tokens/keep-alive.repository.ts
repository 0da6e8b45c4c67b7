import type { RefreshTiming } from '../platform/config-values.js';
import type { Db } from '../platform/database.js';
import type { GrantRef } from './grant.outcomes.js';
import { leaseIsFreeSql } from './grant-condition.repository.js';

/** Idle grants that are due, earliest end first. A page of workspaces at a time, along the index of each. */
export function findIdle(
  db: Db,
  { workspaceIds, limit, timing }: { workspaceIds: readonly string[]; limit: number; timing: RefreshTiming },
): Promise<GrantRef[]> {
  const values: unknown[] = [workspaceIds, limit];
  const free = leaseIsFreeSql((value) => `$${values.push(value)}`, timing);
  return db.query<GrantRef>(
    `SELECT g.workspace_id AS "workspaceId", g.id AS "grantId" FROM ledgerlink.platform_grant g
       JOIN ledgerlink.credential_set s ON s.workspace_id = g.workspace_id AND s.id = g.credential_set_id
      WHERE g.workspace_id = ANY($1) AND g.state = 'ACTIVE' AND g.keep_alive_at <= now()
        AND ((g.next_try_at <= now() AND s.faulty_since IS NULL AND ${free})
             OR g.refresh_expires_at <= now())
      ORDER BY g.refresh_expires_at NULLS LAST, g.keep_alive_at LIMIT $2`,
    values,
  );
}

/** Sets whose keys were refused and are due to be tried again: claimed by whoever gets the row. */
export async function claimProbes(db: Db, workspaceIds: readonly string[]): Promise<GrantRef[]> {
  return db.query<GrantRef>(
    `WITH claimed AS (
       UPDATE ledgerlink.credential_set SET probe_at = now() + interval '15 minutes'
        WHERE workspace_id = ANY($1) AND faulty_since IS NOT NULL AND probe_at <= now()
       RETURNING workspace_id, id)
     SELECT DISTINCT ON (c.workspace_id, c.id) g.workspace_id AS "workspaceId", g.id AS "grantId"
       FROM claimed c JOIN ledgerlink.platform_grant g
         ON g.workspace_id = c.workspace_id AND g.held_set_id = c.id AND g.state = 'ACTIVE'
        AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > now())
      ORDER BY c.workspace_id, c.id, g.refresh_expires_at NULLS LAST`,
    [workspaceIds],
  );
}
