import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { AnswerLimit, whyNotAnswer } from '../../../src/infra/graphql/answer-limit.js';
import { createPageCheck } from '../../../src/infra/graphql/page-limits.js';

const schema = buildSchema(`
  type Query { companies(first: Int = 50): Companies  integrations: [Integration]  link: Link }
  type PageInfo { hasNextPage: Boolean }
  type Companies { nodes: [Company]  pageInfo: PageInfo }
  type Company { name: String  links: [Link] }
  type Integration { regions: [String] }
  type Link { name: String  company: Company  documents(first: Int = 50): Documents  changes(first: Int = 100): Changes
    pulls(first: Int = 20): Pulls  notes(first: Int = 10): Pulls }
  type Pulls { nodes: [Pull] }
  type Pull { id: ID }
  interface Record { id: ID }
  type Documents { nodes: [Document]  pageInfo: PageInfo }
  type Document implements Record { id: ID  lines: [Line]  contact: Record }
  type Line { net: String  tags: [String] }
  type Changes { nodes: [Record] }`);
for (const [name, pageOfRecords] of Object.entries({ documents: 1, changes: 0.6 }))
  Object.assign((schema.getType('Link') as GraphQLObjectType).getFields()[name] as object, {
    extensions: { pageOfRecords, ...(name === 'documents' && { ofLines: 1.5 }) },
  });
Object.assign((schema.getType('Link') as GraphQLObjectType).getFields().pulls as object, {
  extensions: { countedPage: 1 },
});
Object.assign((schema.getType('Link') as GraphQLObjectType).getFields().notes as object, {
  extensions: { countedPage: 0.5, readTogether: true },
});
const check = createPageCheck(schema);

function checked(text: string, variables = {}) {
  const document = parse(text);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('no operation');
  return check(document, operation, variables);
}

describe('the lists of a query are of records only', () => {
  test.each([
    ['a page of them', '{ link { documents(first: 100) { nodes { lines { net tags } contact { id } } } } }'],
    ['several pages of them', '{ link { name documents { nodes { id } } changes(first: 400) { nodes { id } } } }'],
    [
      'in fragments',
      '{ link { ...L } } fragment L on Link { documents { ...D } } fragment D on Documents { nodes { lines { ...I } } } fragment I on Line { tags }',
    ],
    ['of one company', '{ link { company { name } documents { nodes { id } pageInfo { hasNextPage } } } }'],
  ])('%s', (_what, query) => expect(checked(query)).toMatchObject({ mayBeLarge: true }));

  test.each([
    ['the schema beside a list', '{ integrations { regions } __schema { types { name } } }'],
    ['without a list', '{ link { name } }'],
    ['a page of something else', '{ companies { nodes { name } } }'],
    ['another page below the top', '{ link { pulls { nodes { id } } } }'],
    ['a list of something else', '{ integrations { regions } }'],
    ['a list beside them', '{ integrations { regions } link { documents { nodes { id } } } }'],
    ['a list beside them at another place', '{ link { company { links { name } } documents { nodes { id } } } }'],
    [
      'a list beside them in a fragment',
      '{ link { documents { nodes { id } } company { ...C } } } fragment C on Company { links { name } }',
    ],
  ])('not %s', (_what, query) => expect(checked(query)).toMatchObject({ mayBeLarge: false }));
});

test('the schema may be large', () =>
  expect(checked('{ __schema { types { name } } }')).toMatchObject({ mayBeLarge: true }));

test.each([
  ['500 changes', '{ link { changes(first: 500) { nodes { id } } } }', undefined],
  [
    'pages of records',
    '{ link { changes(first: 400) { nodes { id } } documents(first: 61) { nodes { id } } } }',
    '301',
  ],
  ['100 records with lines', '{ link { documents(first: 100) { nodes { lines { net } } } } }', undefined],
  [
    'records with lines, in fragments',
    '{ link { ...L } } fragment L on Link { documents(first: 100) { ...D } a: documents(first: 51) { ...D } b: documents(first: 100) { nodes { id } } } fragment D on Documents { nodes { ... { lines { net } } } }',
    '327',
  ],
  ['by a variable', 'query($n: Int) { link { changes(first: $n) { nodes { id } } } }', '540'],
  ['beside another list', '{ integrations { regions } link { changes(first: 468) { nodes { id } } } }', '301'],
  [
    'in each row of a page',
    '{ companies(first: 30) { nodes { links { documents(first: 9) { nodes { id } } } } } }',
    '330',
  ],
  ['of another page in each row', '{ companies(first: 30) { nodes { links { pulls { nodes { id } } } } } }', '630'],
  ['of pages that are read together', '{ companies { nodes { links { notes { nodes { id } } } } } }', undefined],
  ['of more of them', '{ companies { nodes { links { notes(first: 12) { nodes { id } } } } } }', '350'],
  ['in fewer rows', '{ companies(first: 20) { nodes { links { documents(first: 9) { nodes { id } } } } } }', undefined],
])('rows that are asked for: %s', (_what, query, asked) => {
  const { refusal } = checked(query, { n: 900 });
  expect(/asks for (\d+)/.exec(refusal ?? '')?.[1]).toBe(asked);
});

test.each([
  ['{ link { documents(first: 10) { nodes { id } } a: changes(first: 700) { nodes { id } } } }', '(420) in `link.a`'],
  [
    '{ companies(first: 60) { nodes { links { ...L } } } } fragment L on Link { pulls { nodes { id } } }',
    '(1,200) in `companies.nodes.links.pulls`',
  ],
])('the refusal names the field that asks for the most: %s', (query, named) =>
  expect(checked(query).refusal).toContain(named),
);

test('an answer of records may have three times as many fields and bytes', () => {
  const fields = (count: number) => Buffer.from(`{${'"a":1,'.repeat(count)}}`);
  const answer = new AnswerLimit();
  expect(whyNotAnswer(fields(8_000), answer)).toBeUndefined();
  expect(whyNotAnswer(fields(8_001), answer)?.message).toMatch(/more than 8,000 fields/);
  expect(whyNotAnswer(' '.repeat(1_000_001), answer)?.message).toMatch(/larger than 1 MB/);
  answer.mayBeLarge = true;
  expect(whyNotAnswer(fields(25_000), answer)).toBeUndefined();
  expect(whyNotAnswer(fields(25_001), answer)?.message).toMatch(/more than 25,000 fields/);
  expect(whyNotAnswer(' '.repeat(3_000_001), answer)?.message).toMatch(/larger than 3 MB/);
});
