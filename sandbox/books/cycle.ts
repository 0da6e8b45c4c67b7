import type { RecordRef } from './record.js';
import { CYCLE, unitRecords, unitTimes } from './units.js';

export const SIZES = { small: 50, usual: 5_000, large: 120_000 } as const;
export type Size = keyof typeof SIZES;

/** Derived lists. They do not count towards the size of the books. */
const DERIVED = ['transactions', 'ledger_entries'];

interface Place {
  readonly place: number;
  /** How many days the record's date is after the unit's. Undefined for records without a date. */
  readonly dayOffset: number | undefined;
}

/** For each list, the places of its records in a cycle. They are the same in every cycle. */
const PLACES: ReadonlyMap<string, readonly Place[]> = placesInCycle();

function placesInCycle(): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  const source = { seed: 0, units: 0, taxRates: [200], foreignCurrency: '' };
  for (let place = 0; place < CYCLE.length; place += 1) {
    const unitDay = Math.floor(unitTimes(source, place).created / 86_400);
    for (const { list, day } of unitRecords(source, place, () => 0)) {
      const own = places.get(list) ?? [];
      places.set(list, own);
      own.push({ place, dayOffset: day === 0 ? undefined : day - unitDay });
    }
  }
  return places;
}

/** The lists whose records are generated. */
export const GENERATED_LISTS = [...PLACES.keys()];

/** The number of units whose records reach `size`. */
export function unitsOfSize(size: number): number {
  const perPlace = CYCLE.map((_, place) =>
    GENERATED_LISTS.filter((list) => !DERIVED.includes(list))
      .flatMap((list) => PLACES.get(list) ?? [])
      .reduce((count, other) => count + (other.place === place ? 1 : 0), 0),
  );
  const perCycle = perPlace.reduce((sum, count) => sum + count, 0);
  const cycles = Math.floor(size / perCycle);
  let records = cycles * perCycle;
  const rest = perPlace.findIndex((count) => {
    const isReached = records >= size;
    records += count;
    return isReached;
  });
  return cycles * CYCLE.length + Math.max(rest, 0);
}

/** The number of records that `units` units add to a list. */
export function generatedCount(list: string, units: number): number {
  const places = PLACES.get(list) ?? [];
  const rest = units % CYCLE.length;
  return Math.floor(units / CYCLE.length) * places.length + places.filter(({ place }) => place < rest).length;
}

/** The unit that adds a record, and the record's `dayOffset`. */
export function placeOf({ list, n }: RecordRef): { unit: number; dayOffset: number | undefined } {
  const places = PLACES.get(list) ?? [];
  const { place = 0, dayOffset } = places[n % places.length] ?? {};
  return { unit: Math.floor(n / places.length) * CYCLE.length + place, dayOffset };
}

/** The number of the first record that a unit adds to a list. */
export function firstNumber(list: string, unit: number): number {
  const places = PLACES.get(list) ?? [];
  const before = places.findIndex(({ place }) => place === unit % CYCLE.length);
  return Math.floor(unit / CYCLE.length) * places.length + before;
}
