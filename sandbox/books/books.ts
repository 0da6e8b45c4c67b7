import { createHash } from 'node:crypto';
import type { BookRecord, NewRecord, RecordRef } from './record.js';
import { newRecord } from './record.js';
import { CYCLE, isSame, type UnitSource, unitRecords } from './units.js';

export const SIZES = { small: 50, usual: 5_000, large: 120_000 } as const;
/** Derived lists. They do not count towards the size of the books. */
const DERIVED = ['transactions', 'ledger_entries'];

/** What filters and sorting need of each record of a list, by number. */
export interface ListIndex {
  readonly created: number[];
  readonly updated: number[];
  readonly deleted: number[];
  readonly day: number[];
}

/** For each list, the place in the cycle of each of its records. */
const PLACES: ReadonlyMap<string, readonly number[]> = placesInCycle();

function placesInCycle(): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let place = 0; place < CYCLE.length; place += 1)
    unitRecords({ seed: 0, units: 0, taxRates: [200] }, place, (list) => {
      const before = places.get(list) ?? [];
      places.set(list, [...before, place]);
      return before.length;
    });
  return places;
}

/** The number of units whose records reach `size`. */
export function unitsOfSize(size: number): number {
  const lists = [...PLACES].filter(([list]) => !DERIVED.includes(list)).map(([, places]) => places);
  const perCycle = lists.reduce((sum, places) => sum + places.length, 0);
  const cycles = Math.floor(size / perCycle);
  let records = cycles * perCycle;
  let place = 0;
  while (records < size && place < CYCLE.length) {
    records += lists.reduce((sum, places) => sum + places.filter((other) => other === place).length, 0);
    place += 1;
  }
  return cycles * CYCLE.length + place;
}

/**
 * The books of one business. A generated record is computed from the seed and its number whenever it is needed. Only
 * times and dates (the index) and records that were written are kept in memory.
 */
export class Books {
  readonly #overlay = new Map<string, Map<number, BookRecord>>();
  readonly #added = new Map<string, number>();
  #index: Map<string, ListIndex> | undefined;
  #lastUnit: readonly BookRecord[] = [];
  #lastUnitNumber = -1;
  /** Grows with each write. */
  version = 0;

  constructor(
    readonly businessId: string,
    readonly source: UnitSource,
  ) {}

  get lists(): readonly string[] {
    return [...PLACES.keys()];
  }

  generatedCount(list: string): number {
    const places = PLACES.get(list) ?? [];
    const rest = this.source.units % CYCLE.length;
    return Math.floor(this.source.units / CYCLE.length) * places.length + places.filter((at) => at < rest).length;
  }

  count(list: string): number {
    return this.generatedCount(list) + (this.#added.get(list) ?? 0);
  }

  /** @throws Error when the list has no such number, which would be a bug of the sandbox */
  get({ list, n }: RecordRef): BookRecord {
    const record = this.#overlay.get(list)?.get(n) ?? this.generated({ list, n });
    if (record === undefined) throw new Error(`no record ${n} in ${list}`);
    return record;
  }

  /** A record as it was before any write. Undefined for a record that was added by a write. */
  generated({ list, n }: RecordRef): BookRecord | undefined {
    const places = PLACES.get(list);
    if (places === undefined || n >= this.generatedCount(list)) return undefined;
    const place = places[n % places.length] ?? 0;
    const unit = Math.floor(n / places.length) * CYCLE.length + place;
    return this.unit(unit).find((record) => isSame(record, { list, n }));
  }

  unit(unit: number): readonly BookRecord[] {
    if (unit === this.#lastUnitNumber) return this.#lastUnit;
    const cycle = Math.floor(unit / CYCLE.length);
    const place = unit % CYCLE.length;
    const taken = new Map<string, number>();
    this.#lastUnit = unitRecords(this.source, unit, (list) => {
      const places = PLACES.get(list) ?? [];
      const before = taken.get(list) ?? 0;
      taken.set(list, before + 1);
      return cycle * places.length + places.indexOf(place) + before;
    });
    this.#lastUnitNumber = unit;
    return this.#lastUnit;
  }

  /** Adds a record with the next number of its list. */
  add(fields: Omit<NewRecord, 'n'>): BookRecord {
    const record = newRecord({ ...fields, n: this.count(fields.list) });
    this.index(record.list);
    this.#added.set(record.list, (this.#added.get(record.list) ?? 0) + 1);
    this.replace(record);
    return record;
  }

  /** Stores a changed record. */
  replace(record: BookRecord): void {
    const index = this.index(record.list);
    const written = this.#overlay.get(record.list) ?? new Map<number, BookRecord>();
    this.#overlay.set(record.list, written.set(record.n, record));
    setTimes(index, record);
    this.version += 1;
  }

  /** Records of a list that were written, changed ones and added ones. */
  written(list: string): Iterable<BookRecord> {
    return this.#overlay.get(list)?.values() ?? [];
  }

  /** Computed from all generated records at the first call: about 1 s for large books. */
  index(list: string): ListIndex {
    this.#index ??= this.#buildIndex();
    const found = this.#index.get(list);
    if (found === undefined) throw new Error(`no list ${list}`);
    return found;
  }

  #buildIndex(): Map<string, ListIndex> {
    const index = new Map(
      this.lists.map((list): [string, ListIndex] => [list, { created: [], updated: [], deleted: [], day: [] }]),
    );
    for (let unit = 0; unit < this.source.units; unit += 1)
      for (const record of this.unit(unit)) {
        const own = index.get(record.list);
        if (own !== undefined) setTimes(own, record);
      }
    return index;
  }

  /** The id: its first 8 characters are the number, disguised, so that a record is found by its id without a search. */
  idOf({ list, n }: RecordRef): string {
    return ((n ^ this.#key(list)) >>> 0).toString(16).padStart(8, '0') + this.#digest(`${list}/${n}`).slice(0, 24);
  }

  find(list: string, id: string): BookRecord | undefined {
    if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
    const n = (Number.parseInt(id.slice(0, 8), 16) ^ this.#key(list)) >>> 0;
    return n < this.count(list) && this.idOf({ list, n }) === id ? this.get({ list, n }) : undefined;
  }

  #key = (list: string) => Number.parseInt(this.#digest(list).slice(0, 8), 16);

  #digest(name: string): string {
    return createHash('sha256').update(`${this.businessId}/${name}`).digest('hex');
  }
}

function setTimes(index: ListIndex, { n, created, updated, deleted, day }: BookRecord): void {
  index.created[n] = created;
  index.updated[n] = updated;
  index.deleted[n] = deleted ?? 0;
  index.day[n] = day;
}
