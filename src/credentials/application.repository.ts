import type { Db } from '../infra/database/database.js';

export interface ApplicationRow {
  integration_key: string;
  api_version: string;
  client_id: string;
  /** As text: a Date would lose its microseconds, and the time says which keys these are. */
  saved_at: string;
  secrets: readonly {
    readonly field: string;
    readonly sealed: string | null;
    readonly previous: string | null;
  }[];
}

/** The application that `s` is the row of, as JSON, for one statement: its sealed keys, and those it replaced. */
export const applicationAsJson = (s: string): string => `
  SELECT jsonb_build_object('integration_key', ${s}.integration_key, 'api_version', ${s}.api_version,
           'client_id', ${s}.client_id, 'saved_at', ${s}.saved_at::text, 'secrets', (
             SELECT coalesce(jsonb_agg(jsonb_build_object('field', c.field, 'sealed', c.sealed,
                      'previous', CASE WHEN c.previous_until > now() THEN c.previous_sealed END)), '[]')
               FROM ledgerlink.credential_secret c
              WHERE c.workspace_id = ${s}.workspace_id AND c.credential_set_id = ${s}.id))`;

/** An application's sealed keys, and those that were replaced less than 24 h ago. */
export async function findApplication(
  db: Db,
  workspaceId: string,
  setId: string,
): Promise<ApplicationRow | undefined> {
  const [row] = await db.query<{ application: ApplicationRow }>(
    `SELECT (${applicationAsJson('s')}) AS application
       FROM ledgerlink.credential_set s WHERE s.workspace_id = $1 AND s.id = $2`,
    [workspaceId, setId],
  );
  return row?.application;
}
