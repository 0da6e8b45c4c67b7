import { NOW } from '../infra/database/clock.js';
import type { Db, Transaction } from '../infra/database/database.js';
import { FIRST, type SealedTable } from '../infra/secrets/sealed-values.js';
import type { SealBinding } from '../infra/secrets/vault.js';
import { KEPT_HOURS } from './repeat.rules.js';

/** A kept answer: the hash of its idempotency key, within the workspace. */
export interface KeptAnswerRef {
  readonly workspaceId: string;
  readonly keyHash: Buffer;
}

/** An answer that was kept, or undefined. One that is too old counts as deleted. */
export async function findKeptAnswer(db: Db, { workspaceId, keyHash }: KeptAnswerRef): Promise<string | undefined> {
  const [row] = await db.query<{ answer_sealed: string }>(
    `SELECT answer_sealed FROM ledgerlink.kept_answer
      WHERE workspace_id = $1 AND key_hash = $2 AND created_at > ${NOW} - ${KEPT_HOURS} * interval '1 hour'`,
    [workspaceId, keyHash],
  );
  return row?.answer_sealed;
}

/**
 * Takes a key for this transaction. False: its answer is kept already.
 * @throws the driver's error with SQLSTATE 55P03 while another transaction has taken it.
 */
export async function takeKey(tx: Transaction, { workspaceId, keyHash }: KeptAnswerRef): Promise<boolean> {
  const expired = new Date(Date.parse(tx.now) - KEPT_HOURS * 3_600_000);
  await tx.query("SET LOCAL lock_timeout = '100ms'");
  const rows = await tx.query(
    `INSERT INTO ledgerlink.kept_answer (workspace_id, key_hash, created_at) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, key_hash) DO UPDATE SET created_at = EXCLUDED.created_at, answer_sealed = NULL
      WHERE kept_answer.created_at <= $4 RETURNING workspace_id`,
    [workspaceId, keyHash, tx.now, expired],
  );
  await tx.query("SET LOCAL lock_timeout = '5s'");
  return rows.length > 0;
}

/** Keeps an answer for a key that this transaction has taken. It is sent with the COMMIT. */
export const keepAnswer = (tx: Transaction, { workspaceId, keyHash }: KeptAnswerRef, sealed: string): void =>
  tx.atCommit('UPDATE ledgerlink.kept_answer SET answer_sealed = $3 WHERE workspace_id = $1 AND key_hash = $2', [
    workspaceId,
    keyHash,
    sealed,
  ]);

/** Deletes the answers of workspaces that were kept before a time. */
export async function deleteKeptAnswers(db: Db, workspaceIds: readonly string[], before: Date): Promise<void> {
  await db.query('DELETE FROM ledgerlink.kept_answer WHERE workspace_id = ANY($1) AND created_at < $2', [
    workspaceIds,
    before,
  ]);
}

/** Where a kept answer is stored. */
export const bindingOf = ({ workspaceId, keyHash }: KeptAnswerRef): SealBinding => ({
  workspace: workspaceId,
  table: 'kept_answer',
  row: keyHash.toString('hex'),
  column: 'answer',
});

export const sealedAnswers: SealedTable = {
  name: 'kept_answer',
  readPage: async (db, after = [FIRST, ''], rows) => {
    const found = await db.query<KeptAnswerRef & { sealed: string }>(
      `SELECT workspace_id AS "workspaceId", key_hash AS "keyHash", answer_sealed AS sealed FROM ledgerlink.kept_answer
        WHERE (workspace_id, key_hash) > ($1::uuid, decode($2, 'hex')) AND answer_sealed IS NOT NULL
        ORDER BY workspace_id, key_hash LIMIT $3`,
      [...after, rows],
    );
    return found.map(({ sealed, ...ref }) => ({
      key: [ref.workspaceId, ref.keyHash.toString('hex')],
      values: [{ sealed, binding: bindingOf(ref) }],
    }));
  },
};
