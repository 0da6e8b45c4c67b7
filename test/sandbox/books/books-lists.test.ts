import { describe, expect, test } from '@jest/globals';
import { BOOK_LISTS } from '../../../sandbox/api/book.routes.js';
import { LIST_RULES } from '../../../sandbox/books/lists.js';
import type { Body } from '../../support/sandbox.js';
import { useSandboxBooks } from '../../support/sandbox-books.js';

const books = useSandboxBooks();
const idsOf = ({ $items }: Body): string[] => $items.map(({ id }: Body) => id);
const pennies = (text: string) => Math.round(Number(text) * 100);

test('every list has pages of records, each of which is found by its path', async () => {
  for (const name of BOOK_LISTS) {
    const body = await books.list(`/${name}?items_per_page=2&attributes=all`);
    expect([name, body.$page, body.$items.length > 0]).toEqual([name, 1, true]);
    const [{ $path, ...first }] = body.$items;
    expect([name, await books.list($path)]).toEqual([name, expect.objectContaining(first)]);
  }
});

test('all pages together have each record once', async () => {
  const seen: string[] = [];
  let total = 0;
  for (let page = 1; page === 1 || seen.length < total; page += 1) {
    const body = await books.list(`/sales_invoices?items_per_page=200&page=${page}`);
    total = body.$total;
    seen.push(...idsOf(body));
  }
  expect([seen.length, new Set(seen).size]).toEqual([total, total]);
  expect(total).toBeGreaterThan(800);
});

test('the trial balance needs both dates, balances, and closes with the bank account’s balance', async () => {
  expect((await books.get('/trial_balance?from_date=2023-01-01')).status).toBe(422);
  const { ledger_accounts } = await books.list('/trial_balance?from_date=2024-01-01&to_date=2030-12-31');
  const sum = (side: string, part?: string) =>
    ledger_accounts.reduce(
      (total: number, row: Body) => total + pennies((part === undefined ? row : row[part])[side]),
      0,
    );
  for (const part of [undefined, 'opening_balance', 'closing_balance'])
    expect([part, sum('debit', part)]).toEqual([part, sum('credit', part)]);
  const [bank] = (await books.list('/bank_accounts?attributes=all')).$items;
  const row = ledger_accounts.find(({ id }: Body) => id === bank.ledger_account.id);
  expect(pennies(row.closing_balance.debit) - pennies(row.closing_balance.credit)).toBe(pennies(bank.balance));
});

test('what is outstanding is the total less the allocations, also in a foreign currency', async () => {
  const { $items } = await books.list(
    '/sales_invoices?items_per_page=100&attributes=all&show_payments_allocations=true',
  );
  for (const { total_amount, outstanding_amount, payments_allocations, status } of $items)
    if (status.id !== 'VOID')
      expect(pennies(outstanding_amount)).toBe(
        pennies(total_amount) -
          payments_allocations.reduce((paid: number, { amount }: Body) => paid + pennies(amount), 0),
      );
  const foreign = $items.find(({ currency }: Body) => currency.id === 'EUR');
  expect(Number(foreign.base_currency_total_amount)).toBeCloseTo(
    Number(foreign.total_amount) * Number(foreign.exchange_rate),
    1,
  );
  expect((await books.list('/financial_settings')).base_currency.id).toBe('GBP');
});

test('a document shows its allocations to those who ask for them', async () => {
  const [invoice] = (await books.list('/sales_invoices?attributes=all')).$items;
  expect(invoice).not.toHaveProperty('payments_allocations');
  expect(await books.list(`${invoice.$path}?show_payments_allocations=true`)).toHaveProperty('payments_allocations');
});

describe('filters', () => {
  test('updated_or_created_since includes its second, in any zone, and a date alone is its first second', async () => {
    const { $items, $total } = await books.list(
      '/sales_invoices?sort=updated_at:asc&attributes=updated_at&items_per_page=200',
    );
    const { updated_at } = $items[100];
    const older = $items.filter((record: Body) => record.updated_at < updated_at).length;
    const since = (time: string) => books.list(`/sales_invoices?updated_or_created_since=${time}`);
    expect((await since(updated_at)).$total).toBe($total - older);
    const inAnotherZone = new Date(Date.parse(updated_at) + 3_600_000).toISOString().replace('.000Z', '%2B01:00');
    expect((await since(inAnotherZone)).$total).toBe($total - older);
    expect((await since(updated_at.slice(0, 10))).$total).toBeGreaterThanOrEqual($total - older);
  });

  test.each(['2024-01-01T00:00:00+01:00', 'yesterday', '2024-13-01'])('%s is no time', async (time) => {
    expect((await books.get(`/contacts?updated_or_created_since=${time}`)).status).toBe(422);
  });

  test('from_date and to_date go by the document’s date, and both days are included', async () => {
    const { $items } = await books.list(
      '/sales_invoices?from_date=2024-02-01&to_date=2024-02-29&attributes=date&items_per_page=200',
    );
    const dates: string[] = $items.map(({ date }: Body) => date);
    expect(dates.every((date) => date.startsWith('2024-02-'))).toBe(true);
    const [first] = dates;
    expect((await books.list(`/sales_invoices?from_date=${first}&to_date=${first}`)).$total).toBeGreaterThan(0);
  });

  test('twelve lists can be sorted, the others refuse', async () => {
    const sortable = Object.entries(LIST_RULES).filter(([, { filters }]) => filters.includes('S'));
    expect(sortable).toHaveLength(12);
    for (const name of BOOK_LISTS)
      expect([name, (await books.get(`/${name}?sort=updated_at:asc&items_per_page=1`)).status]).toEqual([
        name,
        sortable.some(([own]) => own === name) ? 200 : 422,
      ]);
    const { $items } = await books.list('/sales_invoices?sort=date:desc&attributes=date&items_per_page=50');
    const dates = $items.map(({ date }: Body) => date);
    expect(dates).toEqual([...dates].sort().reverse());
  });
});
