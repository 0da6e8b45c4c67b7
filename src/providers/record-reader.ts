// How a mapper is written: one reader a field, each a path in the platform's record and the type of what stands there.
// No value becomes a number of JavaScript, so that amounts stay exact.

import { type ExactJson, type ExactObject, isList, isObject } from '../infra/json/exact-json.js';
import type { Decimal, Reference } from './model-parts.js';
import type { UnreadField } from './provider-datasets.js';
import { idOf, scalarOf, toDate, toDecimal } from './record-values.js';

/** A record, or a part of one, with the place where readers note what they cannot read. */
export interface Source {
  readonly value: ExactObject;
  /** The path of `value` in the record, with a dot at its end; empty for the record itself. */
  readonly prefix: string;
  /** `fatal`: the record must not be mapped without this value. */
  readonly notes: (UnreadField & { readonly fatal: boolean })[];
}

/** Reads one field; null where the record has no value, or one that cannot be read, which is then noted. */
export type Reader<T> = (source: Source) => T | null;

/** `status.id` or `sales_prices.0.price`; the empty path is the value itself. */
const namesIn = (path: string): readonly string[] => (path === '' ? [] : path.split('.'));
function valueAt({ value }: Source, path: readonly string[]): ExactJson | undefined {
  let at: ExactJson | undefined = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as ExactObject)[name];
  }
  return at;
}

/** A reader of the values of one path. `read`: undefined for a value that it cannot read. Null and blank texts are no value. */
function reader<T>(path: string, read: (value: ExactJson) => T | undefined, reason: string, fatal = false): Reader<T> {
  const names = namesIn(path);
  return (source) => {
    const value = valueAt(source, names);
    if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return null;
    const result = read(value);
    if (result !== undefined) return result;
    source.notes.push({ field: source.prefix + path, reason, fatal });
    return null;
  };
}

/** The first of several readers that finds a value. */
export const first =
  <T>(...readers: readonly Reader<T>[]): Reader<T> =>
  (source) => {
    for (const read of readers) {
      const value = read(source);
      if (value !== null) return value;
    }
    return null;
  };

/** The same value for every record. */
export const constant =
  <T>(value: T): Reader<T> =>
  () =>
    value;
/** A field of the model that the platform does not have. */
export const none: Reader<never> = () => null;

const isText = (value: ExactJson): string | undefined => scalarOf(value) ?? undefined;
/** A text, or a number as a text. */
export const name = (path: string): Reader<string> => reader(path, isText, 'is not a text');
/** As `name`, but the text `null` is no value: some platforms write it where a text is missing. */
export const text =
  (path: string): Reader<string> =>
  (source) => {
    const value = name(path)(source);
    return value === 'null' ? null : value;
  };

/** An amount, as it was sent. */
export const decimal = (path: string): Reader<Decimal> => reader(path, toDecimal, 'is not a decimal number', true);
/** The amount without its sign. */
export const magnitude =
  (path: string): Reader<Decimal> =>
  (source) =>
    decimal(path)(source)?.replace('-', '') ?? null;
/** ISO 4217. */
export const currencyCode = (path: string): Reader<string> =>
  reader(
    path,
    (value) => /^[A-Z]{3}$/.exec(scalarOf(value) ?? '')?.[0],
    'is not a currency code of three capital letters',
  );
/** A whole number of up to nine digits, as text. */
export const integer = (path: string): Reader<string> =>
  reader(path, (value) => /^-?\d{1,9}$/.exec(scalarOf(value) ?? '')?.[0], 'is not a whole number');
/** True or false, also where it was sent as text. */
export const boolean = (path: string): Reader<boolean> =>
  reader(path, (value) => ({ true: true, false: false })[String(value)], 'is not true or false');

const NOT_A_DATE = 'is not a date of the form YYYY-MM-DD';
/** A day that the record must not be mapped without, if the platform sent one. */
export const date = (path: string): Reader<string> => reader(path, toDate, NOT_A_DATE, true);
/** A date that is known to come in forms that cannot be read without a guess, such as `05/01/2022`. The record does without. */
export const looseDate = (path: string): Reader<string> => reader(path, toDate, NOT_A_DATE);

/** Another record, of a list that is known by the field. `nameAt`: where its name stands within it. */
export const reference = (path: string, list: string | null, nameAt = 'displayed_as'): Reader<Reference> =>
  reader(path, (value) => toReference(value, () => list, nameAt), 'has no id');
/** Another record of any list. `listOf`: the list by the record's own words; null: unknown. */
export const anyReference = (path: string, listOf: (value: ExactObject) => string | null): Reader<Reference> =>
  reader(path, (value) => toReference(value, listOf, 'displayed_as'), 'has no id');

function toReference(
  value: ExactJson,
  listOf: (value: ExactObject) => string | null,
  nameAt: string,
): Reference | undefined {
  if (!isObject(value)) return undefined;
  const sourceId = idOf(value.id);
  return sourceId === null ? undefined : { list: listOf(value), sourceId, name: isText(value[nameAt] ?? null) ?? null };
}

/** Our name for the platform's; `otherwise` for one that the table does not have and where there is none. */
export const oneOf = <T extends string>(path: string, table: Readonly<Record<string, T>>, otherwise: T): Reader<T> => {
  const read = name(path);
  return (source) => {
    const found = read(source);
    return found !== null && Object.hasOwn(table, found) ? (table[found] ?? otherwise) : otherwise;
  };
};

/** Readers of the parts of a list, one each for the fields of `T`. */
export type PartReaders<T> = { readonly [K in keyof T]-?: Reader<NonNullable<T[K]>> };

/** One object, each of whose fields has its reader. */
export const fieldsOf = <T>(readers: PartReaders<T>): ((source: Source) => T) => {
  const entries = Object.entries<Reader<unknown>>(readers);
  return (source) => Object.fromEntries(entries.map(([field, read]) => [field, read(source)])) as T;
};

/** The objects of a list, each read by `read`; what is no object, or has no value, is left out. Empty where there is no list. */
export function each<T>(path: string, read: Reader<T>): Reader<readonly T[]> {
  const names = namesIn(path);
  return (source) => {
    const list = valueAt(source, names);
    return (isList(list) ? list : []).flatMap((value, at) => {
      if (!isObject(value)) return [];
      return read({ value, prefix: `${source.prefix}${path}.${at}.`, notes: source.notes }) ?? [];
    });
  };
}
