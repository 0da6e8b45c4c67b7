import type { TestDatabase } from './database.js';
import { SAGE } from './sage.js';

const TABLES = {
  integration: 'name, source_type, developer_portal_url, documentation_url',
  credential_option: 'api_version, rank, input_field, label, fields, retires_on, note',
  supported_region: 'country_code, position, name, supported, reason',
  region_coverage: 'country_code, api_version, availability, note, source, as_of',
  setup_step: 'key, position, title, instructions, done_when',
};

/**
 * Puts copies of the first integration under other keys into the catalogue, as a build with more platforms would, and
 * raises its version, by which running processes know. Only the API versions given, or all.
 */
export async function addIntegrations(
  { admin }: TestDatabase,
  keys: readonly string[],
  versions = ['3.1', '3.0'],
): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    const key = table === 'integration' ? 'key' : 'integration_key';
    const some = columns.includes('api_version') ? 'AND api_version = ANY($3)' : 'AND $3::text[] IS NOT NULL';
    await admin.query(
      `INSERT INTO ledgerlink.${table} (${key}, ${columns})
       SELECT copy, ${columns} FROM ledgerlink.${table}, unnest($2::text[]) AS copy WHERE ${key} = $1 ${some}`,
      [SAGE, keys, versions],
    );
  }
  await admin.query('UPDATE ledgerlink.installation SET catalogue_version = catalogue_version + 1');
}
