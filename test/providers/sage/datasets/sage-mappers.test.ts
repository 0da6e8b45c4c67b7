import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type ExactObject, parseExact } from '../../../../src/infra/json/exact-json.js';
import { sageDatasets } from '../../../../src/providers/sage/datasets/sage.datasets.js';
import { faultsOf } from '../../mapped-records.js';

/** One record of each list, as Sage publishes them in its reference of v3.1. */
const published = parseExact(readFileSync(new URL('published-records.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, ExactObject>
>;
const json = (value: object) => parseExact(JSON.stringify(value)) as ExactObject;
/** What becomes of a published record, with some other values. */
const map = (list: string, more: object = {}) =>
  sageDatasets.map('3.1', list, { ...published[list], ...json(more) } as ExactObject);
const fieldsOf = (list: string, more?: object): Readonly<Record<string, unknown>> => {
  const { record } = map(list, more);
  if (record === null) throw new Error(`${list} was not mapped`);
  return record.fields as Readonly<Record<string, unknown>>;
};
const ref = (list: string | null, sourceId: string, name: string | null) => ({ list, sourceId, name });

describe('published records', () => {
  test.each(Object.keys(published))('of %s become records of the model', (list) => {
    const { record, unread } = map(list);
    expect(record === null ? list : faultsOf(record)).toEqual(list === 'transactions' ? list : []);
    expect(unread.map(({ field }) => field)).toEqual(list === 'purchase_credit_notes' ? ['last_paid'] : []);
  });

  test.each<[string, object]>([
    ['business', { name: 'Sage Internal Account' }],
    ['financial_settings', { baseCurrency: 'GBP', yearEnd: '2024-12-15', lockDate: null, taxNumber: '987654321' }],
    [
      'ledger_accounts',
      { code: '0041', type: 'ASSET', subtype: 'FIXED_ASSET', sourceSubtype: 'FIXED_ASSETS', control: false },
    ],
    ['contacts', { number: 'BBS001', roles: ['CUSTOMER'], creditLimit: '2000.0', paymentTermDays: '30', active: true }],
    ['bank_accounts', { name: 'Bank Account', type: 'CURRENT', balance: '-14557.08', currency: null, number: null }],
    ['journals', { date: '2022-01-01', description: null, total: '350.0' }],
    ['ledger_entries', { debit: '60.0', credit: '0.0', flaggedDeleted: false }],
    [
      'tax_rates',
      { code: 'GB_STANDARD', percentage: '20.0', validity: [{ percentage: '20.0', from: '1900-01-01', to: null }] },
    ],
    ['products', { kind: 'PRODUCT', code: 'CALC003', salePrice: '17.0', costPrice: '11.0', active: true }],
    ['services', { kind: 'SERVICE', salePrice: '1002.0', costPrice: '0.0', description: 'Test service' }],
    ['stock_items', { kind: 'STOCK', quantityInStock: '0.0', costPrice: '10.0' }],
    [
      'contact_payments',
      { direction: 'IN', kind: 'RECEIPT', amount: '120.0', unallocated: '100.0', method: 'CREDIT_DEBIT' },
    ],
    ['other_payments', { direction: 'IN', kind: 'OTHER', amount: '120.0', currency: null }],
    ['purchase_invoices', { number: 'RB12972968870', status: 'OPEN', total: '1599.11', amountsIncludeTax: false }],
    ['purchase_credit_notes', { status: 'PART_PAID', outstanding: '267.2', paid: '10.0', paidDate: null }],
    ['sales_invoices', { number: 'SI-1', issueDate: '2019-03-18', dueDate: '2019-04-01', net: '91.67', sent: false }],
    ['sales_credit_notes', { number: 'SCR-1', kind: 'SALES_CREDIT_NOTE', form: 'FULL' }],
    ['bank_transfers', { kind: 'TRANSFER', amount: '100.0', date: '2024-04-08' }],
    ['bank_deposits', { kind: 'DEPOSIT', amount: '1100.0', description: null }],
  ])('of %s have the values that Sage shows', (list, fields) => expect(fieldsOf(list)).toMatchObject(fields));

  test('name other records by list and id', () => {
    const { lines, contact } = fieldsOf('purchase_invoices') as { lines: object[]; contact: object };
    expect(contact).toEqual(ref('contacts', '5ad3e87117f54189ba0255a12a2c3034', 'Thompsons Electricals (THO001)'));
    expect(lines[0]).toMatchObject({
      item: ref('products', 'a3c4f6f1642a45b4b0c238824837fb29', '16mb PCI Video Card'),
      account: ref('ledger_accounts', '7a5f27a2884911ed84fa0252b90cda0d', 'Cost of Sales - Goods (5000)'),
      taxRate: ref('tax_rates', 'GB_STANDARD', 'Standard 20.00%'),
      ...{ quantity: '1.0', unitPrice: '34.0', net: '34.0', tax: '6.8', total: '40.8' },
    });
  });

  test('tell what an allocation settles, without signs, and which documents to read again', () => {
    const { record, touches } = map('contact_allocations');
    expect(record?.fields).toMatchObject({
      entries: [
        {
          record: ref('sales_invoices', 'd88b0079361b4b37a3d6b4e6b41b2775', 'SI-355'),
          amount: '20.0',
          side: 'SETTLED',
        },
        // Its path names the payment, and its id is that of the payment on account.
        {
          record: ref(null, 'cc31d97b43de4f9d9aaf718b7d81fa65', 'ABS Garages payment'),
          amount: '20.0',
          side: 'SETTLING',
        },
      ],
    });
    expect(touches).toEqual([{ list: 'sales_invoices', sourceId: 'd88b0079361b4b37a3d6b4e6b41b2775' }]);
  });
});

describe('odd values', () => {
  test.each<[string, string, object, object]>([
    ['a code without zeros', 'ledger_accounts', { displayed_as: null, display_formatted: '' }, { code: '41' }],
    [
      'a code in a text that is another one',
      'ledger_accounts',
      { displayed_as: 'Loan (2031)', display_formatted: 'x' },
      { code: '41' },
    ],
    ['a code in the formatted name alone', 'ledger_accounts', { displayed_as: 'Fixtures' }, { code: '0041' }],
    [
      'an unknown type of account',
      'ledger_accounts',
      { ledger_account_type: { id: 'NEW' } },
      { type: 'UNKNOWN', subtype: 'UNKNOWN', sourceSubtype: 'NEW' },
    ],
    [
      'an unknown status',
      'sales_invoices',
      { status: { id: 'PRO_FORMA' } },
      { status: 'OTHER', sourceStatus: 'PRO_FORMA' },
    ],
    ['no status', 'sales_invoices', { status: null }, { status: 'OTHER', sourceStatus: null }],
    ['a void', 'sales_invoices', { status: { id: 'VOID' } }, { status: 'VOID' }],
    ['an unknown type of bank account', 'bank_accounts', { bank_account_type: { id: 'WALLET' } }, { type: 'OTHER' }],
    [
      'amounts that are numbers',
      'sales_invoices',
      { total_amount: 110, net_amount: 91.67 },
      { total: '110', net: '91.67' },
    ],
    ['an empty due date', 'sales_invoices', { due_date: '' }, { dueDate: null }],
    ['a blank due date', 'sales_invoices', { due_date: '   ' }, { dueDate: null }],
    ['a due date in another form', 'sales_invoices', { due_date: '05/01/2022' }, { dueDate: null }],
    ['a date with milliseconds', 'sales_invoices', { due_date: '2022-01-05T00:00:00.000Z' }, { dueDate: '2022-01-05' }],
    ['notes that are the text null', 'sales_invoices', { notes: 'null' }, { notes: null }],
    ['no name', 'contacts', { displayed_as: null }, { name: 'Bobs Building Supplies' }],
    [
      'a contact of unknown type',
      'contacts',
      { contact_types: [{ id: 'LEAD' }, { id: 'VENDOR' }] },
      { roles: ['SUPPLIER'] },
    ],
    ['a product that is neither active nor not', 'products', { active: null }, { active: null }],
    [
      'a path that is no list',
      'products',
      { usual_supplier: { id: 'x', $path: '/usual_suppliers/x' } },
      { code: 'CALC003' },
    ],
  ])('%s', (_what, list, more, fields) => expect(fieldsOf(list, more)).toMatchObject(fields));

  test.each<[string, object, string]>([
    ['sales_invoices', { total_amount: '1,100.00' }, 'total_amount'],
    ['sales_invoices', { invoice_lines: [{ net_amount: 'x' }] }, 'invoice_lines.0.net_amount'],
    ['journals', { date: '05/01/2022' }, 'date'],
    ['contact_payments', { transaction_type: { id: 'SOMETHING' } }, 'transaction_type.id'],
    ['contacts', { name: '', displayed_as: ' ' }, 'name'],
  ])('of %s that make a record useless name it: %j', (list, more, field) => {
    const { record, unread } = map(list, more);
    expect(record).toBeNull();
    expect(unread[0]).toEqual({ field, reason: expect.stringMatching(/^(is|has) no/) });
  });

  test('of some nested addresses and persons', () => {
    const contact = {
      main_address: {
        address_line_1: '1 High Street',
        address_line_2: '',
        city: 'Leeds',
        postal_code: 'LS1',
        country: { id: 'GB' },
      },
      delivery_address: { id: 'x', displayed_as: 'x' },
      main_contact_person: { email: 'ann@example.com', telephone: '0113', mobile: '0113' },
    };
    expect(fieldsOf('contacts', contact)).toMatchObject({
      addresses: [{ lines: ['1 High Street'], city: 'Leeds', region: null, postalCode: 'LS1', country: 'GB' }],
      email: 'ann@example.com',
      phones: ['0113'],
    });
  });
});

describe('quick entries', () => {
  const entry = { reference: 'Q1', details: 'Paper', net_amount: '10.0', tax_amount: '2.0', total_amount: '12.0' };
  const more = { ...entry, ledger_account: { id: 'a1' }, tax_rate: { id: 'GB_STANDARD' } };

  test('are their own only line', () => {
    const line = {
      id: null,
      description: 'Paper',
      account: ref('ledger_accounts', 'a1', null),
      net: '10.0',
      total: '12.0',
    };
    expect(fieldsOf('purchase_quick_entries', more)).toMatchObject({
      ...{ kind: 'PURCHASE_INVOICE', form: 'QUICK', number: 'Q1', total: '12.0', notes: 'Paper' },
      lines: [line],
    });
  });

  test.each([
    [{ quick_entry_type: { id: 'CREDIT_NOTE' } }, 'SALES_CREDIT_NOTE'],
    [{ transaction_type: { id: 'SALES_QUICK_ENTRY_CREDIT_NOTE' } }, 'SALES_CREDIT_NOTE'],
    [{ transaction_type: { id: 'SALES_QUICK_ENTRY_INVOICE' } }, 'SALES_INVOICE'],
    [{}, 'SALES_INVOICE'],
  ])('with %j are a %s', (type, kind) =>
    expect(fieldsOf('sales_quick_entries', { ...more, ...type })).toMatchObject({ kind }),
  );
});

describe('money', () => {
  test.each([
    ['CUSTOMER_RECEIPT', 'IN', 'RECEIPT'],
    ['CUSTOMER_REFUND', 'OUT', 'REFUND'],
    ['VENDOR_PAYMENT', 'OUT', 'PAYMENT'],
    ['VENDOR_REFUND', 'IN', 'REFUND'],
    ['OTHER_RECEIPT', 'IN', 'OTHER'],
    ['OTHER_RECEIPT_REFUND', 'OUT', 'REFUND'],
    ['OTHER_PAYMENT', 'OUT', 'OTHER'],
    ['OTHER_PAYMENT_REFUND', 'IN', 'REFUND'],
  ])('of type %s goes %s', (id, direction, kind) =>
    expect(fieldsOf('contact_payments', { transaction_type: { id } })).toMatchObject({ direction, kind }),
  );

  test.each([
    ['BANK_RECEIPT', 'RECEIPT'],
    ['TAX_PAYMENT', 'PAYMENT'],
    ['VOID_PAYMENT', 'OTHER'],
  ])('of type %s has no list of its own but the transactions', (id, kind) =>
    expect(fieldsOf('transactions', { transaction_type: { id } })).toMatchObject({ kind, amount: '120.0' }),
  );

  test.each(['SALES_INVOICE', 'JOURNAL', 'NEW_TYPE', 'constructor'])('of type %s is not counted twice', (id) =>
    expect(map('transactions', { transaction_type: { id } })).toEqual({ record: null, unread: [], touches: [] }),
  );
});
