import { beforeAll, describe, expect, test } from '@jest/globals';
import { sageLists } from '../../src/providers/sage/datasets/sage.lists.js';
import type { Json } from '../support/app.js';
import { startPulledBooks } from '../support/pulled-books.js';
import { readsOf, type Truth } from '../support/pulled-reads.js';
import { isLastUsed, statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const MINUTE = 60_000;

const { truthOf, linkId, ask, allOf } = readsOf(books);

const ids = (records: readonly Json[]) => records.map(({ sourceId }) => sourceId).sort();
const live = (truth: readonly Truth[]) =>
  truth
    .filter(({ deleted }) => !deleted)
    .map(({ id }) => id)
    .sort();

beforeAll(() => books.settle(), 3 * MINUTE);

const DOCUMENTS = sageLists('3.1')
  .filter(({ key }) => /^(sales|purchase)_/.test(key))
  .map(({ key }) => key);

describe('a list has every record of the platform, page by page:', () => {
  test.each([
    ['accounts', ['ledger_accounts']],
    ['contacts', ['contacts']],
    ['documents', DOCUMENTS],
    ['payments', ['contact_payments', 'other_payments']],
    ['bankAccounts', ['bank_accounts']],
    ['journals', ['journals']],
    ['ledgerEntries', ['ledger_entries']],
    ['items', ['products', 'services', 'stock_items']],
    ['taxRates', ['tax_rates']],
    ['trackingCategories', ['analysis_types', 'analysis_type_categories']],
  ])('%s', async (field, lists) => {
    const truth = live(await truthOf(...lists));
    expect(truth.length).toBeGreaterThan(0);
    expect(ids(await allOf(field, 'sourceId', { first: truth.length > 200 ? 90 : 7 }))).toEqual(truth);
  });

  test.each(['ISSUE_DATE_ASC', 'ISSUE_DATE_DESC', 'DUE_DATE_ASC', 'DUE_DATE_DESC', 'TOTAL_DESC', 'UPDATED_DESC'])(
    'documents in the order %s, those without the value too',
    async (order) => {
      const { admin } = books.world.app.database;
      await admin.query(
        `UPDATE ledgerlink.document SET issue_date = NULL, due_date = NULL, total = NULL, updated_at = NULL
          WHERE source_id IN (SELECT source_id FROM ledgerlink.document ORDER BY source_id LIMIT 9)`,
      );
      const found = await allOf('documents', 'sourceId issueDate dueDate total sourceUpdatedAt', {
        first: 4,
        args: `orderBy: ${order}`,
      });
      expect(ids(found)).toEqual(live(await truthOf(...DOCUMENTS)));
      const values = found.map((one) =>
        order.startsWith('ISSUE')
          ? one.issueDate
          : order.startsWith('DUE')
            ? one.dueDate
            : Number(one.total ?? Infinity),
      );
      if (order === 'UPDATED_DESC') return;
      const known = values.filter((value) => value !== null && value !== Infinity);
      const sorted = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(known).toEqual(order.endsWith('ASC') ? sorted : sorted.reverse());
    },
  );
});

describe('changes', () => {
  test(
    'name each record once, deleted ones too, and then only what is new',
    async () => {
      const seen: Json[] = [];
      let after: string | null = null;
      for (let more = true; more; ) {
        const { changes }: Json = await ask(
          'changes(first: $first, after: $after) { nodes { action record { __typename id dataset sourceId deletedAt } } pageInfo { hasNextPage endCursor } }',
          { first: 37, after },
        );
        seen.push(...changes.nodes);
        ({ hasNextPage: more, endCursor: after } = changes.pageInfo);
      }
      const { rows } = await books.world.app.database.admin.query(
        'SELECT source_id AS id FROM ledgerlink.source_record WHERE link_id = $1',
        [books.link.linkId],
      );
      expect(ids(seen.map(({ record }) => record))).toEqual(rows.map(({ id }) => id).sort());
      expect(new Set(seen.map(({ record }) => record.id)).size).toBe(seen.length);
      expect(new Set(seen.map(({ action }) => action))).toEqual(new Set(['CREATED']));
      await books.world.sandbox.control.post('/books/changes', { businessId: books.businessId, count: 20 });
      await books.pull();
      const changed = await ask(
        'changes(first: 500, after: $after) { nodes { action record { sourceId readAt } } pageInfo { endCursor } }',
        { after },
      );
      const touched = await books.world.app.database.admin.query(
        'SELECT source_id AS id FROM ledgerlink.source_record WHERE link_id = $1 AND read_at > $2',
        [books.link.linkId, new Date(0)],
      );
      expect(changed.changes.nodes.length).toBeGreaterThan(0);
      expect(changed.changes.nodes.length).toBeLessThan(touched.rows.length);
      const { changes: none } = await ask('changes(after: $after) { nodes { action } pageInfo { endCursor } }', {
        after: changed.changes.pageInfo.endCursor,
      });
      expect(none).toEqual({ nodes: [], pageInfo: { endCursor: changed.changes.pageInfo.endCursor } });
    },
    MINUTE,
  );
});

test('a page of 100 documents with their lines, and one of changes, is one statement beside that for the link', async () => {
  const texts = (fields: string, variables: object) =>
    statementsOf(() => ask(fields, variables)).then((all) =>
      all.filter((text) => !isLastUsed(text) && !/api_key/.test(text)),
    );
  const documents = await texts(
    `documents(first: 100) { nodes { id number issueDate total contact { sourceId name } lines { description net tax total account { name } } } }`,
    {},
  );
  expect(documents).toHaveLength(2);
  const changes = await texts(
    `changes(first: 500) { nodes { action record { id ... on Document { total lines { net } } ... on Contact { name } } } }`,
    {},
  );
  expect(changes).toHaveLength(2);
});

test('a page of 100 documents with all that they have fits, and pages of pages do not', async () => {
  const reference = '{ sourceId name }';
  const lines = `lines { id position description item ${reference} account ${reference} quantity unitPrice discount net tax total taxRate ${reference} }`;
  const { documents } = await ask(
    `documents(first: 100) { nodes { id dataset sourceId readAt kind form number reference contact ${reference} contactName issueDate dueDate status currency net tax total outstanding paid baseTotal ${lines} taxLines { net tax total } raw } }`,
  );
  expect(documents.nodes.length).toBeGreaterThan(10);
  const { errors } = await books.world.app.send(
    '{ companies(first: 50) { nodes { links { documents(first: 1) { nodes { id } } } } } }',
  );
  expect(errors?.[0].message).toMatch(/asks for 550/);
});

test('amounts are the texts that the platform sent, references lead to their records, and raw JSON is exact', async () => {
  const all = await allOf(
    'documents',
    'id sourceId total lines { position net account { sourceId record { __typename ... on LedgerAccount { code } } } } contact { record { ... on Contact { name } } } raw',
    { first: 100 },
  );
  const one = all.find(({ total, contact }) => total !== null && contact !== null);
  expect(one.total).toBe(String(one.raw.total_amount));
  expect(one.lines.map(({ position }: Json) => position)).toEqual(one.lines.map((_: Json, at: number) => at + 1));
  expect(one.contact.record.name).toEqual(expect.any(String));
  const { node } = await books.world.app.ok('query($id: ID!) { node(id: $id) { ... on Document { sourceId } } }', {
    id: one.id,
  });
  expect(node).toEqual({ sourceId: one.sourceId });
});

test('the company itself is one record of what the platform has of it', async () => {
  const { companyProfile } = await ask('companyProfile { __typename sourceId name baseCurrency yearEnd }');
  expect(companyProfile).toMatchObject({
    __typename: 'CompanyProfile',
    baseCurrency: expect.stringMatching(/^[A-Z]{3}$/),
  });
  expect(companyProfile.name).toEqual(expect.any(String));
});

test('filters', async () => {
  const all = await allOf(
    'documents',
    'id sourceId kind status issueDate outstanding contact { sourceId record { id } }',
    { first: 100 },
  );
  const [first] = all.filter(({ contact, issueDate }) => contact?.record && issueDate !== null);
  const filtered: [string, (one: Json) => boolean][] = [
    ['kinds: [SALES_INVOICE]', ({ kind }) => kind === 'SALES_INVOICE'],
    ['statuses: [PAID, VOID]', ({ status }) => ['PAID', 'VOID'].includes(status)],
    [`issuedFrom: "${first.issueDate}"`, ({ issueDate }) => issueDate !== null && issueDate >= first.issueDate],
    [`issuedTo: "${first.issueDate}"`, ({ issueDate }) => issueDate !== null && issueDate <= first.issueDate],
    ['outstanding: true', ({ outstanding }) => Number(outstanding ?? 0) !== 0],
    [`contactId: "${first.contact.record.id}"`, ({ contact }) => contact?.sourceId === first.contact.sourceId],
  ];
  for (const [args, keeps] of filtered)
    expect([args, ids(await allOf('documents', 'sourceId', { args }))]).toEqual([args, ids(all.filter(keeps))]);
  const contacts = await allOf('contacts', 'sourceId name roles', { first: 100 });
  const part = contacts[0].name.slice(1, 4).toUpperCase();
  expect(ids(await allOf('contacts', 'sourceId', { args: `search: ${JSON.stringify(part)}` }))).toEqual(
    ids(contacts.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))),
  );
  expect(ids(await allOf('contacts', 'sourceId', { args: 'role: SUPPLIER' }))).toEqual(
    ids(contacts.filter(({ roles }) => roles.includes('SUPPLIER'))),
  );
});

