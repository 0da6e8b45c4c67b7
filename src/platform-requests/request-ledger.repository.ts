import type { Db } from '../infra/database/database.js';
import { FIRST, type SealedTable } from '../infra/secrets/sealed-values.js';
import type { SealBinding } from '../infra/secrets/vault.js';
import type { LedgerState } from './idempotency.rules.js';

/** A write with an idempotency key: the key's hash within the link. */
export interface LedgerRef {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly keyHash: Buffer;
}

/** An entry as another request with the same key finds it. */
export interface LedgerRow extends LedgerState {
  readonly attempt: number;
  readonly status: number | null;
  readonly answer_sealed: string | null;
}

const OF_KEY = 'workspace_id = $1 AND link_id = $2 AND key_hash = $3';
const keyOf = ({ workspaceId, linkId, keyHash }: LedgerRef) => [workspaceId, linkId, keyHash];

/** Enters a write before it is sent, as its first attempt. False: the key is in the ledger already. */
export async function enterWrite(
  db: Db,
  ref: LedgerRef,
  { requestHash, repeatable, now }: { requestHash: Buffer; repeatable: boolean; now: Date },
): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO ledgerlink.platform_request
            (workspace_id, link_id, key_hash, request_hash, state, attempt, repeatable, started_at)
     VALUES ($1, $2, $3, $4, 'SENT', 1, $5, $6) ON CONFLICT DO NOTHING RETURNING attempt`,
    [...keyOf(ref), requestHash, repeatable, now],
  );
  return rows.length > 0;
}

/** Undefined: the entry was deleted. `sentBefore`: a request that was sent before this time counts as abandoned. */
export async function findWrite(
  db: Db,
  ref: LedgerRef,
  { requestHash, sentBefore }: { requestHash: Buffer; sentBefore: Date },
): Promise<LedgerRow | undefined> {
  const [row] = await db.query<LedgerRow>(
    `SELECT state, request_hash = $4 AS same, repeatable, started_at < $5 AS abandoned, attempt, status, answer_sealed
       FROM ledgerlink.platform_request WHERE ${OF_KEY}`,
    [...keyOf(ref), requestHash, sentBefore],
  );
  return row;
}

/** Makes this request the next attempt. False: another request was first. */
export async function enterNextAttempt(db: Db, ref: LedgerRef, attempt: number, now: Date): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ledgerlink.platform_request SET state = 'SENT', attempt = attempt + 1, started_at = $5
      WHERE ${OF_KEY} AND attempt = $4 AND state <> 'ANSWERED' RETURNING attempt`,
    [...keyOf(ref), attempt, now],
  );
  return rows.length > 0;
}

/** How an attempt ended. */
export interface WriteEnd {
  readonly state: 'ANSWERED' | 'UNKNOWN';
  readonly status: number | null;
  readonly sealed: string | null;
}

/** Stores how an attempt ended, unless a later attempt has begun. */
export async function endWrite(db: Db, ref: LedgerRef, attempt: number, end: WriteEnd): Promise<void> {
  await db.query(
    `UPDATE ledgerlink.platform_request SET state = $5, status = $6, answer_sealed = $7 WHERE ${OF_KEY} AND attempt = $4`,
    [...keyOf(ref), attempt, end.state, end.status, end.sealed],
  );
}

/** Deletes the entry of a first attempt that was certainly not done: its key may be used again. */
export async function deleteWrite(db: Db, ref: LedgerRef): Promise<void> {
  await db.query(`DELETE FROM ledgerlink.platform_request WHERE ${OF_KEY} AND attempt = 1`, keyOf(ref));
}

/** Deletes the entries that began before a time. */
export async function deleteOldWrites(db: Db, workspaceIds: readonly string[], before: Date): Promise<void> {
  await db.query('DELETE FROM ledgerlink.platform_request WHERE workspace_id = ANY($1) AND started_at < $2', [
    workspaceIds,
    before,
  ]);
}

/** Where a kept answer is stored. */
export const answerBinding = ({ workspaceId, linkId, keyHash }: LedgerRef): SealBinding => ({
  workspace: workspaceId,
  table: 'platform_request',
  row: linkId,
  column: `answer ${keyHash.toString('hex')}`,
});

/** The kept answers. */
export const sealedAnswers: SealedTable = {
  name: 'platform_request',
  readPage: async (db, after = [FIRST, FIRST, ''], rows) => {
    const found = await db.query<LedgerRef & { sealed: string }>(
      `SELECT workspace_id AS "workspaceId", link_id AS "linkId", key_hash AS "keyHash", answer_sealed AS sealed
         FROM ledgerlink.platform_request
        WHERE (workspace_id, link_id, key_hash) > ($1::uuid, $2::uuid, decode($3, 'hex')) AND answer_sealed IS NOT NULL
        ORDER BY workspace_id, link_id, key_hash LIMIT $4`,
      [...after, rows],
    );
    return found.map(({ sealed, ...ref }) => ({
      key: [ref.workspaceId, ref.linkId, ref.keyHash.toString('hex')],
      values: [{ sealed, binding: answerBinding(ref) }],
    }));
  },
};
