import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { Db } from '../../infra/database/database.js';
import { executeStatement, type SqlFragments } from '../../infra/database/statement.js';
import type { GrantRef, LostReason } from './grant.outcomes.js';
import { leaseIsFreeSql, mayWriteSql } from './grant-condition.repository.js';
import { type RefreshAttempt, refreshRules } from './refresh.rules.js';

export interface GiveBack {
  readonly ref: GrantRef;
  readonly attempt: RefreshAttempt;
  /** The token may have been spent: the intent stays, and the next turn settles. */
  readonly presented: boolean;
  readonly failed: boolean;
  readonly pauseSeconds: number;
}

/** Ends a turn without a pair. False: somebody else's turn, or another pair, is there by now, and nothing was changed. */
export async function giveBack(db: Db, { ref, attempt, ...what }: GiveBack): Promise<boolean> {
  const rows = await executeStatement(
    db,
    {
      given_back: (addParameter) => `
    UPDATE ledgerlink.platform_grant g
       SET unanswered = greatest(g.unanswered - ${addParameter(what.presented ? 0 : 1)}::int, 0),
           failures = g.failures + ${addParameter(what.failed ? 1 : 0)}::int, lease_owner = NULL, lease_until = NULL,
           next_try_at = now() + ${addParameter(what.pauseSeconds)}::float8 * interval '1 s'
     WHERE ${mayWriteSql(addParameter, refreshRules.judge, { ref, attempt })} RETURNING g.id`,
    },
    'SELECT FROM given_back',
  );
  return rows.length > 0;
}

/**
 * Gives a grant up, and its link with it; the pair stays, so that a late answer can still repair it. Not while judging
 * is paused for its set: then there is no row, as where the turn is over.
 */
export async function deauthorize(
  db: Db,
  { ref, attempt, reason }: { ref: GrantRef; attempt: RefreshAttempt; reason: LostReason },
  follow: SqlFragments,
): Promise<boolean> {
  const rows = await executeStatement(
    db,
    {
      deauthorized: (addParameter) => `
    UPDATE ledgerlink.platform_grant g SET state = 'DEAUTHORIZED', lease_owner = NULL, lease_until = NULL
     WHERE ${mayWriteSql(addParameter, refreshRules.judge, { ref, attempt })}
       AND NOT EXISTS (SELECT FROM ledgerlink.credential_set s WHERE s.workspace_id = g.workspace_id
                          AND s.id = g.credential_set_id AND s.judging_paused_until > now())
     RETURNING g.workspace_id, g.id, ${addParameter(reason)}::text AS reason`,
      ...follow,
    },
    'SELECT FROM deauthorized',
  );
  return rows.length > 0;
}

/** The refresh token's own end: the one thing that gives a grant up without an answer of the platform. */
export async function expire(
  db: Db,
  ref: GrantRef,
  timing: RefreshTiming,
  follow: SqlFragments,
): Promise<boolean> {
  const rows = await executeStatement(
    db,
    {
      deauthorized: (addParameter) => `
    UPDATE ledgerlink.platform_grant g SET state = 'DEAUTHORIZED', lease_owner = NULL, lease_until = NULL
     WHERE g.workspace_id = ${addParameter(ref.workspaceId)} AND g.id = ${addParameter(ref.grantId)} AND g.state = 'ACTIVE'
       AND g.refresh_expires_at <= now() AND ${leaseIsFreeSql(addParameter, timing)}
     RETURNING g.workspace_id, g.id, 'REFRESH_TOKEN_EXPIRED'::text AS reason`,
      ...follow,
    },
    'SELECT FROM deauthorized',
  );
  return rows.length > 0;
}
