/** The first accounts of every chart, by the place at which postings name them. */
export const ACCOUNT = {
  sales: 0,
  costOfSales: 1,
  rent: 2,
  vehicles: 3,
  debtors: 4,
  creditors: 5,
  bank: 6,
  savings: 7,
  cash: 8,
  salesTax: 9,
  purchaseTax: 10,
  otherIncome: 11,
  vehicleDepreciation: 12,
  depreciation: 13,
  capital: 14,
} as const;

export interface Account {
  readonly name: string;
  readonly code: number;
  readonly type: string;
  readonly control: boolean;
}

const NAMED: readonly (readonly [string, number, string, boolean?])[] = [
  ['Sales - Products', 4_000, 'SALES'],
  ['Cost of Sales - Goods', 5_000, 'DIRECT_EXPENSES'],
  ['Office Rent', 7_000, 'OVERHEADS'],
  ['Motor Vehicles', 50, 'FIXED_ASSETS'],
  ['Trade Debtors', 1_100, 'CURRENT_ASSETS', true],
  ['Trade Creditors', 2_100, 'CURRENT_LIABILITY', true],
  ['Bank Account', 1_200, 'BANK'],
  ['Savings', 1_205, 'BANK'],
  ['Cash', 1_210, 'BANK'],
  ['VAT on Sales', 2_200, 'CURRENT_LIABILITY', true],
  ['VAT on Purchases', 2_201, 'CURRENT_ASSETS', true],
  ['Other income', 4_900, 'OTHER_INCOME'],
  ['Motor Vehicles - Accumulated Depreciation', 51, 'FIXED_ASSETS'],
  ['Depreciation', 8_000, 'DEPRECIATION'],
  ['Owner’s Capital', 3_000, 'EQUITY'],
];
/** Accounts without entries fill the chart up to the length that Sage's example has. */
const CHART_LENGTH = 178;

export const CHART: readonly Account[] = Array.from({ length: CHART_LENGTH }, (_, at) => {
  const [name, code, type, control = false] = NAMED[at] ?? [`Overheads ${at}`, 7_000 + at, 'OVERHEADS'];
  return { name, code, type, control };
});

/** The ledger accounts of the three bank accounts. */
export const BANKS = [ACCOUNT.bank, ACCOUNT.savings, ACCOUNT.cash] as const;
