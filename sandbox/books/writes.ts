import type { Books } from './books.js';
import { sumsOf, typeOf, voidDocument, type Writer } from './document-units.js';
import { post } from './postings.js';
import { hash } from './random.js';
import type { BookRecord, Line } from './record.js';
import { isSame } from './units.js';

export interface WriteSettings {
  /** A payment or an allocation moves the `updated_at` of what it settles. Sage documents neither. */
  readonly paymentMovesDocument: boolean;
  /** Written records appear up to so many seconds after their `updated_at`. */
  readonly commitLagSeconds: number;
}

/** Writes records with the time `now` (epoch seconds). All records of one writer become visible together. */
export function writerOf(books: Books, now: number, settings: WriteSettings): Writer {
  const { paymentMovesDocument, commitLagSeconds } = settings;
  const visibleFrom = commitLagSeconds === 0 ? 0 : now + (hash(books.version) % (commitLagSeconds + 1));
  const replace = (record: BookRecord) => books.replace({ ...record, updated: now }, visibleFrom);
  return {
    add: (fields) => books.add({ ...fields, created: now, updated: now }, visibleFrom),
    replace,
    touch: paymentMovesDocument ? replace : (record) => books.replace(record, visibleFrom),
  };
}

export type DocumentInput = Pick<BookRecord, 'list' | 'contact' | 'day' | 'name' | 'lines' | 'state'>;

export function createDocument(writer: Writer, input: DocumentInput): BookRecord {
  return post(writer, writer.add({ ...input, type: typeOf(input.list), ...sumsOf(input.lines) }));
}

export type PaymentInput = Pick<BookRecord, 'type' | 'contact' | 'bank' | 'day' | 'name' | 'total' | 'allocations'>;

export function createPayment(books: Books, writer: Writer, input: PaymentInput): BookRecord {
  const payment = writer.add({ ...input, list: 'contact_payments' });
  for (const { other, amount } of input.allocations) {
    const document = books.get(other);
    const back = { other: { list: payment.list, n: payment.n }, amount };
    writer.touch({ ...document, allocations: [...document.allocations, back] });
  }
  return post(writer, payment);
}

/** Gives a document other lines: its old entries are flagged as deleted, and new ones are posted. */
export function replaceLines(books: Books, writer: Writer, document: BookRecord, lines: readonly Line[]): BookRecord {
  flagEntries(books, writer, document);
  return post(writer, { ...document, lines, ...sumsOf(lines), parts: [] });
}

/** A record that settles others, or that others settle, cannot be deleted or voided before they are. */
export const isSettled = ({ list, allocations }: BookRecord) =>
  list === 'contact_payments'
    ? allocations.some(({ other }) => other.list === 'contact_allocations')
    : list !== 'contact_allocations' && allocations.length > 0;

/** Sales documents are voided when they are issued. Everything else is deleted, with its entries flagged. */
export function removeRecord(books: Books, writer: Writer, record: BookRecord, now: number): void {
  if (/^sales_(invoices|credit_notes)$/.test(record.list) && record.state === 'ISSUED') {
    voidDocument(writer, record);
    return;
  }
  flagEntries(books, writer, record);
  for (const { other } of record.allocations) {
    const settled = books.get(other);
    const left = settled.allocations.filter((allocation) => !isSame(allocation.other, record));
    writer.touch({ ...settled, allocations: left });
  }
  writer.replace({ ...record, deleted: now, allocations: [] });
}

function flagEntries(books: Books, writer: Writer, { parts }: BookRecord): void {
  for (const n of parts) {
    const transaction = books.get({ list: 'transactions', n });
    writer.replace({ ...transaction, flagged: true });
    for (const entry of transaction.parts)
      writer.replace({ ...books.get({ list: 'ledger_entries', n: entry }), flagged: true });
  }
}
