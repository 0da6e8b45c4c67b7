import { createHash } from 'node:crypto';
import {
  countOf,
  type ExactJson,
  isList,
  isObject,
  parseExactObject,
  writeExact,
} from '../../../src/infra/json/exact-json.js';
import { type Mapper, mapperOf } from '../../../src/providers/map-record.js';
import type {
  ListAnswer,
  ProviderDatasets,
  SourceList,
  SourceRecord,
} from '../../../src/providers/provider-datasets.js';
import {
  constant,
  currencyCode,
  date,
  decimal,
  each,
  fieldsOf,
  name,
  none,
  oneOf,
  reference,
} from '../../../src/providers/record-reader.js';
import { idOf, timeOf } from '../../../src/providers/record-values.js';

/** All that differs from Sage: amounts are JSON numbers, a list is in the order of creation and cannot be sorted, filtered or read by id. */
const list = (key: string, dataset: SourceList['dataset']): SourceList => ({
  key,
  dataset,
  form: 'LIST',
  capabilities: { since: false, deletedSince: false, sort: [], window: false, byId: false },
  order: 'CREATED',
  maxPageSize: 100,
  pace: 'ROUND',
  probed: false,
  mapperVersion: 1,
});
const LISTS = [list('people', 'CONTACTS'), list('bills', 'PURCHASE_INVOICES')];

const nothing = constant([]);
const MAPPERS: Readonly<Record<string, Mapper>> = {
  people: mapperOf('contact', {
    name: name('Name'),
    number: none,
    roles: constant(['SUPPLIER'] as const),
    email: name('Email'),
    phones: nothing,
    addresses: nothing,
    taxNumber: none,
    registrationNumber: none,
    currency: none,
    paymentTermDays: none,
    creditLimit: none,
    balance: decimal('Owed'),
    active: none,
    defaultAccount: none,
    mergedInto: none,
  }),
  bills: mapperOf('document', {
    kind: constant('PURCHASE_INVOICE'),
    form: constant('FULL'),
    number: name('No'),
    reference: none,
    contact: reference('From', 'people', 'Name'),
    contactName: name('From.Name'),
    issueDate: date('Day'),
    dueDate: none,
    paidDate: none,
    status: oneOf('State', { OPEN: 'OPEN', CLOSED: 'PAID' }, 'OTHER'),
    sourceStatus: name('State'),
    currency: currencyCode('Currency'),
    exchangeRate: none,
    net: none,
    tax: none,
    total: decimal('Total'),
    outstanding: none,
    paid: none,
    discount: none,
    baseNet: none,
    baseTax: none,
    baseTotal: none,
    baseOutstanding: none,
    withholdingTax: none,
    amountsIncludeTax: none,
    lines: each(
      'Lines',
      fieldsOf({
        id: none,
        description: name('Text'),
        item: none,
        account: none,
        quantity: decimal('Quantity'),
        unitPrice: none,
        discount: none,
        net: none,
        tax: none,
        total: decimal('Total'),
        taxRate: none,
        tracking: nothing,
      }),
    ),
    taxLines: nothing,
    allocations: nothing,
    notes: none,
    sent: none,
    attachments: none,
    tracking: nothing,
  }),
};

function recordOf(value: ExactJson): SourceRecord[] {
  const sourceId = isObject(value) ? idOf(value.id) : null;
  if (!isObject(value) || sourceId === null) return [];
  const text = writeExact(value);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const updatedAt = timeOf(value.Changed);
  return [{ sourceId, value, text, hash, createdAt: null, updatedAt, deletedAt: null, flagged: value.Gone === true }];
}

function readPage(text: string): ListAnswer {
  const { count, page: sent, rows } = parseExactObject(text) ?? {};
  const [total, page] = [countOf(count), countOf(sent)];
  if (total === undefined || page === undefined || !isList(rows)) return { kind: 'unreadable', why: 'no page' };
  return { kind: 'page', total, page, records: rows.flatMap(recordOf), unreadable: [] };
}

export const fakeDatasets: ProviderDatasets = {
  lists: () => LISTS,
  probe: () => null,
  request(_target, key, scan) {
    if (scan.kind !== 'PAGE' || (scan.since ?? scan.deletedSince ?? scan.sort ?? scan.window) !== undefined)
      throw new Error(`the list ${key} can be read as a whole only`);
    return { segments: [key], query: { page: String(scan.page), size: String(scan.size) } };
  },
  read: (_apiVersion, _key, _scan, text) => readPage(text),
  map(_apiVersion, key, record) {
    const mapped = MAPPERS[key]?.(record);
    if (mapped === undefined) throw new Error(`no list ${key}`);
    return { ...mapped, touches: [] };
  },
  failure: (_scan, { status }) => (status === 401 ? 'TOKEN_REFUSED' : 'UNAVAILABLE'),
};

/** The server's part: one page of a list, with numbers as JSON cannot hold them in JavaScript. Undefined: there is no such list. */
export function fakePage(key: string, query: URLSearchParams): string | undefined {
  const [page, size] = [Number(query.get('page')), Number(query.get('size'))];
  const rows = Array.from({ length: 25 }, (_, at) => ROWS[key]?.(at)).flatMap((row) => row ?? []);
  if (rows.length === 0) return undefined;
  const here = rows.slice((page - 1) * size, page * size);
  return `{"count":${rows.length},"page":${page},"rows":[${here.join(',')}]}`;
}

const AMOUNTS = ['0.1', '120.10', '-0.00', '12345678901234567.89', '1e21', '0.000001', '7'];
const amount = (at: number) => AMOUNTS[at % AMOUNTS.length] ?? '0';
const ROWS: Readonly<Record<string, (at: number) => string>> = {
  people: (at) => `{"id":"p${at}","Name":"Person ${at}","Owed":${amount(at)},"Changed":"2026-01-02T03:04:05+01:00"}`,
  bills: (at) =>
    `{"id":${at + 1},"No":"B-${at}","From":{"id":"p${at}","Name":"Person ${at}"},"Day":"2026-02-0${1 + (at % 9)}","State":"${at % 2 ? 'OPEN' : 'NEW'}","Currency":"EUR","Total":${amount(at)},"Lines":[{"Text":"Line","Quantity":1,"Total":${amount(at)}}]}`,
};
