import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Body } from '../../support/sandbox.js';
import { useSandboxBooks } from '../../support/sandbox-books.js';

const books = useSandboxBooks();
const newKey = () => randomUUID().replaceAll('-', '');
const first = async (list: string) => (await books.list(`/${list}?items_per_page=1&attributes=all`)).$items[0];
const clock = () => books.sandbox.control.get('/clock');
const pass = (advanceSeconds: number) => books.sandbox.control.post('/clock', { advanceSeconds });

async function newInvoice(list = 'sales_invoices', fields: object = {}): Promise<Body> {
  const [contact, account] = [await first('contacts'), await first('ledger_accounts')];
  const line = {
    description: 'Item',
    ledger_account_id: account.id,
    quantity: 2,
    unit_price: '50.25',
    tax_amount: 20.1,
  };
  const invoice = { contact_id: contact.id, date: '2026-03-18', reference: 'W-1', invoice_lines: [line], ...fields };
  const answer = await books.send('POST', `/${list}`, { [list.slice(0, -1)]: invoice });
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ total_amount: '120.6' })]);
  return answer.body;
}

async function pay(invoice: Body, amount: string): Promise<Body> {
  const bank = await first('bank_accounts');
  const payment = {
    transaction_type_id: 'CUSTOMER_RECEIPT',
    contact_id: invoice.contact.id,
    bank_account_id: bank.id,
    date: '2026-03-20',
    total_amount: amount,
    allocated_artefacts: [{ artefact_id: invoice.id, amount }],
  };
  const answer = await books.send('POST', '/contact_payments', { contact_payment: payment });
  expect(answer.status).toBe(201);
  return answer.body;
}

test('an invoice is created, paid in part, and keeps its books', async () => {
  const invoice = await newInvoice();
  expect(await books.list(invoice.$path)).toEqual(invoice);
  await pay(invoice, '20.6');
  expect(await books.list(invoice.$path)).toMatchObject({ outstanding_amount: '100.0', status: { id: 'PART_PAID' } });
  const { body } = await books.send('DELETE', invoice.$path);
  expect(body[0]).toMatchObject({ $dataCode: 'ValidationError', $source: 'id' });
  const { ledger_accounts } = await books.list('/trial_balance?from_date=2026-03-01&to_date=2026-03-31');
  const sum = (side: string) =>
    ledger_accounts.reduce((total: number, row: Body) => total + Math.round(Number(row[side]) * 100), 0);
  expect([sum('debit'), sum('credit')]).toEqual([14_120, 14_120]);
});

test('a credit note settles an invoice, until the allocation is deleted', async () => {
  const invoice = await newInvoice();
  const [account] = [await first('ledger_accounts')];
  const note = {
    contact_id: invoice.contact.id,
    date: '2026-03-19',
    credit_note_lines: [{ ledger_account_id: account.id, unit_price: 30 }],
  };
  const credit = (await books.send('POST', '/sales_credit_notes', { sales_credit_note: note })).body;
  const allocated_artefacts = [
    { artefact_id: credit.id, amount: '-30.0' },
    { artefact_id: invoice.id, amount: '30.0' },
  ];
  const allocation = await books.send('POST', '/contact_allocations', { contact_allocation: { allocated_artefacts } });
  expect([allocation.status, (await books.list(invoice.$path)).outstanding_amount]).toEqual([201, '90.6']);
  expect((await books.send('DELETE', allocation.body.$path)).status).toBe(204);
  expect((await books.list(invoice.$path)).outstanding_amount).toBe('120.6');
});

test('a changed invoice has other lines, and its books balance', async () => {
  const invoice = await newInvoice();
  const account = await first('ledger_accounts');
  const sales_invoice = { reference: 'W-2', invoice_lines: [{ ledger_account_id: account.id, unit_price: '7.05' }] };
  const changed = await books.send('PUT', invoice.$path, { sales_invoice });
  expect(changed.body).toMatchObject({ id: invoice.id, reference: 'W-2', total_amount: '7.05' });
  expect((await books.list(invoice.transaction.$path)).deleted).toBe(true);
});

test('a payment moves the invoice’s updated_at, or does not', async () => {
  for (const paymentMovesDocument of [true, false]) {
    await books.set({ paymentMovesDocument });
    const invoice = await newInvoice();
    await pass(10);
    await pay(invoice, '1.0');
    const { updated_at } = await books.list(invoice.$path);
    expect(updated_at > invoice.updated_at).toBe(paymentMovesDocument);
  }
});

test('the allocation of a vendor has the other signs', async () => {
  const invoice = await newInvoice('purchase_invoices');
  const account = await first('ledger_accounts');
  const line = { ledger_account_id: account.id, unit_price: 30 };
  const note = { contact_id: invoice.contact.id, date: '2026-03-19', credit_note_lines: [line] };
  const credit = (await books.send('POST', '/purchase_credit_notes', { purchase_credit_note: note })).body;
  const allocated_artefacts = [
    { artefact_id: invoice.id, amount: '-30.0' },
    { artefact_id: credit.id, amount: '30.0' },
  ];
  const { body } = await books.send('POST', '/contact_allocations', { contact_allocation: { allocated_artefacts } });
  expect(body.allocated_artefacts.map(({ amount }: Body) => amount)).toEqual(['-30.0', '30.0']);
  expect((await books.list(invoice.$path)).outstanding_amount).toBe('90.6');
});

