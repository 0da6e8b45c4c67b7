import { accountsBody } from '../../sandbox/api/reports.js';
import { Books } from '../../sandbox/books/books.js';
import { ACCOUNT, CHART } from '../../sandbox/books/chart.js';
import { unitsOfSize } from '../../sandbox/books/cycle.js';
import { accountRef, fixedList } from '../../sandbox/books/fixed-lists.js';
import { trialBalance } from '../../sandbox/books/ledger.js';
import { dayText } from '../../sandbox/books/money.js';
import { CHANGE_KINDS, changeBooks } from '../../sandbox/books/mutator.js';
import { hash } from '../../sandbox/books/random.js';
import { writerOf } from '../../sandbox/books/writes.js';
import { USERS } from '../../sandbox/world/users.js';
import { parseExactObject } from '../../src/infra/json/exact-json.js';
import { sageDatasets } from '../../src/providers/sage/datasets/sage.datasets.js';
import { sageReports } from '../../src/providers/sage/datasets/sage.trial-balance.js';
import {
  balanceSheetSections,
  type KnownAccount,
  profitAndLossSections,
  type Sections,
  trialBalanceSections,
} from '../../src/reports/report.rules.js';

const FOREVER = Number.MAX_SAFE_INTEGER;
const CHANGES = 30;
/** 2023-05-03, on which the sandbox's books begin. */
const FIRST_DAY = 19_480;
const [BUSINESS] = USERS.flatMap(({ businesses }) => businesses);
if (BUSINESS === undefined) throw new Error('the sandbox has no business');
const business = BUSINESS;

/** An entry of the ledger. A debit is positive; `total` is in pennies. */
interface Entry {
  readonly account: number;
  readonly day: number;
  readonly total: number;
}

/** The sandbox's own ledger, and what is asked of it. */
interface Ledger {
  readonly entries: readonly Entry[];
  readonly from: number;
  readonly to: number;
  /** Each financial year begins with empty accounts of income and expenses. */
  readonly resets: boolean;
  /** The account whose type the platform calls by a name that is not known. */
  readonly unknown: number | null;
  /** The platform does not list this account at all. */
  readonly isMissing: boolean;
}

/** Amounts in pennies: of a row by `section/account id`, of a section by its name. */
type Amounts = ReadonlyMap<string, string>;

/**
 * What differs between the reports that the product makes of the sandbox's trial balance and the sums of the sandbox's
 * ledger entries, to the penny. `seed` decides the books, their changes, the days, whether years close, and an account of
 * unknown type.
 */
export async function differencesOf(seed: number): Promise<string[]> {
  const books = changedBooks(seed);
  const from = FIRST_DAY + (hash(seed, 1) % 900);
  const ledger: Ledger = {
    entries: Array.from({ length: books.count('ledger_entries') }, (_, n) =>
      books.get({ list: 'ledger_entries', n }),
    ).filter(({ flagged, total }) => !flagged && total !== 0),
    from,
    to: from + (hash(seed, 2) % 2_000),
    resets: seed % 2 === 1,
    unknown: seed % 3 === 0 ? hash(seed, 3) % Object.keys(ACCOUNT).length : null,
    isMissing: seed % 6 === 0,
  };
  const { to, resets } = ledger;
  const period = { from: dayText(from), to: dayText(to) };
  const accounts = accountsBody(business, await trialBalance(books, from, to, FOREVER, resets));
  const text = JSON.stringify({ from_date: period.from, to_date: period.to, ledger_accounts: accounts });
  const read = sageReports.readTrialBalance('3.1', period, text);
  if (read.kind === 'unreadable') return [read.why];
  const known = knownAccounts(ledger);
  return [
    ...compared(trialBalanceSections(read.rows), trialBalanceIn(ledger)),
    ...compared(profitAndLossSections(read.rows, known), profitAndLossIn(ledger)),
    ...compared(balanceSheetSections(read.rows, known), balanceSheetIn(ledger)),
  ].map((difference) => `seed ${seed}: ${difference}`);
}

