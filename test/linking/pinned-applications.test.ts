import { beforeAll, expect, test } from '@jest/globals';
import type { Json, TestWorkspace } from '../support/app.js';
import { linked, linkOf, newLinkingWorkspace, startLinking, unlink, V30_KEYS, V31_KEYS } from '../support/linking.js';
import { saveV31 } from '../support/sage.js';
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

test('unlinking gives access back with the keys of its own application', async () => {
  for (const { id } of links) {
    expect(await unlink(linking, workspace.key, id)).toMatchObject({ revokedAtPlatform: true });
  }
  expect(await answered('revoke')).toEqual(OWN.map((id) => [id, 'revoked']));
});
