import { type AddParameter, columns, defineFragment } from '../../infra/database/statement.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import { firstNoticeSeconds } from './expiry-notice.rules.js';
import type { GrantRef, NewGrant, SealedTokenPair } from './grant.outcomes.js';
import { mayWriteSql } from './grant-condition.repository.js';
import type { platformGrantEntity } from './platform-grant.entity.js';
import { type RefreshAttempt, refreshRules } from './refresh.rules.js';

/** The time columns of a pair with their values. */
const times = (addParameter: AddParameter, { at, life }: SealedTokenPair) => {
  const after = (seconds: number | null): string =>
    `${addParameter(at)}::timestamptz + ${addParameter(seconds)}::float8 * interval '1 s'`;
  return {
    access_obtained_at: `${addParameter(at)}::timestamptz`,
    access_expires_at: after(life.access),
    refresh_expires_at: after(life.refresh),
    keep_alive_at: after(life.keepAlive),
    notice_at: after(firstNoticeSeconds(life)),
  };
};

export interface RenewedPair extends GrantRef {
  readonly attempt: RefreshAttempt;
  readonly pair: SealedTokenPair;
}

/** A grant whose new pair was stored, for the fragments that depend on it. */
export type RenewedGrant = RowOf<typeof platformGrantEntity, 'id' | 'credential_set_id' | 'generation'>;

/**
 * Stores the pair that an attempt obtained, even if another process has the lease now. `state` is the grant's current
 * state, so that the change of its link fits the state that the statement saw. If the state changes at the same moment,
 * there is no row, and the next try sees the new state.
 */
const pairStored = (name: string, state: 'ACTIVE' | 'DEAUTHORIZED') =>
  defineFragment({
    name,
    returns: columns<RenewedGrant>('id', 'credential_set_id', 'generation'),
    sql: (addParameter, { attempt, pair, ...ref }: RenewedPair) => {
      const moments = Object.entries(times(addParameter, pair)).map(([column, at]) => `${column} = ${at}`);
      const own = `g.generation = ${addParameter(attempt.generation)}`;
      return `
    UPDATE ledgerlink.platform_grant g
       SET rotation = g.rotation + 1, pair_id = ${addParameter(pair.pairId)}, access_sealed = ${addParameter(pair.access)},
           refresh_sealed = ${addParameter(pair.refresh)}, ${moments.join(', ')}, state = 'ACTIVE', unanswered = 0, failures = 0, refused_at = NULL,
           next_try_at = ${addParameter(pair.at)}::timestamptz, lease_owner = CASE WHEN ${own} THEN NULL ELSE g.lease_owner END,
           lease_until = CASE WHEN ${own} THEN NULL ELSE g.lease_until END
     WHERE g.workspace_id = ${addParameter(ref.workspaceId)} AND ${mayWriteSql(addParameter, refreshRules.store, { ref, attempt, state })}
    RETURNING g.id, g.credential_set_id, g.generation`;
    },
  });

/** Stores a pair of an active grant. */
export const grantRenewed = pairStored('grant_renewed', 'ACTIVE');
/** Stores a pair of a lost grant, which a late answer recovers. */
export const grantRecovered = pairStored('grant_recovered', 'DEAUTHORIZED');

/** Inserts a grant. A second run changes nothing. The attempt that takes it changes in the same transaction. */
export const grantInserted = defineFragment({
  name: 'grant_inserted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, grant: NewGrant) => {
    const { pair } = grant;
    const moments = times(addParameter, pair);
    return `
    INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, country_code,
           platform_user_id, pair_id, access_sealed, refresh_sealed, ${Object.keys(moments).join(', ')})
    VALUES (${addParameter(grant.workspaceId)}, ${addParameter(grant.grantId)}, ${addParameter(grant.integrationKey)},
           ${addParameter(grant.setId)}, ${addParameter(grant.setId)}, ${addParameter(grant.countryCode)}, ${addParameter(grant.platformUserId)},
           ${addParameter(pair.pairId)}, ${addParameter(pair.access)}, ${addParameter(pair.refresh)}, ${Object.values(moments).join(', ')})
    ON CONFLICT DO NOTHING RETURNING id`;
  },
});

/** A row if the grant exists. */
export const grantFound = defineFragment({
  name: 'grant_found',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, grantId }: GrantRef) => `
    SELECT id FROM ledgerlink.platform_grant WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(grantId)}`,
});
