import { countryOf } from './countries.js';
import { hexId } from './ids.js';
import type { Business } from './users.js';

export interface SageRecord {
  readonly id: string;
  readonly displayed_as: string;
  readonly $path: string;
  readonly [field: string]: unknown;
}

const TIMESTAMPS = { created_at: '2024-03-04T09:00:00Z', updated_at: '2025-02-03T10:30:00Z' };
const CHART = [
  ['Sales - Products', 4_000, 'SALES'],
  ['Cost of Sales - Goods', 5_000, 'DIRECT_EXPENSES'],
  ['Office Rent', 7_000, 'OVERHEADS'],
  ['Motor Vehicles', 50, 'FIXED_ASSETS'],
  ['Trade Debtors', 1_100, 'CURRENT_ASSETS'],
  ['Trade Creditors', 2_100, 'CURRENT_LIABILITIES'],
] as const;
const PEOPLE = ['Ames', 'Booth', 'Clay', 'Dunn', 'Eaves', 'Frost', 'Gale', 'Hume', 'Ince', 'Judd'];

type Row = Readonly<Record<string, unknown>> & { readonly displayedAs: string };
type RowsOf = (business: Business) => readonly Row[];

const repeat = (length: number, row: (at: number) => Row): readonly Row[] => Array.from({ length }, (_, at) => row(at));

/** 178 accounts and 60 contacts fill several pages. Amounts and rates are texts, as in Sage's answers. */
const ROWS: Readonly<Record<string, RowsOf>> = {
  ledger_accounts: () =>
    repeat(178, (at) => {
      const [name, from, type] = CHART[at % CHART.length] ?? CHART[0];
      const nominal_code = from + Math.floor(at / CHART.length);
      const ledger_account_type = { id: type, displayed_as: name, $path: `/ledger_account_types/${type}` };
      return { displayedAs: `${name} (${nominal_code})`, name, nominal_code, ledger_account_type };
    }),
  contacts: (business) =>
    repeat(60, (at) => {
      const name = `${PEOPLE[at % 10]} ${Math.floor(at / 10) + 1}`;
      const reference = `C${String(at + 1).padStart(3, '0')}`;
      const { currency } = countryOf(business.country);
      return {
        displayedAs: `${name} (${reference})`,
        name,
        reference,
        credit_limit: '2000.0',
        currency: { id: currency },
      };
    }),
  bank_accounts: () =>
    ['Bank Account (1200)', 'Savings (1205)', 'Cash (1210)'].map((displayedAs, at) => ({
      displayedAs,
      balance: `${(at + 1) * 1_250}.5`,
    })),
  tax_rates: (business) =>
    countryOf(business.country).taxRates.map(([name, percentage]) => ({
      displayedAs: `${name} ${percentage}%`,
      name,
      percentage,
    })),
};

export const RECORD_KINDS = Object.keys(ROWS);

/** All records of one kind in a business. The result is the same at each call. */
export function recordsOf(business: Business, kind: string): SageRecord[] {
  return (ROWS[kind]?.(business) ?? []).map(({ displayedAs, ...fields }, at) => {
    const id = hexId(`${kind}/${business.id}/${at}`);
    return { id, displayed_as: displayedAs, $path: `/${kind}/${id}`, ...TIMESTAMPS, ...fields };
  });
}
