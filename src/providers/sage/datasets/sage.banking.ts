import { type Mapper, mapperOf } from '../../map-record.js';
import type { BankAccountType, BankMovementKind } from '../../model-parts.js';
import { boolean, constant, date, decimal, first, name, none, oneOf, type Reader, text } from '../../record-reader.js';
import { account, artefact, bankAccount, currency } from './sage.fields.js';

const TYPES: Readonly<Record<string, BankAccountType>> = {
  CHECKING: 'CURRENT',
  CURRENT: 'CURRENT',
  SAVINGS: 'SAVINGS',
  CREDIT_CARD: 'CARD',
  CASH: 'CASH',
  CASH_IN_HAND: 'CASH',
  LOAN: 'LOAN',
};

export const mapBankAccount = mapperOf('bankAccount', {
  name: first(name('bank_account_details.account_name'), name('ledger_account.displayed_as'), name('displayed_as')),
  type: oneOf('bank_account_type.id', TYPES, 'OTHER'),
  number: text('bank_account_details.account_number'),
  sortCode: text('bank_account_details.sort_code'),
  iban: text('bank_account_details.iban'),
  bic: text('bank_account_details.bic'),
  currency,
  balance: decimal('balance'),
  ledgerAccount: account(),
  active: boolean('is_active'),
});

interface Movement {
  readonly kind: Reader<BankMovementKind>;
  readonly amount: string;
  /** Where the transfer or deposit names its transaction, and the transaction what it came from. */
  readonly origin: string;
}
const movementMapper = ({ kind, amount, origin }: Movement): Mapper =>
  mapperOf('bankMovement', {
    kind,
    fromAccount: bankAccount('from_bank_account'),
    toAccount: bankAccount('to_bank_account'),
    date: date('date'),
    amount: decimal(amount),
    currency,
    reference: first(text('reference'), name('displayed_as')),
    description: text('description'),
    reconciled: none,
    origin: artefact(origin),
  });

export const mapBankTransfer = movementMapper({ kind: constant('TRANSFER'), amount: 'amount', origin: 'transaction' });
export const mapBankDeposit = movementMapper({
  kind: constant('DEPOSIT'),
  amount: 'total_amount',
  origin: 'transaction',
});

/** The types of transactions that move money and that no other list has. */
const UNLISTED: Readonly<Record<string, BankMovementKind>> = {
  BANK_RECEIPT: 'RECEIPT',
  BANK_PAYMENT: 'PAYMENT',
  TAX_PAYMENT: 'PAYMENT',
  STAFF_PAYMENT: 'PAYMENT',
  REVENUE_PAYMENT: 'PAYMENT',
  PENSION_PROVIDER_PAYMENT: 'PAYMENT',
  VOID_PAYMENT: 'OTHER',
};
const mapUnlisted = movementMapper({
  kind: oneOf('transaction_type.id', UNLISTED, 'OTHER'),
  amount: 'total',
  origin: 'origin',
});

/** Most transactions are those of an invoice, a payment or a journal, which is in a list of its own. */
export const mapTransaction: Mapper = (record) => {
  const type = name('transaction_type.id')({ value: record, prefix: '', notes: [] });
  return type !== null && Object.hasOwn(UNLISTED, type) ? mapUnlisted(record) : { record: null, unread: [] };
};
