import { hash } from './random.js';
import type { BookRecord } from './record.js';
import { numberOfName } from './record-ids.js';

export const ODD_VALUES = [
  'number-amounts',
  'empty-due-date',
  'blank-due-date',
  'null-due-date',
  'other-date-format',
  'date-with-milliseconds',
  'null-as-text',
  'null-name',
  'empty-name',
  'impossible-created-at',
  'number-inverse-rate',
  'null-active',
  'foreign-path',
  'journal-currency-object',
] as const;
export type OddValue = (typeof ODD_VALUES)[number];

type Body = Readonly<Record<string, unknown>>;

/** Replaces fields that the body has. */
const set = (body: Body, fields: Body): Body =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, name in fields ? fields[name] : value]));

/** The specification says that this field is a text. */
const FOREIGN = { currency: { id: 'EUR' }, exchange_rate: '1.17' };

/** What each kind does to a body. Bodies without the field stay as they are. */
const CHANGES: Readonly<Record<OddValue, (body: Body) => Body>> = {
  'number-amounts': (body) =>
    Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, name.endsWith('_amount') ? Number(value) : value]),
    ),
  'empty-due-date': (body) => set(body, { due_date: '' }),
  'blank-due-date': (body) => set(body, { due_date: '   ' }),
  'null-due-date': (body) => set(body, { due_date: null }),
  'other-date-format': (body) => set(body, { due_date: `${body.due_date}`.replace(/^(\d+)-(\d+)-(\d+)$/, '$3/$2/$1') }),
  'date-with-milliseconds': (body) => set(body, { due_date: `${body.due_date}T00:00:00.000Z` }),
  'null-as-text': (body) => set(body, { description: 'null', notes: 'null' }),
  'null-name': (body) => set(body, { displayed_as: null }),
  'empty-name': (body) => set(body, { displayed_as: '' }),
  'impossible-created-at': (body) => set(body, { created_at: '2020-11-317T10:00:00Z' }),
  'number-inverse-rate': (body) => set(body, { inverse_exchange_rate: Number(body.inverse_exchange_rate) }),
  'null-active': (body) => set(body, { active: null }),
  'foreign-path': (body) => set(body, { $path: `${body.$path}`.replace(/^\/(\w+)/, '/usual_$1') }),
  'journal-currency-object': ({ journal_lines: lines, ...body }) =>
    Array.isArray(lines)
      ? { ...body, journal_lines: lines.map((line) => ({ ...line, journal_line_foreign_currency: FOREIGN })) }
      : body,
};

/** The body with an odd value, for the records that have one. It is the same at each call. */
export function withOddValue<T extends Body>(
  body: T,
  { list, n }: Pick<BookRecord, 'list' | 'n'>,
  { oddValues, oddPercent }: { readonly oddValues: readonly OddValue[]; readonly oddPercent: number },
): T {
  const chance = hash(numberOfName(list), n, 91);
  if (oddValues.length === 0 || chance % 10_000 >= oddPercent * 100) return body;
  const kind = oddValues[hash(chance, 92) % oddValues.length];
  return kind === undefined ? body : (CHANGES[kind](body) as T);
}
