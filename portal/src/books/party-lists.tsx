import { AccountsDocument, type AccountType, type ContactRole, ContactsDocument } from '../gql/graphql.ts';
import { ACCOUNT_SUBTYPE, ACCOUNT_TYPE, ROLE, yesOrNo } from './labels.ts';
import { amount, defineList, name, text } from './list-definition.tsx';
import { ACTIVE, activeOf } from './list-fields.ts';

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
