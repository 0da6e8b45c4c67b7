import { joinSet } from '../../credentials/credential-set.repository.js';
import { NOW } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import type { AccessState } from './access.rules.js';
import type { GrantRef } from './grant.outcomes.js';
import type { platformGrantEntity } from './platform-grant.entity.js';

/**
 * SQL about the age of tokens, by the database's clock only. `g` is the alias of the grant's row, `now` the time: a
 * parameter in a statement that writes. A token that was
 * obtained in the future is not used, because a clock was wrong.
 */
const life = (g: string): string => `(${g}.access_expires_at - ${g}.access_obtained_at)`;
const believable = (g: string, now: string): string => `${g}.access_obtained_at <= ${now} + interval '30 s'`;

/** Limits seconds to the largest Int of GraphQL and PostgreSQL, for dates that are further away. */
const seconds = (sql: string): string => `least(${sql}, 2147483647)::int`;

/** Fresh until a fifth of the lifetime is left, such as 60 of 300 s. */
export const isFresh = (g: string, now: string): string =>
  `(${now} < ${g}.access_expires_at - ${life(g)} * 0.2 AND ${believable(g, now)})`;

/** Usable if it cannot be renewed, until 10 s are left, or a twentieth of a short lifetime. */
const isServable = (g: string): string =>
  `(${NOW} < ${g}.access_expires_at - least(${life(g)} * 0.05, interval '10 s') AND ${believable(g, NOW)})`;

/** Whether a forced call renews the token. `since` is the database's time at which the call began. */
export const isForceExpired = (g: string, since: string, now: string): string =>
  `(${g}.access_obtained_at < ${since}::timestamptz AND ${g}.access_obtained_at < ${now} - interval '10 s')`;

/** The state of the grant `g` under its set `s`, as `AccessState` names it. */
export const accessState = (g: string, s: string, since: string): string => `
  ${g}.state, ${isFresh(g, NOW)} AS fresh, ${isForceExpired(g, since, NOW)} AS "forceExpired", ${isServable(g)} AS servable,
  ${s}.faulty_since IS NOT NULL AS faulty, ${g}.next_try_at > ${NOW} AS "inBackoff",
  ${seconds(`greatest(ceil(extract(epoch FROM ${g}.next_try_at - ${NOW})), 1)`)} AS retry_seconds`;

/** The columns for decrypting the access token and for its age. */
export const accessColumns = (g: string): string => `
  ${g}.id AS grant_id, ${g}.rotation, ${g}.access_sealed, ${g}.access_expires_at, ${g}.credential_set_id,
  ${g}.integration_key, ${g}.country_code, ${g}.platform_user_id,
  coalesce(${g}.lease_until > ${NOW}, false) AS leased,
  ${seconds(`greatest(floor(extract(epoch FROM ${g}.access_expires_at - ${NOW})), 0)`)} AS expires_in`;

/** The columns of `accessState` and `accessColumns`. */
export const ACCESS_COLUMNS = [
  ...(['state', 'fresh', 'forceExpired', 'servable', 'faulty', 'inBackoff', 'retry_seconds'] as const),
  ...(['grant_id', 'rotation', 'access_sealed', 'access_expires_at', 'credential_set_id'] as const),
  ...(['integration_key', 'country_code', 'platform_user_id', 'leased', 'expires_in'] as const),
];

export interface AccessRow
  extends AccessState,
    RowOf<typeof platformGrantEntity, 'rotation' | 'access_sealed' | 'access_expires_at' | 'credential_set_id'>,
    RowOf<typeof platformGrantEntity, 'integration_key' | 'country_code' | 'platform_user_id'> {
  readonly grant_id: string;
  readonly expires_in: number;
  readonly retry_seconds: number;
  /** A process seems to be renewing the grant. Only taking the lease tells for certain. */
  readonly leased: boolean;
}

/** Reads a grant. `since` null: the call begins now. Returns that time for the next read of the same call. */
export async function readAccess(
  db: Db,
  ref: GrantRef,
  since: string | null,
): Promise<(AccessRow & { since: string }) | undefined> {
  const began = `coalesce($3::timestamptz, ${NOW})`;
  const [row] = await db.query<AccessRow & { since: string }>(
    `SELECT ${accessState('g', 's', began)}, ${accessColumns('g')}, ${began}::text AS since
       FROM ledgerlink.platform_grant g
       ${joinSet('s', 'g', '$1')}
      WHERE g.workspace_id = $1 AND g.id = $2`,
    [ref.workspaceId, ref.grantId, since],
  );
  return row;
}
