import { describe, expect, test } from '@jest/globals';
import {
  conditionOf,
  orderedBy,
  parseRecordCursor,
  partsOf,
  type RecordFilter,
  type RecordOrder,
  toRecordCursor,
} from '../../../src/datasets/records/record-page.rules.js';

const order = (column: string | null, descending: boolean, type: RecordOrder['type'] = 'date'): RecordOrder => ({
  column,
  type,
  descending,
});

/** The SQL of a part and its parameters. */
function made(make: (addParameter: (value: unknown) => string) => string | string[]) {
  const values: unknown[] = [];
  const sql = make((value) => `$${values.push(value)}`);
  return { sql: typeof sql === 'string' ? sql : sql.join(' | '), values };
}

describe('a page goes on', () => {
  const at = (key: string | null) => ({ key, list: 'l', sourceId: 's' });
  test.each([
    [order('due', false), undefined, 'true'],
    [order(null, false), at(null), '(m.list, m.source_id) > ($1, $2)'],
    [order('due', false), at('2026-01-01'), '(m.due, m.list, m.source_id) > ($3::date, $1, $2) | m.due IS NULL'],
    [order('due', true), at('2026-01-01'), '(m.due, m.list, m.source_id) < ($3::date, $1, $2)'],
    [order('due', false), at(null), 'm.due IS NULL AND (m.list, m.source_id) > ($1, $2)'],
    [order('due', true), at(null), 'm.due IS NULL AND (m.list, m.source_id) < ($1, $2) | m.due IS NOT NULL'],
  ])('in the order %j after %j by %s', (by, after, sql) => {
    expect(made((add) => partsOf(by, after, add)).sql).toBe(sql);
  });

  test('in the order of an index', () => {
    expect(orderedBy(order('due', true))).toBe('m.due DESC, m.list DESC, m.source_id DESC');
    expect(orderedBy(order(null, false))).toBe('m.list, m.source_id');
  });
});

test.each<[RecordFilter, string, unknown[]]>([
  [{ kind: 'is', column: 'a', value: true }, 'm.a = $1', [true]],
  [{ kind: 'isOneOf', column: 'a', values: ['x'] }, 'm.a = ANY($1)', [['x']]],
  [{ kind: 'has', column: 'a', value: 'x' }, 'm.a @> $1::jsonb', ['["x"]']],
  [{ kind: 'eitherIs', columns: ['a', 'b'], value: 'x' }, '(m.a = $1 OR m.b = $1)', ['x']],
  [{ kind: 'isZero', column: 'a', value: false }, 'coalesce(m.a, 0) <> 0', []],
  [{ kind: 'from', column: 'a', day: '2026-01-01' }, 'm.a >= $1::date', ['2026-01-01']],
  [{ kind: 'before', column: 'a', day: '2026-01-01' }, 'm.a < $1::date', ['2026-01-01']],
  [
    { kind: 'search', columns: ['a', 'b'], text: 'XY' },
    "position((SELECT lower(normalize($1::text))) IN lower(normalize(concat_ws(' ', m.a, m.b)))) > 0",
    ['XY'],
  ],
])('the filter %j', (filter, sql, values) => {
  expect(made((add) => conditionOf(filter, add))).toEqual({ sql, values });
});

describe('a cursor', () => {
  test.each([
    [order('due', true), '2026-01-31'],
    [order('due', true), null],
    [order('total', true, 'numeric'), '-120.10'],
    [order('updated_at', true, 'timestamptz'), '2026-01-31 10:00:00.123+00'],
    [order('sort_key', false, 'text'), 'ähre 1'],
    [order(null, false), null],
  ])('of the order %j leads back to %s', (by, key) => {
    const place = { key, list: 'l', sourceId: 's' };
    expect(parseRecordCursor(toRecordCursor(place, by, 'item'), by, 'item')).toEqual(place);
  });

  test.each([
    ['12', order('due', true)],
    ['2026-02-30', order('due', true)],
    ['2026-13-01', order('due', true)],
    ['2026-00-01', order('due', true)],
    ['2026-01-00', order('due', true)],
    ['2100-02-29', order('due', true)],
    ['0000-01-01', order('due', true)],
    ['2026-01-01', order('total', true, 'numeric')],
    ['2026-02-30 10:00:00+00', order('updated_at', true, 'timestamptz')],
    ['2026-01-31 24:00:00+00', order('updated_at', true, 'timestamptz')],
    ['2026-01-31 10:60:00+00', order('updated_at', true, 'timestamptz')],
    ['a\0', order('sort_key', false, 'text')],
    ['a', order(null, false)],
  ])('with the key %j is none of the order %j', (key, by) => {
    expect(
      parseRecordCursor(toRecordCursor({ key, list: 'l', sourceId: 's' }, by, 'item'), by, 'item'),
    ).toBeUndefined();
  });

  test.each(['2024-02-29', '2000-02-29', '10000-12-31'])('may have the day %s', (key) => {
    const by = order('due', true);
    expect(parseRecordCursor(toRecordCursor({ key, list: 'l', sourceId: 's' }, by, 'item'), by, 'item')?.key).toBe(key);
  });

  test('is for one kind of record in one order and direction', () => {
    const place = { key: '2026-01-31', list: 'l', sourceId: 's' };
    const by = order('due', true);
    const cursor = toRecordCursor(place, by, 'document');
    expect(parseRecordCursor(cursor, by, 'payment')).toBeUndefined();
    expect(parseRecordCursor(cursor, order('due', false), 'document')).toBeUndefined();
    expect(parseRecordCursor(cursor, order('issue', true), 'document')).toBeUndefined();
    expect(parseRecordCursor('x', by, 'document')).toBeUndefined();
    const withNul = toRecordCursor({ ...place, list: 'l\0' }, by, 'document');
    expect(parseRecordCursor(withNul, by, 'document')).toBeUndefined();
  });
});
