import { ACCOUNT } from './chart.js';
import { post, postingsOf } from './postings.js';
import type { BookRecord, Line } from './record.js';
import type { UnitContext } from './units.js';

const ITEMS = ['Calculator - Desktop', 'Paper, 500 sheets', 'Delivery', 'Repair of a chair', 'Toner'];
const TYPES: Readonly<Record<string, string>> = {
  sales_invoices: 'SALES_INVOICE',
  sales_credit_notes: 'SALES_CREDIT_NOTE',
  sales_quick_entries: 'SALES_QUICK_ENTRY',
  purchase_invoices: 'PURCHASE_INVOICE',
  purchase_credit_notes: 'PURCHASE_CREDIT_NOTE',
  purchase_quick_entries: 'PURCHASE_QUICK_ENTRY',
};

/** Tax of an amount in pennies, rounded half up. `rate` is in tenths of a percent. */
export const taxOf = (net: number, rate: number) => Math.floor((net * rate + 500) / 1_000);

export const sumsOf = (lines: readonly Line[]) => {
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  return { net, tax, total: net + tax };
};

export const typeOf = (list: string) => TYPES[list] ?? '';

/**
 * A document, and what became of it: `open`, `foreign`, `paid`,
 * `part` paid, `credited`, `draft` or `void`.
 */
export function documentUnit(context: UnitContext, list: string, variant: string): void {
  const isSale = list.startsWith('sales');
  const lines = linesOf(context, isSale ? ACCOUNT.sales : ACCOUNT.costOfSales);
  const document = context.add({
    list,
    type: typeOf(list),
    day: context.day,
    contact: context.contact,
    name: `${isSale ? 'SI-' : 'BILL-'}${context.unit + 1}`,
    lines,
    ...sumsOf(lines),
    state: variant === 'draft' ? 'DRAFT' : 'ISSUED',
    ...(variant === 'foreign' ? { currency: context.foreignCurrency, rate: 700_000 + context.pick(500_000, 21) } : {}),
  });
  const posted = post(context, document);
  if (variant === 'paid') pay(context, posted, posted.total);
  if (variant === 'part') pay(context, posted, 1 + context.pick(posted.total - 1, 20));
  if (variant === 'credited') credit(context, posted);
  if (variant === 'void') voidDocument(context, posted);
}

function linesOf({ pick, taxRates, place }: UnitContext, account: number): Line[] {
  return Array.from({ length: 1 + (place % 3) }, (_, at) => {
    const net = 100 + pick(250_000, 30 + at);
    const taxRate = at % taxRates.length;
    const text = ITEMS[pick(ITEMS.length, 40 + at)] ?? '';
    return { account, text, net, tax: taxOf(net, taxRates[taxRate] ?? 0), taxRate };
  });
}

export type Writer = Pick<UnitContext, 'add' | 'replace' | 'touch'>;

/** Reverses the entries of a document, as Sage does for a void. */
export function voidDocument(context: Writer, document: BookRecord): BookRecord {
  const reversed = postingsOf(document).map(([account, amount]) => [account, -amount] as const);
  return post(context, { ...document, state: 'VOID' }, reversed);
}

/** Pays a part of a document, or all of it. Returns the payment. */
export function pay(context: Writer, document: BookRecord, amount: number, day = document.day + 14): BookRecord {
  const { list, n, contact, name, currency, rate } = document;
  const payment = context.add({
    list: 'contact_payments',
    type: list.startsWith('sales') ? 'CUSTOMER_RECEIPT' : 'VENDOR_PAYMENT',
    day,
    contact,
    name: `Payment of ${name}`,
    currency,
    rate,
    total: amount,
    allocations: [{ other: { list, n }, amount }],
  });
  context.touch(withAllocation(document, payment, amount));
  return post(context, payment);
}

/** Gives a credit note for a part of a document and allocates it. */
export function credit(context: Writer, document: BookRecord): void {
  const first = document.lines[0];
  if (first === undefined) return;
  const { list, contact, day, name, currency, rate } = document;
  const lines = [first];
  const creditList = list.replace('invoices', 'credit_notes');
  const note = context.add({
    list: creditList,
    type: typeOf(creditList),
    day: day + 3,
    contact,
    name: `Credit for ${name}`,
    currency,
    rate,
    lines,
    ...sumsOf(lines),
  });
  allocate(context, document, post(context, note), note.total);
}

/** Settles a part of a document by a credit note or by a payment on account of the same contact. */
export function allocate(context: Writer, document: BookRecord, credit: BookRecord, amount: number): BookRecord {
  const { list, n, contact, name } = document;
  const allocation = context.add({
    list: 'contact_allocations',
    type: list.startsWith('sales') ? 'CUSTOMER_ALLOCATION' : 'VENDOR_ALLOCATION',
    day: Math.max(document.day, credit.day),
    contact,
    name: `Allocation of ${name}`,
    allocations: [
      { other: { list, n }, amount },
      { other: { list: credit.list, n: credit.n }, amount: -amount },
    ],
  });
  context.touch(withAllocation(document, allocation, amount));
  context.touch(withAllocation(credit, allocation, amount));
  return allocation;
}

function withAllocation(record: BookRecord, by: BookRecord, amount: number): BookRecord {
  const allocations = [...record.allocations, { other: { list: by.list, n: by.n }, amount }];
  return { ...record, allocations };
}
