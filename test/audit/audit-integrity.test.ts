import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { auditEntry } from '../../src/audit/audit.service.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { backgroundTransaction } from '../../src/infra/database/background-reader.js';
import { Database } from '../../src/infra/database/database.js';
import { executeStatement } from '../../src/infra/database/statement.js';
import { newId } from '../../src/infra/ids/ids.js';
import { recordRefusal } from '../../src/linking/link-statements.repository.js';
import { type Json, startTestApp, type TestApp } from '../support/app.js';
import { allRows, idOf, SAGE, saveV30, saveV31 } from '../support/sage.js';

let app: TestApp;
let asApp: pg.Client;
beforeAll(async () => {
  app = await startTestApp();
  asApp = new pg.Client({ connectionString: app.database.urls.app });
  await asApp.connect();
});
afterAll(async () => {
  await asApp.end();
  await app.close();
});

const codeOf = (statement: string) =>
  asApp.query(statement).then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );

describe("the API's own database role", () => {
  test('reads audit events and adds to them, and can neither change nor remove one', async () => {
    await saveV31(app);
    const before = await allRows(app);
    expect(await codeOf('SELECT * FROM ledgerlink.audit_event')).toBe('done');
    // What it grants itself without the right to is a warning to PostgreSQL, and nothing is granted.
    expect(await codeOf('GRANT ALL ON ledgerlink.audit_event TO CURRENT_USER')).toBe('done');
    for (const statement of [
      "UPDATE ledgerlink.audit_event SET actor = 'somebody else'",
      'UPDATE ledgerlink.audit_event SET occurred_at = now()',
      'DELETE FROM ledgerlink.audit_event',
      'TRUNCATE ledgerlink.audit_event',
      'DROP TABLE ledgerlink.audit_event',
      'ALTER TABLE ledgerlink.audit_event DROP COLUMN actor',
    ])
      expect([statement, await codeOf(statement)]).toEqual([statement, '42501']);
    expect(await allRows(app)).toEqual(before);
  });

  test('cannot make room for forgeries by removing what events refer to', async () => {
    expect(await codeOf('DELETE FROM ledgerlink.workspace')).toBe('23503');
  });

  test('cannot create anything in the schema', async () => {
    expect(await codeOf('CREATE TABLE ledgerlink.mine (id int)')).toBe('42501');
    expect(await codeOf('CREATE TABLE public.mine (id int)')).toBe('42501');
  });
});

describe('when the audit event cannot be written', () => {
  test('no change of any kind happens, and the answer names the request to ask about', async () => {
    const { credentialSet } = await saveV30(app);
    const apiKey = await app.newKey(['AUDIT_READ']);
    const before = await allRows(app);
    const role = pg.escapeIdentifier(new URL(app.database.urls.app).username);
    await app.database.admin.query(`REVOKE INSERT ON ledgerlink.audit_event FROM ${role}`);
    const keys = (clientSecret: string) =>
      `credentials: { sageV31: { clientId: "f1e2/d3c4", clientSecret: "${clientSecret}" } }`;
    const changes = [
      `saveCredentials(input: { integrationKey: "${SAGE}", ${keys('another')} })`,
      `saveCredentials(input: { integrationKey: "${SAGE}", ${keys('secret-of-31')}, enable: NOW })`,
      `enableIntegration(input: { integrationKey: "${SAGE}" })`,
      `deleteCredentialSet(input: { credentialSetId: "${credentialSet.id}" })`,
      'createApiKey(input: { name: "n", scopes: [AUDIT_READ] })',
      `revokeApiKey(input: { apiKeyId: "${apiKey.id}" })`,
    ];
    for (const one of changes) {
      const { status, data, errors, headers } = await app.send(`mutation { ${one} { __typename } }`);
      expect([one, status, data ?? null, errors]).toEqual([
        one,
        500,
        null,
        [
          {
            message: 'Something went wrong on our side. Quote the request id when you report it.',
            locations: expect.any(Array),
            path: expect.any(Array),
            extensions: {
              code: 'INTERNAL_SERVER_ERROR',
              requestId: headers['x-request-id'],
              retryable: false,
            },
          },
        ],
      ]);
      expect(app.logs()).toContain(`"requestId":"${headers['x-request-id']}","name":"error","code":"42501"`);
    }
    expect(await allRows(app)).toEqual(before);
    await app.database.admin.query(`GRANT INSERT ON ledgerlink.audit_event TO ${role}`);
    expect((await app.ok(`mutation { ${changes[2]} { __typename } }`)).enableIntegration.__typename).toBe(
      'EnableIntegrationSuccess',
    );
  });
});