test('a journal cannot be changed', async () => {
  const journal = await first('journals');
  expect((await books.send('PUT', journal.$path, { journal: { reference: 'Other' } })).status).toBe(404);
});

test('what is wrong is a 422 with the field', async () => {
  const cases: [string, object, string][] = [
    ['contacts', {}, 'contact'],
    ['contacts', { contact: { name: 'N' } }, 'contact_type_ids'],
    ['contacts', { contact: { name: 'N', contact_type_ids: ['CUSTOMER'], idempotency_id: 'short' } }, 'idempotency_id'],
    ['sales_invoices', { sales_invoice: { contact_id: 'nothing', date: '2026-01-01' } }, 'contact_id'],
    ['journals', { journal: { reference: 'J', date: '2026-01-01', journal_lines: [] } }, 'journal_lines'],
  ];
  for (const [list, body, field] of cases) {
    const answer = await books.send('POST', `/${list}`, body);
    expect([list, answer.status, answer.body[0].$source]).toEqual([list, 422, field]);
  }
});

describe('deletion', () => {
  test('a sales invoice becomes void; a purchase invoice goes, and its transaction is flagged', async () => {
    const sale = await newInvoice();
    expect((await books.send('DELETE', sale.$path)).status).toBe(204);
    expect(await books.list(sale.$path)).toMatchObject({ status: { id: 'VOID' }, outstanding_amount: '0.0' });
    const purchase = await newInvoice('purchase_invoices');
    const before = (await clock()).now.slice(0, 19);
    await pass(2);
    expect((await books.send('DELETE', purchase.$path)).status).toBe(204);
    expect((await books.get(purchase.$path)).status).toBe(404);
    expect((await books.list(purchase.transaction.$path)).deleted).toBe(true);
    const since = async (time: string) =>
      (await books.list(`/purchase_invoices?deleted_since=${time}Z&attributes=deleted_at`)).$items;
    const [deleted] = await since(before);
    expect(deleted.id).toBe(purchase.id);
    expect(await since(deleted.deleted_at.slice(0, 19))).toEqual([]);
  });

  test('deleted records are hidden, or shown in updates, or in lists; they are forgotten after some days', async () => {
    const purchase = await newInvoice('purchase_invoices');
    await books.send('DELETE', purchase.$path);
    const counts = async () => ({
      list: (await books.list('/purchase_invoices')).$total,
      updates: (await books.list('/purchase_invoices?updated_or_created_since=2020-01-01')).$total,
      deleted: (await books.list('/purchase_invoices?deleted_since=2020-01-01')).$total,
    });
    const { list: live, deleted } = await counts();
    expect(deleted).toBeGreaterThan(0);
    await books.set({ deletedRows: 'in-updates' });
    expect(await counts()).toEqual({ list: live, updates: live + deleted, deleted });
    await books.set({ deletedRows: 'in-lists' });
    expect(await counts()).toEqual({ list: live + deleted, updates: live + deleted, deleted });
    await books.set({ deletedMemoryDays: 0 });
    expect((await counts()).deleted).toBe(0);
  });
});

describe('idempotency_id', () => {
  const contact = (name: string, idempotency_id?: string) =>
    books.send('POST', '/contacts', { contact: { name, contact_type_ids: ['CUSTOMER'], idempotency_id } });

  test('the same request is done once in seven days, another one under its id is refused', async () => {
    const key = newKey();
    const total = (await books.list('/contacts')).$total;
    const [one, again] = [await contact('Once', key), await contact('Once', key)];
    expect([again.status, again.body]).toEqual([201, one.body]);
    expect((await books.list('/contacts')).$total).toBe(total + 1);
    expect((await contact('Twice', key)).body[0].$dataCode).toBe('IdempotencyResourceMismatch');
    expect((await contact('Once')).body.id).not.toBe(one.body.id);
    await pass(7 * 86_400);
    expect((await contact('Once', key)).body.id).not.toBe(one.body.id);
  });

  test('a 500 after the write, and a repetition: one record, two arrivals', async () => {
    const key = newKey();
    const total = (await books.list('/contacts')).$total;
    await books.sandbox.control.post('/faults', {
      endpoint: '/v3.1/contacts',
      kind: 'status',
      when: 'after',
      count: 1,
    });
    const { next } = await books.sandbox.control.get('/requests?limit=10000');
    expect((await contact('After all', key)).status).toBe(500);
    expect((await contact('After all', key)).status).toBe(201);
    expect((await books.list('/contacts')).$total).toBe(total + 1);
    const { requests } = await books.sandbox.control.get(`/requests?after=${next}`);
    const posts = requests.filter(({ method }: Body) => method === 'POST');
    expect(posts.map(({ status }: Body) => status)).toEqual([500, 201]);
    expect(posts[0].bodyHash).toBe(posts[1].bodyHash);
    expect(posts[0].headers).toContain('authorization');
    expect(JSON.stringify(posts)).not.toContain(`${books.headers.authorization}`.slice(7));
  });
});
