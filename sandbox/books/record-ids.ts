import { hash } from './random.js';
import type { RecordRef } from './record.js';

const hex = (number: number) => (number >>> 0).toString(16).padStart(8, '0');
const known = new Map<string, number>();

/** A number for a name, such as a list's. */
export function numberOfName(name: string): number {
  const found = known.get(name) ?? hash(...[...name].map((character) => character.codePointAt(0) ?? 0));
  known.set(name, found);
  return found;
}

/** An id in the platform's format for a part of a record, such as a line. */
export function partId(key: number, { list, n }: RecordRef, part: number): string {
  const name = numberOfName(list);
  return [1, 2, 3, 4].map((word) => hex(hash(key, name, n, part, word))).join('');
}

/**
 * The id of a record: 32 hex characters. The first 8 are the number, disguised, so that a record is found by its id
 * without a search. `key` differs by business.
 */
export function recordId(key: number, ref: RecordRef): string {
  return hex(ref.n ^ hash(key, numberOfName(ref.list))) + partId(key, ref, 0).slice(8);
}

/** The number in an id that `recordId` made. Undefined: the id is another list's, another business's, or none. */
export function numberInId(key: number, list: string, id: string): number | undefined {
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
  const n = (Number.parseInt(id.slice(0, 8), 16) ^ hash(key, numberOfName(list))) >>> 0;
  return recordId(key, { list, n }) === id ? n : undefined;
}
