import { identifyApplication, isApplication, setsAs } from '../../credentials/credential-set.repository.js';
import type { Db } from '../../infra/database/database.js';
import { columns, defineFragment, type Ids, type Now, type SqlFragment } from '../../infra/database/statement.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import type { EndedGrant, GrantRef } from './grant.outcomes.js';
import type { platformGrantEntity } from './platform-grant.entity.js';

const COLUMNS = [
  'id',
  'rotation',
  'refresh_sealed',
  'credential_set_id',
  'integration_key',
  'country_code',
  'platform_user_id',
] as const;

interface GrantHeld {
  readonly grant_id: string;
}

/**
 * Ends the grants of the fragment `held`: removes the pair, so that no late answer can restore it, and releases the
 * application. The first of the two fragments returns the rows before the change, for `revokeEnded`.
 */
export const endingGrants = (held: SqlFragment<never, GrantHeld>) => {
  const endedGrants = defineFragment({
    name: 'ended_grants',
    returns: columns<EndedGrant>(...COLUMNS),
    reads: [held],
    sql: (addParameter, { workspaceId }: Ids, [grants]) => `
    SELECT ${COLUMNS.join(', ')} FROM ledgerlink.platform_grant
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${grants.select('grant_id')}) AND state <> 'ENDED'
     ORDER BY id FOR UPDATE`,
  });
  const grantsEnded = defineFragment({
    name: 'grants_ended',
    reads: [endedGrants],
    sql: (addParameter, { workspaceId, now }: Ids & Now, [ended]) => `
    UPDATE ledgerlink.platform_grant
       SET state = 'ENDED', held_set_id = NULL, access_sealed = NULL, refresh_sealed = NULL, lease_owner = NULL,
           lease_until = NULL, ended_at = ${addParameter(now)}
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${ended.select('id')})`,
  });
  return [endedGrants, grantsEnded] as const;
};

/**
 * Whether another active grant may have the same application and platform user. Revoking could end that grant's consent
 * too. The platform identifies an application by its client id, which several workspaces may have saved, so this is the
 * one read beyond the workspace, and it returns only yes or no. A grant without a user id may belong to any user.
 */
export async function hasLivingSibling(db: Db, workspaceId: string, grant: EndedGrant): Promise<boolean> {
  const application = await identifyApplication(db, workspaceId, grant.credential_set_id);
  if (application === undefined) return false;
  const { integration_key, api_version, client_id } = application;
  const rows = await db.query(
    `SELECT 1 FROM ${setsAs('s')}
       JOIN ledgerlink.platform_grant g ON g.workspace_id = s.workspace_id AND g.held_set_id = s.id
      WHERE ${isApplication('s', 1)} AND g.id <> $4
        AND ($5::text IS NULL OR g.platform_user_id = $5 OR g.platform_user_id IS NULL) LIMIT 1`,
    [integration_key, api_version, client_id, grant.id, grant.platform_user_id],
  );
  return rows.length > 0;
}

type RevokedGrant = RowOf<typeof platformGrantEntity, 'id' | 'credential_set_id'>;

/** Records that the platform confirmed the revocation of an ended grant's tokens. */
export const grantRevoked = defineFragment({
  name: 'grant_revoked',
  returns: columns<RevokedGrant>('id', 'credential_set_id'),
  sql: (addParameter, ref: GrantRef & Now) => `
    UPDATE ledgerlink.platform_grant g SET revoked_at = ${addParameter(ref.now)}
     WHERE g.workspace_id = ${addParameter(ref.workspaceId)} AND g.id = ${addParameter(ref.grantId)} AND g.revoked_at IS NULL
    RETURNING g.id, g.credential_set_id`,
});

/** Reads the data for revoking a pair whose grant ended while the pair was requested. */
export async function findGrant(db: Db, ref: GrantRef): Promise<EndedGrant | undefined> {
  const [row] = await db.query<EndedGrant>(
    `SELECT ${COLUMNS.join(', ')} FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND id = $2`,
    [ref.workspaceId, ref.grantId],
  );
  return row;
}
