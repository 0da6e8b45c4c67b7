import { isRecheckDue, probesClaimed, probesDue } from '../../credentials/credential-health.repository.js';
import { joinSet } from '../../credentials/credential-set.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import { NOW } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
import { columns, defineFragment, defineStatement, executeStatement } from '../../infra/database/statement.js';
import type { GrantRef } from './grant.outcomes.js';
import { leaseIsFreeSql } from './grant-condition.repository.js';

interface DuePage {
  readonly workspaceIds: readonly string[];
  readonly limit: number;
  readonly timing: RefreshTiming;
}

/** The grants `g` with sets `s` of a page of workspaces for which `due` holds. `due` gets the condition of a free lease. */
function findDue(
  db: Db,
  { workspaceIds, limit, timing }: DuePage,
  { due, order }: { readonly due: (leaseIsFree: string) => string; readonly order: string },
): Promise<GrantRef[]> {
  const values: unknown[] = [workspaceIds, limit];
  const leaseIsFree = leaseIsFreeSql((value) => `$${values.push(value)}`, timing, NOW);
  return db.query<GrantRef>(
    `SELECT g.workspace_id AS "workspaceId", g.id AS "grantId" FROM ledgerlink.platform_grant g
       ${joinSet('s', 'g', 'g.workspace_id')}
      WHERE g.workspace_id = ANY($1) AND ${due(leaseIsFree)}
      ORDER BY ${order} LIMIT $2`,
    values,
  );
}

/** The idle grants that are due for renewal, earliest expiry first. */
export const findIdle = (db: Db, page: DuePage): Promise<GrantRef[]> =>
  findDue(db, page, {
    due: (leaseIsFree) => `g.state = 'ACTIVE' AND g.keep_alive_at <= ${NOW}
        AND ((g.next_try_at <= ${NOW} AND s.faulty_since IS NULL AND ${leaseIsFree})
             OR g.refresh_expires_at <= ${NOW})`,
    order: 'g.refresh_expires_at NULLS LAST, g.keep_alive_at',
  });

/** The deauthorized grants whose tokens are presented once more, longest refused first. */
export const findRechecks = (db: Db, page: DuePage): Promise<GrantRef[]> =>
  findDue(db, page, {
    due: (leaseIsFree) => `g.state = 'DEAUTHORIZED' AND g.next_try_at <= ${NOW}
        AND s.faulty_since IS NULL AND ${isRecheckDue('s', 'g.refused_at', NOW)} AND ${leaseIsFree}`,
    order: 'g.refused_at',
  });

/** For each faulty set that is due, the grant that may be presented and has waited longest. */
const grantsToProbe = defineFragment({
  name: 'grants_to_probe',
  returns: columns<{ workspace_id: string; credential_set_id: string; grant_id: string }>(
    'workspace_id',
    'credential_set_id',
    'grant_id',
  ),
  reads: [probesDue],
  sql: (addParameter, { timing }: { readonly timing: RefreshTiming }, [due]) => {
    const d = due.as('d');
    return `
    SELECT ${d.workspace_id}, ${d.id} AS credential_set_id, g.id AS grant_id
      FROM ${d.from} CROSS JOIN LATERAL (
           SELECT g.id FROM ledgerlink.platform_grant g
            WHERE g.workspace_id = ${d.workspace_id} AND g.held_set_id = ${d.id} AND g.state = 'ACTIVE'
              AND g.next_try_at <= ${NOW} AND ${leaseIsFreeSql(addParameter, timing, NOW)}
              AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > ${NOW})
            ORDER BY g.next_try_at, g.failures, g.refresh_expires_at NULLS LAST LIMIT 1) g`;
  },
});

const claimed = probesClaimed(grantsToProbe);
const probeClaims = defineStatement([probesDue, grantsToProbe, claimed], claimed);

/** Claims the faulty sets that are due for another try. Returns one grant of each to try the keys with. */
export async function claimProbes(
  db: Db,
  due: { workspaceIds: readonly string[]; timing: RefreshTiming },
): Promise<GrantRef[]> {
  const rows = await executeStatement(db, probeClaims, due);
  return rows.map(({ workspace_id, grant_id }) => ({ workspaceId: workspace_id, grantId: grant_id }));
}
