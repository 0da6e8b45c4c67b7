import { randomUUID } from 'node:crypto';
import { withClient } from '../data/cluster.mjs';
import { built } from '../place.mjs';

const INTEGRATION = 'sage-business-cloud-accounting';
const SAVE = `mutation($clientId: String!, $secret: Secret!) {
  saveCredentials(input: { integrationKey: "${INTEGRATION}", enable: NOW, credentials: { sageV31: { clientId: $clientId, clientSecret: $secret } } }) {
    __typename ... on Problem { message } } }`;

const CHAOS = { clientId: 'sandbox/chaos', clientSecret: 'sandbox-chaos-secret' };

/** Saves an application in the sandbox and in the API. */
export async function saveApplication(control, url, key, application = CHAOS) {
  await control.post('/clients', { ...application, apiVersion: '3.1', redirectUris: [] });
  const { saveCredentials } = await graphql(url, key, SAVE, {
    clientId: application.clientId,
    secret: application.clientSecret,
  });
  if (saveCredentials.__typename !== 'SaveCredentialsSuccess') throw new Error(saveCredentials.message);
  return application;
}

/**
 * Makes linked companies. The sandbox issues their first tokens, and the rows are those of a finished link. The link
 * flow has its own tests and would take longer. They are those of `count` businesses from the place `first` on.
 */
export async function makeLinks({ control, superuser, workspaceId, encryptionKeys, count, clientId, first = 0 }) {
  const { Vault } = await built('infra/secrets/vault.js');
  const { openKeyRing } = await built('infra/secrets/key-ring.js');
  const { toGlobalId } = await built('infra/ids/ids.js');
  const vault = new Vault(await openKeyRing(encryptionKeys));
  const { users } = await control.get('/users');
  const { businesses } = users.find(({ user }) => user === 'many');
  return withClient(superuser, async (client) => {
    const { rows } = await client.query(
      'SELECT id FROM ledgerlink.credential_set WHERE workspace_id = $1 AND client_id = $2',
      [workspaceId, clientId],
    );
    const links = [];
    for (let index = first; index < first + count; index++) {
      const business = businesses[index % businesses.length];
      const { grantId: platformId, tokens } = await control.post('/grants', {
        clientId,
        user: 'many',
        businessId: business.id,
      });
      const row = { workspaceId, setId: rows[0].id, business, tokens, index };
      const { linkId, grantId } = await insertLink(client, vault, row);
      links.push({ id: toGlobalId('CompanyLink', linkId), linkId, grantId, platformId });
    }
    return links;
  });
}

async function insertLink(client, vault, { workspaceId, setId, business, tokens, index }) {
  const { Secret } = await built('infra/secrets/secret.js');
  const [companyId, linkId, grantId] = [randomUUID(), randomUUID(), randomUUID()];
  const seal = (column, text) =>
    vault.seal(new Secret(text), { workspace: workspaceId, table: 'platform_grant', row: grantId, column });
  await client.query(
    `INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, country_code,
       platform_user_id, pair_id, access_sealed, refresh_sealed, access_expires_at, refresh_expires_at, keep_alive_at)
     VALUES ($1, $2, $3, $4, $4, 'GB', $5, $6, $7, $8, now() + make_interval(secs => $9),
       now() + interval '31 days', now() + interval '15 days')`,
    [
      workspaceId,
      grantId,
      INTEGRATION,
      setId,
      tokens.requested_by_id,
      randomUUID(),
      await seal('access 1', tokens.access_token),
      await seal('refresh 1', tokens.refresh_token),
      tokens.expires_in,
    ],
  );
  await client.query(
    `INSERT INTO ledgerlink.company (workspace_id, id, name, search_name) VALUES ($1, $2, $3, lower($3))`,
    [workspaceId, companyId, `Company ${index + 1}`],
  );
  await client.query(
    `INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason,
       credential_set_id, grant_id, country_code, business_id, business_name, business_is_lead, linked_at)
     VALUES ($1, $2, $3, lower($9::text), $4, 'LINKED', 'LINKED', $5, $6, 'GB', $7, $8, false, now())`,
    [workspaceId, linkId, companyId, INTEGRATION, setId, grantId, business.id, business.name, `Company ${index + 1}`],
  );
  return { linkId, grantId };
}

export async function graphql(url, key, query, variables) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