function changedBooks(seed: number): Books {
  const source = { seed, units: unitsOfSize(50 + (seed % 100)), taxRates: [200, 50, 0], foreignCurrency: 'EUR' };
  const books = new Books(business.id, source);
  for (let turn = 0; turn < CHANGES; turn += 1) {
    const now = 1_700_000_000 + turn * 1_000_000;
    const kind = CHANGE_KINDS[hash(seed, turn) % CHANGE_KINDS.length] ?? 'insert';
    changeBooks(books, writerOf(books, now, { paymentMovesDocument: true, commitLagSeconds: 0 }), kind, turn, now);
  }
  return books;
}

const idOf = (account: number): string => accountRef(business, account).id;

/** The accounts as the platform lists them, read by the product's mapper. */
function knownAccounts({ unknown, isMissing }: Ledger): Map<string, KnownAccount> {
  const known = new Map<string, KnownAccount>();
  for (const record of fixedList(business, 'ledger_accounts')) {
    const isUnknown = unknown !== null && record.id === idOf(unknown);
    if (isUnknown && isMissing) continue;
    const sent = isUnknown ? { ...record, ledger_account_type: { id: 'CRYPTO' } } : record;
    const mapped = sageDatasets.map('3.1', 'ledger_accounts', parseExactObject(JSON.stringify(sent)) ?? {}).record;
    if (mapped?.type === 'account') known.set(record.id, mapped.fields);
  }
  return known;
}

/** Whole pennies of an exact decimal: `-18.5` is `-1850`. */
function pennies(decimal: string): string {
  const [whole = '', decimals = ''] = decimal.split('.');
  if (!/^\d{0,2}0*$/.test(decimals)) return `${decimal} is no amount of pennies`;
  return BigInt(whole + decimals.slice(0, 2).padEnd(2, '0')).toString();
}

function compared(made: Sections, expected: Amounts): string[] {
  if (made.kind === 'unbalanced') return [`the ${made.part} differ by ${made.difference}`];
  const found = new Map(
    made.sections.flatMap(({ name, total, rows }) => [
      [name, pennies(total)] as const,
      ...rows.flatMap(({ account, name: shown, amount, debit, credit }) => {
        const key = `${name}/${account?.sourceId ?? shown}`;
        const sides = debit === null || credit === null ? '' : ` ${pennies(debit)} ${pennies(credit)}`;
        return [[key, /balances|Movements/.test(name) ? pennies(amount) + sides : pennies(amount)] as const];
      }),
    ]),
  );
  return [...new Set([...found.keys(), ...expected.keys()])]
    .filter((key) => found.get(key) !== expected.get(key))
    .map((key) => `${key} is ${found.get(key)}, and the ledger says ${expected.get(key)}`);
}

const typeOf = (account: number): string => CHART[account]?.type ?? '';
const isOfResult = (account: number): boolean =>
  /^(SALES|OTHER_INCOME|DIRECT_EXPENSES|OVERHEADS|DEPRECIATION)$/.test(typeOf(account));
const yearStart = (day: number): number => Date.parse(`${dayText(day).slice(0, 4)}-01-01`) / 86_400_000;

/** Balances by account after a day, as they are stated for the day `at`. */
function balances({ entries, resets }: Ledger, until: number, at: number): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { account, day, total } of entries) {
    if (day > until) continue;
    const own = resets && isOfResult(account) && day < yearStart(at) ? ACCOUNT.capital : account;
    sums.set(own, (sums.get(own) ?? 0) + total);
  }
  return sums;
}

function trialBalanceIn(ledger: Ledger): Amounts {
  const { from, to, entries } = ledger;
  const amounts = new Map<string, string>();
  const add = (section: string, sides: ReadonlyMap<number, readonly [number, number]>) => {
    amounts.set(section, `${[...sides.values()].reduce((sum, [debit]) => sum + debit, 0)}`);
    for (const [account, [debit, credit]] of sides)
      if (debit !== 0 || credit !== 0)
        amounts.set(`${section}/${idOf(account)}`, `${debit - credit} ${debit} ${credit}`);
  };
  const inSides = (sums: ReadonlyMap<number, number>) =>
    new Map([...sums].map(([account, sum]) => [account, [Math.max(sum, 0), Math.max(-sum, 0)] as const]));
  const moved = new Map<number, [number, number]>();
  for (const { account, day, total } of entries) {
    if (day < from || day > to) continue;
    const sides = moved.get(account) ?? [0, 0];
    sides[total < 0 ? 1 : 0] += Math.abs(total);
    moved.set(account, sides);
  }
  add('Opening balances', inSides(balances(ledger, from - 1, from)));
  add('Movements', moved);
  add('Closing balances', inSides(balances(ledger, to, to)));
  return amounts;
}

