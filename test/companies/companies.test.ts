import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Json, startTestApp, type TestApp, type TestWorkspace } from '../support/app.js';
import { allRows, auditedActions, idOf, SAGE, saveV31 } from '../support/sage.js';

let app: TestApp;
let workspace: TestWorkspace;
beforeAll(async () => {
  app = await startTestApp({ MUTATIONS_PER_MINUTE: '10000' });
});
afterAll(() => app.close());
beforeEach(async () => {
  workspace = await app.newWorkspace();
});

const COMPANY = 'company { id name externalId links { id } }';
const CREATE = `mutation($input: CreateCompanyInput!) { createCompany(input: $input) { __typename
  ... on CreateCompanySuccess { ${COMPANY} } ... on ExternalIdTaken { ${COMPANY} } ... on Problem { code message } } }`;
const UPDATE = `mutation($input: UpdateCompanyInput!) { updateCompany(input: $input) { __typename
  ... on UpdateCompanySuccess { ${COMPANY} } ... on ExternalIdTaken { ${COMPANY} } ... on Problem { code message } } }`;
const DELETE = `mutation($input: DeleteCompanyInput!) { deleteCompany(input: $input) { __typename
  ... on DeleteCompanySuccess { companyId } ... on CompanyInUse { links { id status } } ... on Problem { code message } } }`;

const create = async (name: string, externalId?: string | null): Promise<Json> =>
  (await app.ok(CREATE, { input: { name, externalId } }, workspace.key)).createCompany;
const update = async (companyId: string, more: object): Promise<Json> =>
  (await app.ok(UPDATE, { input: { companyId, ...more } }, workspace.key)).updateCompany;
const remove = async (companyId: string): Promise<Json> =>
  (await app.ok(DELETE, { input: { companyId } }, workspace.key)).deleteCompany;
const events = async () => (await auditedActions(app, workspace.id)).slice(2);

describe('making a company', () => {
  test('answers it, and the audit trail says so', async () => {
    const made = await create('Acme Ltd', 'acme-1');
    expect(made).toEqual({
      __typename: 'CreateCompanySuccess',
      company: { id: expect.any(String), name: 'Acme Ltd', externalId: 'acme-1', links: [] },
    });
    expect(await events()).toEqual(['company.created']);
    const seen = await app.ok(
      'query($id: ID!) { company(id: $id) { name externalId } }',
      { id: made.company.id },
      workspace.key,
    );
    expect(seen.company).toEqual({ name: 'Acme Ltd', externalId: 'acme-1' });
  });

  test('with an external id that is taken answers the company that has it, and changes nothing', async () => {
    const { company } = await create('Acme Ltd', 'acme-1');
    const before = await allRows(app);
    expect(await create('Another', 'acme-1')).toMatchObject({
      __typename: 'ExternalIdTaken',
      code: 'EXTERNAL_ID_TAKEN',
      company,
    });
    expect(await allRows(app)).toEqual(before);
    expect((await create('Another', 'ACME-1')).__typename).toBe('CreateCompanySuccess');
    expect((await create('Acme Ltd')).__typename).toBe('CreateCompanySuccess');
    expect((await create('Acme Ltd', null)).__typename).toBe('CreateCompanySuccess');
  });

  test('with an external id that another workspace has is no matter', async () => {
    await create('Acme Ltd', 'shared');
    workspace = await app.newWorkspace();
    expect((await create('Acme Ltd', 'shared')).__typename).toBe('CreateCompanySuccess');
  });

  test('a hundred times at once with one external id makes one', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => create('Acme Ltd', 'once')));
    expect(all.filter(({ __typename }) => __typename === 'CreateCompanySuccess')).toHaveLength(1);
    expect(new Set(all.map(({ company }) => company.id)).size).toBe(1);
    expect(await events()).toEqual(['company.created']);
  });

  test.each([
    ['name', { name: '' }],
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'a\u0000b' }],
    ['name', { name: 'a\u200Bb' }],
    ['externalId', { name: 'x', externalId: '' }],
    ['externalId', { name: 'x', externalId: 'a\nb' }],
  ])('with a %s that cannot be one (%j) is refused', async (field, input) => {
    const before = await allRows(app);
    const { status, errors } = await app.send(CREATE, { input }, workspace.key);
    expect([status, errors?.[0].message]).toEqual([
      400,
      `\`input.${field}\` must have 1 to 200 characters that can be seen, and no invisible ones.`,
    ]);
    expect(await allRows(app)).toEqual(before);
  });
});

