import { beforeAll, expect, test } from '@jest/globals';
import type { Json, TestWorkspace } from '../support/app.js';
import { linked, linkOf, newLinkingWorkspace, startLinking, unlink, V30_KEYS, V31_KEYS } from '../support/linking.js';
import { saveV31, uuidOf } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const SECOND = { clientId: 'sandbox/second', clientSecret: 'second-secret' };
const OWN = [V30_KEYS.clientId, V31_KEYS.clientId, SECOND.clientId];

const linking = useStarted(() => startLinking());
let workspace: TestWorkspace;
/** A on v3.0, B on v3.1, C on another v3.1 application. */
let links: Json[];
let setOfB: string;

const sendAsWorkspace = (query: string, variables: Json): Promise<Json> =>
  linking.app.ok(query, variables, workspace.key);
/** What the platform answered to calls of a kind so far, by the client that was named, oldest first. */
const answered = async (kind: string): Promise<[string, string][]> => {
  const { events } = (await linking.sandbox.control.get('/events?limit=10000')) as { events: Json[] };
  return events.filter((event) => event.kind === kind).map(({ clientId, outcome }) => [clientId, outcome]);
};

beforeAll(async () => {
  await linking.sandbox.control.post('/clients', {
    apiVersion: '3.1',
    redirectUris: [],
    anyLoopbackCallback: true,
    ...SECOND,
  });
  workspace = await newLinkingWorkspace(linking, ['3.0']);
  const { key } = workspace;
  const a = await linked(linking, key, { name: 'A' });
  setOfB = (await saveV31(linking.app, V31_KEYS, { key })).credentialSet.id;
  const b = await linked(linking, key, { name: 'B', user: 'three' });
  await saveV31(linking.app, SECOND, { key });
  const c = await linked(linking, key, { name: 'C', user: 'many' });
  links = [a, b, c];
});

test('links stay on the application that made them', async () => {
  const clients = [];
  for (const { id } of links) {
    clients.push((await linkOf(linking, workspace.key, id)).credentialSet.clientId);
  }
  expect(clients).toEqual(OWN);
  expect(await answered('exchange')).toEqual(OWN.map((id) => [id, 'issued']));
});

test('replacing a secret leaves the set, and every renewal carries the keys of its own application', async () => {
  // From now on the platform refuses the secret that B was linked with.
  const replaced = { ...V31_KEYS, clientSecret: 'replaced' };
  await linking.sandbox.control.post('/clients/secret', replaced);
  const saved = await saveV31(linking.app, replaced, { key: workspace.key });
  expect(saved.credentialSet.id).toBe(setOfB);
  await passTime(linking.app.database.admin, 11);
  const baseUrls = [];
  for (const { id } of links) {
    const { issueAccessToken } = await sendAsWorkspace(
      `mutation($id: ID!) { issueAccessToken(input: { linkId: $id, forceRefresh: true }) {
        ... on AccessTokenIssued { baseUrl headers { name value } } ... on Problem { code message } } }`,
      { id },
    );
    baseUrls.push(issueAccessToken.baseUrl.replace(linking.sandbox.url, ''));
  }
  expect(baseUrls).toEqual(['/uki/sageone', '/v3.1', '/v3.1']);
  expect(await answered('refresh')).toEqual(OWN.map((id) => [id, 'rotated']));
});

test('a set that is in use is not deleted, and says by how many', async () => {
  for (const { id } of links) {
    const set = (await linkOf(linking, workspace.key, id)).credentialSet.id;
    const { deleteCredentialSet } = await sendAsWorkspace(
      'mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) { ... on CredentialSetInUse { code linkCount } } }',
      { id: set },
    );
    expect(deleteCredentialSet).toEqual({ code: 'CREDENTIAL_SET_IN_USE', linkCount: 1 });
  }
});

test('links of a set are counted up to 1,001, which stands for more than 1,000', async () => {
  await linking.app.database.admin.query(
    `WITH made AS (SELECT n, gen_random_uuid() AS id FROM generate_series(1, 1100) AS n),
          companies AS (
       INSERT INTO ledgerlink.company (workspace_id, id, name, search_name) SELECT $1, id, n, n FROM made),
          grants AS (
       INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, pair_id, platform_user_id,
              access_expires_at, keep_alive_at)
       SELECT $1, m.id, l.integration_key, l.credential_set_id, l.credential_set_id, m.id, m.id, now(), now() + interval '9 days'
         FROM ledgerlink.company_link l, made m WHERE l.id = $2)
     INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason,
            credential_set_id, grant_id, business_id)
     SELECT $1, m.id, m.id, m.n, l.integration_key, 'LINKED', 'LINKED', l.credential_set_id, m.id, 'b'
       FROM ledgerlink.company_link l, made m WHERE l.id = $2`,
    [workspace.id, uuidOf(links[0].id)],
  );
  const { credentialSet } = await linkOf(linking, workspace.key, links[0].id);
  const { deleteCredentialSet } = await sendAsWorkspace(
    `mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) {
      ... on CredentialSetInUse { message linkCount } } }`,
    { id: credentialSet.id },
  );
  expect(deleteCredentialSet).toEqual({ linkCount: 1001, message: expect.stringContaining('more than 1,000 links') });
});

test('unlinking gives access back with the keys of its own application', async () => {
  for (const { id } of links) {
    expect(await unlink(linking, workspace.key, id)).toMatchObject({ revokedAtPlatform: true });
  }
  expect(await answered('revoke')).toEqual(OWN.map((id) => [id, 'revoked']));
});
