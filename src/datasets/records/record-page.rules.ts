import { foldedText } from './model-columns.rules.js';

/** What a list is filtered by. Columns are those of the table of its type. */
export type RecordFilter =
  | { readonly kind: 'is'; readonly column: string; readonly value: string | boolean }
  | { readonly kind: 'isOneOf'; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: 'from' | 'to' | 'before'; readonly column: string; readonly day: string }
  | { readonly kind: 'has'; readonly column: string; readonly value: string }
  | { readonly kind: 'eitherIs'; readonly columns: readonly [string, string]; readonly value: string }
  | { readonly kind: 'isZero'; readonly column: string; readonly value: boolean }
  | { readonly kind: 'search'; readonly columns: readonly string[]; readonly text: string }
  /** Of folded columns that have an index each. */
  | { readonly kind: 'begins'; readonly columns: readonly string[]; readonly text: string };

/** The order of a list: by a column, then by list and id; by these two alone where `column` is null. */
export interface RecordOrder {
  readonly column: string | null;
  readonly type: 'date' | 'numeric' | 'timestamptz' | 'text';
  readonly descending: boolean;
}

/** The place at which a page ended. `key`: the value of the order's column as text. */
export interface RecordPlace {
  readonly key: string | null;
  readonly list: string;
  readonly sourceId: string;
}

export type AddParameter = (value: unknown) => string;

const folded = (sql: string): string => `lower(normalize(${sql}))`;

const COMPARED = { from: '>=', to: '<=', before: '<' } as const;

/** A condition on the row `m`. */
export function conditionOf(filter: RecordFilter, addParameter: AddParameter): string {
  switch (filter.kind) {
    case 'is':
      return `m.${filter.column} = ${addParameter(filter.value)}`;
    case 'isOneOf':
      return `m.${filter.column} = ANY(${addParameter(filter.values)})`;
    case 'has':
      return `m.${filter.column} @> ${addParameter(JSON.stringify([filter.value]))}::jsonb`;
    case 'eitherIs': {
      const value = addParameter(filter.value);
      return `(${filter.columns.map((column) => `m.${column} = ${value}`).join(' OR ')})`;
    }
    case 'isZero':
      // Null: the platform says no amount, so nothing is known to be outstanding.
      return `coalesce(m.${filter.column}, 0) ${filter.value ? '=' : '<>'} 0`;
    case 'search':
      // Folded by the database on both sides: it folds some letters otherwise than `foldedText`. The text is folded once.
      return `position((SELECT ${folded(`${addParameter(filter.text)}::text`)}) IN ${folded(`concat_ws(' ', ${filter.columns.map((column) => `m.${column}`).join(', ')})`)}) > 0`;
    case 'begins': {
      // Not as a range: that would let the planner read and sort all of many matches.
      const text = addParameter(foldedText(filter.text));
      return `(${filter.columns.map((column) => `left(m.${column}, length(${text})) = ${text}`).join(' OR ')})`;
    }
    default:
      return `m.${filter.column} ${COMPARED[filter.kind]} ${addParameter(filter.day)}::date`;
  }
}

/**
 * The conditions of the parts of a page, which follow one another. Rows without a value stand last in an ascending order
 * and first in a descending one, as in an index that is read backward. No comparison is true of them, so a page that may
 * have both kinds has two parts, and each of them is one range of the index.
 */
export function partsOf(
  { column, type, descending }: RecordOrder,
  after: RecordPlace | undefined,
  addParameter: AddParameter,
): string[] {
  if (after === undefined) return ['true'];
  const beyond = descending ? '<' : '>';
  const place = `${addParameter(after.list)}, ${addParameter(after.sourceId)}`;
  if (column === null) return [`(m.list, m.source_id) ${beyond} (${place})`];
  if (after.key === null) {
    const others = `m.${column} IS NULL AND (m.list, m.source_id) ${beyond} (${place})`;
    return descending ? [others, `m.${column} IS NOT NULL`] : [others];
  }
  const rest = `(m.${column}, m.list, m.source_id) ${beyond} (${addParameter(after.key)}::${type}, ${place})`;
  return descending ? [rest] : [rest, `m.${column} IS NULL`];
}

/** ORDER BY of the row `m`. */
export const orderedBy = ({ column, descending }: RecordOrder): string =>
  [...(column === null ? [] : [column]), 'list', 'source_id']
    .map((name) => `m.${name}${descending ? ' DESC' : ''}`)
    .join(', ');

/** Which pages a cursor is for: those of one kind of record, such as `document`, in one order. */
const pagesOf = (kind: string, { column, descending }: RecordOrder): string =>
  `${kind} ${column ?? 'id'} ${descending ? 'down' : 'up'}`;

/** The cursor of a place. */
export const toRecordCursor = ({ key, list, sourceId }: RecordPlace, order: RecordOrder, kind: string): string =>
  Buffer.from(JSON.stringify([pagesOf(kind, order), key, list, sourceId])).toString('base64url');

const KEYS: Readonly<Record<RecordOrder['type'], (key: string) => boolean>> = {
  date: (key) => isDay(/^(\d{4,6})-(\d\d)-(\d\d)$/.exec(key)),
  numeric: (key) => /^-?\d{1,1000}(\.\d{1,1000})?$/.test(key),
  timestamptz: (key) => isDay(/^(\d{4})-(\d\d)-(\d\d) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?\+00$/.exec(key)),
  text: (key) => !key.includes('\0'),
};

/** Whether the database has this day: year, month, day. */
function isDay(parts: RegExpExecArray | null): boolean {
  const [year = 0, month = 0, day = 0] = parts?.slice(1).map(Number) ?? [];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return year > 0 && day > 0 && day <= days;
}

/** Undefined for a text that is no cursor of pages of this kind in this order. */
export function parseRecordCursor(cursor: string, order: RecordOrder, kind: string): RecordPlace | undefined {
  const parsed = parseList(cursor, 4_000);
  if (parsed?.length !== 4 || parsed[0] !== pagesOf(kind, order)) return undefined;
  const [, key, list, sourceId] = parsed;
  if (typeof list !== 'string' || typeof sourceId !== 'string' || /\0/.test(list + sourceId)) return undefined;
  const fits = key === null || (typeof key === 'string' && order.column !== null && KEYS[order.type](key));
  return fits ? { key: key as string | null, list, sourceId } : undefined;
}

/** The JSON list in a cursor; undefined for another text. */
export function parseList(cursor: string, maxLength: number): unknown[] | undefined {
  if (cursor.length > maxLength || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
