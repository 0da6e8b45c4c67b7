import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { Db } from '../../infra/database/database.js';
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

/**
 * Sets whose keys were refused and are due to be tried again, each with one of its grants: claimed by whoever gets the
 * row, and only where a grant may be presented. The one that has waited longest: whatever comes of it, its next try
 * moves on, so that none that cannot be presented, or is refused for itself, stands in the way of the others.
 */
export function claimProbes(
  db: Db,
  { workspaceIds, timing }: { workspaceIds: readonly string[]; timing: RefreshTiming },
): Promise<GrantRef[]> {
  const values: unknown[] = [workspaceIds];
  const free = leaseIsFreeSql((value) => `$${values.push(value)}`, timing);
  return db.query<GrantRef>(
    `UPDATE ledgerlink.credential_set s SET probe_at = now() + interval '15 minutes'
       FROM (SELECT c.workspace_id, c.id, g.id AS grant_id
               FROM ledgerlink.credential_set c CROSS JOIN LATERAL (
                 SELECT g.id FROM ledgerlink.platform_grant g
                  WHERE g.workspace_id = c.workspace_id AND g.held_set_id = c.id AND g.state = 'ACTIVE'
                    AND g.next_try_at <= now() AND ${free}
                    AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > now())
                  ORDER BY g.next_try_at, g.failures, g.refresh_expires_at NULLS LAST LIMIT 1) g
              WHERE c.workspace_id = ANY($1) AND c.faulty_since IS NOT NULL AND c.probe_at <= now()) AS due
      WHERE s.workspace_id = due.workspace_id AND s.id = due.id AND s.faulty_since IS NOT NULL AND s.probe_at <= now()
     RETURNING s.workspace_id AS "workspaceId", due.grant_id AS "grantId"`,
    values,
  );
}
