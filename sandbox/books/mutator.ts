import type { Books } from './books.js';
import { credit, pay, type Writer } from './document-units.js';
import { hash } from './random.js';
import { type BookRecord, outstandingOf } from './record.js';
import { CYCLE, runUnit, type UnitContext } from './units.js';
import { isSettled, removeRecord } from './writes.js';

export const CHANGE_KINDS = ['insert', 'change', 'delete', 'void', 'pay', 'allocate'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const CHANGED = ['contacts', 'sales_invoices', 'purchase_invoices', 'products', 'services', 'journals'];
const DELETED = ['contacts', 'purchase_invoices', 'contact_payments', 'journals', 'products', 'purchase_quick_entries'];
const PAID = ['sales_invoices', 'purchase_invoices', 'purchase_quick_entries'];
const TRIES = 50;

/**
 * Changes the books at random, as their owner would. `turn` decides what happens: the same turns on the same books make
 * the same changes. False: no record was found that the change fits.
 */
export function changeBooks(books: Books, writer: Writer, kind: ChangeKind, turn: number, now: number): boolean {
  const pick = (limit: number, salt: number) => hash(books.source.seed, turn, salt) % Math.max(limit, 1);
  const find = (lists: readonly string[], fits: (record: BookRecord) => boolean): BookRecord | undefined => {
    for (let at = 0; at < TRIES; at += 1) {
      const list = lists[pick(lists.length, 100 + at)] ?? '';
      if (books.count(list) === 0) continue;
      const record = books.get({ list, n: pick(books.count(list), 200 + at) });
      if (record.deleted === null && fits(record)) return record;
    }
    return undefined;
  };
  const isOpen = (record: BookRecord) => record.state === 'ISSUED' && outstandingOf(record) > 0;
  const apply = (record: BookRecord | undefined, change: (record: BookRecord) => void): boolean => {
    if (record !== undefined) change(record);
    return record !== undefined;
  };
  switch (kind) {
    case 'insert': {
      const contact = find(['contacts'], () => true)?.n ?? 0;
      runUnit(unitContext(books, writer, { pick, contact, unit: books.source.units + turn, created: now }));
      return true;
    }
    case 'change':
      return apply(
        find(CHANGED, () => true),
        (record) =>
          writer.replace({ ...record, name: `${record.name.replace(/ \(change \d+\)$/, '')} (change ${turn})` }),
      );
    case 'delete':
      return apply(
        find(DELETED, (record) => !isSettled(record)),
        (record) => removeRecord(books, writer, record, now),
      );
    case 'void':
      return apply(
        find(['sales_invoices'], (record) => record.state === 'ISSUED' && !isSettled(record)),
        (record) => removeRecord(books, writer, record, now),
      );
    case 'pay':
      return apply(find(PAID, isOpen), (record) => {
        const outstanding = outstandingOf(record);
        pay(writer, record, pick(2, 10) === 0 ? outstanding : 1 + pick(outstanding, 11), Math.floor(now / 86_400));
      });
    case 'allocate':
      return apply(
        find(['sales_invoices', 'purchase_invoices'], (record) => isOpen(record) && record.allocations.length === 0),
        (record) => credit(writer, record),
      );
    default: {
      const unknown: never = kind;
      throw new Error(`unknown change: ${unknown}`);
    }
  }
}

function unitContext(
  books: Books,
  writer: Writer,
  fields: Pick<UnitContext, 'pick' | 'contact' | 'unit' | 'created'>,
): UnitContext {
  return {
    ...writer,
    ...fields,
    cycle: fields.unit,
    place: fields.pick(CYCLE.length, 12),
    day: Math.floor(fields.created / 86_400),
    taxRates: books.source.taxRates,
    foreignCurrency: books.source.foreignCurrency,
  };
}
