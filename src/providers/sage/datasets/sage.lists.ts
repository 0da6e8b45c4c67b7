import type { Mapper } from '../../map-record.js';
import type { Dataset } from '../../model-parts.js';
import type { SourceList } from '../../provider-datasets.js';
import { isV30 } from '../sage.endpoints.js';
import { mapAccount } from './sage.accounts.js';
import { mapBankAccount, mapBankDeposit, mapBankTransfer, mapTransaction } from './sage.banking.js';
import { mapContact } from './sage.contacts.js';
import {
  mapPurchaseCreditNote,
  mapPurchaseInvoice,
  mapPurchaseQuickEntry,
  mapSalesCreditNote,
  mapSalesInvoice,
  mapSalesQuickEntry,
} from './sage.documents.js';
import { mapProduct, mapService, mapStockItem } from './sage.items.js';
import { mapJournal, mapLedgerEntry } from './sage.ledger.js';
import { mapAllocation, mapContactPayment, mapOtherPayment } from './sage.payments.js';
import {
  mapAnalysisCategory,
  mapAnalysisType,
  mapBusiness,
  mapFinancialSettings,
  mapTaxRate,
} from './sage.settings.js';

/** A list of Sage: what the puller needs of it, and how its requests and records are read. */
export interface SageList extends SourceList {
  readonly map: Mapper;
  /** Parameters of every request for whole records. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The field that marks a record as deleted which stays in its list. */
  readonly flag?: string;
}

/**
 * What a list can do, a letter each: U `updated_or_created_since`, D `deleted_since`, F `from_date` and `to_date`,
 * S `sort`, T appears in `transactions`, X flags deleted records, d changes so rarely that one read a day is enough, 1 is
 * a single record.
 */
const list = (
  key: string,
  dataset: Dataset,
  letters: string,
  map: Mapper,
  parameters: SageList['parameters'] = {},
): SageList => {
  const has = (letter: string) => letters.includes(letter);
  return {
    key,
    dataset,
    form: has('1') ? 'SINGLE' : 'LIST',
    capabilities: {
      since: has('U'),
      deletedSince: has('D'),
      sort: has('S') ? ['CREATED', 'UPDATED'] : [],
      window: has('F'),
      byId: !has('1'),
    },
    // Sage documents no order for a list that is not sorted.
    order: 'UNKNOWN',
    maxPageSize: 200,
    pace: has('d') ? 'DAILY' : 'ROUND',
    probed: has('T'),
    mapperVersion: 1,
    map,
    parameters,
    ...(has('X') ? { flag: 'deleted' } : {}),
  };
};

const ALLOCATIONS = { show_payments_allocations: 'true' };
const NESTED = { nested_attributes: 'all' };

/**
 * In the order in which they are pulled for the first time: the longest are the last. Sources: the reference of v3.1 (October
 * 2025); for `sort`, the guide on response efficiencies.
 */
const V31: readonly SageList[] = [
  list('ledger_accounts', 'ACCOUNTS', 'U', mapAccount),
  list('contacts', 'CONTACTS', 'UD', mapContact, NESTED),
  list('sales_invoices', 'SALES_INVOICES', 'UDFST', mapSalesInvoice, ALLOCATIONS),
  list('sales_quick_entries', 'SALES_INVOICES', 'UDFST', mapSalesQuickEntry, ALLOCATIONS),
  list('sales_credit_notes', 'SALES_CREDIT_NOTES', 'UDFST', mapSalesCreditNote, ALLOCATIONS),
  list('purchase_invoices', 'PURCHASE_INVOICES', 'UDFST', mapPurchaseInvoice, ALLOCATIONS),
  list('purchase_quick_entries', 'PURCHASE_INVOICES', 'UDFST', mapPurchaseQuickEntry, ALLOCATIONS),
  list('purchase_credit_notes', 'PURCHASE_CREDIT_NOTES', 'UDFST', mapPurchaseCreditNote, ALLOCATIONS),
  list('contact_payments', 'PAYMENTS', 'UDFST', mapContactPayment),
  list('other_payments', 'PAYMENTS', 'UDFST', mapOtherPayment),
  list('contact_allocations', 'ALLOCATIONS', 'UDST', mapAllocation),
  list('bank_accounts', 'BANK_ACCOUNTS', 'UD', mapBankAccount, NESTED),
  list('bank_transfers', 'BANK_MOVEMENTS', 'UDFST', mapBankTransfer),
  list('bank_deposits', 'BANK_MOVEMENTS', 'UDFST', mapBankDeposit),
  list('journals', 'JOURNALS', 'UDT', mapJournal),
  list('products', 'ITEMS', 'UD', mapProduct),
  list('services', 'ITEMS', 'UD', mapService),
  list('stock_items', 'ITEMS', 'UD', mapStockItem),
  list('tax_rates', 'TAX_RATES', 'Ud', mapTaxRate, { include_historical_data: 'true' }),
  list('analysis_types', 'TRACKING_CATEGORIES', 'Ud', mapAnalysisType),
  list('analysis_type_categories', 'TRACKING_CATEGORIES', 'Ud', mapAnalysisCategory),
  list('business', 'COMPANY_PROFILE', '1d', mapBusiness),
  list('financial_settings', 'COMPANY_PROFILE', '1d', mapFinancialSettings),
  list('transactions', 'BANK_MOVEMENTS', 'UFTX', mapTransaction),
  list('ledger_entries', 'LEDGER_ENTRIES', 'UFTX', mapLedgerEntry),
];

/** The guide on sorting, that on the feed of transactions, and the analysis types are of v3.1 alone. A list that an older server lacks is not supported. */
const V30: readonly SageList[] = V31.filter(({ dataset }) => dataset !== 'TRACKING_CATEGORIES').map((one) => ({
  ...one,
  probed: false,
  capabilities: { ...one.capabilities, sort: [] },
}));

/** The lists of an API version. */
export const sageLists = (apiVersion: string): readonly SageList[] => (isV30(apiVersion) ? V30 : V31);

/** @throws Error for a list that the version does not have. */
export function sageList(apiVersion: string, key: string): SageList {
  const found = sageLists(apiVersion).find((one) => one.key === key);
  if (found === undefined) throw new Error(`API v${apiVersion} of Sage has no list ${key}`);
  return found;
}
