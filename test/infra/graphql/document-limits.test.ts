import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { whyNotDocument } from '../../../src/infra/graphql/document-limits.js';

const why = (text: string): string | undefined => whyNotDocument(parse(text));
const numbered = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const levels = (count: number): string => `${'{ a '.repeat(count)}${'}'.repeat(count)}`;
const NAME = 'n'.repeat(200);
const LONG = `${NAME}n`;

describe('a name of 201 characters is refused, with its place and without itself, as', () => {
  test.each([
    ['an operation', `query ${LONG} { a }`],
    ['a variable', `query($${LONG}: Int) { a }`],
    ['the type of a variable', `query($a: [${LONG}!]) { a }`],
    ['a field', `{ a { ${LONG} } }`],
    ['an alias', `{ ${LONG}: a }`],
    ['an argument', `{ a(${LONG}: 1) }`],
    ['a directive', `{ a @${LONG} }`],
    ['a directive of an operation', `query @${LONG} { a }`],
    ['an argument of a directive', `{ a @skip(${LONG}: true) }`],
    ['a fragment', `{ a } fragment ${LONG} on A { a }`],
    ['a spread', `{ ...${LONG} }`],
    ['a type condition', `{ ... on ${LONG} { a } }`],
    ['the type of a fragment', `{ a } fragment F on ${LONG} { a }`],
    ['an enum value', `{ a(b: ${LONG}) }`],
    ['an enum value in a list in an object', `{ a(b: { c: [${LONG}] }) }`],
    ['a field of an object', `{ a(b: { ${LONG}: 1 }) }`],
    ['a variable in use', `{ a(b: $${LONG}) }`],
    ['a default', `query($a: A = ${LONG}) { a }`],
    ['a type that a document must not define', `type ${LONG} { a: Int }`],
    ['an enum value that a document must not define', `enum A { ${LONG} }`],
  ])('%s', (_what, text) => {
    const found = why(text);
    const column = text.indexOf(LONG) + 1;
    expect(found).toBe(`The name at line 1, column ${column} of the document is longer than 200 characters.`);
    expect(why(text.replaceAll(LONG, NAME))).toBeUndefined();
  });

  test('and its line is counted', () => {
    expect(why(`{\n\n  a\r\n  ${LONG}\n}`)).toMatch(/at line 4, column 3 /);
  });
});

describe('an operation is too much', () => {
  test.each([
    ['13 levels deep', levels(13), /deeper than 12 levels/],
    [
      '13 levels deep by fragments',
      `{ a { ...F } } fragment F on A { ${'b { '.repeat(11)} c ${'} '.repeat(11)} }`,
      /deeper than 12 levels/,
    ],
    ['with 16 aliases', `{ ${numbered(16, (i) => `a${i}: a`)} }`, /more than 15 aliases/],
    [
      'with 2 aliases in a fragment that is spread 8 times',
      `{ ${'...F '.repeat(8)} } fragment F on A { x: a y: a }`,
      /more than 15 aliases/,
    ],
    ['with 1,001 selections', `{ ${'a '.repeat(1001)} }`, /too many selections: 1,000 are allowed/],
    [
      'with 2^25 selections by fragments',
      `{ ...F0 } ${numbered(25, (i) => `fragment F${i} on A { ...F${i + 1} ...F${i + 1} }`)} fragment F25 on A { a }`,
      /too many selections/,
    ],
    ['with 1,001 inline fragments', `{ ${'... { a } '.repeat(501)} }`, /too many selections/],
    [
      'with 50 fragments beside it',
      `{ ...F0 } ${numbered(50, (i) => `fragment F${i} on A { a }`)}`,
      /more than 50 operations and fragments/,
    ],
    ['as one of 51', numbered(51, (i) => `query A${i} { a }`), /more than 50 operations and fragments/],
    ['in its second operation', `query A { a } query B ${levels(13)}`, /deeper than 12 levels/],
    ['as a mutation', `mutation ${levels(13)}`, /deeper than 12 levels/],
    ['in a fragment that no operation uses', `{ a } fragment F on A { ${'a '.repeat(1001)} }`, /too many sel/],
    ['as a fragment in itself', '{ ...F } fragment F on A { a { ...F } }', /within itself/],
    [
      'as fragments in a circle that no operation uses',
      '{ a } fragment F on A { ...G } fragment G on A { a { ...F } }',
      /within itself/,
    ],
    [
      'as 40 fragments that all spread each other',
      `{ ...F0 } ${numbered(40, (i) => `fragment F${i} on A { ${numbered(40, (j) => `...F${j}`)} }`)}`,
      /within itself/,
    ],
  ])('%s', (_how, text, reason) => {
    expect(why(text)).toMatch(reason);
  });
});

describe('fields that are answered as one are too many', () => {
  test.each([
    ['side by side', `{ ${'a { b } '.repeat(31)} }`],
    ['under an alias', `{ ${'x: a { b } '.repeat(15)} ${'... { a { b } } '.repeat(31)} }`],
    [
      'in fragments',
      `{ ${numbered(31, (i) => `...F${i}`)} } ${numbered(31, (i) => `fragment F${i} on A { a { b } }`)}`,
    ],
    ['below others that are not', `{ ${'a { b { c } b { c } } '.repeat(16)} }`],
    ['in inline fragments on different types', `{ a { ${numbered(31, (i) => `... on T${i} { b { c } }`)} } }`],
  ])('%s', (_how, text) => {
    expect(why(text)).toMatch(/^A field that has fields of its own is selected more than 30 times in one place/);
  });

  test.each([
    ['when they are 30', `{ ${'a { b } '.repeat(30)} }`],
    ['when nothing is selected of them', `{ a { ${'b '.repeat(900)} } }`],
    ['when they have different keys', `{ ${numbered(300, (i) => `f${i} { a b }`)} }`],
    ['when they stand in different places', `{ ${numbered(40, (i) => `f${i} { a { b } }`)} }`],
  ])('but not %s', (_how, text) => {
    expect(why(text)).toBeUndefined();
  });
});

describe('introspection', () => {
  test.each([
    ['asked for twice', '{ a: __schema { types { name } } b: __schema { types { name } } }', /more than once/],
    [
      'asked for twice, in fragments',
      '{ ...F ...F } fragment F on Query { __type(name: "A") { name } }',
      /more than once/,
    ],
    ['with aliases below', '{ __schema { types { a: fields { name } b: fields { name } } } }', /no aliases/],
    [
      'with an alias in a fragment below',
      '{ __type(name: "A") { ...F } } fragment F on __Type { n: name }',
      /no aliases/,
    ],
    [
      'with lists in lists of types',
      '{ __schema { types { fields { type { fields { name } } } } } }',
      /introspection depth/,
    ],
    [
      'with lists in lists of types, by fragments',
      '{ __schema { types { ...F } } } fragment F on __Type { possibleTypes { ...G } } fragment G on __Type { interfaces { name } }',
      /introspection depth/,
    ],
  ])('is refused %s', (_how, text, reason) => {
    expect(why(text)).toMatch(reason);
  });

  test.each([
    ['the standard query', getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true })],
    ['one type and its fields', '{ t: __type(name: "A") { fields { type { fields { name } } } } }'],
    ['type names of the operation itself', '{ __typename a { __typename } }'],
  ])('is allowed as %s', (_how, text) => {
    expect(why(text)).toBeUndefined();
  });
});
