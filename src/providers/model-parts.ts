// The parts of the common model: its datasets, and what fields hold beside plain values.

/** What can be pulled, by the names of the API's `Dataset`. A platform may give a dataset as several lists. */
export const DATASETS = [
  'ACCOUNTS',
  'CONTACTS',
  'SALES_INVOICES',
  'SALES_CREDIT_NOTES',
  'PURCHASE_INVOICES',
  'PURCHASE_CREDIT_NOTES',
  'PAYMENTS',
  'ALLOCATIONS',
  'BANK_ACCOUNTS',
  'BANK_MOVEMENTS',
  'JOURNALS',
  'LEDGER_ENTRIES',
  'ITEMS',
  'TAX_RATES',
  'TRACKING_CATEGORIES',
  'COMPANY_PROFILE',
] as const;
/** One of `DATASETS`. */
export type Dataset = (typeof DATASETS)[number];

/** An exact decimal number as text: `-?digits(.digits)?`, with the trailing zeros and the sign that the platform sent. */
export type Decimal = string;

/** A record that another one names. `list`: the list that it belongs to, where the platform says so. */
export interface Reference {
  readonly list: string | null;
  readonly sourceId: string;
  readonly name: string | null;
}

/** The side of the balance sheet, or of the profit and loss account. UNKNOWN: the platform has a type that is not known here. */
export type AccountType = 'ASSET' | 'LIABILITY' | 'EQUITY' | 'INCOME' | 'EXPENSE' | 'UNKNOWN';
/** Where an account stands within its side. */
export type AccountSubtype =
  | 'BANK'
  | 'CURRENT_ASSET'
  | 'FIXED_ASSET'
  | 'FUTURE_ASSET'
  | 'CURRENT_LIABILITY'
  | 'FUTURE_LIABILITY'
  | 'LINE_OF_CREDIT'
  | 'EQUITY'
  | 'SALES'
  | 'OTHER_INCOME'
  | 'COST_OF_SALES'
  | 'OVERHEAD'
  | 'DEPRECIATION'
  | 'UNKNOWN';
/** What a contact is to the company. It may be both. */
export type ContactRole = 'CUSTOMER' | 'SUPPLIER';
/** Who asks whom for money, and whether it is given back. */
export type DocumentKind = 'SALES_INVOICE' | 'SALES_CREDIT_NOTE' | 'PURCHASE_INVOICE' | 'PURCHASE_CREDIT_NOTE';
/** QUICK: an entry of totals, without an invoice that was written in the platform. */
export type DocumentForm = 'FULL' | 'QUICK';
/** OTHER: the platform has a status that is not known here; `sourceStatus` has its name. */
export type DocumentStatus = 'DRAFT' | 'OPEN' | 'PART_PAID' | 'PAID' | 'VOID' | 'DISPUTED' | 'OTHER';
/** Seen from the company. */
export type PaymentDirection = 'IN' | 'OUT';
/** RECEIPT: from a customer. PAYMENT: to a supplier. OTHER: without an invoice. */
export type PaymentKind = 'RECEIPT' | 'PAYMENT' | 'REFUND' | 'OTHER';
/** OTHER: the platform has a type that is not known here. */
export type BankAccountType = 'CURRENT' | 'SAVINGS' | 'CARD' | 'CASH' | 'LOAN' | 'OTHER';
/** TRANSFER and DEPOSIT: between two accounts of the company. OTHER: the platform does not say. */
export type BankMovementKind = 'TRANSFER' | 'DEPOSIT' | 'RECEIPT' | 'PAYMENT' | 'OTHER';
/** STOCK: a product of which the platform counts the pieces. */
export type ItemKind = 'PRODUCT' | 'SERVICE' | 'STOCK';

/** `country`: as the platform writes it, most often ISO 3166-1 alpha-2. */
export interface Address {
  readonly lines: readonly string[];
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

/** A line. Its position is its place in the list. */
export interface DocumentLine {
  readonly id: string | null;
  readonly description: string | null;
  readonly item: Reference | null;
  readonly account: Reference | null;
  readonly quantity: Decimal | null;
  readonly unitPrice: Decimal | null;
  readonly discount: Decimal | null;
  readonly net: Decimal | null;
  readonly tax: Decimal | null;
  readonly total: Decimal | null;
  readonly taxRate: Reference | null;
  readonly tracking: readonly Reference[];
}

/** The sum of the lines with one tax rate. */
export interface TaxLine {
  readonly taxRate: Reference | null;
  readonly net: Decimal | null;
  readonly tax: Decimal | null;
  readonly total: Decimal | null;
}

/** An amount that settles an invoice. `record`: the other record. `side`: what that record is; null: the platform does not say. */
export interface AllocationEntry {
  readonly record: Reference | null;
  /** Never negative. */
  readonly amount: Decimal | null;
  readonly side: 'SETTLED' | 'SETTLING' | null;
  readonly discount: Decimal | null;
  readonly date: string | null;
}

/** One side of a journal. `net`: without tax, where the platform has both. */
export interface JournalLine {
  readonly account: Reference | null;
  readonly debit: Decimal | null;
  readonly credit: Decimal | null;
  readonly net: Decimal | null;
  readonly taxRate: Reference | null;
  readonly contact: Reference | null;
  readonly description: string | null;
  readonly tracking: readonly Reference[];
}

/** A percentage and the days between which it holds, both included. */
export interface TaxRateValidity {
  readonly percentage: Decimal | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** A part of a combined tax rate. */
export interface TaxRateComponent {
  readonly name: string | null;
  readonly percentage: Decimal | null;
}

/** One of several prices of an item. */
export interface SalePrice {
  readonly name: string | null;
  readonly price: Decimal | null;
  readonly includesTax: boolean | null;
}
