import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Json, startTestApp, type TestWorkspace } from '../support/app.js';
import { allRows, auditedActions } from '../support/sage.js';
import { isLastUsed, statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '40' }));
let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await app.newWorkspace();
});

const RESULT = `{ __typename ... on CreateCompaniesSuccess { companies { created company { id name externalId } } }
  ... on Problem { code message } ... on CompaniesRejected { faults { position field message } } }`;
const CREATE = `mutation($input: CreateCompaniesInput!) { createCompanies(input: $input) ${RESULT} }`;

interface Wanted {
  readonly name: string;
  readonly externalId?: string;
}

const numbered = (count: number, from = 0): Wanted[] =>
  Array.from({ length: count }, (_, i) => ({ name: `Company ${from + i}`, externalId: `id-${from + i}` }));
const create = async (companies: readonly Wanted[]): Promise<Json> =>
  (await app.ok(CREATE, { input: { companies } }, workspace.key)).createCompanies;
const events = async () => (await auditedActions(app, workspace.id)).slice(2);

describe('creating many companies', () => {
  test('answers them in their order, each with an audit event, and finds them by their external ids', async () => {
    const wanted = [{ name: 'Zoe', externalId: 'z' }, { name: 'No id' }, { name: 'Adam', externalId: 'a' }];
    const made = await create(wanted);
    expect(made).toEqual({
      __typename: 'CreateCompaniesSuccess',
      companies: wanted.map(({ name, externalId = null }) => ({
        created: true,
        company: { id: expect.any(String), name, externalId },
      })),
    });
    expect(await events()).toEqual(['company.created', 'company.created', 'company.created']);
    const found = await app.ok(
      '{ z: companyByExternalId(externalId: "z") { id name } none: companyByExternalId(externalId: "zz") { id } nul: companyByExternalId(externalId: "\\u0000") { id } auditEvents(first: 3) { nodes { changedFields targetLabel target { id } } } }',
      {},
      workspace.key,
    );
    expect(found).toMatchObject({ z: { id: made.companies[0].company.id, name: 'Zoe' }, none: null, nul: null });
    expect(found.auditEvents.nodes.map(({ targetLabel }: Json) => targetLabel).sort()).toEqual([
      'Adam',
      'No id',
      'Zoe',
    ]);
    const other = await app.newWorkspace();
    const theirs = await app.ok('{ companyByExternalId(externalId: "z") { id } }', {}, other.key);
    expect(theirs.companyByExternalId).toBeNull();
  });

  test('answers those that are there as they are, so that it can be sent again', async () => {
    const [first] = (await create(numbered(1))).companies;
    const again = await create([{ name: 'Another name', externalId: 'id-0' }, ...numbered(2, 1)]);
    expect(again.companies.map(({ created }: Json) => created)).toEqual([false, true, true]);
    expect(again.companies[0].company).toEqual(first.company);
    const before = await allRows(app);
    const last = await create(numbered(3));
    expect(last.companies.map(({ company }: Json) => company)).toEqual(
      again.companies.map(({ company }: Json) => company),
    );
    expect(await allRows(app)).toEqual(before);
  });

  test('creates none while one is not valid', async () => {
    const before = await allRows(app);
    const rejected = await create([...numbered(2), { name: '', externalId: 'id-1' }]);
    expect(rejected).toMatchObject({ __typename: 'CompaniesRejected', code: 'COMPANIES_REJECTED' });
    expect(rejected.faults.map(({ position, field }: Json) => [position, field])).toEqual([
      [2, 'name'],
      [2, 'externalId'],
    ]);
    for (const companies of [[], numbered(501)]) {
      const { status, errors } = await app.send(CREATE, { input: { companies } }, workspace.key);
      expect([status, errors?.[0].message]).toEqual([400, '`input.companies` must have 1 to 500 companies.']);
    }
    expect(await allRows(app)).toEqual(before);
  });

  test('takes five hundred in a few statements, and as many of them at once make each of them once', async () => {
    const statements = await statementsOf(() => create(numbered(500)));
    expect(statements.filter((text) => !isLastUsed(text)).length).toBeLessThanOrEqual(6);
    workspace = await app.newWorkspace();
    const all = await Promise.all(
      [0, 250, 100, 250].map((from) => create(numbered(250, from).sort(() => Math.random() - 0.5))),
    );
    const ids = all.flatMap(({ companies }) => companies.map(({ company }: Json) => company.id));
    const created = all.flatMap(({ companies }) => companies.filter((one: Json) => one.created));
    expect([new Set(ids).size, created.length, (await events()).length]).toEqual([500, 500, 500]);
  });

  test('counts as one mutation for each fifty', async () => {
    const send = (query: string, variables: object = {}) => app.send(query, variables, workspace.key);
    const companies = numbered(500);
    const literal = numbered(51).map(({ name }) => `{ name: "${name}" }`);
    expect((await send(CREATE, { input: { companies } })).status).toBe(200);
    expect((await send(`mutation { createCompanies(input: { companies: [${literal}] }) ${RESULT} }`)).status).toBe(200);
    const inDefault = `mutation($c: [CreateCompanyInput!]! = [${literal}]) { createCompanies(input: { companies: $c }) ${RESULT} }`;
    expect((await send(inDefault)).status).toBe(200);
    expect((await send(CREATE, { input: { companies } })).status).toBe(200);
    expect((await send(CREATE, { input: { companies } })).status).toBe(200);
    expect((await send(CREATE, { input: { companies: numbered(301) } })).status).toBe(429);
  });
});