test.each([
  ['Cafe\u0301 Nord', 'cafe\u0301'],
  ['Cafe\u0301 Nord', 'CAF\u00c9 n'],
  ['ΣΊΣΥΦΟΣ', 'ΣΊΣΥΦΟΣ'],
  ['İstanbul', 'İstanbul'],
  ['Straße 5%_', 'STRAßE 5%_'],
])('the contact %s is found by %s', async (name, search) => {
  const { contacts } = await ask('contacts(first: 1) { nodes { sourceId } }');
  const [{ sourceId }] = contacts.nodes;
  await books.world.app.database.admin.query('UPDATE ledgerlink.contact SET name = $1 WHERE source_id = $2', [
    name,
    sourceId,
  ]);
  expect(ids(await allOf('contacts', 'sourceId', { args: `search: ${JSON.stringify(search)}` }))).toEqual([sourceId]);
});

test('numbers of bank accounts are masked without their scope, in raw JSON too', async () => {
  const fields = 'bankAccounts { nodes { number iban raw } }';
  const { admin } = books.world.app.database;
  await admin.query("UPDATE ledgerlink.bank_account SET number = '55779911', iban = 'GB29NWBK60161331926819'");
  await admin.query(
    `UPDATE ledgerlink.source_record SET raw = raw || '{"bank_account_details": {"account_number": "55779911", "iban": "GB29NWBK60161331926819"}}'
      WHERE list = 'bank_accounts'`,
  );
  const { key } = await books.world.app.newKey(['COMPANIES_READ', 'DATA_READ']);
  const full = ['55779911', 'GB29NWBK60161331926819'];
  for (const number of full) expect(JSON.stringify(await ask(fields)).split(number).length).toBeGreaterThan(2);
  const masked = JSON.stringify(await ask(fields, {}, key));
  for (const number of full) {
    expect(masked).not.toContain(number);
    expect(masked).toContain(`***${number.slice(-4)}`);
  }
});

test('a key without the scope is refused, and another workspace finds nothing', async () => {
  const { app } = books.world;
  const { key } = await app.newKey(['COMPANIES_READ']);
  const query = 'query($id: ID!) { node(id: $id) { ... on CompanyLink { documents { pageInfo { hasNextPage } } } } }';
  expect((await app.send(query, { id: linkId() }, key)).status).toBe(403);
  const { documents } = await ask('documents(first: 1) { nodes { id } }');
  const other = await app.newWorkspace();
  const node = 'query($id: ID!) { node(id: $id) { id } }';
  expect(await app.ok(node, { id: documents.nodes[0].id }, other.key)).toEqual({ node: null });
  expect(await app.ok(query, { id: linkId() }, other.key)).toEqual({ node: null });
  expect(await app.ok(node, { id: documents.nodes[0].id }, key)).toEqual({ node: null });
});
