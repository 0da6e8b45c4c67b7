import { describedEnum } from '../infra/graphql/described-enum.js';

export const Dataset = describedEnum(
  'Dataset',
  'What can be pulled of a company. A platform may give a dataset as several lists.',
  {
    ACCOUNTS: 'The chart of accounts.',
    CONTACTS: 'Customers and suppliers.',
    SALES_INVOICES: 'Invoices to customers, and quick entries of sales.',
    SALES_CREDIT_NOTES: 'Credit notes to customers.',
    PURCHASE_INVOICES: 'Invoices of suppliers, and quick entries of purchases.',
    PURCHASE_CREDIT_NOTES: 'Credit notes of suppliers.',
    PAYMENTS: 'Receipts, payments and refunds.',
    ALLOCATIONS: 'Which credit note or payment settles which invoice.',
    BANK_ACCOUNTS: 'Bank, card and cash accounts.',
    BANK_MOVEMENTS: 'Transfers, deposits, and what the platform books on a bank account without a payment.',
    JOURNALS: 'Journals that were written by hand.',
    LEDGER_ENTRIES: 'Every booking on an account.',
    ITEMS: 'Products and services.',
    TAX_RATES: 'Tax rates.',
    TRACKING_CATEGORIES: 'Categories by which lines are analysed.',
    COMPANY_PROFILE: 'The company itself and its financial settings.',
  },
);
export type Dataset = keyof typeof Dataset;
