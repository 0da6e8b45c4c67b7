import { FIRST, type SealedTable } from '../infra/secrets/sealed-values.js';
import { sealedOf } from './application.repository.js';
import { joinSet } from './credential-set.repository.js';

interface Row {
  readonly workspace: string;
  readonly set: string;
  readonly field: string;
  readonly sealed: string | null;
  readonly previous: string | null;
  readonly option: string;
  readonly fingerprint: string;
}

/** The secrets of all applications, with those that were replaced less than 24 h ago. */
export const sealedSecrets: SealedTable = {
  name: 'credential_secret',
  readPage: async (db, after = [FIRST, FIRST, ''], rows) => {
    const found = await db.query<Row>(
      `SELECT c.workspace_id AS workspace, c.credential_set_id AS set, c.field, ${sealedOf('s', 'c')} AS sealed,
              c.previous_sealed AS previous, s.integration_key || ' ' || s.api_version AS option, encode(c.fingerprint, 'hex') AS fingerprint
         FROM ledgerlink.credential_secret c ${joinSet('s', 'c', 'c.workspace_id')}
        WHERE (c.workspace_id, c.credential_set_id, c.field) > ($1::uuid, $2::uuid, $3)
        ORDER BY c.workspace_id, c.credential_set_id, c.field LIMIT $4`,
      [...after, rows],
    );
    return found.map(({ workspace, set, field, sealed, previous, ...saved }) => {
      const binding = { workspace, table: 'credential_secret', row: set, column: field };
      return {
        key: [workspace, set, field],
        values: [
          ...(sealed === null ? [] : [{ sealed, binding, saved }]),
          ...(previous === null ? [] : [{ sealed: previous, binding }]),
        ],
      };
    });
  },
};
