import type { ExactObject } from '../infra/json/exact-json.js';
import { MODEL, type ModelFields, type ModelRecord, type ModelType } from './model.js';
import type { MappedRecord, UnreadField } from './provider-datasets.js';
import type { Reader, Source } from './record-reader.js';

/** One reader for each field of a type of the model. */
export type Readers<M extends ModelType> = {
  readonly [K in keyof ModelFields<M>]-?: Reader<NonNullable<ModelFields<M>[K]>>;
};

/** What a mapper makes of a record: the same as `MappedRecord`, without what it touches. */
export type Mapper = (record: ExactObject) => Omit<MappedRecord, 'touches'>;

/**
 * A mapper of records that become records of `type`. A record is not mapped where a required field has no value, or where
 * an amount or the date of a booking cannot be read: a sum without them would be wrong and look right.
 */
export function mapperOf<M extends ModelType>(type: M, readers: Readers<M>): Mapper {
  const fields = Object.entries<Reader<unknown>>(readers as Record<string, Reader<unknown>>);
  const required: Readonly<Record<string, { readonly required: boolean }>> = MODEL[type];
  return (value) => {
    const source: Source = { value, prefix: '', notes: [] };
    const values = fields.map(([field, read]) => {
      const found = read(source);
      if (found === null && required[field]?.required === true)
        source.notes.push({ field, reason: 'has no value that can be read', fatal: true });
      return [field, found];
    });
    const isFatal = source.notes.some(({ fatal }) => fatal);
    const unread = source.notes.map(({ field, reason }): UnreadField => ({ field, reason }));
    return { record: isFatal ? null : ({ type, fields: Object.fromEntries(values) } as ModelRecord), unread };
  };
}
