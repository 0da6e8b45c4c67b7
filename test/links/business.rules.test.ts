import { describe, expect, test } from '@jest/globals';
import { pageOfBusinesses, parseBusinessCursor, toBusinessCursor } from '../../src/links/business.rules.js';

const business = (id: string, name: string) => ({ id, name, countryCode: 'GB', isLead: false });
const all = [
  business('4', 'beta'),
  business('1', 'Acme'),
  business('3', 'Caf\u00e9'),
  business('2', 'acme'),
  business('5', 'CAFE\u0301 Two'),
];
const idsOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items.map(({ id }) => id);

test('businesses are ordered by name in any case, those of one name by id', () => {
  const { items, more } = pageOfBusinesses(all, { search: '', first: 50 });
  expect([idsOf({ items }), more]).toEqual([['1', '2', '4', '3', '5'], false]);
});

test.each([
  ['a part of the name', 'cm', ['1', '2']],
  ['other letters, and white space around them', '  ACME ', ['1', '2']],
  ['an accent in two pieces', 'cafe\u0301', ['3', '5']],
  ['an accent in one piece', 'CAF\u00c9', ['3', '5']],
  ['white space alone', '  ', ['1', '2', '4', '3', '5']],
  ['what no name holds', 'x', []],
  ['the characters of a pattern', '.*', []],
])('a search finds %s', (_what, search, ids) => {
  expect(idsOf(pageOfBusinesses(all, { search, first: 50 }))).toEqual(ids);
});

test.each([1, 2, 3, 5, 6])('pages of %d hold every business once, in order', (first) => {
  const seen: string[] = [];
  let after: string | undefined;
  for (let more = true; more; ) {
    const page = pageOfBusinesses(all, after === undefined ? { search: '', first } : { search: '', first, after });
    seen.push(...idsOf(page));
    const last = page.items.at(-1);
    after = last === undefined ? undefined : parseBusinessCursor(toBusinessCursor(last));
    more = page.more;
  }
  expect(seen).toEqual(['1', '2', '4', '3', '5']);
});

describe('the cursor behind a business', () => {
  test('leads on after the business is gone', () => {
    const after = parseBusinessCursor(toBusinessCursor(business('2', 'acme'))) ?? '';
    const rest = all.filter(({ id }) => id !== '2');
    expect(idsOf(pageOfBusinesses(rest, { search: '', first: 50, after }))).toEqual(['4', '3', '5']);
  });

  test.each([
    ['nothing', ''],
    ['other characters than those of base64url', 'a+b='],
    ['a text without an id', Buffer.from('acme').toString('base64url')],
    ['4,001 characters', 'A'.repeat(4001)],
  ])('is not %s', (_what, cursor) => {
    expect(parseBusinessCursor(cursor)).toBeUndefined();
  });
});
