import type { Db } from '../infra/database/database.js';
import type { SqlFragments } from '../infra/database/statement.js';

export interface StoredSecretRow {
  readonly field: string;
  readonly setAt: string;
  /** Hex: all 32 bytes where secrets are compared, the first 4 where they are shown. */
  readonly fingerprint: string;
}

export interface CredentialSetRow {
  id: string;
  integration_key: string;
  api_version: string;
  client_id: string;
  status: 'CURRENT' | 'SUPERSEDED';
  /** A text where it comes out of JSON. */
  saved_at: Date | string;
  saved_by: string;
  /** Whether a link, or an attempt at one, depends on it. */
  held: boolean;
  secrets: StoredSecretRow[];
}

/** Whether somebody depends on the set that `set` is the row of: the foreign keys on `held_set_id` say the same. */
const held = (set: string): string => `
  (EXISTS (SELECT FROM ledgerlink.platform_grant g WHERE g.workspace_id = ${set}.workspace_id AND g.held_set_id = ${set}.id)
   OR EXISTS (SELECT FROM ledgerlink.link_attempt a WHERE a.workspace_id = ${set}.workspace_id AND a.held_set_id = ${set}.id))`;

/** Flat rows, secrets folded in by Postgres: one statement for any number of sets. Ciphertext is never read here. */
const SELECT = `
  SELECT s.id, s.integration_key, s.api_version, s.client_id, s.status, s.saved_at, s.saved_by, ${held('s')} AS held, c.secrets
    FROM ledgerlink.credential_set s
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object('field', x.field, 'setAt', x.set_at,
               'fingerprint', encode(x.fingerprint, 'hex'))), '[]') AS secrets
        FROM ledgerlink.credential_secret x
       WHERE x.workspace_id = s.workspace_id AND x.credential_set_id = s.id) c`;

/** A set as `listedSetsAsJson` gives it: arrays are half of what objects are, for PostgreSQL and for us. */
export type SetInJson = readonly [
  id: string,
  apiVersion: string,
  clientId: string,
  status: CredentialSetRow['status'],
  savedAt: string,
  savedBy: string,
  secrets: readonly (readonly [field: string, setAt: string, fingerprint: string])[],
];

/**
 * The sets of the integration that `setting` is the row of, in force or still needed, as JSON: for reading both in one
 * statement. Whether a set in force is needed is not asked: it is listed anyway.
 */
export const listedSetsAsJson = (setting: string): string => `
  SELECT json_agg(json_build_array(s.id, s.api_version, s.client_id, s.status, s.saved_at, s.saved_by, (
           SELECT json_agg(json_build_array(x.field, x.set_at, encode(substring(x.fingerprint FOR 4), 'hex')))
             FROM ledgerlink.credential_secret x
            WHERE x.workspace_id = s.workspace_id AND x.credential_set_id = s.id)))
    FROM ledgerlink.credential_set s
   WHERE s.workspace_id = ${setting}.workspace_id AND s.integration_key = ${setting}.integration_key
     AND (s.status = 'CURRENT' OR ${held('s')})`;

export const setFromJson = (integrationKey: string, json: SetInJson): CredentialSetRow => {
  const [id, api_version, client_id, status, saved_at, saved_by, secrets] = json;
  return {
    id,
    integration_key: integrationKey,
    api_version,
    client_id,
    status,
    saved_at,
    saved_by,
    held: status !== 'CURRENT',
    secrets: secrets.map(([field, setAt, fingerprint]) => ({ field, setAt, fingerprint })),
  };
};

/** Superseded ones too: an application that comes back is the set it was. */
export function allSets(db: Db, workspaceId: string, integrationKey: string): Promise<CredentialSetRow[]> {
  return db.query<CredentialSetRow>(`${SELECT} WHERE s.workspace_id = $1 AND s.integration_key = $2`, [
    workspaceId,
    integrationKey,
  ]);
}

export function findSets(db: Db, workspaceId: string, ids: readonly string[]): Promise<CredentialSetRow[]> {
  return db.query<CredentialSetRow>(`${SELECT} WHERE s.workspace_id = $1 AND s.id = ANY($2)`, [
    workspaceId,
    ids,
  ]);
}

export interface SealedSecret {
  readonly field: string;
  readonly sealed: string;
  /** Hex, 32 bytes. */
  readonly fingerprint: string;
}

export interface SavedSet {
  readonly workspaceId: string;
  readonly id: string;
  readonly integrationKey: string;
  readonly apiVersion: string;
  readonly clientId: string;
  readonly savedBy: string;
  readonly secrets: readonly SealedSecret[];
}

