import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { credentialSetEntity } from './credential-set.entity.js';

/** What identifies an application to the platform, in all workspaces. */
export type PlatformApplication = RowOf<typeof credentialSetEntity, 'integration_key' | 'api_version' | 'client_id'>;

export interface ApplicationRow extends PlatformApplication {
  /** As text: a Date would lose its microseconds, and the time says which keys these are. */
  saved_at: string;
  /** Its platform's API has refused the application. */
  api_refused: boolean;
  /** Keys of the set were refused, and none were accepted since. */
  fault_told: boolean;
  /** The saved secret was refused, and the replaced one served. */
  fallback: boolean;
  secrets: readonly {
    readonly field: string;
    readonly sealed: string | null;
    /** In hex. */
    readonly fingerprint: string;
    readonly previous: string | null;
  }[];
}

/**
 * The ciphertext of the secret `c` of the set `s`. Null: it was erased. Only superseded sets are: in a current one an
 * absent ciphertext is damage, and an empty text stands for it, which does not open.
 */
export const sealedOf = (s: string, c: string): string =>
  `CASE WHEN ${s}.status = 'CURRENT' THEN coalesce(${c}.sealed, '') ELSE ${c}.sealed END`;

/** The application of the row `s` of its table, as JSON: its sealed secrets, and those replaced less than 24 h ago. */
const asJson = (s: string, workspace: string): string => `
  jsonb_build_object('integration_key', ${s}.integration_key, 'api_version', ${s}.api_version,
    'client_id', ${s}.client_id, 'saved_at', ${s}.saved_at::text,
    'api_refused', ${s}.api_refused_since IS NOT NULL, 'fault_told', ${s}.fault_told, 'fallback', ${s}.fallback_since IS NOT NULL, 'secrets', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('field', c.field, 'sealed', ${sealedOf(s, 'c')},
               'fingerprint', encode(c.fingerprint, 'hex'), 'previous', CASE WHEN c.previous_until > ${NOW} THEN c.previous_sealed END)), '[]')
        FROM ledgerlink.credential_secret c
       WHERE c.workspace_id = ${workspace} AND c.credential_set_id = ${s}.id))`;

/**
 * A subquery: an `ApplicationRow`, as JSON, of the set that the row `of` names by `credential_set_id`. `workspace` is the
 * parameter: where the tables are distributed by workspace, a subquery that only names a row's column asks all nodes.
 */
export const applicationOf = (of: string, workspace: string): string => `(
  SELECT ${asJson('s', workspace)} FROM ledgerlink.credential_set s
   WHERE s.workspace_id = ${workspace} AND s.id = ${of}.credential_set_id)`;

/** Undefined: there is no such set. */
export async function findApplication(db: Db, workspaceId: string, setId: string): Promise<ApplicationRow | undefined> {
  const [row] = await db.query<{ application: ApplicationRow }>(
    `SELECT ${asJson('s', '$1')} AS application
       FROM ledgerlink.credential_set s WHERE s.workspace_id = $1 AND s.id = $2`,
    [workspaceId, setId],
  );
  return row?.application;
}
