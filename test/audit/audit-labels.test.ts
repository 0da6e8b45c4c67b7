import { expect, test } from '@jest/globals';
import { type Json, startTestApp } from '../support/app.js';
import { idOf, saveV31 } from '../support/sage.js';
import { useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp());

const events = async (key?: string): Promise<[string, string, string | null, boolean][]> => {
  const { auditEvents } = await app.ok(
    '{ auditEvents { nodes { action targetType targetLabel target { id } } } }',
    {},
    key,
  );
  return auditEvents.nodes.map((node: Json) => [
    node.action,
    node.targetType,
    node.targetLabel,
    node.target !== null,
  ]);
};

test('a company keeps its name of each moment in the trail, after it was deleted too', async () => {
  const { createCompany } = await app.ok(
    'mutation { createCompany(input: { name: "Acme <Ltd>" }) { ... on CreateCompanySuccess { company { id } } } }',
  );
  const { id } = createCompany.company;
  const change = (mutation: string) => app.ok(`mutation($id: ID!) { ${mutation} { __typename } }`, { id });
  await change('updateCompany(input: { companyId: $id, name: "Apex" })');
  expect((await events()).slice(0, 2)).toEqual([
    ['company.updated', 'Company', 'Apex', true],
    ['company.created', 'Company', 'Acme <Ltd>', true],
  ]);
  await change('deleteCompany(input: { companyId: $id })');
  expect((await events()).slice(0, 3)).toEqual([
    ['company.deleted', 'Company', 'Apex', false],
    ['company.updated', 'Company', 'Apex', false],
    ['company.created', 'Company', 'Acme <Ltd>', false],
  ]);
});

test('keys are named by version and client id, never by a secret', async () => {
  await saveV31(app, { clientId: 'first/app', clientSecret: 'canary-label-secret' });
  await saveV31(app, { clientId: 'second/app' });
  const { rows } = await app.database.admin.query(
    "SELECT id FROM ledgerlink.credential_set WHERE client_id = 'first/app'",
  );
  await app.ok('mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) { __typename } }', {
    id: idOf('CredentialSet', rows[0].id),
  });
  const seen = (await events()).filter(([action]) => action.startsWith('credentials.'));
  expect(seen).toEqual([
    ['credentials.deleted', 'CredentialSet', 'API 3.1, client ID first/app', false],
    ['credentials.superseded', 'CredentialSet', 'API 3.1, client ID first/app', false],
    ['credentials.saved', 'CredentialSet', 'API 3.1, client ID second/app', true],
    ['credentials.saved', 'CredentialSet', 'API 3.1, client ID first/app', false],
  ]);
  expect(JSON.stringify(seen)).not.toContain('canary-label-secret');
});
