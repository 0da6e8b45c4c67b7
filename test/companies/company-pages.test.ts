import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { searchNameOf } from '../../src/companies/company.rules.js';
import { type Json, startTestApp, type TestApp, type TestWorkspace } from '../support/app.js';
import { statementsOf } from '../support/statements.js';

const padded = (number: number) => String(number).padStart(4, '0');
/** More than a page of 100. */
const FIRMS = 110;
const COMPANIES = [
  ...Array.from({ length: FIRMS }, (_, i) => ({
    name: `Firm ${padded(i + 1)}`,
    external_id: `ext-${padded(9998 - i)}`,
  })),
  { name: 'Same' },
  { name: 'SAME' },
  { name: 'same' },
  { name: 'Éclair', external_id: 'fir' },
  { name: '100% Off_', external_id: 'x%' },
  { name: 'Other', external_id: 'firm-x' },
];

let app: TestApp;
let workspace: TestWorkspace;
beforeAll(async () => {
  app = await startTestApp();
  workspace = await app.newWorkspace();
  const { admin } = app.database;
  await admin.query(
    `INSERT INTO ledgerlink.company (workspace_id, id, name, search_name, external_id)
     SELECT $1, gen_random_uuid(), c.name, c.search_name, c.external_id
       FROM json_to_recordset($2) AS c (name text, search_name text, external_id text)`,
    [workspace.id, JSON.stringify(COMPANIES.map((one) => ({ ...one, search_name: searchNameOf(one.name) })))],
  );
  await admin.query(
    'INSERT INTO ledgerlink.integration_setting (workspace_id, integration_key) SELECT $1, key FROM ledgerlink.integration',
    [workspace.id],
  );
  await admin.query(
    `INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason)
     SELECT c.workspace_id, gen_random_uuid(), c.id, c.search_name, i.key, CASE WHEN c.name < 'Firm 0003' THEN 'UNLINKED' ELSE 'PENDING' END,
            CASE WHEN c.name < 'Firm 0003' THEN 'UNLINKED_BY_WORKSPACE' ELSE 'LINK_REQUESTED' END
       FROM ledgerlink.company c CROSS JOIN ledgerlink.integration i WHERE c.name LIKE 'Firm 000%' AND c.workspace_id = $1`,
    [workspace.id],
  );
});
afterAll(() => app.close());

const QUERY = `query($first: Int, $after: String, $search: String, $status: LinkStatus) {
  companies(first: $first, after: $after, search: $search, linkStatus: $status) {
    edges { cursor node { name externalId } } nodes { name links { id status } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

async function all(variables: { first: number; search?: string; status?: string }): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: Json = (await app.ok(QUERY, { ...variables, after }, workspace.key)).companies;
    names.push(...page.nodes.map(({ name }: { name: string }) => name));
    expect(page.nodes.length).toBeLessThanOrEqual(variables.first);
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    if (!page.pageInfo.hasNextPage) return names;
    after = page.pageInfo.endCursor;
  }
}

describe('the pages of companies', () => {
  test.each([1, 7, 100])('of %i hold each company once, in the order of names', async (first) => {
    const names = await all({ first });
    expect(names).toHaveLength(COMPANIES.length);
    const folded = names.map((name) => name.toLowerCase());
    expect(folded).toEqual([...folded].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names.filter((name) => /^same$/i.test(name)).sort()).toEqual(['SAME', 'Same', 'same']);
  });

  test.each([
    ['a name, in any case', 'fIRM 00', 99],
    ['a name with a sign that LIKE would take for any', '100% off_', 1],
    ['a sign that LIKE would take for any, alone', '%', 0],
    ['an underscore', '_', 0],
    ['an external id, exactly', 'ext-99', 99],
    ['an external id in another case', 'EXT-99', 0],
    ['nothing', '', COMPANIES.length],
    ['an accented letter, in another case', 'éCL', 1],
    ['what nobody is called', 'zzz', 0],
  ])('found by %s', async (_what, search, count) => {
    const found = await all({ first: 9, search });
    expect(found).toHaveLength(count);
    expect(new Set(found).size).toBe(search === '' ? COMPANIES.length : found.length);
  });

  test('hold those found by name first, then those found by their external id alone, each once', async () => {
    const found = await all({ first: 3, search: 'fir' });
    expect(found.slice(0, FIRMS).every((name) => name.startsWith('Firm'))).toBe(true);
    expect(found.slice(FIRMS)).toEqual(['Éclair', 'Other']);
  });

  test('show only those with a link in a status', async () => {
    expect(await all({ first: 2, status: 'UNLINKED' })).toEqual(['Firm 0001', 'Firm 0002']);
    expect(await all({ first: 2, status: 'PENDING', search: 'firm' })).toHaveLength(7);
    expect(await all({ first: 2, status: 'LINKED' })).toEqual([]);
  });

  test('show a company with a link in a status under its new name', async () => {
    const [{ id }] = (await app.ok('{ companies(search: "firm 0001") { nodes { id } } }', {}, workspace.key)).companies
      .nodes;
    const rename = async (name: string) =>
      app.ok(
        'mutation($id: ID!, $name: String!) { updateCompany(input: { companyId: $id, name: $name }) { __typename } }',
        { id, name },
        workspace.key,
      );
    await rename('Zebra');
    expect(await all({ first: 1, status: 'UNLINKED', search: 'zeb' })).toEqual(['Zebra']);
    expect(await all({ first: 1, status: 'UNLINKED' })).toEqual(['Firm 0002', 'Zebra']);
    await rename('Firm 0001');
  });

  test('with their links cost one statement more, however many', async () => {
    await app.ok(QUERY, { first: 1 }, workspace.key);
    for (const first of [1, 100]) {
      const texts = await statementsOf(() => app.ok(QUERY, { first }, workspace.key));
      expect(texts.filter((text) => /ledgerlink\.company/.test(text))).toHaveLength(2);
    }
  });

  test.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: '' }],
    ['after', { after: 'x' }],
    ['after', { after: Buffer.from('[0,"a","b"]').toString('base64url') }],
    ['after', { after: Buffer.from('[2,"a","01912345-6789-7abc-8def-0123456789ab"]').toString('base64url') }],
    ['search', { search: 'x'.repeat(401) }],
    ['search', { search: 'a\u0000' }],
  ])('asked for with a %s that cannot be (%j) are refused', async (argument, variables) => {
    const { status, errors } = await app.send(QUERY, variables, workspace.key);
    expect([status, errors?.[0].extensions.code, errors?.[0].message]).toEqual([
      400,
      'BAD_USER_INPUT',
      expect.stringContaining(`\`${argument}\``),
    ]);
  });
});
