import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSchema } from '../../src/api/schema.js';
import { allSlices } from '../../src/composition/composition.js';
import { startTestApp, type TestWorkspace } from '../support/app.js';
import { untilWaiting, whileLocked } from '../support/locks.js';
import { type HttpAnswer, operation, sendHttp, stateOf } from '../support/refusals.js';
import { auditedActions, idOf, SAGE, saveV31 } from '../support/sage.js';
import { walkRootFields } from '../support/schema-walk.js';
import { isLastUsed, statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '10000', TOKEN_REFRESH: 'off' }));
let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await app.newWorkspace();
});

let keys = 0;
const newKey = () => `idempotency-key-${++keys}`;
interface Sent {
  readonly key?: string;
  readonly apiKey?: string;
  readonly extensions?: object;
}
const send = (
  query: string,
  variables: object,
  { key, apiKey = workspace.key, extensions }: Sent,
): Promise<HttpAnswer> =>
  sendHttp(app, {
    body: operation(query, variables, extensions && { extensions }),
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
  });
const codeOf = ({ status, body }: HttpAnswer) => [
  status,
  body.errors?.[0].extensions.code,
  body.errors?.[0].extensions.retryable,
];

const CREATE =
  'mutation($input: CreateCompanyInput!) { createCompany(input: $input) { __typename ... on CreateCompanySuccess { company { id name links { id } } } ... on Problem { code } } }';
const ACME = { input: { name: 'Acme Ltd' } };
const CREATE_KEY =
  'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key apiKey { id name } } } }';
const READER = { input: { name: 'reader', scopes: ['COMPANIES_READ'] } };

describe('a mutation with a key', () => {
  test('is done once, and its repetition gets the first answer', async () => {
    const key = newKey();
    const first = await send(CREATE, ACME, { key });
    expect(first.body.data.createCompany.__typename).toBe('CreateCompanySuccess');
    const before = await stateOf(app.database);
    const others = await Promise.all([
      send(CREATE, ACME, { key }),
      send(CREATE, ACME, { extensions: { idempotencyKey: key } }),
      send(CREATE, ACME, { key, extensions: { idempotencyKey: key } }),
    ]);
    expect(others.map(({ text }) => text)).toEqual([first.text, first.text, first.text]);
    expect(await stateOf(app.database)).toEqual(before);
    expect((await auditedActions(app, workspace.id)).slice(2)).toEqual(['company.created']);
    expect((await send(CREATE, ACME, {})).text).not.toBe(first.text);
    expect((await send(CREATE, ACME, { key: newKey() })).text).not.toBe(first.text);
  });

  test('gives a new API key again, and nothing of it is stored in plain text', async () => {
    const key = newKey();
    const first = await send(CREATE_KEY, READER, { key });
    const made = first.body.data.createApiKey.key;
    expect((await send(CREATE_KEY, READER, { key })).text).toBe(first.text);
    expect((await app.send('{ viewer { scopes } }', {}, made)).status).toBe(200);
    const stored = JSON.stringify(await stateOf(app.database));
    for (const text of [made, btoa(made), made.slice(-20), key]) expect(stored).not.toContain(text);
  });

  test('is refused for another request: with another body, another operation or another API key', async () => {
    const key = newKey();
    await send(CREATE, ACME, { key });
    const second = (await app.newKey(['COMPANIES_WRITE', 'COMPANIES_READ'], { key: workspace.key })).key;
    const before = await stateOf(app.database);
    for (const answer of [
      await send(CREATE, { input: { name: 'Acme' } }, { key }),
      await send(CREATE_KEY, READER, { key }),
      await send(CREATE, ACME, { key, apiKey: second }),
    ])
      expect(codeOf(answer)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED', false]);
    expect(await stateOf(app.database)).toEqual(before);
    const { key: elsewhere } = await app.newWorkspace();
    expect((await send(CREATE, ACME, { key, apiKey: elsewhere })).status).toBe(200);
  });

  test('is refused while the first one runs, and is answered after it', async () => {
    const key = newKey();
    const keyRow = 'SELECT FROM ledgerlink.api_key WHERE workspace_id = $1 FOR UPDATE';
    const running = await whileLocked(app.database, [keyRow, [workspace.id]], async () => {
      const first = send(CREATE, ACME, { key });
      await untilWaiting(app.database, 1);
      const busy = await send(CREATE, ACME, { key });
      expect([codeOf(busy), busy.headers['retry-after']]).toEqual([[409, 'IDEMPOTENCY_KEY_IN_USE', true], '1']);
      return { first };
    });
    const first = await running.first;
    expect(first.status).toBe(200);
    expect((await send(CREATE, ACME, { key })).text).toBe(first.text);
  });

  test('fifty times at once is done once', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(CREATE, ACME, { key })));
    const done = answers.filter(({ status }) => status === 200);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual(done.length === 50 ? [200] : [200, 409]);
    expect((await auditedActions(app, workspace.id)).slice(2)).toEqual(['company.created']);
  });

  test('keeps a problem, too, and no error: after an error nothing has changed and the key is free', async () => {
    const LINK = `mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { __typename } }`;
    const unknown = {
      input: { companyId: idOf('Company', '01890000-0000-7000-8000-000000000000'), integrationKey: 'x' },
    };
    const key = newKey();
    expect((await send(LINK, unknown, { key })).body.data.linkCompany.__typename).toBe('CompanyNotFound');
    expect(codeOf(await send(CREATE, ACME, { key }))[1]).toBe('IDEMPOTENCY_KEY_REUSED');
    const free = newKey();
    const before = await stateOf(app.database);
    expect(codeOf(await send(CREATE, { input: { name: '' } }, { key: free }))).toEqual([400, 'BAD_USER_INPUT', false]);
    const fields = Array.from({ length: 15 }, (_, i) => `a${i}: name`).join(' ');
    const companies = Array.from({ length: 500 }, (_, i) => ({ name: `Company ${i}` }));
    const MANY = `mutation($input: CreateCompaniesInput!) { createCompanies(input: $input) { ... on CreateCompaniesSuccess { companies { company { ${fields} } } } } }`;
    expect(codeOf(await send(MANY, { input: { companies } }, { key: free }))).toEqual([400, 'ANSWER_TOO_LARGE', false]);
    expect(await stateOf(app.database)).toEqual(before);
    expect((await send(CREATE, ACME, { key: free })).status).toBe(200);
  });

  test('is done again after a day', async () => {
    const key = newKey();
    const first = await send(CREATE, ACME, { key });
    const age = (interval: string) =>
      app.database.admin.query(
        `UPDATE ledgerlink.kept_answer SET created_at = created_at - $2::interval WHERE workspace_id = $1`,
        [workspace.id, interval],
      );
    await age('23 hours 59 minutes');
    expect((await send(CREATE, ACME, { key })).text).toBe(first.text);
    await age('2 minutes');
    const again = await send(CREATE, ACME, { key });
    expect([again.status, again.text === first.text]).toEqual([200, false]);
    expect((await send(CREATE, ACME, { key })).text).toBe(again.text);
    await age('25 hours');
    await app.services.repeats.deleteOld([workspace.id]);
    expect((await stateOf(app.database)).kept_answer?.filter((row) => row.includes(workspace.id))).toEqual([]);
  });
});

