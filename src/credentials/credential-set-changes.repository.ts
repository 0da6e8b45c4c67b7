import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, type Ids } from '../infra/database/statement.js';
import { NO_FAULT } from './credential-health.repository.js';
import type { SetHolders } from './credential-set.repository.js';

export interface SealedSecret {
  readonly field: string;
  readonly sealed: string;
  /** 32 bytes in hex. */
  readonly fingerprint: string;
}

export interface SavedSet extends Ids<'setId'> {
  readonly integrationKey: string;
  readonly apiVersion: string;
  readonly clientId: string;
  readonly savedBy: string;
  readonly secrets: readonly SealedSecret[];
  /** The fields whose stored secrets do not open. They are not kept when they are replaced. */
  readonly damaged: readonly string[];
  readonly holders: SetHolders;
}

const setSuperseded = defineFragment({
  name: 'set_superseded',
  returns: columns<{ workspace_id: string; id: string }>('workspace_id', 'id'),
  sql: (addParameter, set: SavedSet) => `
    UPDATE ledgerlink.credential_set SET status = 'SUPERSEDED'
     WHERE workspace_id = ${addParameter(set.workspaceId)} AND integration_key = ${addParameter(set.integrationKey)}
       AND api_version = ${addParameter(set.apiVersion)} AND status = 'CURRENT' AND id <> ${addParameter(set.setId)}
    RETURNING workspace_id, id`,
});

const supersededSecretsErased = defineFragment({
  name: 'superseded_secrets_erased',
  reads: [setSuperseded],
  sql: (addParameter, { workspaceId, holders }: SavedSet, [superseded]) => {
    const s = superseded.as('s');
    return `
    UPDATE ledgerlink.credential_secret SET sealed = NULL, previous_sealed = NULL, previous_until = NULL
     WHERE workspace_id = ${addParameter(workspaceId)}
       AND credential_set_id IN (SELECT ${s.id} FROM ${s.from} WHERE NOT ${holders.isHeld('s')})`;
  },
});

/** Runs after another set was superseded: the unique index allows one current set per version. */
const setSaved = defineFragment({
  name: 'set_saved',
  sql: (addParameter, set: SavedSet) => `
    INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_by)
    VALUES (${addParameter(set.workspaceId)}, ${addParameter(set.setId)}, ${addParameter(set.integrationKey)}, ${addParameter(set.apiVersion)},
           ${addParameter(set.clientId)}, 'CURRENT', ${addParameter(set.savedBy)})
    ON CONFLICT (workspace_id, id) DO UPDATE SET status = 'CURRENT', saved_at = now(), saved_by = excluded.saved_by,
          ${NO_FAULT}`,
});

const secretsSaved = defineFragment({
  name: 'secrets_saved',
  sql: (addParameter, set: SavedSet) => {
    const kept = `CASE WHEN c.field <> ALL (${addParameter(set.damaged)}::text[]) THEN c.sealed END`;
    return `
    INSERT INTO ledgerlink.credential_secret AS c (workspace_id, credential_set_id, field, sealed, fingerprint)
    SELECT ${addParameter(set.workspaceId)}::uuid, ${addParameter(set.setId)}::uuid, n.field, n.sealed, decode(n.fingerprint, 'hex')
      FROM jsonb_to_recordset(${addParameter(JSON.stringify(set.secrets))}::jsonb) AS n(field text, sealed text, fingerprint text)
    ON CONFLICT (workspace_id, credential_set_id, field) DO UPDATE
      SET sealed = excluded.sealed, fingerprint = excluded.fingerprint, set_at = now(), previous_sealed = ${kept},
          previous_until = CASE WHEN ${kept} IS NOT NULL THEN now() + interval '24 hours' END`;
  },
});

/** The current set of the same version is superseded, and its secrets are erased unless a link needs them. */
export const supersedingSet = [setSuperseded, supersededSecretsErased] as const;

/** The new or renewed set takes its place; replaced secrets stay for 24 h. */
export const saveSet = defineStatement([setSaved, secretsSaved]);

/** Deletes a set with its secrets. The foreign key fails with SQLSTATE 23503 while a link depends on the set. */
export const setDeleted = defineFragment({
  name: 'set_deleted',
  sql: (addParameter, { workspaceId, setId }: Ids<'setId'>) => `
    DELETE FROM ledgerlink.credential_set
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(setId)}`,
});

/** Erases the secrets of superseded sets that no link needs any more. */
export async function eraseAbandonedSecrets(
  tx: Db,
  holders: SetHolders,
  workspaceIds: readonly string[],
): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_secret c SET sealed = NULL, previous_sealed = NULL, previous_until = NULL
       FROM ledgerlink.credential_set s
      WHERE s.workspace_id = ANY($1) AND s.status = 'SUPERSEDED' AND NOT ${holders.isHeld('s')}
        AND c.workspace_id = s.workspace_id AND c.credential_set_id = s.id AND c.sealed IS NOT NULL`,
    [workspaceIds],
  );
}

/** Erases the secrets of these workspaces that were replaced more than 24 h ago. */
export async function eraseReplacedSecrets(tx: Db, workspaceIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_secret SET previous_sealed = NULL, previous_until = NULL
      WHERE workspace_id = ANY($1) AND previous_until < now()`,
    [workspaceIds],
  );
}
