import { describe, expect, test } from '@jest/globals';
import {
  faultsOf,
  parseCompanyCursor,
  prefixRange,
  searchNameOf,
  toCompanyCursor,
  whyNotDelete,
  whyNotSearch,
} from '../../src/companies/company.rules.js';
import type { LinkStatus } from '../../src/links/company-link.rules.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

test.each([
  ['ACME', 'acme'],
  ['Caf\u00e9', 'caf\u00e9'],
  ['CAFE\u0301', 'caf\u00e9'],
  [' Acme  Ltd', ' acme  ltd'],
  ['\u5408\u8cc7\u4f1a\u793e', '\u5408\u8cc7\u4f1a\u793e'],
])('a company called %j is searched for as %j', (name, searched) => {
  expect(searchNameOf(name)).toBe(searched);
});

test.each([
  ['acme', 'acme', true],
  ['acme', 'acme ltd', true],
  ['acme', 'acme\u{10fffe}', true],
  ['acme', 'acmd', false],
  ['acme', 'acmf', false],
  ['acme', 'acm', false],
  ['', 'anything', true],
])('the range of the prefix %j holds %j: %s', (prefix, text, within) => {
  const [from, below] = prefixRange(prefix).map((one) => Buffer.from(one));
  const bytes = Buffer.from(text);
  expect(Buffer.compare(bytes, from ?? bytes) >= 0 && Buffer.compare(bytes, below ?? bytes) < 0).toBe(within);
});

describe('the cursor behind a company', () => {
  const row = { id: ID, search_name: 'acme "ltd"', external_id: 'e-1', by_external_id: false };
  test.each([
    ['found by name', row, { byExternalId: false, key: 'acme "ltd"', id: ID }],
    ['found by its external id', { ...row, by_external_id: true }, { byExternalId: true, key: 'e-1', id: ID }],
    [
      'without an external id',
      { ...row, external_id: null, by_external_id: true },
      { byExternalId: true, key: '', id: ID },
    ],
  ])('of a company %s is read back', (_how, company, cursor) => {
    expect(toCompanyCursor(company)).toMatch(/^[\w-]+$/);
    expect(parseCompanyCursor(toCompanyCursor(company))).toEqual(cursor);
  });

  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each([
    ['nothing', ''],
    ['other characters than those of base64url', `${cursor([0, 'acme', ID])}=`],
    ['no JSON', Buffer.from('[0,').toString('base64url')],
    ['no list', cursor({ 0: 0, 1: 'acme', 2: ID })],
    ['null', cursor(null)],
    ['a list of two', cursor([0, 'acme'])],
    ['a list of four', cursor([0, 'acme', ID, 1])],
    ['a kind that is neither 0 nor 1', cursor([2, 'acme', ID])],
    ['a kind that is a truth value', cursor([true, 'acme', ID])],
    ['a key that is a number', cursor([0, 1, ID])],
    ['an id that is no UUID', cursor([0, 'acme', 'x'])],
    ['an id in capitals', cursor([0, 'acme', ID.toUpperCase()])],
    ['a key with NUL, which PostgreSQL refuses', cursor([0, 'ac\0me', ID])],
    ['2,001 characters', 'A'.repeat(2001)],
  ])('is not %s', (_what, text) => {
    expect(parseCompanyCursor(text)).toBeUndefined();
  });
});

test.each([
  ['nothing', ''],
  ['400 characters', 'x'.repeat(400)],
  ['a whole surrogate pair', '\u{1f600}'],
])('companies can be searched for by %s', (_what, text) => {
  expect(whyNotSearch(text)).toBeUndefined();
});

test.each([
  ['401 characters', 'x'.repeat(401)],
  ['NUL', 'a\0b'],
  ['half a surrogate pair', 'a\ud800'],
])('companies cannot be searched for by %s', (_what, text) => {
  expect(whyNotSearch(text)).toBe('must have up to 400 characters that can be part of a name');
});

describe('a company', () => {
  const link = (status: LinkStatus, under_way = false) => ({ status, under_way });
  const [pending, linked, unlinked] = [link('PENDING'), link('LINKED'), link('UNLINKED')];
  const [deauthorized, underWay] = [link('DEAUTHORIZED'), link('PENDING', true)];

  test.each([
    ['without links', []],
    ['whose links hold no tokens, and have no attempt', [pending, unlinked]],
  ])('%s may be deleted', (_which, links) => {
    expect(whyNotDelete(links)).toBeUndefined();
  });

  test.each([
    ['with a link', [unlinked, linked], 'LINKED', [linked]],
    ['with a link that was given up', [deauthorized, pending], 'LINKED', [deauthorized]],
    ['with an attempt under way', [unlinked, underWay], 'UNDER_WAY', [underWay]],
    [
      'with an attempt to link an unlinked company again',
      [link('UNLINKED', true)],
      'UNDER_WAY',
      [link('UNLINKED', true)],
    ],
    ['with both', [underWay, linked], 'LINKED', [underWay, linked]],
  ] as const)('%s may not, and the links in the way are named', (_which, links, why, inTheWay) => {
    expect(whyNotDelete(links)).toEqual({ why, links: inTheWay });
  });
});

describe('companies that are to be created together', () => {
  const LENGTH = 'must have 1 to 200 characters that can be seen, and no invisible ones.';
  const fault = (position: number, field: string, why: string) => ({
    position,
    field,
    message: `\`input.companies.${position}.${field}\` ${why}`,
  });
  const company = (name: string, externalId: string | null = null) => ({ name, externalId });

  test.each([
    ['none', [], []],
    [
      'sound ones, of which two have no external id',
      [company('A'), company('A'), company('A', 'a'), company('A', 'A')],
      [],
    ],
    ['a name that is none', [company('A'), company('')], [fault(1, 'name', LENGTH)]],
    ['an external id that is none', [company('A', '\0')], [fault(0, 'externalId', LENGTH)]],
    [
      'all faults of all companies',
      [company(' A', ''), company('A'), company('x'.repeat(201), 'x'.repeat(201))],
      [
        fault(0, 'name', 'must not begin or end with a space, or have two spaces in a row.'),
        fault(0, 'externalId', LENGTH),
        fault(2, 'name', LENGTH),
        fault(2, 'externalId', LENGTH),
      ],
    ],
    [
      'one external id three times',
      [company('A', 'x'), company('B', 'y'), company('A', 'x'), company('C', 'x')],
      [
        fault(2, 'externalId', 'is that of the company at position 0, too.'),
        fault(3, 'externalId', 'is that of the company at position 0, too.'),
      ],
    ],
  ])('%s', (_what, companies, faults) => {
    expect(faultsOf(companies)).toEqual(faults);
  });
});
