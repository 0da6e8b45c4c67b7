import { FIRST, type SealedTable } from '../infra/secrets/sealed-values.js';
import type { SealBinding } from '../infra/secrets/vault.js';

/** The sign-in of a verifier: the attempt and the hash of its OAuth state. */
export interface VerifierRef {
  readonly workspaceId: string;
  readonly attemptId: string;
  readonly stateHash: Buffer;
}

/** Where a sign-in's verifier (RFC 7636) is stored. */
export const verifierBinding = ({ workspaceId, attemptId, stateHash }: VerifierRef): SealBinding => ({
  workspace: workspaceId,
  table: 'link_attempt',
  row: attemptId,
  column: `verifier ${stateHash.toString('hex')}`,
});

/** The verifiers of all sign-ins that have begun. */
export const sealedVerifiers: SealedTable = {
  name: 'link_attempt',
  readPage: async (db, after = [FIRST, FIRST], rows) => {
    const found = await db.query<VerifierRef & { sealed: string }>(
      `SELECT workspace_id AS "workspaceId", id AS "attemptId", state_hash AS "stateHash", verifier_sealed AS sealed
         FROM ledgerlink.link_attempt
        WHERE (workspace_id, id) > ($1::uuid, $2::uuid) AND verifier_sealed IS NOT NULL AND state_hash IS NOT NULL
        ORDER BY workspace_id, id LIMIT $3`,
      [...after, rows],
    );
    return found.map(({ sealed, ...ref }) => ({
      key: [ref.workspaceId, ref.attemptId],
      values: [{ sealed, binding: verifierBinding(ref) }],
    }));
  },
};
