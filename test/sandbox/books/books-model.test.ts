import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { Books } from '../../../sandbox/books/books.js';
import { GENERATED_LISTS, SIZES, unitsOfSize } from '../../../sandbox/books/cycle.js';
import { currentBalances, trialBalance } from '../../../sandbox/books/ledger.js';
import { CHANGE_KINDS, type ChangeKind, changeBooks } from '../../../sandbox/books/mutator.js';
import { type BookRecord, outstandingOf } from '../../../sandbox/books/record.js';
import { writerOf } from '../../../sandbox/books/writes.js';

const open = (seed: number, size = 150) =>
  new Books('business', { seed, units: unitsOfSize(size), taxRates: [200, 50, 0], foreignCurrency: 'EUR' });
const all = (books: Books, list: string): BookRecord[] =>
  Array.from({ length: books.count(list) }, (_, n) => books.get({ list, n }));
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);
const FOREVER = Number.MAX_SAFE_INTEGER;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

test('the trial balance balances, and equals the sum of the ledger entries, for every seed', async () => {
  for (const seed of SEEDS) {
    const books = open(seed);
    const rows = await trialBalance(books, 0, FOREVER, FOREVER);
    expect([seed, sum(rows.map(({ debit, credit }) => debit - credit))]).toEqual([seed, 0]);
    const entries = all(books, 'ledger_entries').filter(({ total }) => total > 0);
    expect(sum(rows.map(({ debit }) => debit))).toBe(sum(entries.map(({ total }) => total)));
  }
});

test('after any changes the books are as consistent as before', async () => {
  for (const seed of SEEDS) {
    const books = open(seed);
    const done = new Set<ChangeKind>();
    for (let turn = 0; turn < 120; turn += 1) {
      const now = 1_800_000_000 + turn;
      const writer = writerOf(books, now, { paymentMovesDocument: true, commitLagSeconds: 0 });
      const kind = CHANGE_KINDS[turn % CHANGE_KINDS.length] ?? 'insert';
      if (changeBooks(books, writer, kind, turn, now)) done.add(kind);
    }
    expect([seed, done.size]).toEqual([seed, CHANGE_KINDS.length]);
    expect([seed, unbalanced(books), inconsistent(books)]).toEqual([seed, [], []]);
    const { accounts, contacts } = await currentBalances(books);
    expect([seed, sum([...accounts.values()])]).toEqual([seed, 0]);
    expect(sum([...contacts.values()])).toBe((accounts.get(4) ?? 0) + (accounts.get(5) ?? 0));
  }
});

const unbalanced = (books: Books) =>
  all(books, 'transactions').filter(
    ({ parts }) => sum(parts.map((n) => books.get({ list: 'ledger_entries', n }).total)) !== 0,
  );

/** Documents whose total differs from their lines, or whose allocations are not those of the other side. */
const inconsistent = (books: Books) =>
  ['sales_invoices', 'purchase_invoices', 'sales_quick_entries', 'sales_credit_notes']
    .flatMap((list) => all(books, list))
    .filter(
      (document) =>
        document.total !== sum(document.lines.map(({ net, tax }) => net + tax)) ||
        outstandingOf(document) < 0 ||
        document.allocations.some(({ other, amount }) => {
          const back = books
            .get(other)
            .allocations.find(({ other: { list, n } }) => list === document.list && n === document.n);
          return Math.abs(back?.amount ?? 0) !== amount;
        }),
    );

test('each transaction balances, and what is outstanding is the total less the allocations', () => {
  for (const seed of SEEDS) expect([seed, unbalanced(open(seed)), inconsistent(open(seed))]).toEqual([seed, [], []]);
});

test('what contacts owe is the balance of debtors and creditors', async () => {
  const { accounts, contacts } = await currentBalances(open(3));
  expect(sum([...contacts.values()])).toBe((accounts.get(4) ?? 0) + (accounts.get(5) ?? 0));
});

test('a record depends on the seed and its number alone, and is found by its id', () => {
  const [one, other] = [open(7), open(7)];
  for (const list of GENERATED_LISTS) {
    const last = { list, n: one.count(list) - 1 };
    const record = one.get(last);
    expect(record).toEqual(all(other, list).at(-1));
    expect(record).toMatchObject(last);
    expect(one.find(list, one.idOf(last))).toEqual(last);
    const { created, updated, day } = record;
    expect(one.times(list, last.n, 0)).toEqual({ created, updated, day, deleted: 0 });
  }
  expect(open(8).get({ list: 'sales_invoices', n: 0 })).not.toEqual(one.get({ list: 'sales_invoices', n: 0 }));
});

test.each(Object.values(SIZES))('books of %i records have that many, give or take one unit', (size) => {
  const books = open(1, size);
  const own = GENERATED_LISTS.filter((list) => !['transactions', 'ledger_entries'].includes(list));
  expect(Math.abs(sum(own.map((list) => books.count(list))) - size)).toBeLessThan(5);
});

/** Every sixth unit is more than what is kept. */
const STEP = 6;

test('large books are read in bounded memory', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const books = open(1, SIZES.large);
  const before = used();
  let read = 0;
  for (let unit = 0; unit < books.source.units; unit += STEP) read += books.unit(unit).length;
  expect(read).toBeGreaterThan(SIZES.large / STEP);
  const growth = used() - before;
  // Without this use of the books they would be collected before the measurement.
  expect(books.count('contacts')).toBeGreaterThan(1_000);
  expect(growth).toBeLessThan(8_000_000);
});
