import type { Db } from '../infra/database/database.js';
import { raiseCatalogueVersion } from '../infra/secrets/installation.repository.js';
import type { ProviderDefinition } from '../providers/provider.js';

/**
 * Updates the catalogue tables to the definitions of this build. If that changes anything, it raises
 * `catalogue_version`, so that running processes read the catalogue again. Rows of integrations that this build does
 * not know are not changed.
 */
export async function syncCatalogue(tx: Db, definitions: readonly ProviderDefinition[]): Promise<void> {
  let changes = 0;
  for (const definition of definitions) {
    for (const [table, rows] of Object.entries(toRows(definition))) {
      changes += await upsert(tx, table, rows);
      changes += await removeObsolete(tx, table, definition.key, rows);
    }
  }
  if (changes > 0) await raiseCatalogueVersion(tx);
}

type Row = Record<string, unknown>;

/** The tables in an order that satisfies the foreign keys. The first columns of each row are its key. */
const toRows = (definition: ProviderDefinition): Record<string, Row[]> => ({
  ...integrationRows(definition),
  ...regionRows(definition),
  ...stepRows(definition),
});

function integrationRows(definition: ProviderDefinition): Record<string, Row[]> {
  return {
    integration: [
      {
        key: definition.key,
        name: definition.name,
        source_type: definition.sourceType,
        developer_portal_url: definition.developerPortalUrl,
        documentation_url: definition.documentationUrl ?? null,
      },
    ],
    credential_option: definition.options.map((option, rank) => ({
      integration_key: definition.key,
      api_version: option.apiVersion,
      rank,
      input_field: option.inputField,
      label: option.label,
      fields: option.fields,
      retires_on: option.retiresOn ?? null,
      note: option.note ?? null,
    })),
  };
}

function regionRows({ key: integration_key, regions }: ProviderDefinition): Record<string, Row[]> {
  return {
    supported_region: regions.map((region, position) => ({
      integration_key,
      country_code: region.countryCode,
      position,
      name: region.name,
      supported: region.reason === undefined,
      reason: region.reason ?? null,
    })),
    region_coverage: regions.flatMap((region) =>
      region.coverage.map((coverage) => ({
        integration_key,
        country_code: region.countryCode,
        api_version: coverage.apiVersion,
        availability: coverage.availability,
        note: coverage.note ?? null,
        source: coverage.source,
        as_of: coverage.asOf,
      })),
    ),
  };
}

function stepRows({ key: integration_key, setupSteps }: ProviderDefinition): Record<string, Row[]> {
  return {
    setup_step: setupSteps.map((step, position) => ({
      integration_key,
      key: step.key,
      position,
      title: step.title,
      instructions: step.instructions,
      done_when: step.doneWhen,
    })),
  };
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  integration: ['key'],
  credential_option: ['integration_key', 'api_version'],
  supported_region: ['integration_key', 'country_code'],
  region_coverage: ['integration_key', 'country_code', 'api_version'],
  setup_step: ['integration_key', 'key'],
};

/** Inserts and updates rows. Returns the number of changed rows. */
async function upsert(tx: Db, table: string, rows: readonly Row[]): Promise<number> {
  const [first] = rows;
  if (first === undefined) return 0;
  const columns = Object.keys(first);
  const keys = KEYS[table] ?? [];
  const others = columns.filter((column) => !keys.includes(column));
  const list = columns.join(', ');
  const changed = await tx.query(
    `INSERT INTO ledgerlink.${table} AS t (${list})
     SELECT ${list} FROM jsonb_populate_recordset(NULL::ledgerlink.${table}, $1)
     ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
      WHERE (${others.map((column) => `t.${column}`).join(', ')}) IS DISTINCT FROM (${others.map((column) => `excluded.${column}`).join(', ')})
     RETURNING 1`,
    [JSON.stringify(rows)],
  );
  return changed.length;
}

/** The tables without foreign keys to them. Only their rows can be removed. */
const REMOVABLE = ['region_coverage', 'setup_step'];

/** Removes an integration's rows that its definition no longer has. Returns their number. */
async function removeObsolete(tx: Db, table: string, integrationKey: string, rows: readonly Row[]): Promise<number> {
  if (!REMOVABLE.includes(table)) return 0;
  const same = (KEYS[table] ?? []).map((key) => `d.${key} = t.${key}`).join(' AND ');
  const removed = await tx.query(
    `DELETE FROM ledgerlink.${table} t WHERE integration_key = $2 AND NOT EXISTS (
       SELECT 1 FROM jsonb_populate_recordset(NULL::ledgerlink.${table}, $1) d WHERE ${same}) RETURNING 1`,
    [JSON.stringify(rows), integrationKey],
  );
  return removed.length;
}
