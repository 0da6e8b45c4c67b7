import { type ApplicationRow, applicationOf } from '../../credentials/application.repository.js';
import { isRecheckDue } from '../../credentials/credential-health.repository.js';
import { joinSet } from '../../credentials/credential-set.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import { NOW, readClock } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
import {
  type AddParameter,
  columns,
  defineFragment,
  defineStatement,
  executeStatement,
} from '../../infra/database/statement.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import type { GrantRef } from './grant.outcomes.js';
import { leaseIsFreeSql } from './grant-condition.repository.js';
import { isForceExpired, isFresh } from './grant-freshness.repository.js';
import type { platformGrantEntity } from './platform-grant.entity.js';
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

export interface LeaseRow
  extends RowOf<typeof platformGrantEntity, 'generation' | 'rotation' | 'failures' | 'integration_key'>,
    RowOf<typeof platformGrantEntity, 'credential_set_id' | 'country_code' | 'refresh_expires_at'> {
  state: GrantState;
  pendingPresentations: number;
  refresh_sealed: string;
  application: ApplicationRow;
  /** The database's time, as text: a Date would lose its microseconds. */
  at: string;
}

interface LeaseRequest extends GrantRef {
  readonly reason: RefreshReason;
  readonly owner: string;
  readonly timing: RefreshTiming;
  /** The time of the turn. */
  readonly at: string;
}

const LEASED = ['state', 'generation', 'rotation', 'pendingPresentations', 'failures', 'refresh_sealed'] as const;
const HELD = ['integration_key', 'credential_set_id', 'country_code', 'refresh_expires_at'] as const;

const leaseTaken = defineFragment({
  name: 'lease_taken',
  returns: columns<Omit<LeaseRow, 'application' | 'at'>>(...LEASED, ...HELD),
  sql: (addParameter, { workspaceId, grantId, reason, owner, timing, at }: LeaseRequest) => {
    const [workspace, grant] = [addParameter(workspaceId), addParameter(grantId)];
    const now = `${addParameter(at)}::timestamptz`;
    const ms = (presentations: number) => `${addParameter(refreshRules.leaseMs(presentations, timing))}::float8`;
    return `
    UPDATE ledgerlink.platform_grant g
       SET generation = g.generation + 1, lease_owner = ${addParameter(owner)}, unanswered = g.unanswered + 1,
           lease_until = ${now} + CASE WHEN g.unanswered > 0 THEN ${ms(2)} ELSE ${ms(1)} END * interval '1 ms'
     WHERE g.workspace_id = ${workspace} AND g.id = (
         SELECT g.id FROM ledgerlink.platform_grant g
           ${joinSet('s', 'g', workspace)}
          WHERE g.workspace_id = ${workspace} AND g.id = ${grant} AND g.state = '${reason.kind === 'recheck' ? 'DEAUTHORIZED' : 'ACTIVE'}'
            AND (s.faulty_since IS NULL OR ${reason.kind === 'probe'}) AND ${stillApplies(reason, now, addParameter)}
            AND (g.next_try_at <= ${now} OR ${reason.kind === 'probe'})
            AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > ${now})
            AND ${leaseIsFreeSql(addParameter, timing, now)}
            FOR NO KEY UPDATE OF g SKIP LOCKED)
    RETURNING g.state, g.generation, g.rotation, g.unanswered AS "pendingPresentations", g.failures, g.refresh_sealed,
              g.integration_key, g.credential_set_id, g.country_code, g.refresh_expires_at`;
  },
});

/** The application's keys come with the lease. */
const leaseWithApplication = defineFragment({
  name: 'lease_with_application',
  returns: columns<Omit<LeaseRow, 'at'>>(...LEASED, ...HELD, 'application'),
  reads: [leaseTaken],
  sql: (addParameter, { workspaceId }: LeaseRequest, [taken]) =>
    `SELECT l.*, ${applicationOf('l', addParameter(workspaceId))} AS application FROM ${taken.as('l').from}`,
});

const takingLease = defineStatement([leaseTaken, leaseWithApplication], leaseWithApplication);

/**
 * Takes the lease of a grant and stores the intent to present its refresh token, in one statement after the question what
 * time it is: if the process is killed after it, the row says that the token may have been spent. Undefined: this process
 * did not get the lease. A row that another transaction has locked is skipped, because waiting for it would occupy one of
 * the two connections that all leases share.
 */
export async function takeLease(
  db: Db,
  ref: GrantRef,
  reason: RefreshReason,
  holder: Pick<LeaseRequest, 'owner' | 'timing'>,
): Promise<LeaseRow | undefined> {
  const at = await readClock(db);
  const [row] = await executeStatement(db, takingLease, { ...ref, reason, ...holder, at });
  return row && { ...row, at };
}

function stillApplies(reason: RefreshReason, now: string, addParameter: AddParameter): string {
  switch (reason.kind) {
    case 'stale':
      return `NOT ${isFresh('g', now)}`;
    case 'forced':
      return `(NOT ${isFresh('g', now)} OR ${isForceExpired('g', addParameter(reason.since), now)})`;
    case 'idle':
      return `g.keep_alive_at <= ${now}`;
    case 'probe':
      return 'true';
    case 'recheck':
      return isRecheckDue('s', 'g.refused_at', now);
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
