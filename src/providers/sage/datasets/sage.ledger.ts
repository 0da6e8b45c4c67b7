import { mapperOf } from '../../map-record.js';
import type { JournalLine } from '../../model-parts.js';
import { boolean, date, decimal, each, fieldsOf, name, none, text } from '../../record-reader.js';
import { account, artefact, contact, taxRate, tracking } from './sage.fields.js';

const line = fieldsOf<JournalLine>({
  account: account(),
  debit: decimal('debit'),
  credit: decimal('credit'),
  net: none,
  taxRate: taxRate(),
  contact,
  description: text('details'),
  tracking,
});

export const mapJournal = mapperOf('journal', {
  date: date('date'),
  number: name('displayed_as'),
  description: text('description'),
  reference: text('reference'),
  total: decimal('total'),
  lines: each('journal_lines', line),
  status: none,
});

/** An entry names its transaction only by id. What the transaction is, its own list says. */
export const mapLedgerEntry = mapperOf('ledgerEntry', {
  date: date('date'),
  account: account(),
  debit: decimal('debit'),
  credit: decimal('credit'),
  contact,
  taxRate: taxRate(),
  description: text('description'),
  transaction: artefact('transaction'),
  transactionType: none,
  transactionOrigin: none,
  flaggedDeleted: boolean('deleted'),
});
