import { mapperOf } from '../../map-record.js';
import type { PaymentDirection, PaymentKind } from '../../model-parts.js';
import { constant, date, decimal, first, name, none, oneOf, type Reader, text } from '../../record-reader.js';
import { lines } from './sage.documents.js';
import { bankAccount, contact, currency, entries } from './sage.fields.js';

const KINDS: Readonly<Record<string, PaymentKind>> = {
  CUSTOMER_RECEIPT: 'RECEIPT',
  VENDOR_PAYMENT: 'PAYMENT',
  CUSTOMER_REFUND: 'REFUND',
  VENDOR_REFUND: 'REFUND',
  OTHER_RECEIPT_REFUND: 'REFUND',
  OTHER_PAYMENT_REFUND: 'REFUND',
};

/** Money comes in by a receipt, and by the refund of a payment. A type that says neither is not guessed. */
const direction: Reader<PaymentDirection> = (source) => {
  const type = name('transaction_type.id')(source) ?? '';
  const isReceipt = /RECEIPT|^CUSTOMER_/.test(type);
  if (!isReceipt && !/PAYMENT|^VENDOR_/.test(type)) {
    source.notes.push({ field: 'transaction_type.id', reason: 'is no type of a receipt or a payment', fatal: true });
    return null;
  }
  return isReceipt === type.endsWith('REFUND') ? 'OUT' : 'IN';
};

const common = {
  direction,
  kind: oneOf('transaction_type.id', KINDS, 'OTHER'),
  date: date('date'),
  contact,
  bankAccount: bankAccount(),
  method: name('payment_method.id'),
  reference: first(text('reference'), name('displayed_as')),
  currency,
  exchangeRate: decimal('exchange_rate'),
  amount: decimal('total_amount'),
  baseAmount: decimal('base_currency_total_amount'),
  status: first(name('status.id'), name('payment_on_account.status.id')),
};

export const mapContactPayment = mapperOf('payment', {
  ...common,
  unallocated: decimal('payment_on_account.outstanding_amount'),
  allocations: entries('allocated_artefacts'),
  lines: constant([]),
});

/** Money in or out without an invoice. */
export const mapOtherPayment = mapperOf('payment', {
  ...common,
  unallocated: none,
  allocations: constant([]),
  lines: lines('payment_lines'),
});

export const mapAllocation = mapperOf('allocation', {
  date: date('date'),
  contact,
  entries: entries('allocated_artefacts'),
});
