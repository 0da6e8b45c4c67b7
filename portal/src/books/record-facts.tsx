import type { ReactNode } from 'react';
import type { DataPlace } from '../companies/linked-company.tsx';
import type { NamedRecordFragment, RecordQuery } from '../gql/graphql.ts';
import { Amount } from '../ui/amount.tsx';
import { Day } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { DocumentStatusTag } from './document-lists.tsx';
import { ACCOUNT_SUBTYPE, ACCOUNT_TYPE, BANK_ACCOUNT_TYPE, ROLE, yesOrNo } from './labels.ts';
import { RecordReference } from './record-reference.tsx';

export type FoundRecord = NonNullable<RecordQuery['node']>;
type Fact = readonly [label: string, shown: ReactNode];

const money = (value: string | null, currency: string | null) => value && <Amount value={value} currency={currency} />;
const date = (value: string | null) => value && <Day on={value} />;
const named = (value: string | null) => value && <Name>{value}</Name>;

/** What is known of a record by the common model. What is not known is null. */
export function factsOf(record: FoundRecord, place: DataPlace): readonly Fact[] {
  const to = (reference: NamedRecordFragment | null) =>
    reference && <RecordReference place={place} reference={reference} />;
  switch (record.__typename) {
    case 'Document':
      return documentFacts(record, to(record.contact) ?? named(record.contactName));
    case 'Payment':
      return [
        ['Date', date(record.date)],
        ['Contact', to(record.contact)],
        ['Bank account', to(record.bankAccount)],
        ['Amount', money(record.amount, record.currency)],
        ['Not allocated', money(record.unallocated, record.currency)],
        ...baseFacts(record.exchangeRate, [['Amount (base)', record.baseAmount]]),
        ['Method', named(record.method)],
        ['Reference', named(record.reference)],
        ['Status', named(record.paymentStatus)],
      ];
    case 'BankMovement':
      return [
        ['Date', date(record.date)],
        ['From', to(record.fromAccount)],
        ['To', to(record.toAccount)],
        ['Amount', money(record.amount, record.currency)],
        ['Description', named(record.description)],
        ['Reference', named(record.reference)],
        ['Reconciled', yesOrNo(record.reconciled)],
      ];
    case 'LedgerEntry':
      return [
        ['Date', date(record.date)],
        ['Account', to(record.account)],
        ['Debit', money(record.debit, null)],
        ['Credit', money(record.credit, null)],
        ['Contact', to(record.contact)],
        ['Transaction', to(record.transaction)],
        ['Tax rate', to(record.taxRate)],
        ['Description', named(record.description)],
      ];
    case 'Contact':
      return contactFacts(record, to(record.defaultAccount));
    case 'LedgerAccount':
      return [
        ['Type', ACCOUNT_TYPE[record.accountType]],
        ['Group', record.subtype === 'UNKNOWN' ? named(record.sourceSubtype) : ACCOUNT_SUBTYPE[record.subtype]],
        ['Balance', money(record.balance, record.currency)],
        ['Tax rate', to(record.taxRate)],
        ['In use', yesOrNo(record.active)],
      ];
    case 'BankAccount':
      return [
        ['Type', BANK_ACCOUNT_TYPE[record.bankAccountType]],
        ['Balance', money(record.balance, record.currency)],
        ['Number', named(record.number)],
        ['Sort code', named(record.sortCode)],
        ['IBAN', named(record.iban)],
        ['BIC', named(record.bic)],
        ['Account in the ledger', to(record.ledgerAccount)],
        ['In use', yesOrNo(record.active)],
      ];
    default:
      return [];
  }
}

/** Amounts in the currency of the company itself, where that is another one. */
const baseFacts = (
  rate: string | null,
  amounts: readonly (readonly [label: string, value: string | null])[],
): Fact[] =>
  rate === null || /^1(\.0*)?$/.test(rate)
    ? []
    : [
        ['Exchange rate', <Amount key="rate" value={rate} />],
        ...amounts.map(([label, value]): Fact => [label, money(value, null)]),
      ];

const documentFacts = (one: Extract<FoundRecord, { __typename: 'Document' }>, contact: ReactNode): readonly Fact[] => [
  [one.kind.startsWith('SALES') ? 'Customer' : 'Supplier', contact],
  ['Status', <DocumentStatusTag key="status" document={one} />],
  ['Issued', date(one.issueDate)],
  ['Due', date(one.dueDate)],
  ['Paid on', date(one.paidDate)],
  ['Reference', named(one.reference)],
  ['Net', money(one.net, one.currency)],
  ['Tax', money(one.tax, one.currency)],
  ['Total', money(one.total, one.currency)],
  ['Paid', money(one.paid, one.currency)],
  ['Outstanding', money(one.outstanding, one.currency)],
  ['Discount', money(one.discount, one.currency)],
  ['Tax withheld', money(one.withholdingTax, one.currency)],
  ...baseFacts(one.exchangeRate, [
    ['Total (base)', one.baseTotal],
    ['Outstanding (base)', one.baseOutstanding],
  ]),
  ['Notes', named(one.notes)],
];

const contactFacts = (one: Extract<FoundRecord, { __typename: 'Contact' }>, account: ReactNode): readonly Fact[] => [
  ['Number', named(one.number)],
  ['Role', one.roles.map((role) => ROLE[role]).join(', ')],
  ['Email', named(one.email)],
  ['Telephone', named(one.phones.join(', '))],
  ...one.addresses.map(
    ({ lines, city, region, postalCode, country }): Fact => [
      'Address',
      named([...lines, city, region, postalCode, country].filter(Boolean).join(', ')),
    ],
  ),
  ['Balance', money(one.balance, one.currency)],
  ['Credit limit', money(one.creditLimit, one.currency)],
  ['Days to pay', one.paymentTermDays],
  ['Tax number', named(one.taxNumber)],
  ['Registration number', named(one.registrationNumber)],
  ['Usual account', account],
  ['In use', yesOrNo(one.active)],
];
