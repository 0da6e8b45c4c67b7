import { describe, expect, test } from '@jest/globals';
import { parseValue } from 'graphql';
import { LIMITS } from '../../../src/infra/graphql/limits.js';
import { whyNotLiteral, whyNotValues } from '../../../src/infra/graphql/value-limits.js';

const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);
const lists = (levels: number, inside: unknown = 1): unknown => (levels === 0 ? inside : [lists(levels - 1, inside)]);
const objects = (levels: number): unknown => (levels === 0 ? 1 : { a: objects(levels - 1) });
const VALUES = /^The variables hold more than 2,000 values\.$/;
const LIST = /^The variables hold a list of more than 1,000 elements\.$/;
const DEEP = /^The variables hold a value that is nested deeper than 12 levels\.$/;
const TEXT = /^The variables hold a text of more than 20,000 characters\.$/;

describe('variables are too much', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['as one long list', { a: times(1_001, 1) }, LIST],
    ['as a long list in a list of an object', { a: { b: [times(1_001, null)] } }, LIST],
    ['as many short lists', { a: times(60, times(40, 'x')) }, VALUES],
    ['as many variables', Object.fromEntries(times(2_001, 1).map((one, i) => [`v${i}`, one])), VALUES],
    ['as many fields', { a: Object.fromEntries(times(2_001, 1).map((one, i) => [`f${i}`, one])) }, VALUES],
    ['as many empty lists and objects', { a: times(999, []), b: times(999, {}), c: [[], {}] }, VALUES],
    ['as lists in lists', { a: lists(13) }, DEEP],
    ['as empty lists in lists', { a: lists(12, []) }, DEEP],
    ['as objects in objects', { a: objects(13) }, DEEP],
    ['as lists 40,000 deep', { a: JSON.parse('['.repeat(40_000) + ']'.repeat(40_000)) }, DEEP],
    ['as objects 15,000 deep', { a: JSON.parse(`${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`) }, DEEP],
    ['as a text', { a: 'x'.repeat(20_001) }, TEXT],
    ['as a text in a list', { a: [{ b: 'x'.repeat(20_001) }] }, TEXT],
    ['behind a name that every object has', JSON.parse(`{"__proto__":${JSON.stringify(lists(13))}}`), DEEP],
  ])('%s', (_how, variables, why) => {
    expect(whyNotValues(variables)).toMatch(why);
  });
});

describe('variables are not too much', () => {
  test.each<[string, Record<string, unknown>]>([
    ['when there are none', {}],
    ['as a list of 1,000', { a: times(1_000, 1) }],
    ['as 2,000 values', Object.fromEntries(times(2_000, 1).map((one, i) => [`v${i}`, one]))],
    ['as 12 levels', { a: lists(12), b: objects(12) }],
    ['as a text of 20,000 characters', { a: 'x'.repeat(20_000) }],
    ['as null, booleans and numbers', { a: null, b: true, c: 1e308, d: -0 }],
  ])('%s', (_how, variables) => {
    expect(whyNotValues(variables)).toBeUndefined();
  });
});

test('no more values are looked at than may be there', () => {
  let looks = 0;
  const watched = new Proxy(times(100_000, 1), {
    get: (list, key) => {
      if (/^\d+$/.test(String(key))) looks++;
      return key === 'length' ? LIMITS.listLength : Reflect.get(list, key);
    },
  });
  expect(whyNotValues({ a: times(10, 1), b: watched, c: watched })).toMatch(VALUES);
  expect(looks).toBeLessThanOrEqual(LIMITS.values);
});

describe('a literal', () => {
  test.each([
    ['[[[[[[[[[[[[[1]]]]]]]]]]]]]', 'a value that is nested deeper than 12 levels'],
    ['{a:{a:{a:{a:{a:{a:{a:{a:{a:{a:{a:{a:[]}}}}}}}}}}}}', 'a value that is nested deeper than 12 levels'],
    [`[${'1 '.repeat(1_001)}]`, 'a list of more than 1,000 elements'],
    [`{a: [{b: "${'x'.repeat(20_001)}"}]}`, 'a text of more than 20,000 characters'],
    [`"""${'x'.repeat(20_001)}"""`, 'a text of more than 20,000 characters'],
    ['[[[[[[[[[[[[1]]]]]]]]]]]]', undefined],
    [`{a: ["${'x'.repeat(20_000)}", $b, null, true, 1.5, E]}`, undefined],
  ])('%.40s', (text, why) => {
    expect(whyNotLiteral(parseValue(text))).toBe(why);
  });
});
