import { isCircuitOpen } from '../../credentials/credential-health.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import { NOW } from '../../infra/database/clock.js';
import type { Db, Transaction } from '../../infra/database/database.js';
import {
  columns,
  defineFragment,
  defineStatement,
  executeStatement,
  type Now,
} from '../../infra/database/statement.js';
import type { GrantRef, LostReason } from './grant.outcomes.js';
import { leaseIsFreeSql, mayWriteSql } from './grant-condition.repository.js';
import type { RecentAnswers } from './lifetime.rules.js';
import { type RefreshAttempt, refreshRules } from './refresh.rules.js';

export interface GiveBack extends GrantRef {
  readonly attempt: RefreshAttempt;
  /** The token may have been spent: the intent stays, and the next attempt settles first. */
  readonly presented: boolean;
  readonly failed: boolean;
  readonly pauseSeconds: number;
}

const leaseGivenBack = defineFragment({
  name: 'lease_given_back',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { attempt, ...given }: GiveBack & Now) => `
    UPDATE ledgerlink.platform_grant g
       SET unanswered = greatest(g.unanswered - ${addParameter(given.presented ? 0 : 1)}::int, 0),
           failures = g.failures + ${addParameter(given.failed ? 1 : 0)}::int, lease_owner = NULL, lease_until = NULL,
           next_try_at = ${addParameter(given.now)}::timestamptz + ${addParameter(given.pauseSeconds)}::float8 * interval '1 s'
     WHERE g.workspace_id = ${addParameter(given.workspaceId)}
       AND ${mayWriteSql(addParameter, refreshRules.recordFailure, { ref: given, attempt })} RETURNING g.id`,
});

const givingBack = defineStatement([leaseGivenBack], leaseGivenBack);

/** Ends an attempt without a pair. False: a newer attempt, or another pair, is stored by now; nothing was changed. */
export async function giveBack(tx: Transaction, given: GiveBack): Promise<boolean> {
  return (await executeStatement(tx, givingBack, given)).length > 0;
}

/**
 * Returns a lease whose row this process has not seen, so that it presented nothing. `owner` is the id that the process
 * made for this attempt alone: leases that other attempts took in the meantime stay.
 */
export async function returnUnseenLease(db: Db, { workspaceId, grantId }: GrantRef, owner: string): Promise<void> {
  await db.query(
    `UPDATE ledgerlink.platform_grant g
        SET unanswered = greatest(g.unanswered - 1, 0), lease_owner = NULL, lease_until = NULL
      WHERE g.workspace_id = $1 AND g.id = $2 AND g.lease_owner = $3`,
    [workspaceId, grantId, owner],
  );
}

/** A lost grant, for the fragments that depend on it. */
export interface LostGrant {
  readonly id: string;
  readonly reason: LostReason;
}

export interface Deauthorization extends GrantRef {
  readonly attempt: RefreshAttempt;
  readonly reason: LostReason;
}

/**
 * Marks a grant as lost. Its pair is kept, so that a late answer can still recover it. No row if a newer attempt has
 * begun, or while the circuit of its credential set is open. The second refusal, of a recheck, is final. The
 * presentation stays counted, so that a recheck settles first.
 */
export const grantDeauthorized = defineFragment({
  name: 'grant_deauthorized',
  returns: columns<LostGrant>('id', 'reason'),
  sql: (addParameter, { attempt, reason, now: at, ...ref }: Deauthorization & Now) => {
    const [workspace, now] = [addParameter(ref.workspaceId), `${addParameter(at)}::timestamptz`];
    return `
    UPDATE ledgerlink.platform_grant g
       SET state = 'DEAUTHORIZED', lease_owner = NULL, lease_until = NULL,
           refused_at = CASE WHEN g.state = 'ACTIVE' AND ${addParameter(reason !== 'TOKENS_UNREADABLE')} THEN ${now} END
     WHERE g.workspace_id = ${workspace} AND ${mayWriteSql(addParameter, refreshRules.recordFailure, { ref, attempt })}
       AND (g.state = 'DEAUTHORIZED' OR NOT ${isCircuitOpen('g', workspace, now)})
    RETURNING g.id, ${addParameter(reason)}::text AS reason`;
  },
});

/** Marks a grant as lost because its refresh token has expired, the only case without an answer of the platform. */
export const grantExpired = defineFragment({
  name: 'grant_expired',
  returns: columns<LostGrant>('id', 'reason'),
  sql: (addParameter, { workspaceId, grantId, timing, ...at }: GrantRef & Now & { readonly timing: RefreshTiming }) => {
    const now = `${addParameter(at.now)}::timestamptz`;
    return `
    UPDATE ledgerlink.platform_grant g SET state = 'DEAUTHORIZED', lease_owner = NULL, lease_until = NULL
     WHERE g.workspace_id = ${addParameter(workspaceId)} AND g.id = ${addParameter(grantId)} AND g.state = 'ACTIVE'
       AND g.refresh_expires_at <= ${now} AND ${leaseIsFreeSql(addParameter, timing, now)}
    RETURNING g.id, 'REFRESH_TOKEN_EXPIRED'::text AS reason`;
  },
});

/** The answers about an application's grants within the last minute, by all processes. */
export async function countRecentAnswers(
  db: Db,
  { workspaceId, grantId }: GrantRef,
  setId: string,
): Promise<RecentAnswers> {
  const ofSet = 'g.held_set_id = $2 AND g.id <> $3';
  const lately = `> ${NOW} - interval '1 minute'`;
  const [refusals] = await db.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM ledgerlink.platform_grant g
      WHERE g.workspace_id = $1 AND ${ofSet} AND g.refused_at ${lately}`,
    [workspaceId, setId, grantId],
  );
  // The refusal of the grant itself counts, stored or not. More renewals than refusals make no difference.
  const refused = 1 + (refusals?.others ?? 0);
  const renewals = await db.query(
    `SELECT 1 FROM ledgerlink.platform_grant g
      WHERE g.workspace_id = $1 AND ${ofSet} AND g.state = 'ACTIVE' AND g.access_obtained_at ${lately} LIMIT $4`,
    [workspaceId, setId, grantId, refused],
  );
  return { refused, renewed: renewals.length };
}
