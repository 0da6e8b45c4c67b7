import { sameApplications } from '../../credentials/credential-set.repository.js';
import type { Db } from '../../infra/database/database.js';
import { columns, defineFragment, type Ids, type SqlFragment } from '../../infra/database/statement.js';
import type { EndedGrant, GrantRef } from './grant.outcomes.js';

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
    returns: columns<EndedGrant & { workspace_id: string }>('workspace_id', ...COLUMNS),
    reads: [held],
    sql: (addParameter, { workspaceId }: Ids, [grants]) => `
    SELECT workspace_id, ${COLUMNS.join(', ')} FROM ledgerlink.platform_grant
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${grants.select('grant_id')}) AND state <> 'ENDED'
     ORDER BY id FOR UPDATE`,
  });
  const grantsEnded = defineFragment({
    name: 'grants_ended',
    reads: [endedGrants],
    sql: (_addParameter, _input: object, [ended]) => {
      const e = ended.as('e');
      return `
    UPDATE ledgerlink.platform_grant g
       SET state = 'ENDED', held_set_id = NULL, access_sealed = NULL, refresh_sealed = NULL, lease_owner = NULL,
           lease_until = NULL, ended_at = now()
      FROM ${e.from} WHERE g.workspace_id = ${e.workspace_id} AND g.id = ${e.id}`;
    },
  });
  return [endedGrants, grantsEnded] as const;
};

/**
 * Whether another active grant may have the same application and platform user. Revoking could end that grant's consent
 * too. The platform identifies an application by its client id, which several workspaces may have saved, so this is a
 * read beyond the workspace that returns only yes or no. A grant without a user id may belong to any user.
 */
export async function hasLivingSibling(db: Db, workspaceId: string, grant: EndedGrant): Promise<boolean> {
  const living = (user: string): string => `
    SELECT FROM ledgerlink.platform_grant g
     WHERE g.workspace_id = s.workspace_id AND g.held_set_id = s.id AND g.id <> $3 AND ${user}`;
  const rows = await db.query(
    `SELECT FROM ${sameApplications('mine', 's')}
      WHERE mine.workspace_id = $1 AND mine.id = $2
        AND (EXISTS (${living('g.platform_user_id = $4')}) OR EXISTS (${living('g.platform_user_id IS NULL')})
             OR $4::text IS NULL AND EXISTS (${living('true')})) LIMIT 1`,
    [workspaceId, grant.credential_set_id, grant.id, grant.platform_user_id],
  );
  return rows.length > 0;
}

interface RevokedGrant {
  readonly workspace_id: string;
  readonly id: string;
  readonly credential_set_id: string;
}

/** Records that the platform confirmed the revocation of an ended grant's tokens. */
export const grantRevoked = defineFragment({
  name: 'grant_revoked',
  returns: columns<RevokedGrant>('workspace_id', 'id', 'credential_set_id'),
  sql: (addParameter, ref: GrantRef) => `
    UPDATE ledgerlink.platform_grant g SET revoked_at = now()
     WHERE g.workspace_id = ${addParameter(ref.workspaceId)} AND g.id = ${addParameter(ref.grantId)} AND g.revoked_at IS NULL
    RETURNING g.workspace_id, g.id, g.credential_set_id`,
});

/** Reads the data for revoking a pair whose grant ended while the pair was requested. */
export async function findGrant(db: Db, ref: GrantRef): Promise<EndedGrant | undefined> {
  const [row] = await db.query<EndedGrant>(
    `SELECT ${COLUMNS.join(', ')} FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND id = $2`,
    [ref.workspaceId, ref.grantId],
  );
  return row;
}
