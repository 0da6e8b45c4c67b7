import { withClient } from './cluster.mjs';

/** The number of integrations that are set up in each other workspace. */
const INTEGRATIONS_EACH = 2;
const SCOPES = "'{INTEGRATIONS_READ,INTEGRATIONS_WRITE}'";

/**
 * Grows the tables to `workspaces` workspaces and `auditRows` audit events, half of the events in the measured
 * workspace. Foreign keys and triggers are off, because the rows are copies of valid rows.
 */
export async function grow(url, measured, { workspaces, auditRows }) {
  await withClient(url, async (client) => {
    await client.query("SET session_replication_role = 'replica'");
    const count = async (table) => (await client.query(`SELECT count(*)::int AS n FROM ledgerlink.${table}`)).rows[0].n;
    const missing = workspaces - (await count('workspace'));
    if (missing > 0) await addWorkspaces(client, measured, missing);
    const events = auditRows - (await count('audit_event'));
    if (events > 0) await client.query(AUDIT_EVENTS, [measured, events]);
    await client.query('VACUUM ANALYZE');
  });
}

async function addWorkspaces(client, measured, missing) {
  await client.query('CREATE TEMP TABLE grown AS SELECT uuidv7() AS id FROM generate_series(1, $1)', [missing]);
  await client.query("INSERT INTO ledgerlink.workspace (id, name) SELECT id, 'grown' FROM grown");
  await client.query(
    `INSERT INTO ledgerlink.api_key (workspace_id, id, name, prefix, secret_hash, scopes, created_by)
     SELECT id, uuidv7(), 'default', substr(md5(id::text), 1, 8), sha256(id::text::bytea), ${SCOPES}, 'bench' FROM grown`,
  );
  await client.query(
    `CREATE TEMP TABLE copied AS
       SELECT g.id AS workspace_id, i.key AS integration_key
         FROM grown g CROSS JOIN (SELECT key FROM ledgerlink.integration ORDER BY key LIMIT ${INTEGRATIONS_EACH}) i`,
  );
  const copies = 'copied c ON c.integration_key = s.integration_key WHERE s.workspace_id = $1';
  await client.query(
    `INSERT INTO ledgerlink.integration_setting (workspace_id, integration_key, enabled, version, change_id, updated_at)
     SELECT c.workspace_id, s.integration_key, s.enabled, s.version, s.change_id, s.updated_at
       FROM ledgerlink.integration_setting s JOIN ${copies}`,
    [measured],
  );
  await client.query(
    `INSERT INTO ledgerlink.credential_set
       (workspace_id, id, integration_key, api_version, client_id, status, saved_at, saved_by)
     SELECT c.workspace_id, md5(c.workspace_id::text || s.id)::uuid, s.integration_key, s.api_version, s.client_id,
            s.status, s.saved_at, s.saved_by
       FROM ledgerlink.credential_set s JOIN ${copies}`,
    [measured],
  );
  await client.query(
    `INSERT INTO ledgerlink.credential_secret (workspace_id, credential_set_id, field, sealed, fingerprint, set_at)
     SELECT c.workspace_id, md5(c.workspace_id::text || s.id)::uuid, x.field, x.sealed, x.fingerprint, x.set_at
       FROM ledgerlink.credential_secret x
       JOIN ledgerlink.credential_set s ON s.workspace_id = x.workspace_id AND s.id = x.credential_set_id
       JOIN ${copies}`,
    [measured],
  );
}

/** Every second event belongs to the measured workspace. The rest is spread over the other workspaces, if any. */
const AUDIT_EVENTS = `
  WITH others AS (SELECT id, row_number() OVER () - 1 AS place FROM ledgerlink.workspace WHERE id <> $1),
       events AS (SELECT n, (n / 2) % greatest((SELECT count(*) FROM others), 1) AS place FROM generate_series(1, $2::int) n)
  INSERT INTO ledgerlink.audit_event
         (workspace_id, id, occurred_at, actor, action, target_type, target_id, changed_fields, request_id)
  SELECT coalesce(CASE WHEN n % 2 = 1 THEN o.id END, $1), uuidv7(- (n || ' seconds')::interval),
         now() - (n || ' seconds')::interval, 'default (ll_bench000)', 'credentials.saved', 'CredentialSet',
         gen_random_uuid()::text, '{clientSecret}', gen_random_uuid()::text
    FROM events LEFT JOIN others o USING (place)`;
