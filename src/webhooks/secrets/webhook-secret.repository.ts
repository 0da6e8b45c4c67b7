import { NOW } from '../../infra/database/clock.js';
import type { Db, StatementText } from '../../infra/database/database.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import { FIRST, type SealedTable } from '../../infra/secrets/sealed-values.js';
import type { SealBinding } from '../../infra/secrets/vault.js';
import type { webhookSecretEntity } from './webhook-secret.entity.js';

export interface EndpointRef {
  readonly workspaceId: string;
  readonly endpointId: string;
}

export type SealedSecret = RowOf<
  typeof webhookSecretEntity,
  'id' | 'sealed' | 'fingerprint' | 'created_at' | 'ends_at'
>;

/** Secrets that sign beside the newest one at most. Each adds 47 bytes to a request. */
const MOST_PREVIOUS = 4;

/** Where a secret is stored. */
export const secretBinding = ({ workspaceId, endpointId }: EndpointRef, id: string): SealBinding => ({
  workspace: workspaceId,
  table: 'webhook_secret',
  row: `${endpointId} ${id}`,
  column: 'sealed',
});

/** The secrets of endpoints that sign now, newest first. */
export function findSecrets(
  db: Db,
  workspaceId: string,
  endpointIds: readonly string[],
): Promise<(SealedSecret & { endpoint_id: string })[]> {
  return db.query(
    `SELECT endpoint_id, id, sealed, fingerprint, created_at, ends_at FROM ledgerlink.webhook_secret
      WHERE workspace_id = $1 AND endpoint_id = ANY($2) AND (ends_at IS NULL OR ends_at > ${NOW}) ORDER BY id DESC`,
    [workspaceId, endpointIds],
  );
}

/**
 * Adds a secret. The others sign until `previousEndsAt`, or until their own end where it is sooner: a receiver that uses the
 * one before the last yet is not refused. Those that do not sign any more go, and the oldest of too many.
 */
export const secretAdded = (
  { workspaceId, endpointId }: EndpointRef,
  { id, sealed, fingerprint }: Pick<SealedSecret, 'id' | 'sealed' | 'fingerprint'>,
  { now, previousEndsAt }: { readonly now: string; readonly previousEndsAt: string },
): StatementText[] => [
  {
    text: `UPDATE ledgerlink.webhook_secret SET ends_at = least(ends_at, $3::timestamptz)
            WHERE workspace_id = $1 AND endpoint_id = $2 AND id <> $4`,
    values: [workspaceId, endpointId, previousEndsAt, id],
  },
  {
    text: `DELETE FROM ledgerlink.webhook_secret WHERE workspace_id = $1 AND endpoint_id = $2 AND (ends_at <= $3::timestamptz
              OR id NOT IN (SELECT id FROM ledgerlink.webhook_secret WHERE workspace_id = $1 AND endpoint_id = $2
                             ORDER BY id DESC LIMIT ${MOST_PREVIOUS}))`,
    values: [workspaceId, endpointId, now],
  },
  {
    text: `INSERT INTO ledgerlink.webhook_secret (workspace_id, endpoint_id, id, sealed, fingerprint, created_at)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    values: [workspaceId, endpointId, id, sealed, fingerprint, now],
  },
];

/** All secrets of endpoints. */
export const sealedWebhookSecrets: SealedTable = {
  name: 'webhook_secret',
  readPage: async (db, after = [FIRST, FIRST, FIRST], rows) => {
    const found = await db.query<EndpointRef & { id: string; sealed: string }>(
      `SELECT workspace_id AS "workspaceId", endpoint_id AS "endpointId", id, sealed FROM ledgerlink.webhook_secret
        WHERE (workspace_id, endpoint_id, id) > ($1::uuid, $2::uuid, $3::uuid) ORDER BY workspace_id, endpoint_id, id LIMIT $4`,
      [...after, rows],
    );
    return found.map(({ id, sealed, ...ref }) => ({
      key: [ref.workspaceId, ref.endpointId, id],
      values: [{ sealed, binding: secretBinding(ref, id) }],
    }));
  },
};
