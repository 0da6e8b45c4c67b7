import type { Db } from '../../infra/database/database.js';
import { executeStatement, type SqlFragments } from '../../infra/database/statement.js';
import type { EndedGrant, GrantRef } from './grant.outcomes.js';

const COLUMNS =
  'id, rotation, refresh_sealed, credential_set_id, integration_key, country_code, platform_user_id';

/** What a use case reads from its statement, to hand to `revokeEnded`. */
export const ENDED_GRANTS = `SELECT ${COLUMNS} FROM ended_grants`;

/**
 * Ends grants: the pair is taken out, so that no late answer can bring it back, and the application is let go.
 * `grantIds` is SQL for their ids, null where there is none; it may read other parts. `ended_grants` are the rows as
 * they were.
 */
export const endGrants = (
  workspaceId: string,
  grantIds: (addParameter: (value: unknown) => string) => string,
): SqlFragments => ({
  ended_grants: (addParameter) => `
    SELECT workspace_id, ${COLUMNS} FROM ledgerlink.platform_grant
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${grantIds(addParameter)}) AND state <> 'ENDED'
     ORDER BY id FOR UPDATE`,
  grants_ended: () => `
    UPDATE ledgerlink.platform_grant g
       SET state = 'ENDED', held_set_id = NULL, access_sealed = NULL, refresh_sealed = NULL, lease_owner = NULL,
           lease_until = NULL, ended_at = now()
      FROM ended_grants e WHERE g.workspace_id = e.workspace_id AND g.id = e.id
    RETURNING g.workspace_id, g.id`,
});

/**
 * Whether the same application and platform user may live on in another grant: revoking could take that one's consent
 * away. To the platform an application is its client id, whichever workspaces have saved it, so this is the one look
 * beyond the workspace, and no more than yes or no comes of it. A user whom the platform did not name may be anyone.
 */
export async function hasLivingSibling(db: Db, workspaceId: string, grant: EndedGrant): Promise<boolean> {
  const living = (user: string): string => `
    SELECT FROM ledgerlink.platform_grant g
     WHERE g.workspace_id = s.workspace_id AND g.held_set_id = s.id AND g.id <> $3 AND ${user}`;
  const rows = await db.query(
    `SELECT FROM ledgerlink.credential_set mine
       JOIN ledgerlink.credential_set s ON s.integration_key = mine.integration_key
        AND s.api_version = mine.api_version AND s.client_id = mine.client_id
      WHERE mine.workspace_id = $1 AND mine.id = $2
        AND (EXISTS (${living('g.platform_user_id = $4')}) OR EXISTS (${living('g.platform_user_id IS NULL')})
             OR $4::text IS NULL AND EXISTS (${living('true')})) LIMIT 1`,
    [workspaceId, grant.credential_set_id, grant.id, grant.platform_user_id],
  );
  return rows.length > 0;
}

/** Records that the platform has confirmed it. */
export async function recordRevoked(db: Db, ref: GrantRef, follow: SqlFragments): Promise<void> {
  await executeStatement(db, {
    revoked: (addParameter) => `
    UPDATE ledgerlink.platform_grant g SET revoked_at = now()
     WHERE g.workspace_id = ${addParameter(ref.workspaceId)} AND g.id = ${addParameter(ref.grantId)} AND g.revoked_at IS NULL
    RETURNING g.workspace_id, g.id`,
    ...follow,
  });
}

/** What revoking a pair needs to know of its grant, that has ended while the pair was on its way. */
export async function findGrant(db: Db, ref: GrantRef): Promise<EndedGrant | undefined> {
  const [row] = await db.query<EndedGrant>(
    `SELECT ${COLUMNS} FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND id = $2`,
    [ref.workspaceId, ref.grantId],
  );
  return row;
}
