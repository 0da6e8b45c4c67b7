import { countryOf } from '../world/countries.js';
import { hexId } from '../world/ids.js';
import type { Business } from '../world/users.js';
import { ACCOUNT, BANKS, CHART } from './chart.js';
import type { Balances } from './ledger.js';
import { amountText } from './money.js';

/** A record as the API sends it. */
export interface SageRecord {
  readonly id: string;
  readonly displayed_as: string;
  readonly $path: string;
  readonly [field: string]: unknown;
}

const TIMESTAMPS = { created_at: '2023-05-02T08:15:00Z', updated_at: '2023-05-02T08:15:00Z' };
/** What one unit of a currency is worth in euros. */
const EUROS: Readonly<Record<string, number>> = { GBP: 1.17, EUR: 1, CAD: 0.68, USD: 0.92 };
const TYPES: Readonly<Record<string, readonly string[]>> = {
  ledger_account_types: [...new Set(CHART.map(({ type }) => type))],
  artefact_statuses: ['DRAFT', 'UNPAID', 'PART_PAID', 'PAID', 'VOID'],
  contact_types: ['CUSTOMER', 'VENDOR'],
  transaction_types: ['SALES_INVOICE', 'PURCHASE_INVOICE', 'CUSTOMER_RECEIPT', 'VENDOR_PAYMENT', 'JOURNAL'],
  payment_methods: ['CASH', 'CHECK', 'CREDIT_DEBIT', 'ELECTRONIC'],
  currencies: Object.keys(EUROS),
  analysis_types: ['DEPARTMENT'],
  analysis_type_categories: ['NORTH', 'SOUTH'],
};

/** Lists that no action of the sandbox changes. They are short, and the same in every set of books. */
export const FIXED_LISTS = ['ledger_accounts', 'bank_accounts', 'tax_rates', 'exchange_rates', ...Object.keys(TYPES)];

export function fixedList(business: Business, list: string): SageRecord[] {
  if (list === 'ledger_accounts') return CHART.map((_, at) => ledgerAccount(business, at));
  if (list === 'bank_accounts') return BANKS.map((_, at) => bankAccount(business, at));
  if (list === 'exchange_rates') return Object.keys(EUROS).map((currency) => exchangeRate(business, currency));
  if (list === 'tax_rates') return countryOf(business.country).taxRates.map((_, at) => taxRate(business, at));
  return (TYPES[list] ?? []).map((id) => ({ id, displayed_as: id, $path: `/${list}/${id}`, ...TIMESTAMPS }));
}

type Ref = Pick<SageRecord, 'id' | 'displayed_as' | '$path'>;
const refs = new Map<string, Ref>();

/** References are asked for often: each line of a document has two. */
function refOf(
  business: Business,
  kind: string,
  at: number,
  record: (business: Business, at: number) => SageRecord,
): Ref {
  const key = `${kind}/${business.id}/${at}`;
  const found = refs.get(key);
  if (found !== undefined) return found;
  const { id, displayed_as, $path } = record(business, at);
  const made = { id, displayed_as, $path };
  refs.set(key, made);
  return made;
}

export const accountRef = (business: Business, at: number) => refOf(business, 'ledger_accounts', at, ledgerAccount);
export const bankRef = (business: Business, at: number) => refOf(business, 'bank_accounts', at, bankAccount);
export const taxRateRef = (business: Business, at: number) => refOf(business, 'tax_rates', at, taxRate);
export const currencyOf = ({ country }: Business) => ({ id: countryOf(country).currency });

/** The leading zeros of a nominal code are in the texts only: `nominal_code` is a number. */
function ledgerAccount(business: Business, at: number): SageRecord {
  const { name, code, type, control } = CHART[at] ?? { name: '', code: 0, type: '', control: false };
  const id = hexId(`ledger_accounts/${business.id}/${at}`);
  const nominal = String(code).padStart(4, '0');
  return {
    id,
    displayed_as: `${name} (${nominal})`,
    $path: `/ledger_accounts/${id}`,
    ...TIMESTAMPS,
    name,
    display_name: name,
    nominal_code: code,
    ledger_account_type: { id: type, displayed_as: type, $path: `/ledger_account_types/${type}` },
    is_control_account: control,
    display_formatted: `${nominal} - ${name}`,
  };
}

function bankAccount(business: Business, at: number): SageRecord {
  const id = hexId(`bank_accounts/${business.id}/${at}`);
  const account = accountRef(business, BANKS[at] ?? BANKS[0]);
  return {
    id,
    displayed_as: account.displayed_as,
    $path: `/bank_accounts/${id}`,
    ...TIMESTAMPS,
    ledger_account: account,
    bank_account_type: { id: 'CHECKING', displayed_as: 'Current', $path: '/bank_account_types/CHECKING' },
    nominal_code: null,
    is_active: true,
    currency: null,
  };
}

function taxRate(business: Business, at: number): SageRecord {
  const [name, percentage] = countryOf(business.country).taxRates[at] ?? ['', '0.0'];
  const id = `${business.country}_${name.toUpperCase().replaceAll(' ', '_')}`;
  return { id, displayed_as: `${name} ${percentage}%`, $path: `/tax_rates/${id}`, ...TIMESTAMPS, name, percentage };
}

function exchangeRate(business: Business, id: string): SageRecord {
  const base = currencyOf(business);
  const rate = (EUROS[id] ?? 1) / (EUROS[base.id] ?? 1);
  return {
    id,
    displayed_as: id,
    $path: `/exchange_rates/${id}`,
    ...TIMESTAMPS,
    currency: { id },
    base_currency: base,
    rate: rate.toFixed(4),
    inverse_rate: (1 / rate).toFixed(4),
  };
}

export const bankBalance = ({ accounts }: Balances, at: number) =>
  amountText(accounts.get(BANKS[at] ?? ACCOUNT.bank) ?? 0);
