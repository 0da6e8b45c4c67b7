import { expect } from '@jest/globals';
import { knownList } from '../../src/accounting/lists.rules.js';
import { isSorted, modelColumns, type StoredType, TABLE_OF } from '../../src/datasets/records/model-columns.rules.js';
import { parseGlobalId, toGlobalId } from '../../src/infra/ids/ids.js';
import { SCOPES, type Scope } from '../../src/workspaces/api-key.rules.js';
import type { TestApp } from './app.js';
import { expectRefusal, operation, sendHttp, stateOf, watchStatements } from './refusals.js';

const KEY = 'sage-business-cloud-accounting';

/** What a root field or a type asks of a key: a scope, null for "any key", undefined when it says nothing. */
export const scopeOf = (thing: { extensions: Readonly<Record<string, unknown>> }): Scope | null | undefined =>
  thing.extensions.scope as Scope | null | undefined;

export interface ScopedKeys {
  /** With every scope but one. */
  readonly without: Readonly<Record<Scope, string>>;
  /** With one scope alone. */
  readonly only: Readonly<Record<Scope, string>>;
}

/** Keys of the first workspace. */
export async function makeScopedKeys(app: TestApp): Promise<ScopedKeys> {
  const [without, only] = [{}, {}] as [Record<Scope, string>, Record<Scope, string>];
  for (const scope of SCOPES) {
    without[scope] = (await app.newKey(SCOPES.filter((one) => one !== scope))).key;
    only[scope] = (await app.newKey([scope])).key;
  }
  return { without, only };
}

/** Makes one of everything in the workspace of a key, and answers an id of each type that has ids. */
export async function furnish(app: TestApp, key: string): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  const sets = {
    sageV31: { clientId: 'c', clientSecret: 's' },
    sageV30: { clientId: 'c', clientSecret: 's', signingSecret: 's', subscriptionKey: 's' },
  };
  for (const [field, values] of Object.entries(sets)) {
    const { saveCredentials } = await app.ok(
      'mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) { ... on SaveCredentialsSuccess { credentialSet { __typename id } } } }',
      { input: { integrationKey: KEY, credentials: { [field]: values } } },
      key,
    );
    ids[saveCredentials.credentialSet.__typename] = saveCredentials.credentialSet.id;
  }
  const { createCompany } = await app.ok(
    'mutation { createCompany(input: { name: "n" }) { ... on CreateCompanySuccess { company { id } } } }',
    {},
    key,
  );
  ids.Company = createCompany.company.id;
  const { linkCompany } = await app.ok(
    `mutation($id: ID!) { enableIntegration(input: { integrationKey: "${KEY}" }) { __typename }
       linkCompany(input: { companyId: $id, integrationKey: "${KEY}" }) { ... on LinkCompanySuccess { link { id } } } }`,
    { id: ids.Company },
    key,
  );
  ids.CompanyLink = linkCompany.link.id;
  Object.assign(ids, await furnishWebhooks(app, key));
  const seen = await app.ok(
    `{ viewer { workspace { id } apiKey { id } } integration(key: "${KEY}") { id supportedRegions { id } } auditEvents(first: 1) { nodes { id } } events(first: 1) { nodes { id } } }`,
    {},
    key,
  );
  return Object.assign(ids, await furnishData(app, String(ids.CompanyLink)), {
    Workspace: seen.viewer.workspace.id,
    ApiKey: seen.viewer.apiKey.id,
    Integration: seen.integration.id,
    SupportedRegion: seen.integration.supportedRegions[0].id,
    AuditEvent: seen.auditEvents.nodes[0].id,
    Event: seen.events.nodes[0].id,
  });
}

