import { describe, expect, test } from '@jest/globals';
import { type ExactObject, parseExact } from '../../src/infra/json/exact-json.js';
import * as read from '../../src/providers/record-reader.js';
import { timeOf } from '../../src/providers/record-values.js';
import { AMOUNTS } from '../support/amounts.js';

/** What a reader finds in the field `v` of a record, and what it notes. */
function found<T>(reader: read.Reader<T>, json: string) {
  const source: read.Source = { value: parseExact(`{"v":${json}}`) as ExactObject, prefix: '', notes: [] };
  return { value: reader(source), notes: source.notes };
}
const noted = (reason: string, fatal: boolean) => [{ field: 'v', reason: expect.stringContaining(reason), fatal }];

describe('a reader of decimals', () => {
  test('gives 1,000 amounts as they were sent, whether as texts or as numbers', () => {
    for (const amount of AMOUNTS)
      for (const json of [amount, `"${amount}"`, `" ${amount} "`])
        expect(found(read.decimal('v'), json)).toEqual({ value: amount, notes: [] });
  });

  test.each([
    ['1e21', '1000000000000000000000'],
    ['-1.5E3', '-1500'],
    ['1.2345e2', '123.45'],
    ['12e-1', '1.2'],
    ['5e-7', '0.0000005'],
    ['-0.10e-2', '-0.0010'],
    ['0.1e3', '100'],
    ['0e5', '0'],
  ])('writes out the exponent of %s', (json, value) => expect(found(read.decimal('v'), json).value).toBe(value));

  test.each(['null', '""', '"   "'])('finds no value in %s', (json) =>
    expect(found(read.decimal('v'), json)).toEqual({ value: null, notes: [] }),
  );

  test.each([
    '"12,50"',
    '"1 000"',
    '"£5"',
    '"+5"',
    '".5"',
    '"5."',
    '"NaN"',
    '"0x10"',
    '"--1"',
    'true',
    '[]',
    '{}',
    '1e1000',
  ])('notes %s, and the record must not be mapped without it', (json) =>
    expect(found(read.decimal('v'), json)).toEqual({ value: null, notes: noted('is not a decimal number', true) }),
  );

  test('gives the amount without its sign', () => {
    expect(found(read.magnitude('v'), '"-20.0"').value).toBe('20.0');
    expect(found(read.magnitude('v'), '20.50').value).toBe('20.50');
  });
});

describe('a reader of dates', () => {
  test.each([
    ['"2024-02-29"', '2024-02-29'],
    ['"2024-05-13T08:02:03.000Z"', '2024-05-13'],
    ['"2024-05-13T00:00:00+01:00"', '2024-05-13'],
    ['"1900-01-01"', '1900-01-01'],
  ])('gives the day of %s', (json, value) => expect(found(read.date('v'), json)).toEqual({ value, notes: [] }));

  test.each(['null', '""', '"   "'])('finds no value in %s', (json) =>
    expect(found(read.date('v'), json)).toEqual({ value: null, notes: [] }),
  );

  test.each([
    '"05/01/2022"',
    '"2023-02-29"',
    '"2023-13-01"',
    '"0000-01-01"',
    '"2020-11-317"',
    '20240513',
    '"yesterday"',
    '{}',
  ])('notes %s and never guesses', (json) => {
    expect(found(read.date('v'), json)).toEqual({ value: null, notes: noted('is not a date', true) });
    expect(found(read.looseDate('v'), json)).toEqual({ value: null, notes: noted('is not a date', false) });
  });

  test.each([
    ['2024-05-13T08:02:03Z', '2024-05-13T08:02:03.000Z'],
    ['2024-05-13T08:02:03+02:00', '2024-05-13T06:02:03.000Z'],
    ['2020-11-317T10:00:00Z', null],
    ['2024-05-13', null],
    ['', null],
  ])('gives the time %s in UTC', (text, time) => expect(timeOf(text)).toBe(time));
});

describe('readers of other values', () => {
  test.each<[string, read.Reader<unknown>, string, unknown]>([
    ['a text', read.text('v'), '"a"', 'a'],
    ['a number as a text', read.text('v'), '41', '41'],
    ['the text null', read.text('v'), '"null"', null],
    ['the name null', read.name('v'), '"null"', 'null'],
    ['a text that no database holds', read.name('v'), '"a\\u0000"', 'a\ufffd'],
    ['true', read.boolean('v'), 'true', true],
    ['false as a text', read.boolean('v'), '"false"', false],
    ['a whole number', read.integer('v'), '30', '30'],
    ['a currency', read.currencyCode('v'), '"GBP"', 'GBP'],
    ['a known name', read.oneOf('v', { A: 'B' }, 'C'), '"A"', 'B'],
    ['an unknown name', read.oneOf('v', { A: 'B' }, 'C'), '"constructor"', 'C'],
    ['no name', read.oneOf('v', { A: 'B' }, 'C'), 'null', 'C'],
    ['the first value', read.first(read.text('w'), read.text('v')), '"a"', 'a'],
    ['a part of a list', read.decimal('v.1.p'), '[{},{"p":"2.50"}]', '2.50'],
    ['parts that are objects', read.each('v', read.name('n')), '[{"n":"a"},7,null,{"n":null},{"n":"b"}]', ['a', 'b']],
    ['no list', read.each('v', read.name('n')), '{"n":"a"}', []],
    ['a reference', read.reference('v', 'l'), '{"id":"x","displayed_as":""}', { list: 'l', sourceId: 'x', name: null }],
  ])('find %s', (_what, reader, json, value) => {
    expect(found(reader, json)).toEqual({ value, notes: [] });
  });

  test.each<[string, read.Reader<unknown>, string]>([
    ['is not a text', read.name('v'), '[]'],
    ['is not true or false', read.boolean('v'), '"yes"'],
    ['is not a whole number', read.integer('v'), '1.5'],
    ['is not a currency code', read.currencyCode('v'), '"Pounds"'],
    ['has no id', read.reference('v', 'l'), '{"id":"a b"}'],
    ['has no id', read.reference('v', 'l'), '"x"'],
  ])('note what %s', (reason, reader, json) =>
    expect(found(reader, json)).toEqual({ value: null, notes: noted(reason, false) }),
  );

  test('name the whole path of a part, and never its value', () => {
    const { notes } = found(read.each('v', read.decimal('net')), '[{"net":"1.0"},{"net":"secret"}]');
    expect(notes).toEqual([{ field: 'v.1.net', reason: 'is not a decimal number', fatal: true }]);
  });
});
