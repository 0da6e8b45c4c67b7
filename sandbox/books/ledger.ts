import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Books } from './books.js';
import { ACCOUNT, CHART } from './chart.js';
import type { BookRecord } from './record.js';

export interface AccountBalance {
  readonly account: number;
  /** Pennies; debits are positive. */
  readonly opening: number;
  readonly debit: number;
  readonly credit: number;
  readonly closing: number;
}

interface Totals {
  /** Debits and credits per account and day. */
  readonly days: Map<number, { day: number; debit: number; credit: number }[]>;
  /** What each contact owes, less what it is owed, by the contact's number. */
  readonly contacts: Map<number, number>;
}

const known = new WeakMap<Books, Promise<Totals>>();
/** About 20 ms of work. Other requests are answered between the portions. */
const UNITS_AT_ONCE = 1_000;

/** The sums of all generated entries. Computed once per books: about 1.8 s for large books. */
function generatedTotals(books: Books): Promise<Totals> {
  const found = known.get(books) ?? computeTotals(books);
  known.set(books, found);
  return found;
}

async function computeTotals(books: Books): Promise<Totals> {
  const totals: Totals = { days: new Map(), contacts: new Map() };
  for (let unit = 0; unit < books.source.units; unit += 1) {
    if (unit % UNITS_AT_ONCE === UNITS_AT_ONCE - 1) await nextTurn();
    for (const record of books.unit(unit)) if (record.list === 'ledger_entries') addEntry(totals, record);
  }
  return totals;
}

function addEntry({ days, contacts }: Totals, entry: BookRecord): void {
  const { account, day, total } = entry;
  const own = days.get(account) ?? [];
  days.set(account, own);
  const last = own.at(-1);
  const sums = last?.day === day ? last : { day, debit: 0, credit: 0 };
  if (sums !== last) own.push(sums);
  if (total >= 0) sums.debit += total;
  else sums.credit -= total;
  addToContact(contacts, entry, 1);
}

function addToContact(contacts: Map<number, number>, { account, contact, total }: BookRecord, times: number): void {
  if (account === ACCOUNT.debtors || account === ACCOUNT.creditors)
    contacts.set(contact, (contacts.get(contact) ?? 0) + times * total);
}

const PROFIT_AND_LOSS = /^(?:SALES|OTHER_INCOME|DIRECT_EXPENSES|OVERHEADS|DEPRECIATION)$/;

/** The first day of the financial year of a day. Every business's year ends on 31 December. */
const yearStart = (day: number) => Date.UTC(new Date(day * 86_400_000).getUTCFullYear(), 0) / 86_400_000;

/**
 * The balance of every account with entries, from the ledger entries themselves. Entries that were written after
 * `asOf` (epoch seconds), or were not visible then, are left out: the platform computes this report later than it stores the entries. With
 * `yearEndResets` the balances of income and costs begin at 0 each year, and earlier years are in the capital.
 */
export async function trialBalance(
  books: Books,
  fromDay: number,
  toDay: number,
  asOf: number,
  yearEndResets = false,
): Promise<AccountBalance[]> {
  const totals = CHART.map((_, account) => ({ account, opening: 0, debit: 0, credit: 0, closing: 0 }));
  const balanceOf = (account: number, day: number, at: number) =>
    totals[
      yearEndResets && PROFIT_AND_LOSS.test(CHART[account]?.type ?? '') && day < yearStart(at)
        ? ACCOUNT.capital
        : account
    ];
  const book = (account: number, day: number, debit: number, credit: number) => {
    const [own, opening, closing] = [totals[account], balanceOf(account, day, fromDay), balanceOf(account, day, toDay)];
    if (own === undefined || opening === undefined || closing === undefined || day > toDay) return;
    closing.closing += debit - credit;
    if (day < fromDay) opening.opening += debit - credit;
    else {
      own.debit += debit;
      own.credit += credit;
    }
  };
  for (const [account, days] of (await generatedTotals(books)).days)
    for (const { day, debit, credit } of days) book(account, day, debit, credit);
  for (const { entry, times } of writtenEntries(books, asOf))
    book(entry.account, entry.day, times * Math.max(entry.total, 0), times * Math.max(-entry.total, 0));
  return totals.filter((row) => row.opening !== 0 || row.debit !== 0 || row.credit !== 0 || row.closing !== 0);
}

/** What writes changed: entries that are to be added to the generated ones (1) or taken from them (-1). */
function* writtenEntries(books: Books, asOf: number): Generator<{ entry: BookRecord; times: 1 | -1 }> {
  for (const written of books.written('ledger_entries')) {
    const entry = books.visible(written, asOf);
    if (entry === undefined || entry.updated > asOf) continue;
    const before = books.generated(entry);
    if (before !== undefined) yield { entry: before, times: -1 };
    if (!entry.flagged) yield { entry, times: 1 };
  }
}

const FOREVER = Number.MAX_SAFE_INTEGER;

/** The balances of accounts and of contacts now, in pennies, by number. */
export interface Balances {
  readonly accounts: ReadonlyMap<number, number>;
  readonly contacts: ReadonlyMap<number, number>;
}

export async function currentBalances(books: Books): Promise<Balances> {
  const rows = await trialBalance(books, 0, FOREVER, FOREVER);
  const contacts = new Map((await generatedTotals(books)).contacts);
  for (const { entry, times } of writtenEntries(books, FOREVER)) addToContact(contacts, entry, times);
  return { accounts: new Map(rows.map(({ account, debit, credit }) => [account, debit - credit])), contacts };
}
