import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { typeNameOf } from '../../src/accounting/export-line.rules.js';
import { listsOf } from '../../src/accounting/lists.rules.js';
import { createSchema } from '../../src/api/schema.js';
import { allSlices } from '../../src/composition/composition.js';
import { toChangeCursor } from '../../src/datasets/records/change-cursor.rules.js';
import { modelRow, type StoredType } from '../../src/datasets/records/model-columns.rules.js';
import { recordStatements } from '../../src/datasets/records/record-writes.repository.js';
import { newId, toGlobalId } from '../../src/infra/ids/ids.js';
import { MODEL } from '../../src/providers/model.js';
import { startTestApp } from '../support/app.js';
import { createRandom, pick, type Random } from '../support/generated-operations.js';
import { SAGE } from '../support/sage.js';
import { statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const schema = await createSchema(allSlices);
const app = useStarted(() => startTestApp());
const linkId = newId();
const PAGES: Readonly<Partial<Record<StoredType, string>>> = {
  ...{
    account: 'accounts',
    contact: 'contacts',
    document: 'documents',
    payment: 'payments',
    bankAccount: 'bankAccounts',
  },
  ...{
    bankMovement: 'bankMovements',
    journal: 'journals',
    ledgerEntry: 'ledgerEntries',
    item: 'items',
    taxRate: 'taxRates',
  },
};
const TEXTS = [
  'plain',
  '',
  'a "quoted" \\ text',
  'line\nbreak\ttab',
  '\u0001\u001f\u007f',
  'Zoë 北京 😀\u2028',
  'null',
  '{"a": [1, 2]}',
];
const DECIMALS = ['0.10', '-0.00', '120', '12345678901234567890.123456789', '-7.5'];
/** Of all lists, of some that all have tables, and of one, which has twelve changes. */
const DATASETS = ['', ', datasets: [SALES_INVOICES, CONTACTS, BANK_ACCOUNTS]', ', datasets: [CONTACTS]'];
const IDS = ['0af3', 'GB_STANDARD', 'a-b_c', 'x/y z', 'ü€', '\u0001😀'];

function madeOf(random: Random, type: GraphQLOutputType): unknown {
  if (!isNonNullType(type) && random(4) === 0) return null;
  const present = getNullableType(type);
  if (isListType(present)) return Array.from({ length: random(4) }, () => madeOf(random, present.ofType));
  if (isEnumType(present)) return pick(random, present.getValues()).name;
  if (isObjectType(present)) {
    const part = Object.values(present.getFields()).filter(({ name, resolve }) => !resolve && name !== 'position');
    const isReference = present.name === 'Reference';
    return {
      ...Object.fromEntries(part.map(({ name, type: own }) => [name, madeOf(random, own)])),
      ...(isReference && { list: pick(random, ['contacts', null]), sourceId: pick(random, IDS) }),
    };
  }
  const values: Record<string, readonly unknown[]> = {
    ...{ Decimal: DECIMALS, Date: ['2026-02-28', '0999-12-31'], Boolean: [true, false], Int: [0, -5, 2_000_000_000] },
    ...{ CurrencyCode: ['GBP', 'EUR'], String: TEXTS, ID: TEXTS },
  };
  return pick(random, values[getNamedType(present).name] ?? []);
}

const objectType = (name: string) => schema.getType(name) as GraphQLObjectType;

function modelOf(random: Random, type: StoredType) {
  const fields = objectType(typeNameOf(type)).getFields();
  const names = Object.keys(MODEL[type]).filter((name) => fields[name] !== undefined);
  const values = names.map((name) => [name, madeOf(random, (fields[name] as { type: GraphQLOutputType }).type)]);
  return { type, row: modelRow(type, Object.fromEntries(values)) };
}

/** Twelve records of each list, a third of them deleted, and one in six without a place in the model. */
function recordsOf(random: Random, list: string, type: StoredType | null) {
  const changes = Array.from({ length: 12 }, (_, at) => {
    const changeNo = at * 2 + 1;
    const times = ['2026-01-31T23:59:59.999999Z', '2025-06-01T00:00:00Z', null];
    return {
      ...{
        sourceId: `${pick(random, IDS)}${at}`,
        changeNo,
        createdNo: 1 + random(changeNo),
        action: pick(random, ['CREATED', 'CHANGED', 'REVIVED', 'DELETED']) as 'CREATED',
      },
      record: {
        hash: '00',
        text: '{}',
        flagged: false,
        id: '',
        createdAt: pick(random, times),
        updatedAt: pick(random, times),
      } as never,
      deletion: at % 3 === 0 ? { kind: pick(random, ['REPORTED', 'FLAGGED', 'MISSING']) as 'FLAGGED', at: null } : null,
      model: type === null || at % 6 === 5 ? null : modelOf(random, type),
      raw: { text: '{"id": "x", "name": "a \\"name\\"", "total": 0.10}', sealed: null },
    };
  });
  const ref = { workspaceId: app.workspace.id, linkId, list };
  return recordStatements({ ref, changes, type, mapperVersion: 1, now: new Date('2026-11-29T09:30:00.120Z') });
}

const lists = listsOf(SAGE);

beforeAll(async () => {
  const random = createRandom(14);
  const client = await app.database.admin.connect();
  await client.query('SET session_replication_role = replica');
  await client.query(
    `INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason)
     VALUES ($1, $2, $2, 'company', $3, 'PENDING', 'LINK_REQUESTED')`,
    [app.workspace.id, linkId, SAGE],
  );
  for (const { key, type } of lists)
    for (const { text, values } of recordsOf(random, key, type)) await client.query(text, [...values]);
  client.release(true);
});

/** A selection of an object: some of its fields, also twice, under other names, in fragments, and its type's name. */
function selection(random: Random, type: GraphQLObjectType, aliases: { left: number }): string {
  const fields = Object.values(type.getFields()).filter(
    ({ name, resolve }) => !resolve || name === 'id' || random(40) === 0,
  );
  const chosen = fields
    .filter(() => random(3) > 0)
    .map((field) => {
      const inner = getNamedType(field.type);
      const alias = random(6) === 0 && aliases.left-- > 0 ? `${pick(random, ['z', 'null', '_1'])}_${field.name}: ` : '';
      const below = isObjectType(inner)
        ? ` { ${selection(random, inner, aliases)} }`
        : field.name === 'record'
          ? ' { sourceId }'
          : '';
      return `${alias}${field.name}${below}`;
    });
  const all = [...chosen, ...(chosen.length === 0 || random(3) === 0 ? ['__typename'] : [])];
  const order = random(2) === 0 ? all : all.reverse();
  return random(4) === 0 ? `... on ${type.name} { ${order.join(' ')} } ${order[0]}` : order.join(' ');
}

function page(random: Random, field: string, args: string, node: string): string {
  const shown = pick(random, [
    `nodes { ${node} }`,
    `edges { cursor node { ${node} } }`,
    `all: nodes { ${node} } pageInfo { hasNextPage endCursor startCursor }`,
  ]);
  return `${field}(${args}) { ${shown} }`;
}

/** The arguments of a page of changes: the first, another one, and one after which there may be nothing. */
function changesAsked(random: Random): string {
  const known = new Map(lists.map(({ key }) => [key, random(26)]));
  const after = random(3) === 0 ? '' : `, after: "${toChangeCursor(linkId, known)}"`;
  return `first: ${pick(random, [400, 60, 12, 5, 1])}${pick(random, DATASETS)}${after}`;
}

/** Answers how the database wrote the records, after the two answers were compared. */
async function compare(fields: string): Promise<{ readonly one: boolean; readonly many: boolean }> {
  const variables = { id: toGlobalId('CompanyLink', linkId) };
  const query = (directive: string) =>
    `query($id: ID!) { node(id: $id) ${directive} { ... on CompanyLink { ${fields} } } }`;
  const ordinary = await app.send(query('@include(if: true)'), variables);
  expect([fields, ordinary.errors]).toEqual([fields, undefined]);
  let text = '';
  const statements = await statementsOf(async () => {
    ({ text } = await app.send(query(''), variables));
  });
  expect(text).toBe(ordinary.text);
  // graphql-js would answer in place of a statement that fails.
  expect([fields, app.logs().includes('a compiled query failed')]).toEqual([fields, false]);
  const isSent = (pattern: RegExp) => statements.some((one) => pattern.test(one));
  return { one: isSent(/ \|\| '}'/), many: isSent(/string_agg\(.* FROM page/s) };
}

describe('what the database writes of records is what GraphQL answers,', () => {
  test.each(Object.entries(PAGES))('of a page of the type %s', async (type, field) => {
    const random = createRandom(type.length);
    let written = 0;
    for (let run = 0; run < 10; run++) {
      const node = selection(random, objectType(typeNameOf(type as StoredType)), { left: 12 });
      if ((await compare(page(random, field, `first: 9, deleted: ${random(3) === 0}`, node))).one) written++;
    }
    expect(written).toBeGreaterThan(3);
  });

  test('of changes, of all types and of records that have none', async () => {
    const random = createRandom(5);
    const written = { one: 0, many: 0 };
    for (let run = 0; run < 40; run++) {
      // Of one type: fields of two types may have one name and not one type.
      const name = typeNameOf(pick(random, Object.keys(PAGES)) as StoredType);
      const part = `... on ${name} { ${selection(random, objectType(name), { left: 2 })} }`;
      const common = ['id dataset', 'sourceId sourceCreatedAt', 'deletedAt deletion', 'readAt sourceUpdatedAt'];
      const record = common.filter(() => random(2) === 0).join(' ');
      const around = pick(random, [
        'action',
        '__typename',
        'z_action: action action',
        '... on RecordChange { action }',
      ]);
      const node = `${around} record { ${random(3) === 0 ? '' : '__typename'} ${record} ${part} }`;
      const { one, many } = await compare(page(random, 'changes', changesAsked(random), node));
      if (one) written.one++;
      if (many) written.many++;
    }
    expect(written.one).toBeGreaterThan(20);
    expect(written.many).toBeGreaterThan(10);
    // The cursors of edges are written by the server.
    expect(written.one).toBeGreaterThan(written.many);
  });
});

test('records of which a change has no field are written, too', async () => {
  const { many } = await compare('changes(first: 400) { nodes { record { ... on Document { number } } } }');
  expect(many).toBe(true);
});

test('a value that GraphQL refuses is its error, and not an answer', async () => {
  const { admin } = app.database;
  await admin.query("UPDATE ledgerlink.document SET status = 'NEWER' WHERE NOT deleted");
  const query = 'query($id: ID!) { node(id: $id) { ... on CompanyLink { documents { nodes { status } } } } }';
  const { errors } = await app.send(query, { id: toGlobalId('CompanyLink', linkId) });
  expect(errors?.[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
  await admin.query("UPDATE ledgerlink.document SET status = 'PAID', tracking = '[{\"name\": null}]'");
  const tracking = query.replace('status', 'tracking { sourceId }');
  expect((await app.send(tracking, { id: toGlobalId('CompanyLink', linkId) })).errors?.[0].path).toContain('sourceId');
});
