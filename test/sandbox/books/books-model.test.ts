import { expect, test } from '@jest/globals';
import { Books, unitsOfSize } from '../../../sandbox/books/books.js';
import { type BookRecord, outstandingOf } from '../../../sandbox/books/record.js';
import { trialBalance } from '../../../sandbox/books/trial-balance.js';

const open = (seed: number, size = 300) =>
  new Books('business', { seed, units: unitsOfSize(size), taxRates: [200, 50, 0] });
const all = (books: Books, list: string): BookRecord[] =>
  Array.from({ length: books.count(list) }, (_, n) => books.get({ list, n }));
const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);
const FOREVER = Number.MAX_SAFE_INTEGER;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

test('the trial balance balances, and equals the sum of the ledger entries, for every seed', () => {
  for (const seed of SEEDS) {
    const books = open(seed);
    const rows = trialBalance(books, 0, FOREVER, FOREVER);
    expect([seed, sum(rows.map(({ debit, credit }) => debit - credit))]).toEqual([seed, 0]);
    const entries = all(books, 'ledger_entries').filter(({ total }) => total > 0);
    expect(sum(rows.map(({ debit }) => debit))).toBe(sum(entries.map(({ total }) => total)));
  }
});

test('each transaction balances, and what is outstanding is the total less the allocations', () => {
  for (const seed of SEEDS) {
    const books = open(seed);
    for (const { parts } of all(books, 'transactions'))
      expect(sum(parts.map((n) => books.get({ list: 'ledger_entries', n }).total))).toBe(0);
    for (const list of ['sales_invoices', 'purchase_invoices', 'sales_quick_entries'])
      for (const document of all(books, list)) {
        expect(document.total).toBe(sum(document.lines.map(({ net, tax }) => net + tax)));
        expect(outstandingOf(document)).toBeGreaterThanOrEqual(0);
        for (const { other, amount } of document.allocations) {
          const back = books.get(other).allocations.find(({ other: { n } }) => n === document.n);
          expect(back?.amount).toBe(amount);
        }
      }
  }
});

test('a record depends on the seed and its number alone, and is found by its id', () => {
  const [one, other] = [open(7), open(7)];
  for (const list of one.lists) {
    const last = { list, n: one.count(list) - 1 };
    expect(one.get(last)).toEqual(all(other, list).at(-1));
    expect(one.get(last)).toMatchObject(last);
    expect(one.find(list, one.idOf(last))).toEqual(one.get(last));
  }
  expect(open(8).get({ list: 'sales_invoices', n: 0 })).not.toEqual(one.get({ list: 'sales_invoices', n: 0 }));
});

test.each([50, 5_000, 120_000])('books of %i records have that many, give or take one unit', (size) => {
  const books = open(1, size);
  const own = books.lists.filter((list) => !['transactions', 'ledger_entries'].includes(list));
  expect(Math.abs(sum(own.map((list) => books.count(list))) - size)).toBeLessThan(5);
});
