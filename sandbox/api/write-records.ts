import type { Books } from '../books/books.js';
import { allocate, type Writer } from '../books/document-units.js';
import { post } from '../books/postings.js';
import { type BookRecord, outstandingOf, type RecordRef } from '../books/record.js';
import { createDocument, createPayment, isSettled, removeRecord, replaceLines } from '../books/writes.js';
import { API_ERRORS } from './api-error.js';
import { createAttachment } from './attachments.js';
import type { WriteInput } from './write-input.js';

const SETTLED = ['sales_invoices', 'purchase_invoices', 'sales_quick_entries', 'purchase_quick_entries'];
const CREDITS = ['sales_credit_notes', 'purchase_credit_notes', 'contact_payments'];
const PAYMENT_TYPES = /^(CUSTOMER|VENDOR)_(RECEIPT|PAYMENT)$/;

export type Create = (input: WriteInput, writer: Writer) => BookRecord;

/** The field with the lines of a document. Undefined for quick entries, which have one line in their own fields. */
const linesField = (list: string) =>
  list.endsWith('_credit_notes') ? 'credit_note_lines' : list.endsWith('_invoices') ? 'invoice_lines' : undefined;

function linesOf(input: WriteInput, list: string) {
  const field = linesField(list);
  if (field !== undefined) return input.lines(field);
  const [net, tax] = [input.pennies('net_amount'), input.pennies('tax_amount', 0)];
  return [{ account: input.account(), text: input.text('details', ''), net, tax, taxRate: 0 }];
}

const document =
  (list: string): Create =>
  (input, writer) =>
    createDocument(writer, {
      list,
      contact: input.record('contact_id', ['contacts']).n,
      day: input.day('date'),
      name: input.text('reference', 'Document'),
      lines: linesOf(input, list),
      state: input.fields.status_id === 'DRAFT' ? 'DRAFT' : 'ISSUED',
    });

function contact(input: WriteInput, writer: Writer): BookRecord {
  const types = input.fields.contact_type_ids;
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => /^(CUSTOMER|VENDOR)$/.test(`${type}`)))
    throw API_ERRORS.invalid('contact_type_ids', 'It must be a list of CUSTOMER and VENDOR.');
  return writer.add({ list: 'contacts', name: input.text('name'), type: types.join(',') });
}

function payment(input: WriteInput, writer: Writer): BookRecord {
  const type = input.text('transaction_type_id');
  if (!PAYMENT_TYPES.test(type)) throw API_ERRORS.invalid('transaction_type_id', 'The type is not known.');
  const total = input.pennies('total_amount');
  const isGiven = input.fields.allocated_artefacts !== undefined;
  const allocations = isGiven ? input.each('allocated_artefacts', (one) => allocation(one, SETTLED)) : [];
  if (total <= 0 || allocations.reduce((sum, { amount }) => sum + amount, 0) > total)
    throw API_ERRORS.invalid('total_amount', 'It must be positive, and cover the allocations.');
  return createPayment(input.books, writer, {
    type,
    contact: input.record('contact_id', ['contacts']).n,
    bank: input.bank(),
    day: input.day('date'),
    name: input.text('reference', 'Payment'),
    total,
    allocations,
  });
}

function allocation(one: WriteInput, lists: readonly string[]): { other: RecordRef; amount: number } {
  const other = one.record('artefact_id', lists);
  const amount = one.pennies('amount');
  if (Math.abs(amount) > outstandingOf(one.books.get(other)) || amount === 0)
    throw API_ERRORS.invalid('amount', 'It must not exceed what is outstanding.');
  return { other, amount };
}

/** One document and one credit note or payment on account, with the amounts +x and -x; of a vendor, -x and +x. */
function contactAllocation(input: WriteInput, writer: Writer): BookRecord {
  const both = input.each('allocated_artefacts', (one) => allocation(one, [...SETTLED, ...CREDITS]));
  const settled = both.find(({ other }) => SETTLED.includes(other.list));
  const credit = both.find(({ other }) => CREDITS.includes(other.list));
  if (settled === undefined || credit === undefined || both.length > 2 || settled.amount !== -credit.amount)
    throw API_ERRORS.invalid('allocated_artefacts', 'It must be a document and a credit, with amounts of sum zero.');
  return allocate(writer, input.books.get(settled.other), input.books.get(credit.other), Math.abs(settled.amount));
}

function journal(input: WriteInput, writer: Writer): BookRecord {
  const lines = input.journalLines();
  const total = lines.reduce((sum, { net }) => sum + Math.max(net, 0), 0);
  const name = input.text('reference');
  return post(writer, writer.add({ list: 'journals', type: 'JOURNAL', name, day: input.day('date'), lines, total }));
}

const DOCUMENTS = [...SETTLED, 'sales_credit_notes', 'purchase_credit_notes'];

/** What a POST to each list does. */
export const CREATE: Readonly<Record<string, Create>> = {
  ...Object.fromEntries(DOCUMENTS.map((list) => [list, document(list)])),
  contacts: contact,
  contact_payments: payment,
  contact_allocations: contactAllocation,
  journals: journal,
  attachments: createAttachment,
};

/** The field with the name of a record. Elsewhere it is `reference`. */
const NAME_FIELDS: Readonly<Record<string, string>> = { contacts: 'name', attachments: 'file_name' };

/** A PUT changes the name or reference, and the lines of a document. */
export function updateRecord(input: WriteInput, writer: Writer, record: BookRecord): BookRecord {
  const { list } = record;
  const named = { ...record, name: input.text(NAME_FIELDS[list] ?? 'reference', record.name) };
  const field = linesField(list);
  if (field === undefined || input.fields[field] === undefined) {
    writer.replace(named);
    return named;
  }
  if (isSettled(record) || record.state === 'VOID') throw API_ERRORS.invalid(field, 'The document is settled or void.');
  return replaceLines(input.books, writer, named, input.lines(field));
}

/** @throws ApiError 422 for a record that others settle */
export function deleteRecord(books: Books, writer: Writer, record: BookRecord, now: number): void {
  if (isSettled(record) || record.state === 'VOID') throw API_ERRORS.invalid('id', 'The record is settled or void.');
  removeRecord(books, writer, record, now);
}
