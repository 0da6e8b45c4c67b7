import type { Books } from './books.js';
import { CHART } from './chart.js';

export interface AccountBalance {
  readonly account: number;
  /** Pennies; debits are positive. */
  readonly opening: number;
  readonly debit: number;
  readonly credit: number;
}

type Sums = Map<number, { day: number; debit: number; credit: number }[]>;
const generatedSums = new WeakMap<Books, Sums>();

/** Debits and credits per account and day of all generated entries. Computed once per books. */
function sumsOf(books: Books): Sums {
  const known = generatedSums.get(books);
  if (known !== undefined) return known;
  const sums: Sums = new Map();
  for (let unit = 0; unit < books.source.units; unit += 1)
    for (const { list, account, day, total } of books.unit(unit)) {
      if (list !== 'ledger_entries') continue;
      const days = sums.get(account) ?? [];
      sums.set(account, days);
      const last = days.at(-1);
      const own = last?.day === day ? last : { day, debit: 0, credit: 0 };
      if (own !== last) days.push(own);
      if (total >= 0) own.debit += total;
      else own.credit -= total;
    }
  generatedSums.set(books, sums);
  return sums;
}

/**
 * The balance of every account with entries, from the ledger entries themselves. Entries that were written after
 * `asOf` (epoch seconds) are left out: the platform computes this report later than it stores the entries.
 */
export function trialBalance(books: Books, fromDay: number, toDay: number, asOf: number): AccountBalance[] {
  const totals = CHART.map((_, account) => ({ account, opening: 0, debit: 0, credit: 0 }));
  const book = (account: number, day: number, debit: number, credit: number) => {
    const own = totals[account];
    if (own === undefined || day > toDay) return;
    if (day < fromDay) own.opening += debit - credit;
    else {
      own.debit += debit;
      own.credit += credit;
    }
  };
  for (const [account, days] of sumsOf(books))
    for (const { day, debit, credit } of days) book(account, day, debit, credit);
  for (const entry of books.written('ledger_entries')) {
    if (entry.updated > asOf) continue;
    const before = books.generated(entry);
    if (before !== undefined) book(before.account, before.day, ...split(-1, before.total));
    if (!entry.flagged) book(entry.account, entry.day, ...split(1, entry.total));
  }
  return totals.filter(({ opening, debit, credit }) => opening !== 0 || debit !== 0 || credit !== 0);
}

const split = (times: number, total: number): [debit: number, credit: number] =>
  total >= 0 ? [times * total, 0] : [0, times * -total];
