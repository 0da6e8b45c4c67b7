import type { Db, Transaction } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, type Ids, type Now } from '../infra/database/statement.js';
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
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, set: SavedSet) => `
    UPDATE ledgerlink.credential_set SET status = 'SUPERSEDED'
     WHERE workspace_id = ${addParameter(set.workspaceId)} AND integration_key = ${addParameter(set.integrationKey)}
       AND api_version = ${addParameter(set.apiVersion)} AND status = 'CURRENT' AND id <> ${addParameter(set.setId)}
    RETURNING id`,
});

const supersededSecretsErased = defineFragment({
  name: 'superseded_secrets_erased',
  reads: [setSuperseded],
  sql: (addParameter, { workspaceId, holders }: SavedSet, [superseded]) => {
    const [s, workspace] = [superseded.as('s'), addParameter(workspaceId)];
    return `
    UPDATE ledgerlink.credential_secret SET sealed = NULL, previous_sealed = NULL, previous_until = NULL
     WHERE workspace_id = ${workspace}
       AND credential_set_id IN (SELECT ${s.id} FROM ${s.from} WHERE NOT ${holders.isHeld('s', workspace)})`;
  },
});

/** Runs after another set was superseded: the unique index allows one current set per version. */
const setSaved = defineFragment({
  name: 'set_saved',
  sql: (addParameter, set: SavedSet & Now) => `
    INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_at, saved_by)
    VALUES (${addParameter(set.workspaceId)}, ${addParameter(set.setId)}, ${addParameter(set.integrationKey)}, ${addParameter(set.apiVersion)},
           ${addParameter(set.clientId)}, 'CURRENT', ${addParameter(set.now)}, ${addParameter(set.savedBy)})
    ON CONFLICT (workspace_id, id) DO UPDATE SET status = 'CURRENT', saved_at = excluded.saved_at, saved_by = excluded.saved_by,
          ${NO_FAULT}`,
});

const secretsSaved = defineFragment({
  name: 'secrets_saved',
  sql: (addParameter, set: SavedSet & Now) => {
    const [workspace, setId, now] = [set.workspaceId, set.setId, set.now].map(addParameter);
    const row = ({ field, sealed, fingerprint }: SealedSecret): string =>
      `(${workspace}, ${setId}, ${addParameter(field)}, ${addParameter(sealed)}, decode(${addParameter(fingerprint)}, 'hex'), ${now})`;
    const kept = `CASE WHEN c.field <> ALL (${addParameter(set.damaged)}::text[]) THEN c.sealed END`;
    return `
    INSERT INTO ledgerlink.credential_secret AS c (workspace_id, credential_set_id, field, sealed, fingerprint, set_at)
    VALUES ${set.secrets.map(row).join(', ')}
    ON CONFLICT (workspace_id, credential_set_id, field) DO UPDATE
      SET sealed = excluded.sealed, fingerprint = excluded.fingerprint, set_at = excluded.set_at, previous_sealed = ${kept},
          previous_until = CASE WHEN ${kept} IS NOT NULL THEN excluded.set_at + interval '24 hours' END`;
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
      WHERE s.workspace_id = ANY($1) AND s.status = 'SUPERSEDED' AND NOT ${holders.isHeld('s', 's.workspace_id')}
        AND c.workspace_id = ANY($1) AND c.workspace_id = s.workspace_id AND c.credential_set_id = s.id AND c.sealed IS NOT NULL`,
    [workspaceIds],
  );
}

/** Erases the secrets of these workspaces that were replaced more than 24 h ago. */
export async function eraseReplacedSecrets(tx: Transaction, workspaceIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_secret SET previous_sealed = NULL, previous_until = NULL
      WHERE workspace_id = ANY($1) AND previous_until < $2::timestamptz`,
    [workspaceIds, tx.now],
  );
}
