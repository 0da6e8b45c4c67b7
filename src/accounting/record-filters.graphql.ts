import type { RecordFilter, RecordOrder } from '../datasets/records/record-page.rules.js';
import { apiError } from '../infra/errors/api-error.js';
import { parseGlobalId } from '../infra/ids/ids.js';
import { parseRecordId } from './record-id.rules.js';

const order = (column: string, type: RecordOrder['type'], descending: boolean): RecordOrder => ({
  column,
  type,
  descending,
});

/** Of the few records that have no table. */
export const BY_ID: RecordOrder = { column: null, type: 'text', descending: false };
export const BY_NAME = order('sort_key', 'text', false);
export const NEWEST_FIRST = order('date', 'date', true);
export const DOCUMENT_ORDERS = {
  ISSUE_DATE_ASC: order('issue_date', 'date', false),
  ISSUE_DATE_DESC: order('issue_date', 'date', true),
  DUE_DATE_ASC: order('due_date', 'date', false),
  DUE_DATE_DESC: order('due_date', 'date', true),
  TOTAL_DESC: order('total', 'numeric', true),
  UPDATED_DESC: order('updated_at', 'timestamptz', true),
} as const;

type Maybe<T> = T | null | undefined;

/** Collects the filters whose argument was given. */
export class Filters {
  readonly all: RecordFilter[] = [];

  constructor(private readonly linkId: string) {}

  is(column: string, value: Maybe<string | boolean>): this {
    return this.#add(value, (given) => ({ kind: 'is', column, value: given }));
  }

  isOneOf(column: string, values: Maybe<readonly string[]>): this {
    return this.#add(values, (given) => ({ kind: 'isOneOf', column, values: given }));
  }

  has(column: string, value: Maybe<string>): this {
    return this.#add(value, (given) => ({ kind: 'has', column, value: given }));
  }

  isZero(column: string, value: Maybe<boolean>): this {
    return this.#add(value, (given) => ({ kind: 'isZero', column, value: given }));
  }

  day(kind: 'from' | 'to' | 'before', column: string, day: Maybe<string | Date>): this {
    return this.#add(day, (given) => ({ kind, column, day: dayOf(given) }));
  }

  /** The column has the platform's id of the record with a global id; of two columns, one of them. */
  names(columns: readonly [string, string?], type: string, id: Maybe<string>, argument: string): this {
    return this.#add(id, (given) => {
      const value = this.#sourceId(given, type, argument);
      const [column, other] = columns;
      return other === undefined
        ? { kind: 'is', column, value }
        : { kind: 'eitherIs', columns: [column, other], value };
    });
  }

  /**
   * `kind`: whether a column contains the text, or a folded column begins with it.
   * @throws ApiError BAD_USER_INPUT for a text that no record can contain.
   */
  search(columns: readonly string[], text: Maybe<string>, kind: 'search' | 'begins' = 'search'): this {
    if (text !== undefined && text !== null && (text.length > 200 || /[\0\p{Cs}]/u.test(text)))
      throw apiError('BAD_USER_INPUT', '`search` must have up to 200 characters, and none that cannot be stored.');
    return this.#add(text === '' ? null : text, (given) => ({ kind, columns, text: given }));
  }

  #add<Value>(value: Maybe<Value>, toFilter: (value: Value) => RecordFilter): this {
    if (value !== undefined && value !== null) this.all.push(toFilter(value));
    return this;
  }

  /** @throws ApiError BAD_USER_INPUT for another id than one of this type and of this link. */
  #sourceId(id: string, type: string, argument: string): string {
    const parsed = parseGlobalId(id, argument);
    const record = parseRecordId(parsed.local);
    if (parsed.type !== type || record?.linkId !== this.linkId)
      throw apiError('BAD_USER_INPUT', `\`${argument}\` must be the id of a ${type} of the same link.`);
    return record.sourceId;
  }
}

/** Days arrive as Dates at midnight UTC, or as text. */
const dayOf = (day: string | Date): string => (typeof day === 'string' ? day : day.toISOString().slice(0, 10));