describe('one sealed value that cannot be opened any more', () => {
  test('takes nothing from reading the others, and new keys take its place', async () => {
    const { key } = await app.newWorkspace();
    const v30 = await saveV30(app, {}, { key });
    await saveV31(app, {}, { key });
    const page = `{ integrations { credentialSets { id clientSecret { setAt fingerprint } } defaultCredentialSet { id } } }`;
    const before = await app.ok(page, {}, key);
    const { rowCount } = await app.database.admin.query(
      "UPDATE ledgerlink.credential_secret SET sealed = 'eyJ' || substr(sealed, 9) WHERE field = 'signingSecret' AND credential_set_id::text = $1",
      [Buffer.from(v30.credentialSet.id, 'base64url').toString().split(':')[1]],
    );
    expect(rowCount).toBe(1);
    expect(await app.ok(page, {}, key)).toEqual(before);
    const node = `query($id: ID!) { node(id: $id) { ... on SageV30CredentialSet { signingSecret { fingerprint } } } }`;
    expect((await app.ok(node, { id: v30.credentialSet.id }, key)).node.signingSecret.fingerprint).toBe(
      v30.credentialSet.signingSecret.fingerprint,
    );
    const renewed = await saveV30(app, { signingSecret: 'sound' }, { key });
    expect(renewed).toMatchObject({ changed: true, credentialSet: { id: v30.credentialSet.id } });
  });
});

test('an event that is written again, because the answer to its statement was lost, is there once', async () => {
  const source = await createDataSource(app.database.urls.app, 1).initialize();
  const database = new Database(source);
  const entries = [auditEntry({ actor: 'test', requestId: 'lost answer' }, 'link.refused', newId(), [])];
  for (let run = 1; run <= 2; run++)
    await backgroundTransaction(database, (tx) =>
      executeStatement(tx, recordRefusal, { workspaceId: app.workspace.id, entries, tenSince: newId() }),
    );
  await source.destroy();
  const { rows } = await asApp.query(
    "SELECT count(*)::int AS n FROM ledgerlink.audit_event WHERE request_id = 'lost answer'",
  );
  expect(rows).toEqual([{ n: 1 }]);
});

describe('what an event says of its target', () => {
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
    const { key } = await app.newWorkspace('labels');
    await saveV31(app, { clientId: 'first/app', clientSecret: 'canary-label-secret' }, { key });
    await saveV31(app, { clientId: 'second/app' }, { key });
    const { rows } = await app.database.admin.query(
      "SELECT id FROM ledgerlink.credential_set WHERE client_id = 'first/app'",
    );
    await app.ok(
      'mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) { __typename } }',
      { id: idOf('CredentialSet', rows[0].id) },
      key,
    );
    const seen = (await events(key)).filter(([action]) => action.startsWith('credentials.'));
    expect(seen).toEqual([
      ['credentials.deleted', 'CredentialSet', 'API 3.1, client ID first/app', false],
      ['credentials.superseded', 'CredentialSet', 'API 3.1, client ID first/app', false],
      ['credentials.saved', 'CredentialSet', 'API 3.1, client ID second/app', true],
      ['credentials.saved', 'CredentialSet', 'API 3.1, client ID first/app', false],
    ]);
    expect(JSON.stringify(seen)).not.toContain('canary-label-secret');
  });
});
