import { describe, expect, test } from '@jest/globals';
import { LosslessNumber, parse as losslessParse } from 'lossless-json';
import {
  countOf,
  type ExactJson,
  type ExactObject,
  isList,
  isObject,
  parseExact,
  parseExactObject,
  splitAtList,
  textOfNumber,
  writeExact,
} from '../../../src/infra/json/exact-json.js';
import { AMOUNTS } from '../../support/amounts.js';

/** A value with numbers as another library has them. */
const asLossless = (value: ExactJson): unknown => {
  const number = textOfNumber(value);
  if (number !== undefined) return new LosslessNumber(number);
  if (isList(value)) return value.map(asLossless);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asLossless(one ?? null)]));
};

describe('exact JSON', () => {
  test('keeps 1,000 amounts as they were sent, as numbers and as texts', () => {
    for (const amount of AMOUNTS)
      for (const text of [`[${amount}]`, `["${amount}"]`]) expect(writeExact(parseExact(text))).toBe(text);
  });

  test.each(['0.1', '-0.00', '1e21', '1E+2', '1.50e-7', '12345678901234567.89', '1e999', '9'.repeat(1_000)])(
    'keeps the number %s',
    (number) => expect(writeExact(parseExact(`{"n":${number}}`))).toBe(`{"n":${number}}`),
  );

  test('reads what another parser reads, and nothing that is no JSON', () => {
    const strange = ['a"b', '\\\\', '\\"', '1', '-2.50e3', '{"a":1}', ':5,', '\u2028', '"', '\n7', ''];
    const texts = strange.flatMap((one) =>
      strange.map((other) => JSON.stringify({ [one]: [1, other, { [other]: -0.5 }], b: [[2]] })),
    );
    for (const text of [...texts, '7', ' [1 ,2.0 , -3e5] ', '"x"', 'true'])
      expect(asLossless(parseExact(text))).toEqual(losslessParse(text));
    for (const text of [
      '01',
      '1.',
      '-',
      '+1',
      '.5',
      '1e',
      '[1 2]',
      '{"a":1 2}',
      '{1:2}',
      '"\\"',
      '1"a"',
      'NaN',
      '[1,]',
      '',
    ])
      expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  test.each(['1e1000', '1E-99999', '9'.repeat(1_001)])(
    'writes a number that no database holds as a text: %.20s',
    (number) => expect(writeExact(parseExact(number))).toBe(`"${number}"`),
  );

  test.each([
    ['members in the order of their names', '{"b":1,"a":{"d":[2,1],"c":null}}', '{"a":{"c":null,"d":[2,1]},"b":1}'],
    ['no spaces', ' { "a" : [ 1 , true ] } ', '{"a":[1,true]}'],
    ['of two members with one name the last', '{"a":1,"a":2}', '{"a":2}'],
    ['a member that is called as a prototype is', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
    ['neither NUL nor half of a pair', '{"a\\u0000":"\\ud800 \\ud83d\\ude00"}', '{"a\ufffd":"\ufffd 😀"}'],
    ['an escape that only looks like NUL', '"\\\\u0000"', '"\\\\u0000"'],
  ])('writes %s', (_what, text, written) => expect(writeExact(parseExact(text))).toBe(written));

  test('is an object or nothing where one is asked for', () => {
    expect(parseExactObject('{"a":"b"}')).toEqual({ a: 'b' });
    for (const text of ['', '[]', '7', 'null', '"x"', '{', '['.repeat(100_000)])
      expect(parseExactObject(text)).toBeUndefined();
  });

  test.each([
    ['0', 0],
    ['"12"', 12],
    ['999999999', 999_999_999],
    ['1000000000', undefined],
    ['-1', undefined],
    ['1.0', undefined],
    ['1e3', undefined],
    ['null', undefined],
  ])('reads the count %s', (text, count) =>
    expect(countOf((parseExact(`{"n":${text}}`) as ExactObject).n)).toBe(count),
  );
});

describe('an object that is split at a list', () => {
  const strange = ['', 'a"b', '\\', '\\"', '[', '}', ',', '"$items":[1]', ' ', '\u2028'];
  const elements = strange.flatMap((text) => [text, { [text]: [text, [1.5]] }, [[], {}, text]]);

  test.each([0, 1, 2, elements.length])('has the same elements and members, of %d', (count) => {
    for (const [space, before] of [
      ['', { $total: 3, more: { $items: [7] } }],
      [' \n', { '\\"$items': '"$items": [', $page: 2 }],
    ] as const) {
      const list = elements.slice(0, count);
      const text = JSON.stringify({ ...before, $items: list, $next: '[,' }, null, space);
      const split = splitAtList(text, '$items');
      expect(split?.elements.map((element) => JSON.parse(element))).toEqual(list);
      expect(JSON.parse(split?.rest ?? '')).toEqual({ ...before, $items: [], $next: '[,' });
    }
  });

  test.each([
    '',
    '[1]',
    '{"$items":1}',
    '{"a":{"$items":[1]}}',
    '{"$items":[1',
    '{"$items":["]}',
    '{"a":"$items","b":[1]}',
  ])('is not split where there is no such list: %s', (text) => expect(splitAtList(text, '$items')).toBeUndefined());

  test.each(['[1 2]', '[1,]', '[,1]', '[{]}]', '[}]', '["a]'])(
    'has a part that is no JSON where the list is none: %s',
    (list) => {
      const split = splitAtList(`{"$items":${list},"a":"b"}`, '$items');
      const parse = () => [split?.rest ?? '', ...(split?.elements ?? [])].map((part) => JSON.parse(part));
      expect(parse).toThrow(SyntaxError);
    },
  );
});