describe('changing a company', () => {
  test('changes what is given and leaves the rest', async () => {
    const { company } = await create('Acme Ltd', 'acme-1');
    expect((await update(company.id, { name: 'Apex' })).company).toMatchObject({
      name: 'Apex',
      externalId: 'acme-1',
    });
    expect((await update(company.id, { externalId: 'apex-1' })).company).toMatchObject({
      name: 'Apex',
      externalId: 'apex-1',
    });
    expect((await update(company.id, { externalId: null })).company).toMatchObject({
      name: 'Apex',
      externalId: null,
    });
    expect((await update(company.id, { name: null })).company).toMatchObject({
      name: 'Apex',
      externalId: null,
    });
    expect(await events()).toEqual(['company.created', 'company.updated', 'company.updated', 'company.updated']);
    const { nodes } = (await app.ok('{ companies(search: "ape") { nodes { name } } }', {}, workspace.key)).companies;
    expect(nodes).toEqual([{ name: 'Apex' }]);
  });

  test('to what it is already writes nothing', async () => {
    const { company } = await create('Acme Ltd', 'acme-1');
    const before = await allRows(app);
    expect((await update(company.id, { name: 'Acme Ltd', externalId: 'acme-1' })).__typename).toBe(
      'UpdateCompanySuccess',
    );
    expect((await update(company.id, {})).__typename).toBe('UpdateCompanySuccess');
    expect(await allRows(app)).toEqual(before);
  });

  test("to another company's external id, or of a company that is not there, is refused", async () => {
    const [one, two] = [await create('One', '1'), await create('Two', '2')];
    const before = await allRows(app);
    expect(await update(two.company.id, { externalId: '1' })).toMatchObject({
      __typename: 'ExternalIdTaken',
      company: { id: one.company.id },
    });
    expect(await update(idOf('Company', '01912345-6789-7abc-8def-0123456789ab'), { name: 'x' })).toMatchObject({
      code: 'COMPANY_NOT_FOUND',
    });
    expect(await allRows(app)).toEqual(before);
  });
});

describe('deleting a company', () => {
  test('takes it away; the audit trail stays', async () => {
    const { company } = await create('Acme Ltd', 'acme-1');
    expect(await remove(company.id)).toEqual({ __typename: 'DeleteCompanySuccess', companyId: company.id });
    expect(await remove(company.id)).toMatchObject({ code: 'COMPANY_NOT_FOUND' });
    expect(await events()).toEqual(['company.created', 'company.deleted']);
    expect((await create('Acme Ltd', 'acme-1')).__typename).toBe('CreateCompanySuccess');
  });

  test('is refused while a link URL is open, says what to do, and works after that with its ended link', async () => {
    await saveV31(app, {}, { key: workspace.key, enable: 'NOW' });
    const { company } = await create('Acme Ltd');
    const { linkCompany } = await app.ok(
      `mutation($id: ID!) { linkCompany(input: { companyId: $id, integrationKey: "${SAGE}", countryCode: "GB" }) { ... on LinkCompanySuccess { link { id } } } }`,
      { id: company.id },
      workspace.key,
    );
    const before = await allRows(app);
    const refused = await remove(company.id);
    expect(refused).toMatchObject({
      code: 'COMPANY_IN_USE',
      links: [{ id: linkCompany.link.id, status: 'PENDING' }],
    });
    expect(refused.message).toContain('Unlink it with unlinkCompany');
    expect(await allRows(app)).toEqual(before);
    await app.ok(
      'mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename } }',
      { id: linkCompany.link.id },
      workspace.key,
    );
    expect((await remove(company.id)).__typename).toBe('DeleteCompanySuccess');
    const rows = await allRows(app);
    expect(
      [...(rows.company_link ?? []), ...(rows.link_attempt ?? [])].filter((row) => row.includes(workspace.id)),
    ).toEqual([]);
    expect(await events()).toEqual(expect.arrayContaining(['link.requested', 'link.unlinked', 'company.deleted']));
  });
});
