import {
  claimProbe,
  type DueProbe,
  findDueProbes,
  isRecheckDue,
} from '../../credentials/credential-health.repository.js';
import { joinSet } from '../../credentials/credential-set.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import { NOW, readClock } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
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

/** The grant of a faulty set that may be presented and has waited longest. */
async function findGrantToProbe(
  db: Db,
  { workspaceId, setId }: DueProbe,
  timing: RefreshTiming,
): Promise<GrantRef | undefined> {
  const values: unknown[] = [workspaceId, setId];
  const leaseIsFree = leaseIsFreeSql((value) => `$${values.push(value)}`, timing, NOW);
  const [grant] = await db.query<{ grantId: string }>(
    `SELECT g.id AS "grantId" FROM ledgerlink.platform_grant g
      WHERE g.workspace_id = $1 AND g.held_set_id = $2 AND g.state = 'ACTIVE' AND g.next_try_at <= ${NOW}
        AND ${leaseIsFree} AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > ${NOW})
      ORDER BY g.next_try_at, g.failures, g.refresh_expires_at NULLS LAST LIMIT 1`,
    values,
  );
  return grant && { workspaceId, ...grant };
}

/** Claims the faulty sets that are due for another try. Returns one grant of each to try the keys with. */
export async function claimProbes(
  db: Db,
  { workspaceIds, timing }: { workspaceIds: readonly string[]; timing: RefreshTiming },
): Promise<GrantRef[]> {
  const due = await findDueProbes(db, workspaceIds);
  if (due.length === 0) return [];
  const now = await readClock(db);
  const claimed: GrantRef[] = [];
  for (const set of due) {
    const grant = await findGrantToProbe(db, set, timing);
    if (grant !== undefined && (await claimProbe(db, set, now))) claimed.push(grant);
  }
  return claimed;
}