/** Sage's types by section, and 1 where debits count. */
type Places = Readonly<Record<string, readonly [types: readonly string[], sign: 1 | -1]>>;
const OF_RESULT: Places = {
  Income: [['SALES', 'OTHER_INCOME'], -1],
  'Cost of sales': [['DIRECT_EXPENSES'], 1],
  Expenses: [['OVERHEADS', 'DEPRECIATION'], 1],
};
const OF_BALANCE: Places = {
  'Fixed assets': [['FIXED_ASSETS'], 1],
  'Current assets': [['CURRENT_ASSETS', 'BANK'], 1],
  'Other assets': [['FUTURE_ASSETS'], 1],
  'Current liabilities': [['CURRENT_LIABILITY'], -1],
  'Other liabilities': [['FUTURE_LIABILITY', 'LINE_OF_CREDIT'], -1],
  Equity: [['EQUITY'], -1],
};

/** Rows by section, those of the unknown account included, and the sum of each section. */
function placed(places: Places, sums: ReadonlyMap<number, number>, { unknown }: Ledger) {
  const amounts = new Map<string, string>();
  const totals: Record<string, number> = {};
  for (const [section, [types, sign]] of Object.entries(places)) {
    const own = [...sums].filter(([account]) => account !== unknown && types.includes(typeOf(account)));
    for (const [account, sum] of own) amounts.set(`${section}/${idOf(account)}`, `${sign * sum + 0}`);
    totals[section] = own.reduce((total, [, sum]) => total + sign * sum, 0);
  }
  const apart = unknown === null ? undefined : sums.get(unknown);
  if (unknown !== null && apart !== undefined) {
    amounts.set(`Accounts of unknown type/${idOf(unknown)}`, `${apart}`);
    totals['Accounts of unknown type'] = apart;
  }
  return { amounts, totals, total: (...names: string[]) => names.reduce((sum, name) => sum + (totals[name] ?? 0), 0) };
}

function profitAndLossIn(ledger: Ledger): Amounts {
  const { entries, from, to } = ledger;
  const moved = balances(
    { ...ledger, resets: false, entries: entries.filter(({ day }) => day >= from && day <= to) },
    to,
    to,
  );
  const { amounts, totals, total } = placed(OF_RESULT, moved, ledger);
  totals['Gross profit'] = total('Income') - total('Cost of sales');
  totals['Net profit'] = total('Gross profit') - total('Expenses');
  return withTotals(amounts, totals);
}

function balanceSheetIn(ledger: Ledger): Amounts {
  const closing = new Map([...balances(ledger, ledger.to, ledger.to)].filter(([, balance]) => balance !== 0));
  const { amounts, totals, total } = placed(OF_BALANCE, closing, ledger);
  const result = [...closing].filter(([account]) => isOfResult(account) && account !== ledger.unknown);
  const left = result.reduce((sum, [, balance]) => sum - balance, 0);
  amounts.set('Equity/Result to date', `${left}`);
  totals.Equity = total('Equity') + left;
  totals['Total assets'] = total('Fixed assets', 'Current assets', 'Other assets');
  totals['Total liabilities'] = total('Current liabilities', 'Other liabilities');
  totals['Total liabilities and equity'] = total('Total liabilities', 'Equity');
  const both = total('Total assets', 'Accounts of unknown type');
  if (both !== total('Total liabilities and equity')) throw new Error('the ledger of the sandbox does not balance');
  return withTotals(amounts, totals);
}

const withTotals = (amounts: Map<string, string>, totals: Readonly<Record<string, number>>): Amounts =>
  new Map([...amounts, ...Object.entries(totals).map(([name, total]) => [name, `${total}`] as const)]);
