import { isList } from '../../../infra/json/exact-json.js';
import { type Mapper, mapperOf } from '../../map-record.js';
import type { DocumentKind, DocumentLine, DocumentStatus, TaxLine } from '../../model-parts.js';
import {
  boolean,
  constant,
  date,
  decimal,
  each,
  fieldsOf,
  first,
  looseDate,
  name,
  none,
  oneOf,
  type Reader,
  reference,
  text,
} from '../../record-reader.js';
import { account, contact, currency, entries, taxRate, tracking } from './sage.fields.js';

/** Sage's `artefact_statuses`. Those of quotes have no place in the model. */
const STATUSES: Readonly<Record<string, DocumentStatus>> = {
  DRAFT: 'DRAFT',
  UNPAID: 'OPEN',
  PART_PAID: 'PART_PAID',
  PAID: 'PAID',
  VOID: 'VOID',
  DISPUTED: 'DISPUTED',
};

const line = fieldsOf<DocumentLine>({
  id: name('id'),
  description: first(text('description'), text('details'), text('displayed_as')),
  item: first(
    reference('product', 'products'),
    reference('service', 'services'),
    reference('stock_item', 'stock_items'),
  ),
  account: account(),
  quantity: decimal('quantity'),
  unitPrice: decimal('unit_price'),
  discount: decimal('discount_amount'),
  net: decimal('net_amount'),
  tax: decimal('tax_amount'),
  total: decimal('total_amount'),
  taxRate: taxRate(),
  tracking,
});
/** The lines of a document or of a payment. */
export const lines = (path: string) => each(path, line);

/** A quick entry is its own only line, unless it has lines. */
const quickLines: Reader<readonly DocumentLine[]> = (source) =>
  isList(source.value.quick_entry_lines) ? lines('quick_entry_lines')(source) : [{ ...line(source), id: null }];

const taxLine = fieldsOf<TaxLine>({
  taxRate: taxRate(),
  net: decimal('net_amount'),
  tax: decimal('tax_amount'),
  total: decimal('total_amount'),
});

/** A number with its prefix, as Sage shows it. */
const numbered =
  (field: string): Reader<string> =>
  (source) => {
    const number = name(`${field}_number`)(source);
    return number === null ? null : (name(`${field}_number_prefix`)(source) ?? '') + number;
  };

interface Form {
  readonly kind: Reader<DocumentKind>;
  readonly isSale: boolean;
  /** `invoice` or `credit_note`, as the names of fields begin; undefined for a quick entry. */
  readonly field?: string;
}

const amounts = {
  net: decimal('net_amount'),
  tax: decimal('tax_amount'),
  total: decimal('total_amount'),
  outstanding: decimal('outstanding_amount'),
  paid: decimal('total_paid'),
  discount: decimal('total_discount_amount'),
  baseNet: decimal('base_currency_net_amount'),
  baseTax: decimal('base_currency_tax_amount'),
  baseTotal: decimal('base_currency_total_amount'),
  baseOutstanding: decimal('base_currency_outstanding_amount'),
  withholdingTax: decimal('withholding_tax_amount'),
};

function documentMapper({ kind, isSale, field }: Form): Mapper {
  const own = first(text('reference'), name('displayed_as'));
  return mapperOf('document', {
    kind,
    form: constant(field === undefined ? 'QUICK' : 'FULL'),
    // A supplier's document has the number that the supplier gave it, which Sage calls the reference.
    number: isSale && field !== undefined ? first(numbered(field), name('displayed_as')) : own,
    reference: isSale ? text('reference') : text('vendor_reference'),
    contact,
    contactName: first(text('contact_name'), name('contact.displayed_as')),
    issueDate: date('date'),
    dueDate: looseDate('due_date'),
    paidDate: looseDate('last_paid'),
    status: oneOf('status.id', STATUSES, 'OTHER'),
    sourceStatus: name('status.id'),
    currency,
    exchangeRate: decimal('exchange_rate'),
    ...amounts,
    amountsIncludeTax: field === undefined ? none : boolean(`${field}_lines.0.unit_price_includes_tax`),
    lines: field === undefined ? quickLines : lines(`${field}_lines`),
    taxLines: each('tax_analysis', taxLine),
    allocations: entries('payments_allocations'),
    notes: first(text('notes'), text('details')),
    sent: boolean('sent'),
    attachments: none,
    tracking,
  });
}

/** The list holds invoices and credit notes. Only the types tell them apart. */
const quickKind =
  (invoice: DocumentKind, creditNote: DocumentKind): Reader<DocumentKind> =>
  (source) => {
    const types = [name('quick_entry_type.id')(source), name('transaction_type.id')(source)];
    return types.some((type) => type?.includes('CREDIT') === true) ? creditNote : invoice;
  };

export const mapSalesInvoice = documentMapper({ kind: constant('SALES_INVOICE'), isSale: true, field: 'invoice' });
export const mapSalesCreditNote = documentMapper({
  kind: constant('SALES_CREDIT_NOTE'),
  isSale: true,
  field: 'credit_note',
});
export const mapSalesQuickEntry = documentMapper({
  kind: quickKind('SALES_INVOICE', 'SALES_CREDIT_NOTE'),
  isSale: true,
});
export const mapPurchaseInvoice = documentMapper({
  kind: constant('PURCHASE_INVOICE'),
  isSale: false,
  field: 'invoice',
});
export const mapPurchaseCreditNote = documentMapper({
  kind: constant('PURCHASE_CREDIT_NOTE'),
  isSale: false,
  field: 'credit_note',
});
export const mapPurchaseQuickEntry = documentMapper({
  kind: quickKind('PURCHASE_INVOICE', 'PURCHASE_CREDIT_NOTE'),
  isSale: false,
});
