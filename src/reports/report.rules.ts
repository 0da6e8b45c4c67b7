import type { AccountSubtype, AccountType, Decimal, Reference } from '../providers/model-parts.js';
import type { Sides, TrialBalanceRow } from '../providers/provider-reports.js';
import { isZero, negated, sumOf } from './decimal-sum.rules.js';

export type ReportKind = 'TRIAL_BALANCE' | 'PROFIT_AND_LOSS' | 'BALANCE_SHEET';

/** An account in a section of a report. `account` is null where the row is a sum. */
export interface ReportRow {
  readonly account: Reference | null;
  readonly code: string | null;
  readonly name: string;
  readonly amount: Decimal;
  readonly debit: Decimal | null;
  readonly credit: Decimal | null;
}

/** A part of a report. One without rows is a sum of sections before it. */
export interface ReportSection {
  readonly name: string;
  readonly total: Decimal;
  readonly rows: readonly ReportRow[];
}

/** The side and the kind of an account. */
export interface KnownAccount {
  readonly type: AccountType;
  readonly subtype: AccountSubtype;
}

/** Accounts by the platform's id. An account that is not among them is of unknown type. */
export type KnownAccounts = ReadonlyMap<string, KnownAccount>;

export type Sections =
  | { readonly kind: 'sections'; readonly sections: readonly ReportSection[] }
  /** `part`: what does not balance. `difference`: its debits less its credits. */
  | { readonly kind: 'unbalanced'; readonly part: string; readonly difference: Decimal };

const NOT_KNOWN: KnownAccount = { type: 'UNKNOWN', subtype: 'UNKNOWN' };

type Part = 'opening' | 'movement' | 'closing';
type Side = keyof Sides;

const PARTS: Readonly<Record<Part, string>> = {
  opening: 'Opening balances',
  movement: 'Movements',
  closing: 'Closing balances',
};

/** A section of accounts: those of a type, or of some of its kinds. An account stands in the first section that takes it. `side`: where they grow. */
interface AccountSection {
  readonly name: string;
  readonly type: AccountType;
  readonly subtypes?: readonly AccountSubtype[];
  readonly side: Side;
  /** The types of the other report, whose sum is a row of this section. */
  readonly result?: { readonly name: string; readonly types: readonly AccountType[] };
}

/** A sum of sections before it. */
interface SumSection {
  readonly name: string;
  readonly plus: readonly string[];
  readonly minus?: readonly string[];
}

interface Layout {
  readonly part: Part;
  readonly sections: readonly (AccountSection | SumSection)[];
}

const PROFIT_AND_LOSS: Layout = {
  part: 'movement',
  sections: [
    { name: 'Income', type: 'INCOME', side: 'credit' },
    { name: 'Cost of sales', type: 'EXPENSE', subtypes: ['COST_OF_SALES'], side: 'debit' },
    { name: 'Gross profit', plus: ['Income'], minus: ['Cost of sales'] },
    { name: 'Expenses', type: 'EXPENSE', side: 'debit' },
    { name: 'Net profit', plus: ['Gross profit'], minus: ['Expenses'] },
  ],
};

const BALANCE_SHEET: Layout = {
  part: 'closing',
  sections: [
    { name: 'Fixed assets', type: 'ASSET', subtypes: ['FIXED_ASSET'], side: 'debit' },
    { name: 'Current assets', type: 'ASSET', subtypes: ['CURRENT_ASSET', 'BANK'], side: 'debit' },
    { name: 'Other assets', type: 'ASSET', side: 'debit' },
    { name: 'Total assets', plus: ['Fixed assets', 'Current assets', 'Other assets'] },
    { name: 'Current liabilities', type: 'LIABILITY', subtypes: ['CURRENT_LIABILITY'], side: 'credit' },
    { name: 'Other liabilities', type: 'LIABILITY', side: 'credit' },
    { name: 'Total liabilities', plus: ['Current liabilities', 'Other liabilities'] },
    {
      name: 'Equity',
      type: 'EQUITY',
      side: 'credit',
      result: { name: 'Result to date', types: ['INCOME', 'EXPENSE'] },
    },
    { name: 'Total liabilities and equity', plus: ['Total liabilities', 'Equity'] },
  ],
};

