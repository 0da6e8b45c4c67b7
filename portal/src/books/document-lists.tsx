import { type DocumentKind, type DocumentOrder, DocumentsDocument, type DocumentsQuery } from '../gql/graphql.ts';
import { isZero } from '../ui/amounts.ts';
import { Tag } from '../ui/tag.tsx';
import { DOCUMENT_KIND, DOCUMENT_STATUS } from './labels.ts';
import { amount, day, defineList, type FilterField, name, text } from './list-definition.tsx';
import { OF_CONTACT } from './list-fields.ts';
import { today } from './months.ts';

type DocumentState = Pick<
  Extract<NonNullable<DocumentsQuery['node']>, { page: unknown }>['page']['nodes'][number],
  'status' | 'outstanding' | 'dueDate'
>;

/** What the choice "Show" asks for. */
const SHOWN = {
  unpaid: { label: 'To be paid', variables: () => ({ outstanding: true }) },
  overdue: { label: 'Overdue', variables: () => ({ outstanding: true, dueBefore: today() }) },
  drafts: { label: 'Drafts', variables: () => ({ statuses: 'DRAFT' as const }) },
  paid: { label: 'Paid', variables: () => ({ statuses: 'PAID' as const }) },
  void: { label: 'Void', variables: () => ({ statuses: 'VOID' as const }) },
  deleted: { label: 'Deleted', variables: () => ({ deleted: true }) },
} as const;

const ORDERS: Readonly<Record<string, { readonly label: string; readonly orderBy: DocumentOrder }>> = {
  oldest: { label: 'Oldest first', orderBy: 'ISSUE_DATE_ASC' },
  due: { label: 'Due first', orderBy: 'DUE_DATE_ASC' },
  largest: { label: 'Largest first', orderBy: 'TOTAL_DESC' },
  changed: { label: 'Last changed first', orderBy: 'UPDATED_DESC' },
};

const labelsOf = (choices: Readonly<Record<string, { readonly label: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(choices).map(([key, { label }]) => [key, label]));

const isOverdue = ({ status, outstanding, dueDate }: DocumentState): boolean =>
  (status === 'OPEN' || status === 'PART_PAID') &&
  outstanding !== null &&
  !isZero(outstanding) &&
  dueDate !== null &&
  dueDate < today();

export function DocumentStatusTag({ document }: { document: DocumentState }) {
  const { label, tone } = DOCUMENT_STATUS[document.status];
  return isOverdue(document) ? <Tag tone="attention">Overdue</Tag> : <Tag tone={tone}>{label}</Tag>;
}

const fieldsOf = (kinds: readonly DocumentKind[]): readonly FilterField[] => [
  { kind: 'search', name: 'search', description: 'Number or name' },
  { kind: 'choice', name: 'show', label: 'Show', all: 'All', options: labelsOf(SHOWN) },
  {
    kind: 'choice',
    name: 'kind',
    label: 'Kind',
    all: 'All',
    options: Object.fromEntries(kinds.map((kind) => [kind, `${DOCUMENT_KIND[kind]}s`])),
  },
  { kind: 'date', name: 'from', label: 'Issued from' },
  { kind: 'date', name: 'to', label: 'Issued to' },
  { kind: 'choice', name: 'order', label: 'Order', all: 'Newest first', options: labelsOf(ORDERS) },
  OF_CONTACT,
];

const documentList = (key: string, label: string, party: string, kinds: readonly DocumentKind[]) =>
  defineList({
    key,
    label,
    query: DocumentsDocument,
    fields: fieldsOf(kinds),
    variables: (filter) => ({
      search: filter.search,
      kinds: kinds.filter((kind) => filter.kind === undefined || kind === filter.kind),
      issuedFrom: filter.from,
      issuedTo: filter.to,
      contactId: filter.contact,
      orderBy: ORDERS[filter.order ?? '']?.orderBy ?? 'ISSUE_DATE_DESC',
      ...SHOWN[filter.show as keyof typeof SHOWN]?.variables(),
    }),
    columns: [
      { label: 'Number', cell: (one) => text(one.number ?? one.reference ?? 'No number') },
      { label: 'Kind', cell: ({ kind }) => text(DOCUMENT_KIND[kind]) },
      { label: party, cell: ({ contactName }) => name(contactName) },
      { label: 'Issued', cell: ({ issueDate }) => day(issueDate) },
      { label: 'Due', cell: ({ dueDate }) => day(dueDate) },
      {
        label: 'Status',
        cell: (one) => text(DOCUMENT_STATUS[one.status].label, <DocumentStatusTag document={one} />),
      },
      { label: 'Total', isAmount: true, cell: ({ total, currency }) => amount(total, currency) },
      { label: 'Outstanding', isAmount: true, cell: ({ outstanding, currency }) => amount(outstanding, currency) },
      { label: 'Net', isExported: true, cell: ({ net }) => text(net) },
      { label: 'Tax', isExported: true, cell: ({ tax }) => text(tax) },
      { label: 'Currency', isExported: true, cell: ({ currency }) => text(currency) },
      { label: 'Reference', isExported: true, cell: ({ reference }) => text(reference) },
    ],
  });

export const invoices = documentList('invoices', 'Invoices', 'Customer', ['SALES_INVOICE', 'SALES_CREDIT_NOTE']);
export const bills = documentList('bills', 'Bills', 'Supplier', ['PURCHASE_INVOICE', 'PURCHASE_CREDIT_NOTE']);
