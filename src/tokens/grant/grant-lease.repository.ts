import { type ApplicationRow, applicationOf } from '../../credentials/application.repository.js';
import { isRecheckDue } from '../../credentials/credential-health.repository.js';
import { joinSet } from '../../credentials/credential-set.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import { NOW, readClock } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
import type { AddParameter } from '../../infra/database/statement.js';
import type { GrantRef } from './grant.outcomes.js';
import { leaseIsFreeSql } from './grant-condition.repository.js';
import { isForceExpired, isFresh } from './grant-freshness.repository.js';
import { type GrantState, refreshRules } from './refresh.rules.js';

/** Why a grant is renewed. The lease is taken only while the reason still applies. */
export type RefreshReason =
  | { readonly kind: 'stale' }
  /** A forced call that began at `since`, by the database's clock. */
  | { readonly kind: 'forced'; readonly since: string }
  /** The link is idle, and its refresh token is due for renewal. */
  | { readonly kind: 'idle' }
  /** The credential set is faulty, and this grant was chosen to try the keys again. */
  | { readonly kind: 'probe' }
  /** The token was refused with many others at once: it is presented once more. */
  | { readonly kind: 'recheck' }
  /** The stored access token cannot be decrypted. */
  | { readonly kind: 'unreadable'; readonly rotation: number };

export interface LeaseRow {
  state: GrantState;
  generation: number;
  rotation: number;
  pendingPresentations: number;
  failures: number;
  refresh_sealed: string;
  integration_key: string;
  credential_set_id: string;
  country_code: string | null;
  application: ApplicationRow;
  refresh_expires_at: Date | null;
  /** The database's time, as text: a Date would lose its microseconds. */
  at: string;
}

/**
 * Takes the lease of a grant and stores the intent to present its refresh token, in one statement behind the question
 * what time it is: if the process is
 * killed after it, the row says that the token may have been spent. Undefined: this process did not get the lease. A
 * row that another transaction has locked is skipped, because waiting for it would occupy one of the two connections
 * that all leases share.
 */
export async function takeLease(
  db: Db,
  ref: GrantRef,
  reason: RefreshReason,
  { owner, timing }: { owner: string; timing: RefreshTiming },
): Promise<LeaseRow | undefined> {
  const now = await readClock(db);
  const values: unknown[] = [ref.workspaceId, ref.grantId, owner, now];
  const addParameter = (value: unknown): string => `$${values.push(value)}`;
  const ms = (value: number): string => `${addParameter(value)}::float8`;
  const lease = ms(refreshRules.leaseMs(1, timing));
  const long = ms(refreshRules.leaseMs(2, timing));
  const [row] = await db.query<Omit<LeaseRow, 'at'>>(
    `WITH leased AS (
     UPDATE ledgerlink.platform_grant g
        SET generation = g.generation + 1, lease_owner = $3, unanswered = g.unanswered + 1,
            lease_until = ${AT} + CASE WHEN g.unanswered > 0 THEN ${long} ELSE ${lease} END * interval '1 ms'
      WHERE g.workspace_id = $1 AND g.id = (
          SELECT g.id FROM ledgerlink.platform_grant g
            ${joinSet('s', 'g', '$1')}
           WHERE g.workspace_id = $1 AND g.id = $2 AND g.state = '${reason.kind === 'recheck' ? 'DEAUTHORIZED' : 'ACTIVE'}'
             AND (s.faulty_since IS NULL OR ${reason.kind === 'probe'}) AND ${stillApplies(reason, addParameter)}
             AND (g.next_try_at <= ${AT} OR ${reason.kind === 'probe'})
             AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > ${AT})
             AND ${leaseIsFreeSql(addParameter, timing, AT)}
             FOR NO KEY UPDATE OF g SKIP LOCKED)
     RETURNING g.state, g.generation, g.rotation, g.unanswered AS "pendingPresentations", g.failures, g.refresh_sealed, g.integration_key,
               g.credential_set_id, g.country_code, g.refresh_expires_at)
     SELECT l.*, ${applicationOf('l', '$1')} AS application FROM leased l`,
    values,
  );
  return row && { ...row, at: now };
}

/** The time of the turn, in the statement above. */
const AT = '$4::timestamptz';

function stillApplies(reason: RefreshReason, addParameter: AddParameter): string {
  switch (reason.kind) {
    case 'stale':
      return `NOT ${isFresh('g', AT)}`;
    case 'forced':
      return `(NOT ${isFresh('g', AT)} OR ${isForceExpired('g', addParameter(reason.since), AT)})`;
    case 'idle':
      return `g.keep_alive_at <= ${AT}`;
    case 'probe':
      return 'true';
    case 'recheck':
      return isRecheckDue('s', 'g.refused_at', AT);
    case 'unreadable':
      return `g.rotation = ${addParameter(reason.rotation)}`;
  }
}

/** The state of a grant for a process without the lease. */
export interface RefreshAttemptRow {
  readonly id: string;
  readonly rotation: number;
  /** A process has the lease. */
  readonly leased: boolean;
  /** The next try is not due yet, or the application's keys were refused. */
  readonly putOff: boolean;
  /** The refresh token has expired, and the lease is free. */
  readonly expired: boolean;
}

/** The state of these grants' leases, without ended and deauthorized grants. */
export function readRefreshAttempts(
  db: Db,
  refs: readonly GrantRef[],
  timing: RefreshTiming,
): Promise<RefreshAttemptRow[]> {
  const values: unknown[] = [refs.map((ref) => ref.workspaceId), refs.map((ref) => ref.grantId)];
  const free = leaseIsFreeSql((value) => `$${values.push(value)}`, timing, NOW);
  return db.query<RefreshAttemptRow>(
    `SELECT g.id, g.rotation, NOT ${free} AS leased,
            g.next_try_at > ${NOW} OR s.faulty_since IS NOT NULL AS "putOff",
            coalesce(g.refresh_expires_at <= ${NOW}, false) AND ${free} AS expired
       FROM ledgerlink.platform_grant g
       ${joinSet('s', 'g', 'g.workspace_id')}
      WHERE g.workspace_id = ANY($1) AND s.workspace_id = ANY($1) AND g.id = ANY($2) AND g.state = 'ACTIVE'`,
    values,
  );
}