/** An endpoint, and the delivery of a test event. */
async function furnishWebhooks(app: TestApp, key: string): Promise<Record<string, string>> {
  const made = await app.ok(
    'mutation { createWebhookEndpoint(input: { url: "https://hooks.example.com/" }) { ... on CreateWebhookEndpointSuccess { endpoint { id } } } }',
    {},
    key,
  );
  const { id } = made.createWebhookEndpoint.endpoint;
  const { sendTestEvent } = await app.ok(
    'mutation($id: ID!) { sendTestEvent(input: { endpointId: $id }) { ... on SendTestEventSuccess { delivery { id } } } }',
    { id },
    key,
  );
  return { WebhookEndpoint: id, Delivery: sendTestEvent.delivery.id };
}

/** A pull, and one record of each type, for those that have a table; the others have their JSON alone. */
async function furnishData(app: TestApp, linkGlobalId: string): Promise<Record<string, string>> {
  const { admin } = app.database;
  const linkId = parseGlobalId(linkGlobalId, 'id').local;
  const [{ workspace_id: workspaceId } = { workspace_id: '' }] = (
    await admin.query('SELECT workspace_id FROM ledgerlink.company_link WHERE id = $1', [linkId])
  ).rows;
  await admin.query(
    "INSERT INTO ledgerlink.pull (workspace_id, id, link_id, requested_by, requested_at) VALUES ($1, $2, $2, 'link', now())",
    [workspaceId, linkId],
  );
  const found: Record<string, string> = { Pull: toGlobalId('Pull', linkId) };
  for (const [name, list] of RECORDS) {
    await admin.query(
      `INSERT INTO ledgerlink.source_record (workspace_id, link_id, list, source_id, hash, raw, read_at, change_no, created_no,
         action, mapper_version) VALUES ($1, $2, $3, '1', '', $4, now(), 1, 1, 'CREATED', 1)`,
      [workspaceId, linkId, list, '{"id": "1", "name": "n"}'],
    );
    const table = knownList(list)?.type;
    if (table && name !== 'OtherRecord') await admin.query(modelInsert(table), [workspaceId, linkId, list]);
    found[name] = toGlobalId(name, `${linkId}:${list}:1`);
  }
  return found;
}

/** A type, and a list whose records have it. */
const RECORDS: readonly (readonly [string, string])[] = [
  ['LedgerAccount', 'ledger_accounts'],
  ['Contact', 'contacts'],
  ['Document', 'sales_invoices'],
  ['Payment', 'contact_payments'],
  ['Allocation', 'contact_allocations'],
  ['BankAccount', 'bank_accounts'],
  ['BankMovement', 'bank_transfers'],
  ['Journal', 'journals'],
  ['LedgerEntry', 'ledger_entries'],
  ['Item', 'products'],
  ['TaxRate', 'tax_rates'],
  ['TrackingCategory', 'analysis_types'],
  ['CompanyProfile', 'business'],
  ['OtherRecord', 'transactions'],
];

/** A row with nothing but what it must have. */
function modelInsert(type: StoredType): string {
  const required = modelColumns(type).filter((column) => column.required);
  const values = new Map(required.map(({ name, type: kind }) => [`"${name}"`, kind === 'jsonb' ? "'[]'" : "'x'"]));
  values.set('deleted', 'false');
  if (isSorted(type)) values.set('sort_key', "'x'");
  return `INSERT INTO ledgerlink.${TABLE_OF[type]} (workspace_id, link_id, list, source_id, ${[...values.keys()].join(', ')})
    VALUES ($1, $2, $3, '1', ${[...values.values()].join(', ')})`;
}

/** Sends with a key, and fails unless it is refused with nothing but the key looked at, and nothing changed. */
export async function refusesAll(
  app: TestApp,
  query: string,
  variables: object,
  authorization: string | undefined,
  status: number,
  code: string,
) {
  const before = await stateOf(app.database);
  const statements = watchStatements();
  const answer = await sendHttp(app, { body: operation(query, variables), headers: { authorization } });
  statements.stop();
  const error = expectRefusal([query, variables], answer, status, code);
  expect(statements.texts.filter((text) => !text.includes('FROM ledgerlink.api_key'))).toEqual([]);
  expect(await stateOf(app.database)).toEqual(before);
  return error.message;
}
