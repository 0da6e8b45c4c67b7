import { documentUnit } from './document-units.js';
import { moneyUnit } from './money-units.js';
import { hash } from './random.js';
import { type BookRecord, type NewRecord, newRecord, type RecordRef } from './record.js';

/** One step of a business's history: a few records that belong together, such as an invoice and its payment. */
export interface UnitContext {
  readonly unit: number;
  /** Which repetition of `CYCLE` the unit belongs to, and its place in it. */
  readonly cycle: number;
  readonly place: number;
  readonly created: number;
  readonly day: number;
  readonly contact: number;
  /** The tax rates of the country, in tenths of a percent. */
  readonly taxRates: readonly number[];
  readonly foreignCurrency: string;
  /** A number from 0 to below `limit` that depends on the seed, the unit and `salt`. */
  pick(limit: number, salt: number): number;
  /** Adds a record to the unit, with the next number of its list. */
  add(fields: Omit<NewRecord, 'n' | 'created'>): BookRecord;
  /** Replaces a record that this unit added. */
  replace(record: BookRecord): void;
  /** Replaces a record that an allocation settles. */
  touch(record: BookRecord): void;
}

export type UnitKind = readonly [kind: string, variant: string];

/** The units of a cycle. Each unit adds the same number of records to each list in every cycle. */
export const CYCLE: readonly UnitKind[] = [
  ['contact', ''],
  ['items', ''],
  ['sales_invoices', 'paid'],
  ['sales_invoices', 'open'],
  ['sales_invoices', 'foreign'],
  ['sales_invoices', 'part'],
  ['sales_invoices', 'credited'],
  ['sales_invoices', 'draft'],
  ['sales_invoices', 'void'],
  ['purchase_invoices', 'paid'],
  ['purchase_invoices', 'open'],
  ['purchase_invoices', 'part'],
  ['purchase_invoices', 'credited'],
  ['sales_quick_entries', 'paid'],
  ['purchase_quick_entries', 'open'],
  ['receipt', ''],
  ['expense', ''],
  ['transfer', ''],
  ['deposit', ''],
  ['depreciation', ''],
  ['on-account', ''],
  ['quote', ''],
  ['attachment', ''],
];

const START = Date.UTC(2023, 4, 3, 9) / 1_000;
/** Generated records end before this time, so that what is written later is newer. */
const SPAN = 2 * 365 * 86_400;
/** Units of one group have one time, because Sage's timestamps have whole seconds. */
const GROUP = 4;

/** What the records of a business are computed from. `taxRates` are in tenths of a percent. */
export interface UnitSource {
  readonly seed: number;
  readonly units: number;
  readonly taxRates: readonly number[];
  /** The currency of the foreign invoices. */
  readonly foreignCurrency: string;
}

/** The times of all records of a unit. A quarter of the units was changed within 30 days. */
export function unitTimes({ seed, units }: UnitSource, unit: number): { created: number; updated: number } {
  const group = Math.floor(unit / GROUP) * GROUP;
  const created = START + Math.floor((group * SPAN) / Math.max(units, 1));
  const isChanged = hash(seed, unit, 2) % 4 === 0;
  return { created, updated: created + (isChanged ? hash(seed, unit, 3) % (30 * 86_400) : 0) };
}

/** All records of one unit. `numberOf` gives the next number of a list within the unit. */
export function unitRecords(source: UnitSource, unit: number, numberOf: (list: string) => number): BookRecord[] {
  const records: BookRecord[] = [];
  const pick = (limit: number, salt: number) => hash(source.seed, unit, salt) % limit;
  const { created, updated } = unitTimes(source, unit);
  const replace = (record: BookRecord) => {
    records[records.findIndex((other) => isSame(other, record))] = record;
  };
  const context: UnitContext = {
    unit,
    cycle: Math.floor(unit / CYCLE.length),
    place: unit % CYCLE.length,
    created,
    day: Math.floor(created / 86_400),
    contact: pick(Math.floor(unit / CYCLE.length) + 1, 1),
    taxRates: source.taxRates,
    foreignCurrency: source.foreignCurrency,
    pick,
    add(fields) {
      const record = newRecord({ ...fields, n: numberOf(fields.list), created, updated });
      records.push(record);
      return record;
    },
    replace,
    touch: replace,
  };
  runUnit(context);
  return records;
}

/** Adds the records of the unit at the context's place in the cycle. */
export function runUnit(context: UnitContext): void {
  const [kind, variant] = CYCLE[context.place] ?? ['', ''];
  if (variant === '') moneyUnit(context, kind);
  else documentUnit(context, kind, variant);
}

export const isSame = (one: RecordRef, other: RecordRef) => one.list === other.list && one.n === other.n;
