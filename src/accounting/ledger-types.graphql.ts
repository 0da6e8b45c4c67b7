import { BankAccountType, BankMovementKind, ItemKind } from './model-enums.graphql.js';
import { JournalLine, SalePrice } from './model-parts.graphql.js';
import { recordType } from './record-type.graphql.js';

const CURRENCY = 'The currency. Null: the platform does not say.';

export const BankAccount = recordType('BankAccount', 'bankAccount', 'A bank, card or cash account of the company.', {
  name: 'The name.',
  type: [() => BankAccountType, 'The kind of account.'],
  // bank-account.resolver.ts masks both.
  number: null,
  iban: null,
  sortCode: 'The sort code of the bank.',
  bic: 'The BIC of the bank.',
  currency: CURRENCY,
  balance: 'The balance when the account was read.',
  ledgerAccount: 'The account on which its movements are booked.',
  active: 'Whether it is in use. Null: the platform does not say.',
});

export const BankMovement = recordType(
  'BankMovement',
  'bankMovement',
  'A movement on a bank account that is no payment.',
  {
    kind: [() => BankMovementKind, 'What it is.'],
    fromAccount: 'The bank account that the money left.',
    toAccount: 'The bank account that it reached.',
    date: 'The date.',
    amount: 'The amount.',
    currency: CURRENCY,
    reference: 'A reference.',
    description: 'What it says.',
    reconciled: 'Whether it was found on a bank statement. Null: the platform does not say.',
    origin: 'The record that it was booked for.',
  },
);

export const Journal = recordType('Journal', 'journal', 'A journal that was written by hand.', {
  date: 'The date.',
  number: 'Its number.',
  description: 'What it says.',
  reference: 'A reference.',
  total: 'The sum of the debits.',
  lines: [() => [JournalLine], 'The lines.'],
  status: 'The status as the platform calls it.',
});

export const LedgerEntry = recordType('LedgerEntry', 'ledgerEntry', 'A booking on an account.', {
  date: 'The date.',
  account: 'The account.',
  debit: 'The debit.',
  credit: 'The credit.',
  contact: 'The customer or supplier.',
  taxRate: 'The tax rate.',
  description: 'What it says.',
  transaction: 'The transaction that it is a part of.',
  transactionType: 'The type of the transaction, as the platform calls it.',
  transactionOrigin: 'The record that the transaction was booked for.',
  flaggedDeleted: 'Whether the platform marks it as deleted. Null: the platform does not say.',
});

export const Item = recordType('Item', 'item', 'A product or a service.', {
  kind: [() => ItemKind, 'What it is.'],
  code: 'Its code.',
  name: 'Its name.',
  description: 'What it is, in more words.',
  salePrice: 'The price at which it is sold.',
  salePrices: [() => [SalePrice], 'All prices at which it is sold.'],
  costPrice: 'The price at which it is bought.',
  salesAccount: 'The account of its sales.',
  purchaseAccount: 'The account of its purchases.',
  salesTaxRate: 'The tax rate of its sales.',
  purchaseTaxRate: 'The tax rate of its purchases.',
  quantityInStock: 'How many pieces are in stock.',
  active: 'Whether it is in use. Null: the platform does not say.',
});
