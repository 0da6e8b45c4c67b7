import { firstNumber, GENERATED_LISTS, generatedCount, placeOf } from './cycle.js';
import { type BookRecord, type NewRecord, newRecord, type RecordRef } from './record.js';
import { numberInId, numberOfName, partId, recordId } from './record-ids.js';
import { isSame, type UnitSource, unitRecords, unitTimes } from './units.js';

/** What filters and sorting need of a record. `deleted` and `day` are 0 for records without. */
export interface RecordTimes {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly day: number;
}

interface Hidden {
  readonly until: number;
  /** The record before the write. Undefined: the write added it. */
  readonly before: BookRecord | undefined;
}

const MAX_KEPT_UNITS = 512;

/**
 * The books of one business. A generated record is computed from the seed and its number whenever it is needed. Only
 * records that were written are kept in memory.
 */
export class Books {
  readonly #overlay = new Map<string, Map<number, BookRecord>>();
  readonly #hidden = new Map<string, Map<number, Hidden>>();
  readonly #added = new Map<string, number>();
  readonly #units = new Map<number, readonly BookRecord[]>();
  readonly #key: number;
  /** Grows with each write. */
  version = 0;

  constructor(
    businessId: string,
    readonly source: UnitSource,
  ) {
    this.#key = numberOfName(businessId);
  }

  count(list: string): number {
    return generatedCount(list, this.source.units) + (this.#added.get(list) ?? 0);
  }

  /** @throws Error when the list has no such number, which would be a bug of the sandbox */
  get(ref: RecordRef): BookRecord {
    const record = this.#overlay.get(ref.list)?.get(ref.n) ?? this.generated(ref);
    if (record === undefined) throw new Error(`no record ${ref.n} in ${ref.list}`);
    return record;
  }

  /** The record as callers see it at `now` (epoch seconds). Undefined: it was added and is not visible yet. */
  visible(ref: RecordRef, now: number): BookRecord | undefined {
    const hidden = this.#hidden.get(ref.list)?.get(ref.n);
    return hidden !== undefined && hidden.until > now ? hidden.before : this.get(ref);
  }

  /** A record as it was before any write. Undefined for a record that was added by a write. */
  generated(ref: RecordRef): BookRecord | undefined {
    if (ref.n >= generatedCount(ref.list, this.source.units)) return undefined;
    return this.unit(placeOf(ref).unit).find((record) => isSame(record, ref));
  }

  unit(unit: number): readonly BookRecord[] {
    const kept = this.#units.get(unit);
    if (kept !== undefined) return kept;
    const taken = new Map<string, number>();
    const records = unitRecords(this.source, unit, (list) => {
      const before = taken.get(list) ?? 0;
      taken.set(list, before + 1);
      return firstNumber(list, unit) + before;
    });
    if (this.#units.size >= MAX_KEPT_UNITS) this.#units.clear();
    this.#units.set(unit, records);
    return records;
  }

  /** The times of a visible record. They cost no generation. Undefined: the record is not visible yet. */
  times(list: string, n: number, now: number): RecordTimes | undefined {
    if (this.isWritten(list, n)) {
      const record = this.visible({ list, n }, now);
      return record === undefined ? undefined : { ...record, deleted: record.deleted ?? 0 };
    }
    const { unit, dayOffset } = placeOf({ list, n });
    const { created, updated } = unitTimes(this.source, unit);
    return {
      created,
      updated,
      deleted: 0,
      day: dayOffset === undefined ? 0 : Math.floor(created / 86_400) + dayOffset,
    };
  }

  /** Adds a record with the next number of its list. Callers see it from `visibleFrom` on (epoch seconds). */
  add(fields: Omit<NewRecord, 'n'>, visibleFrom = 0): BookRecord {
    const record = newRecord({ ...fields, n: this.count(fields.list) });
    this.#added.set(record.list, (this.#added.get(record.list) ?? 0) + 1);
    this.replace(record, visibleFrom);
    return record;
  }

  /** Stores a changed record. */
  replace(record: BookRecord, visibleFrom = 0): void {
    const { list, n } = record;
    if (visibleFrom > 0) this.#hide(record, visibleFrom);
    const written = this.#overlay.get(list) ?? new Map<number, BookRecord>();
    this.#overlay.set(list, written.set(n, record));
    this.version += 1;
  }

  #hide({ list, n }: RecordRef, until: number): void {
    const own = this.#hidden.get(list) ?? new Map<number, Hidden>();
    const earlier = own.get(n);
    const before = this.#overlay.get(list)?.get(n) ?? this.generated({ list, n });
    // A second write of the same hidden change keeps what callers saw before the first one.
    const isSameChange = earlier !== undefined && earlier.until === until;
    this.#hidden.set(list, own.set(n, isSameChange ? earlier : { until, before }));
  }

  /** True while a written record of the list is not visible yet. */
  hasHidden(list: string, now: number): boolean {
    const own = this.#hidden.get(list);
    for (const [n, { until }] of own ?? []) if (until <= now) own?.delete(n);
    return own !== undefined && own.size > 0;
  }

  isWritten(list: string, n: number): boolean {
    return this.#overlay.get(list)?.has(n) === true;
  }

  /** Records of a list that were written: changed ones and added ones. */
  written(list: string): Iterable<BookRecord> {
    return this.#overlay.get(list)?.values() ?? [];
  }

  idOf(ref: RecordRef): string {
    return recordId(this.#key, ref);
  }

  /** The id of a part of a record, such as its second line. */
  partIdOf(ref: RecordRef, part: number): string {
    return partId(this.#key, ref, part);
  }

  /** The reference of a record by its id. */
  find(list: string, id: string): RecordRef | undefined {
    const n = numberInId(this.#key, list, id);
    return n !== undefined && n < this.count(list) && GENERATED_LISTS.includes(list) ? { list, n } : undefined;
  }
}