test('a key stands for one mutation, and says nothing to a query', async () => {
  const before = await stateOf(app.database);
  const two =
    'mutation { a: createCompany(input: { name: "A" }) { __typename } b: createCompany(input: { name: "B" }) { __typename } }';
  expect(codeOf(await send(two, {}, { key: newKey() }))).toEqual([400, 'BAD_USER_INPUT', false]);
  for (const sent of [{ key: 'short' }, { key: newKey(), extensions: { idempotencyKey: newKey() } }])
    expect(codeOf(await send(CREATE, ACME, sent))).toEqual([400, 'BAD_USER_INPUT', false]);
  expect(await stateOf(app.database)).toEqual(before);
  const key = newKey();
  for (const query of ['{ viewer { scopes } }', '{ companies { nodes { id } } }'])
    expect((await send(query, {}, { key })).status).toBe(200);
  expect((await send(`${CREATE.slice(0, -1)} __typename }`, ACME, { key })).status).toBe(200);
});

test('every mutation can be repeated with a key', async () => {
  const schema = await createSchema(allSlices);
  let repeated = 0;
  for (const { kind, query, variables, field } of walkRootFields(schema, () =>
    idOf('CompanyLink', '01890000-0000-7000-8000-000000000000'),
  )) {
    if (kind !== 'mutation' || field.extensions.ownRepeats === true) continue;
    const key = newKey();
    const first = await send(query, variables, { key });
    const before = await stateOf(app.database);
    const again = await send(query, variables, { key });
    expect([field.name, again.status]).toEqual([field.name, first.status]);
    expect(await stateOf(app.database)).toEqual(before);
    if (first.status !== 200) continue;
    expect([field.name, again.text]).toEqual([field.name, first.text]);
    repeated++;
  }
  expect(repeated).toBeGreaterThanOrEqual(9);
});

test('a field that asks the platform is refused in the answer, and nothing has changed', async () => {
  await saveV31(app, {}, { key: workspace.key, enable: 'NOW' });
  const { company } = (await send(CREATE, ACME, {})).body.data.createCompany;
  const input = { companyId: company.id, integrationKey: SAGE, countryCode: 'GB' };
  const link = (fields: string) =>
    `mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { ... on LinkCompanySuccess { linkUrl link { ${fields} } } } }`;
  const before = await stateOf(app.database);
  const report = 'trialBalance(from: "2026-01-01", to: "2026-02-01") { __typename }';
  expect(codeOf(await send(link(report), { input }, { key: newKey() }))).toEqual([400, 'BAD_USER_INPUT', false]);
  expect(await stateOf(app.database)).toEqual(before);
  const key = newKey();
  const first = await send(link('id company { links { id status } }'), { input }, { key });
  // Its fields read what is not committed yet.
  const made = first.body.data.linkCompany.link;
  expect(made.company.links).toEqual([{ id: made.id, status: 'PENDING' }]);
  expect((await send(link('id company { links { id status } }'), { input }, { key })).text).toBe(first.text);
});

test('what a mutation has written can be read in its answer, and costs no statement without a key', async () => {
  const QUERY = `mutation { saveCredentials(input: { integrationKey: "sage-business-cloud-accounting", enable: NOW, check: true,
    credentials: { sageV31: { clientId: "a/b", clientSecret: "secret-of-mine" } } }) { ... on SaveCredentialsSuccess { keyCheck
    integration { status credentialSets { clientId clientSecret { fingerprint } } } } } }`;
  const key = newKey();
  const first = await send(QUERY, {}, { key });
  expect(first.body.data.saveCredentials).toMatchObject({
    keyCheck: 'UNKNOWN',
    integration: {
      status: 'ENABLED',
      credentialSets: [{ clientId: 'a/b', clientSecret: { fingerprint: expect.any(String) } }],
    },
  });
  expect((await send(QUERY, {}, { key })).text).toBe(first.text);
  const plain = await statementsOf(() => send(CREATE, ACME, {}));
  expect(plain.filter((text) => !isLastUsed(text)).length).toBeLessThanOrEqual(6);
  expect(plain.join()).not.toMatch(/kept_answer|SAVEPOINT/);
});