/** The name of the section of accounts whose type is not known. Its amounts are debits less credits, and no sum has them. */
export const UNKNOWN_SECTION = 'Accounts of unknown type';

/** The trial balance in three sections. The total of each is the sum of its debits, which equals that of its credits. */
export function trialBalanceSections(rows: readonly TrialBalanceRow[]): Sections {
  const parts = Object.keys(PARTS) as Part[];
  const unbalanced = parts.map((part) => imbalanceOf(rows, part)).find((found) => found !== null);
  if (unbalanced) return unbalanced;
  const sections = parts.map((part) => {
    const shown = rows.flatMap((row) => toRow(row, part, 'debit'));
    return { name: PARTS[part], total: sumOf(shown.map(({ debit }) => debit ?? '0')), rows: shown };
  });
  return { kind: 'sections', sections };
}

export const profitAndLossSections = (rows: readonly TrialBalanceRow[], accounts: KnownAccounts): Sections =>
  laidOut(PROFIT_AND_LOSS, rows, accounts);
export const balanceSheetSections = (rows: readonly TrialBalanceRow[], accounts: KnownAccounts): Sections =>
  laidOut(BALANCE_SHEET, rows, accounts);

/** Null: the sum of debits equals that of credits. */
function imbalanceOf(rows: readonly TrialBalanceRow[], part: Part): Extract<Sections, { kind: 'unbalanced' }> | null {
  const difference = sumOf(rows.map((row) => amountOf(row[part], 'debit')));
  return isZero(difference) ? null : { kind: 'unbalanced', part: PARTS[part].toLowerCase(), difference };
}

const amountOf = ({ debit, credit }: Sides, side: Side): Decimal =>
  side === 'debit' ? sumOf([debit, negated(credit)]) : sumOf([credit, negated(debit)]);

/** Nothing where an account has no amount. */
function toRow({ account, code, name, ...row }: TrialBalanceRow, part: Part, side: Side): ReportRow[] {
  const { debit, credit } = row[part];
  if (isZero(debit) && isZero(credit)) return [];
  return [{ account, code, name, amount: amountOf(row[part], side), debit, credit }];
}

function laidOut({ part, sections }: Layout, rows: readonly TrialBalanceRow[], accounts: KnownAccounts): Sections {
  const unbalanced = imbalanceOf(rows, part);
  if (unbalanced !== null) return unbalanced;
  const placed = rows.map((row) => ({ row, ...placeOf(sections, accounts.get(row.account.sourceId)) }));
  const rowsOf = (section: string, side: Side) =>
    placed.flatMap(({ row, place }) => (place === section ? toRow(row, part, side) : []));
  const made = new Map<string, ReportSection>();
  const totals = (names: readonly string[] = []) => names.map((name) => made.get(name)?.total ?? '0');
  const add = (name: string, own: readonly ReportRow[], amounts = own.map(({ amount }) => amount)) =>
    made.set(name, { name, total: sumOf(amounts), rows: own });
  for (const section of sections) {
    const { name } = section;
    if ('plus' in section) {
      add(name, [], [...totals(section.plus), ...totals(section.minus).map(negated)]);
      continue;
    }
    const { side, result } = section;
    const others = placed.filter(({ type }) => result?.types.includes(type));
    const amount = sumOf(others.map(({ row }) => amountOf(row[part], side)));
    const sum = { account: null, code: null, name: result?.name ?? '', amount, debit: null, credit: null };
    add(name, [...rowsOf(name, side), ...(result === undefined ? [] : [sum])]);
  }
  const unknown = rowsOf(UNKNOWN_SECTION, 'debit');
  if (unknown.length > 0) add(UNKNOWN_SECTION, unknown);
  return { kind: 'sections', sections: [...made.values()] };
}

/** The section of an account; null for an account of the other report. */
function placeOf(sections: Layout['sections'], { type, subtype }: KnownAccount = NOT_KNOWN) {
  const found = sections.find(
    (section) => 'type' in section && section.type === type && (section.subtypes?.includes(subtype) ?? true),
  );
  return { type, place: type === 'UNKNOWN' ? UNKNOWN_SECTION : (found?.name ?? null) };
}
