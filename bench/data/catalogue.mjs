import { withClient } from './cluster.mjs';

export const INTEGRATIONS = 20;

const SAGE = 'sage-business-cloud-accounting';
/** Every table of the catalogue, and its columns after the integration's key. */
const TABLES = {
  credential_option: 'api_version, rank, input_field, label, fields, retires_on, note',
  supported_region: 'country_code, position, name, supported, reason',
  region_coverage: 'country_code, api_version, availability, note, source, as_of',
  setup_step: 'key, position, title, instructions, done_when',
};

/** Adds nineteen copies of the Sage rows. The higher version makes running processes read the catalogue again. */
export async function cloneIntegrations(url) {
  await withClient(url, async (client) => {
    const suffix = "'-' || lpad(n::text, 2, '0')";
    const source = `generate_series(2, ${INTEGRATIONS}) AS n`;
    await client.query(
      `INSERT INTO ledgerlink.integration (key, name, source_type, developer_portal_url, documentation_url)
       SELECT i.key || ${suffix}, i.name || ' ' || n, i.source_type, i.developer_portal_url, i.documentation_url
         FROM ledgerlink.integration i, ${source} WHERE i.key = '${SAGE}'`,
    );
    for (const [table, columns] of Object.entries(TABLES)) {
      await client.query(
        `INSERT INTO ledgerlink.${table} (integration_key, ${columns})
         SELECT t.integration_key || ${suffix}, ${columns} FROM ledgerlink.${table} t, ${source}
          WHERE t.integration_key = '${SAGE}'`,
      );
    }
    await client.query('UPDATE ledgerlink.installation SET catalogue_version = catalogue_version + 1');
  });
}

export async function integrationKeys(url) {
  const { rows } = await withClient(url, (client) =>
    client.query('SELECT key FROM ledgerlink.integration ORDER BY name, key'),
  );
  return rows.map(({ key }) => key);
}
