import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sendOperation } from '../measure/send-operation.mjs';
import { BENCH } from '../place.mjs';
import { withClient } from './cluster.mjs';

const TABLES = readFileSync(`${BENCH}data/plain-tables.sql`, 'utf8');
const SECRETS = ['clientSecret', 'signingSecret', 'subscriptionKey'];
const EVERYTHING = `{
  viewer { workspace { id name } scopes }
  integrations {
    id key name sourceType status enabled version updatedAt callbackUrl developerPortalUrl documentationUrl
    credentialOptions {
      apiVersion inputField label retiresOn note preselected
      fields { name label secret required help }
      regions { id }
    }
    credentialSets {
      __typename id apiVersion label status clientId savedAt savedBy clientSecret { setAt fingerprint }
      ... on SageV30CredentialSet { signingSecret { setAt fingerprint } subscriptionKey { setAt fingerprint } }
    }
    defaultCredentialSet { id }
    supportedRegions {
      id countryCode name flag supported reason linkable coverage { apiVersion availability note source asOf }
    }
    setupSteps { key title instructions done }
  }
}`;

/** Makes the tables of the other contestants and fills them with the answers of our API about a workspace. */
export async function fillPlainTables(superuserUrl, url, workspace) {
  const { data } = await sendOperation(url, { query: EVERYTHING, key: workspace.key });
  await withClient(superuserUrl, async (client) => {
    await client.query(TABLES);
    await client.query('BEGIN');
    for (const [table, rows] of Object.entries(toTables(data, workspace.key))) {
      await client.query(`INSERT INTO peer.${table} SELECT * FROM json_populate_recordset(NULL::peer.${table}, $1)`, [
        JSON.stringify(rows.map(inSnakeCase)),
      ]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
  });
}

/** The tables in an order in which foreign keys hold. */
function toTables({ viewer, integrations }, key) {
  const below = (field) =>
    integrations.flatMap((one) => one[field].map((row, position) => ({ integrationKey: one.key, position, ...row })));
  const options = below('credentialOptions').map((option) => ({
    ...option,
    id: `${option.integrationKey} ${option.apiVersion}`,
  }));
  const sets = below('credentialSets').map((set) => ({ ...set, typeName: set.__typename }));
  const regions = below('supportedRegions');
  return {
    integration: integrations.map((one) => ({ ...one, defaultSetId: one.defaultCredentialSet?.id })),
    supported_region: regions,
    region_coverage: regions.flatMap(({ id, coverage }) =>
      coverage.map((row, position) => ({ regionId: id, position, ...row })),
    ),
    credential_option: options,
    option_region: options.flatMap((option) =>
      option.regions.map((region, position) => ({ optionId: option.id, regionId: region.id, position })),
    ),
    setup_step: below('setupSteps'),
    credential_set: sets,
    credential_secret: sets.flatMap((set) =>
      SECRETS.filter((field) => set[field]).map((field) => ({
        credentialSetId: set.id,
        field,
        ...set[field],
      })),
    ),
    workspace: [viewer.workspace],
    api_key: [
      {
        hash: createHash('sha256').update(key).digest('hex'),
        workspaceId: viewer.workspace.id,
        scopes: viewer.scopes,
      },
    ],
  };
}

const inSnakeCase = (row) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
