import {
  AccountsDocument,
  type AccountType,
  type ContactRole,
  ContactsDocument,
  LedgerEntriesDocument,
} from '../gql/graphql.ts';
import { ACCOUNT_SUBTYPE, ACCOUNT_TYPE, ROLE, yesOrNo } from './labels.ts';
import { amount, day, defineList, name, text } from './list-definition.tsx';
import { ACTIVE, activeOf, DELETED, PERIOD } from './list-fields.ts';

export const contacts = defineList({
  key: 'contacts',
  label: 'Contacts',
  query: ContactsDocument,
  fields: [
    { kind: 'search', name: 'search', description: 'Name or number' },
    { kind: 'choice', name: 'role', label: 'Role', all: 'All', options: ROLE },
    ACTIVE,
  ],
  variables: ({ search, role, active }) => ({
    search,
    role: role as ContactRole | undefined,
    ...activeOf(active),
  }),
  columns: [
    { label: 'Name', cell: (one) => name(one.name) },
    { label: 'Number', cell: ({ number }) => text(number) },
    { label: 'Role', cell: ({ roles }) => text(roles.map((role) => ROLE[role]).join(', ')) },
    { label: 'Email', cell: ({ email }) => name(email) },
    { label: 'Telephone', cell: ({ phones }) => name(phones.join(', ')) },
    { label: 'Balance', isAmount: true, cell: ({ balance, currency }) => amount(balance, currency) },
    { label: 'Currency', isExported: true, cell: ({ currency }) => text(currency) },
    { label: 'In use', isExported: true, cell: ({ active }) => text(yesOrNo(active)) },
  ],
});

export const accounts = defineList({
  key: 'accounts',
  label: 'Accounts',
  query: AccountsDocument,
  fields: [
    { kind: 'search', name: 'search', description: 'Name or code' },
    { kind: 'choice', name: 'type', label: 'Type', all: 'All', options: ACCOUNT_TYPE },
    ACTIVE,
  ],
  variables: ({ search, type, active }) => ({
    search,
    type: type as AccountType | undefined,
    ...activeOf(active),
  }),
  columns: [
    { label: 'Name', cell: (one) => name(one.name) },
    { label: 'Code', cell: ({ code }) => text(code) },
    { label: 'Type', cell: ({ type }) => text(ACCOUNT_TYPE[type]) },
    {
      label: 'Group',
      cell: ({ subtype, sourceSubtype }) =>
        text(subtype === 'UNKNOWN' ? (sourceSubtype ?? 'Unknown') : ACCOUNT_SUBTYPE[subtype]),
    },
    { label: 'Balance', isAmount: true, cell: ({ balance, currency }) => amount(balance, currency) },
    { label: 'Currency', isExported: true, cell: ({ currency }) => text(currency) },
    { label: 'In use', isExported: true, cell: ({ active }) => text(yesOrNo(active)) },
  ],
});

export const entries = defineList({
  key: 'entries',
  label: 'Entries',
  query: LedgerEntriesDocument,
  fields: [...PERIOD, DELETED, { kind: 'given', name: 'account', note: 'Only those of one account.' }],
  variables: ({ account, from, to, show }) => ({ accountId: account, from, to, deleted: show === 'deleted' }),
  columns: [
    { label: 'Date', cell: ({ date }) => day(date) ?? text('No date') },
    { label: 'Account', cell: ({ account }) => name(account?.name) },
    { label: 'Transaction', cell: ({ transaction }) => name(transaction?.name) },
    { label: 'Contact', cell: ({ contact }) => name(contact?.name) },
    { label: 'Description', cell: ({ description }) => name(description) },
    { label: 'Debit', isAmount: true, cell: ({ debit }) => amount(debit, null) },
    { label: 'Credit', isAmount: true, cell: ({ credit }) => amount(credit, null) },
  ],
});
