import type { Db } from '../infra/database/database.js';
import type { SqlFragment } from '../infra/database/statement.js';
import type { Scope } from './api-key.rules.js';

export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const COLUMNS = 'id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at';

export interface PresentedKeyRow {
  id: string;
  name: string;
  scopes: Scope[];
  secret_hash: Buffer;
  valid: boolean;
  workspace_name: string;
  catalogue_version: string;
  /** Not used within the last minute: worth writing down. */
  idle: boolean;
}

/** Everything that answering a request needs to know of its key, in one statement, judged by the database's clock. */
export async function findPresentedKey(
  db: Db,
  workspaceId: string,
  prefix: string,
): Promise<PresentedKeyRow | undefined> {
  const [row] = await db.query<PresentedKeyRow>(
    `SELECT k.id, k.name, k.scopes, k.secret_hash, w.name AS workspace_name, i.catalogue_version,
            k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()) AS valid,
            k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' AS idle
       FROM ledgerlink.api_key k
       JOIN ledgerlink.workspace w ON w.id = k.workspace_id
      CROSS JOIN ledgerlink.installation i
      WHERE k.workspace_id = $1 AND k.prefix = $2`,
    [workspaceId, prefix],
  );
  return row;
}

/** At most once a minute and key; a row that a write holds at the moment is left for the next time. */
export async function touchKey(db: Db, workspaceId: string, id: string): Promise<void> {
  await db.query(
    `UPDATE ledgerlink.api_key SET last_used_at = now()
      WHERE workspace_id = $1 AND id = (
        SELECT id FROM ledgerlink.api_key WHERE workspace_id = $1 AND id = $2
           AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute') FOR UPDATE SKIP LOCKED)`,
    [workspaceId, id],
  );
}

/**
 * Whether a key still holds, and keeps it so until the transaction ends: a revocation waits for the writes that are
 * under way, so none of them commits after it.
 */
export async function holdKey(tx: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM ledgerlink.api_key
      WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
        FOR SHARE`,
    [workspaceId, id],
  );
  return rows.length > 0;
}

/** `key_held`: the same within one statement; its other parts must ask for this row. `id` null: the operator, who has no key. */
export const keyHeldFragment = (workspaceId: string, id: string | null): { key_held: SqlFragment } => ({
  key_held: (addParameter) =>
    id === null
      ? 'SELECT true AS valid'
      : `
    SELECT true AS valid FROM ledgerlink.api_key
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)}
       AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) FOR SHARE`,
});

export interface NewApiKeyRow {
  readonly workspaceId: string;
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly expiresAt: Date | null;
}

/** Makes nothing where a key of this id is there already: a transaction that ran twice. */
export const insertKey = (key: NewApiKeyRow): { key: SqlFragment } => ({
  key: (addParameter) => `
    INSERT INTO ledgerlink.api_key (workspace_id, id, name, prefix, secret_hash, scopes, created_by, expires_at)
    VALUES (${addParameter(key.workspaceId)}, ${addParameter(key.id)}, ${addParameter(key.name)}, ${addParameter(key.prefix)}, ${addParameter(key.hash)},
            ${addParameter(key.scopes)}, ${addParameter(key.createdBy)}, ${addParameter(key.expiresAt)})
    ON CONFLICT (workspace_id, id) DO NOTHING RETURNING id`,
});

/** Revokes once: a key revoked before keeps its time. */
export const revokeKey = (workspaceId: string, id: string): { revoked: SqlFragment } => ({
  revoked: (addParameter) => `
    UPDATE ledgerlink.api_key SET revoked_at = now()
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)} AND revoked_at IS NULL RETURNING id`,
});

export function listKeys(db: Db, workspaceId: string): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.api_key WHERE workspace_id = $1 ORDER BY id`,
    [workspaceId],
  );
}

export function findKeys(db: Db, workspaceId: string, ids: readonly string[]): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.api_key WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
}

/** The keys that a first start made, still valid: replaced when their file is gone. */
export function findValidKeysMadeBy(db: Db, workspaceId: string, createdBy: string): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.api_key WHERE workspace_id = $1 AND created_by = $2 AND revoked_at IS NULL`,
    [workspaceId, createdBy],
  );
}
