import { recordChange } from '../audit/audit-event.repository.js';
import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, type Ids, type Now } from '../infra/database/statement.js';
import type { RowOf } from '../infra/database/table-entity.js';
import { CATALOGUE_VERSION } from '../infra/secrets/installation.repository.js';
import type { apiKeyEntity } from './api-key.entity.js';
import type { Scope } from './api-key.rules.js';

export interface ApiKeyRow
  extends RowOf<
    typeof apiKeyEntity,
    'id' | 'name' | 'prefix' | 'created_at' | 'expires_at' | 'last_used_at' | 'revoked_at'
  > {
  scopes: Scope[];
}

const COLUMNS = 'id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at';

export interface PresentedKeyRow extends RowOf<typeof apiKeyEntity, 'id' | 'name' | 'secret_hash' | 'expires_at'> {
  scopes: Scope[];
  valid: boolean;
  workspace_name: string;
  catalogue_version: string;
  /** Whether the last use is more than a minute ago, so that it must be recorded. */
  idle: boolean;
  /** The database's time. */
  now: string;
}

/** FROM: API keys as `k`. The statement names their workspaces. */
export const apiKeysAs = (k: string): string => `ledgerlink.api_key ${k}`;

/** Whether the key of the row `k` may be used now. */
export const isValid = (k: string): string =>
  `(${k}.revoked_at IS NULL AND (${k}.expires_at IS NULL OR ${k}.expires_at > ${NOW}))`;

/** Reads all data about a request's key in one statement. The database's clock decides about its expiry. */
export async function findPresentedKey(
  db: Db,
  workspaceId: string,
  prefix: string,
): Promise<PresentedKeyRow | undefined> {
  const [row] = await db.query<PresentedKeyRow>(
    `SELECT k.id, k.name, k.scopes, k.secret_hash, k.expires_at, w.name AS workspace_name,
            ${CATALOGUE_VERSION} AS catalogue_version,
            ${isValid('k')} AS valid,
            k.last_used_at IS NULL OR k.last_used_at < ${NOW} - interval '1 minute' AS idle, ${NOW}::text AS now
       FROM ledgerlink.api_key k
       JOIN ledgerlink.workspace w ON w.id = k.workspace_id
      WHERE k.workspace_id = $1 AND k.prefix = $2`,
    [workspaceId, prefix],
  );
  return row;
}

/** Records a use, at most once per minute and key. A locked row is skipped until the next use. */
export async function touchKey(db: Db, workspaceId: string, { id, now }: PresentedKeyRow): Promise<void> {
  await db.query(
    `UPDATE ledgerlink.api_key SET last_used_at = $3::timestamptz
      WHERE workspace_id = $1 AND id = (
        SELECT id FROM ledgerlink.api_key WHERE workspace_id = $1 AND id = $2
           AND (last_used_at IS NULL OR last_used_at < $3::timestamptz - interval '1 minute') FOR UPDATE SKIP LOCKED)`,
    [workspaceId, id, now],
  );
}

/**
 * Whether a key is still valid, and keeps it so until the transaction ends: a revocation waits for the writes that are
 * under way, so that none of them commits after it.
 */
export async function holdKey(tx: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM ledgerlink.api_key k
      WHERE k.workspace_id = $1 AND k.id = $2 AND ${isValid('k')} FOR SHARE`,
    [workspaceId, id],
  );
  return rows.length > 0;
}

/** The same check as a fragment. The other fragments of the statement must test whether this one has a row. */
export const keyHeld = defineFragment({
  name: 'key_held',
  returns: columns<{ valid: boolean }>('valid'),
  // `apiKeyId` is null for the operator, who has no key.
  sql: (addParameter, { workspaceId, apiKeyId }: Ids & { readonly apiKeyId: string | null }) =>
    apiKeyId === null
      ? 'SELECT true AS valid'
      : `
    SELECT true AS valid FROM ledgerlink.api_key k
     WHERE k.workspace_id = ${addParameter(workspaceId)} AND k.id = ${addParameter(apiKeyId)}
       AND ${isValid('k')} FOR SHARE`,
});

/** JOIN of the key `k`, if it is valid. `workspace` and `id` are parameters. */
export const joinValidKey = (k: string, workspace: string, id: string): string =>
  `JOIN ledgerlink.api_key ${k} ON ${k}.workspace_id = ${workspace} AND ${k}.id = ${id} AND ${isValid(k)}`;

export interface NewApiKeyRow extends Ids<'apiKeyId'> {
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly expiresAt: Date | null;
}

const keyInserted = defineFragment({
  name: 'key_inserted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, key: NewApiKeyRow) => `
    INSERT INTO ledgerlink.api_key (workspace_id, id, name, prefix, secret_hash, scopes, created_by, expires_at)
    VALUES (${addParameter(key.workspaceId)}, ${addParameter(key.apiKeyId)}, ${addParameter(key.name)}, ${addParameter(key.prefix)}, ${addParameter(key.hash)},
            ${addParameter(key.scopes)}, ${addParameter(key.createdBy)}, ${addParameter(key.expiresAt)})
    ON CONFLICT (workspace_id, id) DO NOTHING RETURNING id`,
});

/** Writes nothing if the key already exists because the transaction is being repeated. */
export const createKey = defineStatement([keyInserted, recordChange(keyInserted)]);

const keyRevoked = defineFragment({
  name: 'key_revoked',
  returns: columns<{ id: string }>('id'),
  sql: (
    addParameter,
    /** `own`: the scopes of the calling key. Null: no key is calling, and every key may be revoked. */
    { workspaceId, apiKeyId, own, now }: Ids<'apiKeyId'> & Now & { readonly own: readonly Scope[] | null },
  ) => `
    UPDATE ledgerlink.api_key SET revoked_at = ${addParameter(now)}
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(apiKeyId)} AND revoked_at IS NULL
       AND (${addParameter(own)}::text[] IS NULL OR scopes <@ ${addParameter(own)}::text[]) RETURNING id`,
});

/** Revokes once, and no key that can do more than the calling one. A key that was revoked before keeps its time. */
export const revokeKey = defineStatement([keyRevoked, recordChange(keyRevoked)]);

export function listKeys(db: Db, workspaceId: string): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(`SELECT ${COLUMNS} FROM ledgerlink.api_key WHERE workspace_id = $1 ORDER BY id`, [
    workspaceId,
  ]);
}

export function findKeys(db: Db, workspaceId: string, ids: readonly string[]): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(`SELECT ${COLUMNS} FROM ledgerlink.api_key WHERE workspace_id = $1 AND id = ANY($2)`, [
    workspaceId,
    ids,
  ]);
}

/** The valid keys made by a first start. They are replaced if their file was lost. */
export function findValidKeysMadeBy(db: Db, workspaceId: string, createdBy: string): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.api_key WHERE workspace_id = $1 AND created_by = $2 AND revoked_at IS NULL`,
    [workspaceId, createdBy],
  );
}
