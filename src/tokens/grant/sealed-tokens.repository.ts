import { FIRST, type SealedTable } from '../../infra/secrets/sealed-values.js';
import type { SealBinding } from '../../infra/secrets/vault.js';
import type { GrantRef } from './grant.outcomes.js';

export type TokenHalf = 'access' | 'refresh';

/** Where a token is stored. */
export const tokenBinding = ({ workspaceId, grantId }: GrantRef, rotation: number, half: TokenHalf): SealBinding => ({
  workspace: workspaceId,
  table: 'platform_grant',
  row: grantId,
  column: `${half} ${rotation}`,
});

interface Row {
  readonly workspaceId: string;
  readonly grantId: string;
  readonly rotation: number;
  readonly access: string | null;
  readonly refresh: string | null;
}

/** The token pairs of all grants. */
export const sealedTokens: SealedTable = {
  name: 'platform_grant',
  readPage: async (db, after = [FIRST, FIRST], rows) => {
    const found = await db.query<Row>(
      `SELECT workspace_id AS "workspaceId", id AS "grantId", rotation, access_sealed AS access, refresh_sealed AS refresh
         FROM ledgerlink.platform_grant WHERE (workspace_id, id) > ($1::uuid, $2::uuid)
        ORDER BY workspace_id, id LIMIT $3`,
      [...after, rows],
    );
    return found.map(({ access, refresh, rotation, ...ref }) => ({
      key: [ref.workspaceId, ref.grantId],
      values: [
        ...(access === null ? [] : [{ sealed: access, binding: tokenBinding(ref, rotation, 'access') }]),
        ...(refresh === null ? [] : [{ sealed: refresh, binding: tokenBinding(ref, rotation, 'refresh') }]),
      ],
    }));
  },
};
