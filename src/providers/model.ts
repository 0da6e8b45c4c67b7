// The common model of accounting data: what a record of any platform becomes. One table says which fields each type has
// and what their values are; the TypeScript types, the mappers and the columns of the database follow from it.

import type {
  AccountSubtype,
  AccountType,
  Address,
  AllocationEntry,
  BankAccountType,
  BankMovementKind,
  ContactRole,
  Decimal,
  DocumentForm,
  DocumentKind,
  DocumentLine,
  DocumentStatus,
  ItemKind,
  JournalLine,
  PaymentDirection,
  PaymentKind,
  Reference,
  SalePrice,
  TaxLine,
  TaxRateComponent,
  TaxRateValidity,
} from './model-parts.js';

/**
 * How the values of a field are written. `date`: `YYYY-MM-DD`. `integer`: digits as text, because no number of a platform
 * becomes a number of JavaScript. `texts`, `reference` and `json` are JSON values.
 */
export type FieldKind = 'text' | 'texts' | 'decimal' | 'date' | 'boolean' | 'integer' | 'reference' | 'json';

/** One field of a type. `required`: never null. `T` is the type of the value without null; no value of it exists. */
export interface Field<T, R extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly required: R;
  readonly type?: T;
}

const optional = <T>(kind: FieldKind): Field<T, false> => ({ kind, required: false });
const required = <T>(kind: FieldKind): Field<T, true> => ({ kind, required: true });

const text = optional<string>('text');
const name = required<string>('text');
const decimal = optional<Decimal>('decimal');
const date = optional<string>('date');
const boolean = optional<boolean>('boolean');
const integer = optional<string>('integer');
const reference = optional<Reference>('reference');
const list = <T>() => required<readonly T[]>('json');
const oneOf = <T extends string>() => required<T>('text');

/**
 * The fields of each type, beside those that every record has. The first eleven are the normalised tables. The last two
 * have a few records a company and are read from the stored record.
 */
export const MODEL = {
  account: {
    code: text,
    name,
    type: oneOf<AccountType>(),
    subtype: oneOf<AccountSubtype>(),
    sourceSubtype: text,
    active: boolean,
    control: boolean,
    currency: text,
    taxRate: reference,
    parent: reference,
    balance: decimal,
  },
  contact: {
    name,
    number: text,
    roles: required<readonly ContactRole[]>('texts'),
    email: text,
    phones: required<readonly string[]>('texts'),
    addresses: list<Address>(),
    taxNumber: text,
    registrationNumber: text,
    currency: text,
    paymentTermDays: integer,
    creditLimit: decimal,
    balance: decimal,
    active: boolean,
    defaultAccount: reference,
    mergedInto: reference,
  },
  document: {
    kind: oneOf<DocumentKind>(),
    form: oneOf<DocumentForm>(),
    number: text,
    reference: text,
    contact: reference,
    contactName: text,
    issueDate: date,
    dueDate: date,
    paidDate: date,
    status: oneOf<DocumentStatus>(),
    sourceStatus: text,
    currency: text,
    exchangeRate: decimal,
    net: decimal,
    tax: decimal,
    total: decimal,
    outstanding: decimal,
    paid: decimal,
    discount: decimal,
    baseNet: decimal,
    baseTax: decimal,
    baseTotal: decimal,
    baseOutstanding: decimal,
    withholdingTax: decimal,
    amountsIncludeTax: boolean,
    lines: list<DocumentLine>(),
    taxLines: list<TaxLine>(),
    allocations: list<AllocationEntry>(),
    notes: text,
    sent: boolean,
    attachments: integer,
    tracking: list<Reference>(),
  },
  payment: {
    direction: oneOf<PaymentDirection>(),
    kind: oneOf<PaymentKind>(),
    date,
    contact: reference,
    bankAccount: reference,
    method: text,
    reference: text,
    currency: text,
    exchangeRate: decimal,
    amount: decimal,
    baseAmount: decimal,
    unallocated: decimal,
    allocations: list<AllocationEntry>(),
    lines: list<DocumentLine>(),
    status: text,
  },
  allocation: { date, contact: reference, entries: list<AllocationEntry>() },
  bankAccount: {
    name,
    type: oneOf<BankAccountType>(),
    number: text,
    sortCode: text,
    iban: text,
    bic: text,
    currency: text,
    balance: decimal,
    ledgerAccount: reference,
    active: boolean,
  },
  bankMovement: {
    kind: oneOf<BankMovementKind>(),
    fromAccount: reference,
    toAccount: reference,
    date,
    amount: decimal,
    currency: text,
    reference: text,
    description: text,
    reconciled: boolean,
    origin: reference,
  },
  journal: {
    date,
    number: text,
    description: text,
    reference: text,
    total: decimal,
    lines: list<JournalLine>(),
    status: text,
  },
  ledgerEntry: {
    date,
    account: reference,
    debit: decimal,
    credit: decimal,
    contact: reference,
    taxRate: reference,
    description: text,
    transaction: reference,
    transactionType: text,
    transactionOrigin: reference,
    flaggedDeleted: boolean,
  },
  item: {
    kind: oneOf<ItemKind>(),
    code: text,
    name: text,
    description: text,
    salePrice: decimal,
    salePrices: list<SalePrice>(),
    costPrice: decimal,
    salesAccount: reference,
    purchaseAccount: reference,
    salesTaxRate: reference,
    purchaseTaxRate: reference,
    quantityInStock: decimal,
    active: boolean,
  },
  taxRate: {
    code: text,
    name,
    percentage: decimal,
    validity: list<TaxRateValidity>(),
    components: list<TaxRateComponent>(),
    active: boolean,
  },
  trackingCategory: { name, parent: reference },
  companyProfile: {
    name: text,
    legalName: text,
    baseCurrency: text,
    yearEnd: date,
    lockDate: date,
    taxNumber: text,
  },
} as const;

/** The name of a type in `MODEL`. */
export type ModelType = keyof typeof MODEL;
type ValueOf<F> = F extends Field<infer T, infer R> ? (R extends true ? T : T | null) : never;
/** A record of the model, without the fields that every record has. */
export type ModelFields<M extends ModelType> = {
  readonly [K in keyof (typeof MODEL)[M]]: ValueOf<(typeof MODEL)[M][K]>;
};
/** A record of the model with its type. */
export type ModelRecord = { [M in ModelType]: { readonly type: M; readonly fields: ModelFields<M> } }[ModelType];
