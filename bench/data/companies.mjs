import { withClient } from './cluster.mjs';

/** How many of a thousand links are in a status; the first five are DEAUTHORIZED. With a reason and, where it has one, a grant. */
const STATUS = `CASE WHEN n <= 5 THEN 'DEAUTHORIZED' WHEN n * 7919::bigint % 1000 < 900 THEN 'LINKED'
                     WHEN n * 7919::bigint % 1000 < 990 THEN 'PENDING' ELSE 'UNLINKED' END`;
const REASON = `CASE status WHEN 'DEAUTHORIZED' THEN 'REVOKED_OR_EXPIRED' WHEN 'PENDING' THEN 'LINK_REQUESTED'
                            WHEN 'UNLINKED' THEN 'UNLINKED_BY_WORKSPACE' ELSE 'LINKED' END`;

/**
 * Fills a workspace with companies that have a link each, spread over the names. No link is due for a renewal. Foreign keys
 * are off, because the rows are known to fit.
 */
export async function fillCompanies(url, { workspaceId, setId, integrationKey, count }) {
  await withClient(url, async (client) => {
    await client.query("SET session_replication_role = 'replica'");
    await client.query(
      `CREATE TEMP TABLE made AS
         SELECT n, gen_random_uuid() AS id, 'Company ' || md5(n::text) AS name, ${STATUS} AS status
           FROM generate_series(1, $1::int) AS n`,
      [count],
    );
    await client.query(
      `INSERT INTO ledgerlink.company (workspace_id, id, name, search_name, external_id)
       SELECT $1, id, name, lower(name), 'ext-' || n FROM made`,
      [workspaceId],
    );
    await client.query(
      `INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, country_code, state,
              pair_id, platform_user_id, access_expires_at, refresh_expires_at, keep_alive_at, next_try_at)
       SELECT $1, id, $2, $3, $3, 'GB', CASE status WHEN 'LINKED' THEN 'ACTIVE' ELSE 'DEAUTHORIZED' END, id, id, now(),
              now() + interval '30 days', now() + interval '10 days' * (1 + random()), now() - interval '20 days'
         FROM made WHERE status IN ('LINKED', 'DEAUTHORIZED')`,
      [workspaceId, integrationKey, setId],
    );
    await client.query(
      `INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason,
              credential_set_id, grant_id, business_id)
       SELECT $1, id, id, lower(name), $2, status, ${REASON}, $3,
              CASE WHEN status IN ('LINKED', 'DEAUTHORIZED') THEN id END, 'business'
         FROM made`,
      [workspaceId, integrationKey, setId],
    );
    await client.query('VACUUM ANALYZE');
  });
}

/** Makes workspaces up to `count`, each with a credential set like `setId`. */
export async function fillWorkspaces(url, { setId, count }) {
  await withClient(url, async (client) => {
    await client.query("SET session_replication_role = 'replica'");
    await client.query(
      `INSERT INTO ledgerlink.workspace (id, name) SELECT gen_random_uuid(), 'grown'
         FROM generate_series(1, $1::int - (SELECT count(*)::int FROM ledgerlink.workspace))`,
      [count],
    );
    await client.query(
      `INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_at, saved_by)
       SELECT w.id, gen_random_uuid(), s.integration_key, s.api_version, s.client_id, s.status, s.saved_at, s.saved_by
         FROM ledgerlink.workspace w, ledgerlink.credential_set s WHERE s.id = $1 AND w.id <> s.workspace_id`,
      [setId],
    );
    await client.query('VACUUM ANALYZE');
  });
}
