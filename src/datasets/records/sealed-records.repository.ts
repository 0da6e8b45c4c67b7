import { FIRST, type SealedTable } from '../../infra/secrets/sealed-values.js';
import type { SealBinding } from '../../infra/secrets/vault.js';

interface RecordRef {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly list: string;
  readonly sourceId: string;
}

/** Where a record as the platform sent it is stored. */
export const recordBinding = ({ workspaceId, linkId, list, sourceId }: RecordRef): SealBinding => ({
  workspace: workspaceId,
  table: 'source_record',
  row: JSON.stringify([linkId, list, sourceId]),
  column: 'raw',
});

/** The records of all links, as the platforms sent them. */
export const sealedRecords: SealedTable = {
  name: 'source_record',
  readPage: async (db, after = [FIRST, FIRST, '', ''], rows) => {
    const found = await db.query<RecordRef & { readonly sealed: string | null }>(
      `SELECT workspace_id AS "workspaceId", link_id AS "linkId", list, source_id AS "sourceId", raw_sealed AS sealed
         FROM ledgerlink.source_record WHERE (workspace_id, link_id, list, source_id) > ($1::uuid, $2::uuid, $3, $4)
        ORDER BY workspace_id, link_id, list, source_id LIMIT $5`,
      [...after, rows],
    );
    return found.map(({ sealed, ...ref }) => ({
      key: [ref.workspaceId, ref.linkId, ref.list, ref.sourceId],
      values: sealed === null ? [] : [{ sealed, binding: recordBinding(ref) }],
    }));
  },
};
