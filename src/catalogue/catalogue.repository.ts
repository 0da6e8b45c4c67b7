import type { Db } from '../infra/database/database.js';
import { CATALOGUE_VERSION } from '../infra/secrets/installation.repository.js';
import type { CoverageDefinition, CredentialFieldDefinition, SetupStepDefinition } from '../providers/provider.js';

export interface CatalogueRow {
  version: string;
  integrations: IntegrationData[];
}

export interface IntegrationData {
  key: string;
  name: string;
  sourceType: 'ACCOUNTING';
  developerPortalUrl: string;
  documentationUrl: string | null;
  /** Ordered by version, newest first. */
  options: OptionData[];
  regions: RegionData[];
  steps: SetupStepDefinition[];
}

export interface OptionData {
  apiVersion: string;
  inputField: string;
  label: string;
  fields: CredentialFieldDefinition[];
  retiresOn: string | null;
  note: string | null;
}

export interface RegionData {
  countryCode: string;
  name: string;
  supported: boolean;
  reason: string | null;
  coverage: (Omit<CoverageDefinition, 'note'> & { note: string | null })[];
}

/** Reads the whole catalogue with its version, in one statement and therefore as one snapshot. */
export async function readCatalogue(db: Db): Promise<CatalogueRow> {
  const [row] = await db.query<CatalogueRow>(`
    SELECT ${CATALOGUE_VERSION} AS version, coalesce((
      SELECT jsonb_agg(jsonb_build_object('key', i.key, 'name', i.name, 'sourceType', i.source_type,
        'developerPortalUrl', i.developer_portal_url, 'documentationUrl', i.documentation_url,
        'options', (SELECT coalesce(jsonb_agg(jsonb_build_object('apiVersion', o.api_version, 'inputField', o.input_field,
            'label', o.label, 'fields', o.fields, 'retiresOn', o.retires_on, 'note', o.note) ORDER BY o.rank), '[]')
          FROM ledgerlink.credential_option o WHERE o.integration_key = i.key),
        'regions', (SELECT coalesce(jsonb_agg(jsonb_build_object('countryCode', r.country_code, 'name', r.name,
            'supported', r.supported, 'reason', r.reason,
            'coverage', (SELECT coalesce(jsonb_agg(jsonb_build_object('apiVersion', c.api_version, 'availability', c.availability,
                'note', c.note, 'source', c.source, 'asOf', c.as_of) ORDER BY p.rank), '[]')
              FROM ledgerlink.region_coverage c
              JOIN ledgerlink.credential_option p ON p.integration_key = c.integration_key AND p.api_version = c.api_version
             WHERE c.integration_key = r.integration_key AND c.country_code = r.country_code)) ORDER BY r.position), '[]')
          FROM ledgerlink.supported_region r WHERE r.integration_key = i.key),
        'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', s.key, 'title', s.title, 'instructions', s.instructions,
            'doneWhen', s.done_when) ORDER BY s.position), '[]')
          FROM ledgerlink.setup_step s WHERE s.integration_key = i.key)) ORDER BY i.name, i.key)
      FROM ledgerlink.integration i), '[]') AS integrations`);
  if (row === undefined || row.version === null) throw new Error('the installation has no row');
  return row;
}
