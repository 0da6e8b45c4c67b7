import type { Books, RecordTimes } from './books.js';
import { hash } from './random.js';
import { numberOfName } from './record-ids.js';

/** What a list request asks for. Times are epoch seconds, days are counted since 1970. */
export interface Selection {
  readonly list: string;
  readonly updatedSince?: number;
  /** Deleted records only. */
  readonly deletedSince?: number;
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
  readonly fromDay?: number;
  readonly toDay?: number;
  readonly sort?: { readonly field: 'created' | 'updated' | 'day'; readonly descending: boolean };
}

export interface SelectionSettings {
  /** The order of lists without `sort`, and of records that `sort` leaves equal. Sage documents none. */
  readonly listOrder: 'created' | 'unknown' | 'changing';
  readonly deletedRows: 'hidden' | 'in-updates' | 'in-lists';
  readonly deletedMemoryDays: number;
}

const DAY = 86_400;
const MAX_KEPT = 8;
/** More records than a list can have. A number below it and a 32-bit number fit into one JavaScript number. */
const MAX_RECORDS = 2 ** 20;

interface Kept {
  version: number;
  readonly lists: Map<string, Float64Array>;
}
const kept = new WeakMap<Books, Kept>();
let calls = 0;

/** The numbers of the selected records, in the list's order. */
export function selectNumbers(
  books: Books,
  selection: Selection,
  settings: SelectionSettings,
  now: number,
): Float64Array {
  const { list, deletedSince } = selection;
  const isKeepable = settings.listOrder !== 'changing' && deletedSince === undefined && !books.hasHidden(list, now);
  if (!isKeepable) return computeNumbers(books, selection, settings, now);
  const own = kept.get(books) ?? { version: books.version, lists: new Map<string, Float64Array>() };
  kept.set(books, own);
  if (own.version !== books.version || own.lists.size >= MAX_KEPT) own.lists.clear();
  own.version = books.version;
  const key = JSON.stringify([selection, settings]);
  const numbers = own.lists.get(key) ?? computeNumbers(books, selection, settings, now);
  own.lists.set(key, numbers);
  return numbers;
}

function computeNumbers(books: Books, selection: Selection, settings: SelectionSettings, now: number): Float64Array {
  const { list, sort, ...filters } = selection;
  const isWhole = Object.values(filters).every((filter) => filter === undefined);
  const count = books.count(list);
  const times: RecordTimes[] = [];
  const numbers: number[] = [];
  for (let n = 0; n < count; n += 1) {
    if (isWhole && sort === undefined && !books.isWritten(list, n)) {
      numbers.push(n);
      continue;
    }
    const own = books.times(list, n, now);
    if (own === undefined || !isSelected(own, selection, settings, now)) continue;
    numbers.push(n);
    if (sort !== undefined) times.push(own);
  }
  const order = inListOrder(Float64Array.from(numbers), list, settings.listOrder);
  if (sort === undefined) return order;
  const timesOf = new Map(numbers.map((n, at) => [n, times[at]]));
  const sorted = sortedBy(order, (n) => timesOf.get(n)?.[sort.field] ?? 0);
  return sort.descending ? sorted.reverse() : sorted;
}

function inListOrder(numbers: Float64Array, list: string, order: SelectionSettings['listOrder']): Float64Array {
  if (order === 'created') return numbers;
  calls += 1;
  const salt = order === 'unknown' ? 0 : calls;
  return sortedBy(numbers, (n) => hash(numberOfName(list), n, salt));
}

/** Sorts by a whole number below 2^32. Equal ones keep their order. Native sorting of numbers needs no comparison. */
function sortedBy(numbers: Float64Array, keyOf: (n: number) => number): Float64Array {
  const packed = numbers.map((n, at) => keyOf(n) * MAX_RECORDS + at).sort();
  return packed.map((value) => numbers[value % MAX_RECORDS] ?? 0);
}

/** `updatedSince` includes its second, `deletedSince` does not. */
function isSelected(
  { updated, deleted, day }: RecordTimes,
  selection: Selection,
  { deletedRows, deletedMemoryDays }: SelectionSettings,
  now: number,
): boolean {
  const { updatedSince, deletedSince, updatedFrom, updatedTo, fromDay, toDay } = selection;
  if (deletedSince !== undefined)
    return deleted > deletedSince && deleted > now - deletedMemoryDays * DAY && isBetween(day, fromDay, toDay);
  const showsDeleted = deletedRows === 'in-lists' || (deletedRows === 'in-updates' && updatedSince !== undefined);
  if (deleted !== 0 && !showsDeleted) return false;
  const since = Math.max(updatedSince ?? 0, updatedFrom ?? 0);
  return isBetween(updated, since, updatedTo) && isBetween(day, fromDay, toDay);
}

const isBetween = (value: number, from = 0, to = Number.MAX_SAFE_INTEGER) => value >= from && value <= to;
