import { isCircuitOpen } from '../../credentials/credential-health.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { Db } from '../../infra/database/database.js';
import { columns, defineFragment, defineStatement, executeStatement } from '../../infra/database/statement.js';
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
  sql: (addParameter, { attempt, ...given }: GiveBack) => `
    UPDATE ledgerlink.platform_grant g
       SET unanswered = greatest(g.unanswered - ${addParameter(given.presented ? 0 : 1)}::int, 0),
           failures = g.failures + ${addParameter(given.failed ? 1 : 0)}::int, lease_owner = NULL, lease_until = NULL,
           next_try_at = now() + ${addParameter(given.pauseSeconds)}::float8 * interval '1 s'
     WHERE ${mayWriteSql(addParameter, refreshRules.recordFailure, { ref: given, attempt })} RETURNING g.id`,
});

const givingBack = defineStatement([leaseGivenBack], leaseGivenBack);

/** Ends an attempt without a pair. False: a newer attempt, or another pair, is stored by now; nothing was changed. */
export async function giveBack(db: Db, given: GiveBack): Promise<boolean> {
  return (await executeStatement(db, givingBack, given)).length > 0;
}

/** A lost grant, for the fragments that depend on it. */
export interface LostGrant {
  readonly workspace_id: string;
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
  returns: columns<LostGrant>('workspace_id', 'id', 'reason'),
  sql: (addParameter, { attempt, reason, ...ref }: Deauthorization) => `
    UPDATE ledgerlink.platform_grant g
       SET state = 'DEAUTHORIZED', lease_owner = NULL, lease_until = NULL,
           refused_at = CASE WHEN g.state = 'ACTIVE' AND ${addParameter(reason !== 'TOKENS_UNREADABLE')} THEN now() END
     WHERE ${mayWriteSql(addParameter, refreshRules.recordFailure, { ref, attempt })}
       AND (g.state = 'DEAUTHORIZED' OR NOT ${isCircuitOpen('g')})
    RETURNING g.workspace_id, g.id, ${addParameter(reason)}::text AS reason`,
});

/** Marks a grant as lost because its refresh token has expired, the only case without an answer of the platform. */
export const grantExpired = defineFragment({
  name: 'grant_expired',
  returns: columns<LostGrant>('workspace_id', 'id', 'reason'),
  sql: (addParameter, { workspaceId, grantId, timing }: GrantRef & { readonly timing: RefreshTiming }) => `
    UPDATE ledgerlink.platform_grant g SET state = 'DEAUTHORIZED', lease_owner = NULL, lease_until = NULL
     WHERE g.workspace_id = ${addParameter(workspaceId)} AND g.id = ${addParameter(grantId)} AND g.state = 'ACTIVE'
       AND g.refresh_expires_at <= now() AND ${leaseIsFreeSql(addParameter, timing)}
    RETURNING g.workspace_id, g.id, 'REFRESH_TOKEN_EXPIRED'::text AS reason`,
});

/** The answers about an application's grants within the last minute, by all processes. */
export async function countRecentAnswers(
  db: Db,
  { workspaceId, grantId }: GrantRef,
  setId: string,
): Promise<RecentAnswers> {
  const ofSet = 'g.workspace_id = $1 AND g.held_set_id = $2 AND g.id <> $3';
  const [counts] = await db.query<RecentAnswers>(
    // The refusal of the grant itself counts, stored or not. More renewals than refusals make no difference.
    `SELECT r.refused, (SELECT count(*)::int FROM (
              SELECT FROM ledgerlink.platform_grant g
               WHERE ${ofSet} AND g.state = 'ACTIVE' AND g.access_obtained_at > now() - interval '1 minute'
               LIMIT r.refused) AS n) AS renewed
       FROM (SELECT 1 + count(*)::int AS refused FROM ledgerlink.platform_grant g
              WHERE ${ofSet} AND g.refused_at > now() - interval '1 minute') AS r`,
    [workspaceId, setId, grantId],
  );
  return counts ?? { refused: 0, renewed: 0 };
}
