import {
  BankAccountsDocument,
  BankMovementsDocument,
  type PaymentDirection,
  PaymentsDocument,
} from '../gql/graphql.ts';
import { BANK_ACCOUNT_TYPE, DIRECTION, MOVEMENT_KIND, PAYMENT_KIND, yesOrNo } from './labels.ts';
import { amount, day, defineList, name, text } from './list-definition.tsx';
import { ACTIVE, activeOf, DELETED, OF_BANK_ACCOUNT, OF_CONTACT, PERIOD } from './list-fields.ts';

export const payments = defineList({
  key: 'payments',
  label: 'Payments',
  query: PaymentsDocument,
  fields: [
    { kind: 'choice', name: 'direction', label: 'Direction', all: 'All', options: DIRECTION },
    ...PERIOD,
    DELETED,
    OF_CONTACT,
    OF_BANK_ACCOUNT,
  ],
  variables: ({ direction, contact, account, from, to, show }) => ({
    direction: direction as PaymentDirection | undefined,
    contactId: contact,
    bankAccountId: account,
    from,
    to,
    deleted: show === 'deleted',
  }),
  columns: [
    { label: 'Date', cell: ({ date }) => day(date) ?? text('No date') },
    {
      label: 'Kind',
      cell: ({ kind, direction }) => text(kind === 'OTHER' ? DIRECTION[direction] : PAYMENT_KIND[kind]),
    },
    { label: 'Contact', cell: ({ contact }) => name(contact?.name) },
    { label: 'Bank account', cell: ({ bankAccount }) => name(bankAccount?.name) },
    { label: 'Reference', cell: ({ reference }) => name(reference) },
    { label: 'Amount', isAmount: true, cell: (one) => amount(one.amount, one.currency) },
    { label: 'Not allocated', isAmount: true, cell: ({ unallocated, currency }) => amount(unallocated, currency) },
    { label: 'Direction', isExported: true, cell: ({ direction }) => text(DIRECTION[direction]) },
    { label: 'Method', isExported: true, cell: ({ method }) => text(method) },
    { label: 'Currency', isExported: true, cell: ({ currency }) => text(currency) },
  ],
});

export const bankAccounts = defineList({
  key: 'bank-accounts',
  label: 'Bank accounts',
  query: BankAccountsDocument,
  fields: [ACTIVE],
  variables: ({ active }) => activeOf(active),
  columns: [
    { label: 'Name', cell: (one) => name(one.name) },
    { label: 'Type', cell: ({ type }) => text(BANK_ACCOUNT_TYPE[type]) },
    { label: 'Number', cell: ({ number }) => text(number) },
    { label: 'IBAN', cell: ({ iban }) => text(iban) },
    { label: 'Balance', isAmount: true, cell: ({ balance, currency }) => amount(balance, currency) },
    { label: 'Currency', isExported: true, cell: ({ currency }) => text(currency) },
  ],
});

export const bankMovements = defineList({
  key: 'bank-movements',
  label: 'Bank movements',
  query: BankMovementsDocument,
  fields: [...PERIOD, DELETED, OF_BANK_ACCOUNT],
  variables: ({ account, from, to, show }) => ({ bankAccountId: account, from, to, deleted: show === 'deleted' }),
  columns: [
    { label: 'Date', cell: ({ date }) => day(date) ?? text('No date') },
    { label: 'Kind', cell: ({ kind }) => text(MOVEMENT_KIND[kind]) },
    { label: 'From', cell: ({ fromAccount }) => name(fromAccount?.name) },
    { label: 'To', cell: ({ toAccount }) => name(toAccount?.name) },
    { label: 'Description', cell: ({ description, reference }) => name(description ?? reference) },
    { label: 'Amount', isAmount: true, cell: (one) => amount(one.amount, one.currency) },
    { label: 'Reference', isExported: true, cell: ({ reference }) => text(reference) },
    { label: 'Currency', isExported: true, cell: ({ currency }) => text(currency) },
    { label: 'Reconciled', isExported: true, cell: ({ reconciled }) => text(yesOrNo(reconciled)) },
  ],
});
