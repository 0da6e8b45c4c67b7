import { bills, invoices } from './document-lists.tsx';
import { bankAccounts, bankMovements, payments } from './money-lists.tsx';
import { accounts, contacts, entries } from './party-lists.tsx';

/** The lists of the books, in the order of their navigation. */
export const LISTS = [invoices, bills, contacts, payments, bankAccounts, bankMovements, accounts, entries];
