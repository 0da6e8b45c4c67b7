import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { startPulledBooks } from '../support/pulled-books.js';
import { readsOf } from '../support/pulled-reads.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const { linkId, ask } = readsOf(books);
beforeAll(() => books.settle(), 3 * 60_000);

/** A cursor with another value at this place. */
function altered(cursor: string, place: number, value: string): string {
  const parts: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return Buffer.from(JSON.stringify(parts.with(place, value))).toString('base64url');
}

test.each([
  ['documents(after: "nonsense") { nodes { id } }', /not a cursor/],
  ['documents(first: 101) { nodes { id } }', /1 to 100/],
  ['changes(first: 0) { nodes { action } }', /1 to 500/],
  ['changes(after: "W10x") { nodes { action } }', /not a cursor/],
  [
    'documents { nodes { id } } a: contacts(first: 100) { nodes { id } } b: changes(first: 400) { nodes { action } }',
    /asks for 390/,
  ],
  [
    'company { links { documents(first: 100) { nodes { id } } contacts(first: 100) { nodes { id } } accounts(first: 100) { nodes { id } } items(first: 100) { nodes { id } } journals(first: 100) { nodes { id } } taxRates(first: 1) { nodes { id } } } }',
    /asks for 510/,
  ],
  ['documents(contactId: "eA") { nodes { id } }', /contactId/],
])('%s is refused', async (field, message) => {
  const { errors } = await books.world.app.send(
    `query($id: ID!) { node(id: $id) { ... on CompanyLink { ${field} } } }`,
    {
      id: linkId(),
    },
  );
  expect(errors?.[0].message).toMatch(message);
});

test('a cursor is of one list in one order, and of one link', async () => {
  const { documents, payments, changes } = await ask(
    'documents(first: 1) { pageInfo { endCursor } } payments(first: 1) { pageInfo { endCursor } } changes(first: 1) { pageInfo { endCursor } }',
  );
  const [ofDocuments, ofPayments, ofChanges] = [documents, payments, changes].map(({ pageInfo }) => pageInfo.endCursor);
  for (const field of [
    `documents(after: "${ofPayments}")`,
    `documents(orderBy: ISSUE_DATE_ASC, after: "${ofDocuments}")`,
    `documents(orderBy: DUE_DATE_DESC, after: "${ofDocuments}")`,
    `contacts(after: "${ofDocuments}")`,
    `documents(after: "${altered(ofDocuments, 1, '2026-02-30')}")`,
    `documents(after: "${altered(ofDocuments, 1, '0000-01-01')}")`,
    `changes(after: "${ofDocuments}")`,
    `changes(after: "${altered(ofChanges, 0, randomUUID())}")`,
  ]) {
    const query = `query($id: ID!) { node(id: $id) { ... on CompanyLink { ${field} { pageInfo { hasNextPage } } } } }`;
    const { errors } = await books.world.app.send(query, { id: linkId() });
    expect([field, errors?.[0].extensions.code, errors?.[0].message]).toEqual([
      ...[field, 'BAD_USER_INPUT'],
      expect.stringContaining('`after` is not a cursor'),
    ]);
  }
});

test.each(['0000-01-01', '2026-02-30'])('the day %s is refused', async (day) => {
  const query =
    'query($id: ID!, $day: Date) { node(id: $id) { ... on CompanyLink { documents(issuedFrom: $day) { nodes { id } } } } }';
  const { errors } = await books.world.app.send(query, { id: linkId(), day });
  expect([errors?.[0].extensions.code, errors?.[0].message]).toEqual([
    'BAD_USER_INPUT',
    expect.stringContaining('$day'),
  ]);
});

test('a page of changes has a hundred where `first` is null', async () => {
  const { changes } = await ask('changes(first: null) { nodes { action } }');
  expect(changes.nodes).toHaveLength(100);
});
