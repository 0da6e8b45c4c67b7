import type { Db } from '../../infra/database/database.js';
import { executeStatement, type SqlFragments } from '../../infra/database/statement.js';
import type { GrantRef } from './grant.outcomes.js';
import { mayWriteSql } from './grant-condition.repository.js';
import type { TokenPairLifetime } from './lifetime.rules.js';
import { type RefreshAttempt, refreshRules } from './refresh.rules.js';

/** A pair as it goes into the database. */
export interface SealedTokenPair {
  readonly pairId: string;
  readonly access: string;
  readonly refresh: string;
  /** The database's time shortly before it was asked for. */
  readonly at: string;
  readonly life: TokenPairLifetime;
}

const times = (
  addParameter: (value: unknown) => string,
  at: string,
  { access, refresh, keepAlive }: TokenPairLifetime,
) => {
  const after = (seconds: number | null): string =>
    `${addParameter(at)}::timestamptz + ${addParameter(seconds)}::float8 * interval '1 s'`;
  return {
    access_obtained_at: `${addParameter(at)}::timestamptz`,
    access_expires_at: after(access),
    refresh_expires_at: after(refresh),
    keep_alive_at: after(keepAlive),
  };
};

/**
 * Stores the pair that consumed the turn's token, whoever holds the lease by now. Living and given-up grants are two
 * parts, so that the holder's link follows exactly the state that this statement saw: if that changes in the same
 * moment there is no row, and the next try sees it. A success also proves the application's keys.
 */
export async function storeTokenPair(
  db: Db,
  { ref, attempt, pair }: { ref: GrantRef; attempt: RefreshAttempt; pair: SealedTokenPair },
  recovered: SqlFragments,
): Promise<{ overlapped: boolean; recovered: boolean } | undefined> {
  const stored =
    (state: 'ACTIVE' | 'DEAUTHORIZED') =>
    (addParameter: (value: unknown) => string): string => {
      const moments = Object.entries(times(addParameter, pair.at, pair.life)).map(
        ([column, at]) => `${column} = ${at}`,
      );
      const mine = `g.generation = ${addParameter(attempt.generation)}`;
      return `
    UPDATE ledgerlink.platform_grant g
       SET rotation = g.rotation + 1, pair_id = ${addParameter(pair.pairId)}, access_sealed = ${addParameter(pair.access)},
           refresh_sealed = ${addParameter(pair.refresh)}, ${moments.join(', ')}, state = 'ACTIVE', unanswered = 0, failures = 0,
           next_try_at = now(), lease_owner = CASE WHEN ${mine} THEN NULL ELSE g.lease_owner END,
           lease_until = CASE WHEN ${mine} THEN NULL ELSE g.lease_until END
     WHERE ${mayWriteSql(addParameter, refreshRules.store, { ref, attempt, state })}
     RETURNING g.workspace_id, g.id, g.credential_set_id, g.generation`;
    };
  const [row] = await executeStatement<{ generation: number; recovered: boolean }>(
    db,
    {
      renewed: stored('ACTIVE'),
      recovered: stored('DEAUTHORIZED'),
      ...recovered,
      proven: () => `
    UPDATE ledgerlink.credential_set s SET faulty_since = NULL, probe_at = NULL
      FROM (SELECT * FROM renewed UNION ALL SELECT * FROM recovered) AS g
     WHERE s.workspace_id = g.workspace_id AND s.id = g.credential_set_id AND s.faulty_since IS NOT NULL`,
    },
    `SELECT generation, false AS recovered FROM renewed UNION ALL SELECT generation, true FROM recovered`,
  );
  return row && { overlapped: row.generation !== attempt.generation, recovered: row.recovered };
}

export interface NewGrant {
  readonly ref: GrantRef;
  readonly setId: string;
  readonly integrationKey: string;
  readonly countryCode: string | null;
  readonly platformUserId: string | null;
  readonly pair: SealedTokenPair;
}

/**
 * Makes a grant together with whoever takes it; without a taker (no row in the part `takenBy`) there is none.
 * A second run of the same statement changes nothing.
 */
export async function insertGrant(
  db: Db,
  grant: NewGrant,
  taker: { parts: SqlFragments; takenBy: string },
): Promise<boolean> {
  const { ref, pair } = grant;
  const rows = await executeStatement(
    db,
    {
      ...taker.parts,
      made: (addParameter) => {
        const moments = times(addParameter, pair.at, pair.life);
        return `
    INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, country_code,
           platform_user_id, pair_id, access_sealed, refresh_sealed, ${Object.keys(moments).join(', ')})
    SELECT ${addParameter(ref.workspaceId)}::uuid, ${addParameter(ref.grantId)}::uuid, ${addParameter(grant.integrationKey)},
           ${addParameter(grant.setId)}::uuid, ${addParameter(grant.setId)}::uuid, ${addParameter(grant.countryCode)}, ${addParameter(grant.platformUserId)},
           ${addParameter(pair.pairId)}::uuid, ${addParameter(pair.access)}, ${addParameter(pair.refresh)}, ${Object.values(moments).join(', ')}
     WHERE EXISTS (SELECT FROM ${taker.takenBy})
    RETURNING id`;
      },
      before: (addParameter) =>
        `SELECT id FROM ledgerlink.platform_grant WHERE workspace_id = ${addParameter(ref.workspaceId)} AND id = ${addParameter(ref.grantId)}`,
    },
    'SELECT id FROM made UNION ALL SELECT id FROM before',
  );
  return rows.length > 0;
}