/**
 * The set that was current steps back and its secrets are erased unless a link needs them, the new or renewed set takes its place, and what a
 * secret was before stays for 24 h. The insert reads from `superseded` so that it runs after it: at no moment are two
 * sets of one version current.
 */
export const saveSet = (set: SavedSet): SqlFragments => ({
  superseded: (addParameter) => `
    UPDATE ledgerlink.credential_set SET status = 'SUPERSEDED'
     WHERE workspace_id = ${addParameter(set.workspaceId)} AND integration_key = ${addParameter(set.integrationKey)}
       AND api_version = ${addParameter(set.apiVersion)} AND status = 'CURRENT' AND id <> ${addParameter(set.id)}
     RETURNING workspace_id, id`,
  erased: (addParameter) => `
    UPDATE ledgerlink.credential_secret SET sealed = NULL, previous_sealed = NULL, previous_until = NULL
     WHERE workspace_id = ${addParameter(set.workspaceId)} AND credential_set_id IN (SELECT s.id FROM superseded s WHERE NOT ${held('s')})`,
  saved: (addParameter) => `
    INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_by)
    SELECT ${addParameter(set.workspaceId)}::uuid, ${addParameter(set.id)}::uuid, ${addParameter(set.integrationKey)}, ${addParameter(set.apiVersion)},
           ${addParameter(set.clientId)}, 'CURRENT', ${addParameter(set.savedBy)} FROM (SELECT count(*) FROM superseded) AS first
    ON CONFLICT (workspace_id, id) DO UPDATE SET status = 'CURRENT', saved_at = now(), saved_by = excluded.saved_by,
          faulty_since = NULL, probe_at = NULL`,
  sealed: (addParameter) => `
    INSERT INTO ledgerlink.credential_secret AS c (workspace_id, credential_set_id, field, sealed, fingerprint)
    SELECT ${addParameter(set.workspaceId)}::uuid, ${addParameter(set.id)}::uuid, n.field, n.sealed, decode(n.fingerprint, 'hex')
      FROM jsonb_to_recordset(${addParameter(JSON.stringify(set.secrets))}::jsonb) AS n(field text, sealed text, fingerprint text)
    ON CONFLICT (workspace_id, credential_set_id, field) DO UPDATE
      SET sealed = excluded.sealed, fingerprint = excluded.fingerprint, set_at = now(), previous_sealed = c.sealed,
          previous_until = CASE WHEN c.sealed IS NOT NULL THEN now() + interval '24 hours' END`,
});

export async function clearFaulty(tx: Db, workspaceId: string, id: string): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_set SET faulty_since = NULL, probe_at = NULL
      WHERE workspace_id = $1 AND id = $2 AND faulty_since IS NOT NULL`,
    [workspaceId, id],
  );
}

/** Fails with 23503 while a link depends on the set: a foreign key counts, not we. Its secrets go with it. */
export const deleteSet = (workspaceId: string, id: string): SqlFragments => ({
  deleted: (addParameter) =>
    `DELETE FROM ledgerlink.credential_set WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)}`,
});

/** How many links depend on each set, those under way included; a set that none depends on has no row. */
export function countLinks(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<{ id: string; links: number }[]> {
  return db.query(
    `SELECT set_id AS id, count(DISTINCT link_id)::int AS links FROM (
       SELECT g.held_set_id AS set_id, l.id AS link_id FROM ledgerlink.platform_grant g
         JOIN ledgerlink.company_link l ON l.workspace_id = g.workspace_id AND l.grant_id = g.id
        WHERE g.workspace_id = $1 AND g.held_set_id = ANY($2)
        UNION ALL
       SELECT a.held_set_id, a.link_id FROM ledgerlink.link_attempt a
        WHERE a.workspace_id = $1 AND a.held_set_id = ANY($2)) AS holders
      GROUP BY set_id`,
    [workspaceId, ids],
  );
}

/** Erases the secrets of superseded sets that the last link has left. */
export async function eraseAbandonedSecrets(tx: Db, workspaceIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_secret c SET sealed = NULL, previous_sealed = NULL, previous_until = NULL
       FROM ledgerlink.credential_set s
      WHERE s.workspace_id = ANY($1) AND s.status = 'SUPERSEDED' AND NOT ${held('s')}
        AND c.workspace_id = s.workspace_id AND c.credential_set_id = s.id AND c.sealed IS NOT NULL`,
    [workspaceIds],
  );
}

/** Forgets the secrets of these workspaces that were replaced more than 24 h ago. */
export async function eraseReplacedSecrets(tx: Db, workspaceIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_secret SET previous_sealed = NULL, previous_until = NULL
      WHERE workspace_id = ANY($1) AND previous_until < now()`,
    [workspaceIds],
  );
}
