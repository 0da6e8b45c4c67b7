import type { Business } from '../world/users.js';
import type { Books } from './books.js';
import { accountRef, taxRateRef } from './fixed-lists.js';
import type { Balances } from './ledger.js';
import { amountText, dayText } from './money.js';
import type { withOddValue } from './odd-values.js';
import { type BookRecord, outstandingOf, type RecordRef } from './record.js';

/** What a record's form in the API depends on. */
export interface RenderContext {
  readonly books: Books;
  readonly business: Business;
  /** Absent where no balance is shown. */
  readonly balances?: Balances;
  /** Documents come without `payments_allocations`. */
  readonly hidesAllocations?: boolean;
  readonly settings: Parameters<typeof withOddValue>[2];
}

export const displayedAs = ({ list, n, name, day }: BookRecord): string => {
  if (list === 'contacts') return `${name} (C${String(n + 1).padStart(3, '0')})`;
  return list === 'ledger_entries' ? dayText(day) : name;
};

/** A reference to another record of the books. */
export function refTo({ books }: RenderContext, ref: RecordRef) {
  const id = books.idOf(ref);
  return { id, displayed_as: displayedAs(books.get(ref)), $path: `/${ref.list}/${id}` };
}

const lineId = ({ books }: RenderContext, record: BookRecord, at: number) => books.partIdOf(record, at + 1);

export const lines = (context: RenderContext, record: BookRecord) =>
  record.lines.map((line, at) => ({
    id: lineId(context, record, at),
    displayed_as: line.text,
    description: line.text,
    ledger_account: accountRef(context.business, line.account),
    quantity: '1.0',
    unit_price: amountText(line.net),
    tax_rate: taxRateRef(context.business, line.taxRate),
    net_amount: amountText(line.net),
    tax_amount: amountText(line.tax),
    total_amount: amountText(line.net + line.tax),
  }));

export const journalLines = (context: RenderContext, record: BookRecord) =>
  record.lines.map(({ account, text, net }, at) => ({
    id: lineId(context, record, at),
    ledger_account: accountRef(context.business, account),
    details: text,
    debit: amountText(Math.max(net, 0)),
    credit: amountText(Math.max(-net, 0)),
    journal_line_foreign_currency: null,
  }));

/** A document and its credit have opposite signs: the document's is `+` for a customer and `-` for a vendor. */
export const allocations = (context: RenderContext, record: BookRecord) =>
  record.allocations.map(({ other, amount }, at) => ({
    id: lineId(context, record, at),
    artefact: refTo(context, other),
    amount: amountText(record.type === 'VENDOR_ALLOCATION' ? -amount : amount),
  }));

/** Its `$path` names the payment, as in Sage's example. */
export function onAccount(context: RenderContext, record: BookRecord) {
  const rest = outstandingOf(record);
  const id = context.books.partIdOf(record, 1_000);
  if (rest === 0) return null;
  return {
    id,
    displayed_as: record.name,
    $path: `/contact_payments/${context.books.idOf(record)}`,
    total_amount: amountText(record.total),
    outstanding_amount: amountText(rest),
  };
}
