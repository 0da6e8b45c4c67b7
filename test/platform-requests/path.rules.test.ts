import { describe, expect, test } from '@jest/globals';
import { locationFor, parsePath, pathTemplate, splitQuery, urlOf } from '../../src/platform-requests/path.rules.js';

const BASE = 'https://api.example.com/v3.1';
const sent = (path: string, query?: string): string => {
  const parsed = parsePath(path, query);
  return 'refused' in parsed ? parsed.refused : urlOf(BASE, parsed).href;
};

describe('paths that are passed on', () => {
  test.each([
    ['contacts', '', '/contacts'],
    ['sales_invoices/4b1f', 'attributes=all&page=2', '/sales_invoices/4b1f?attributes=all&page=2'],
    ['contacts', 'search=J%C3%B6rg%20%26%20S', '/contacts?search=J%C3%B6rg%20%26%20S'],
    ['contacts/%34%62', '', '/contacts/4b'],
    ['a/b.json', '', '/a/b.json'],
    ['a/x%3Ay', '', '/a/x%3Ay'],
    ['a/...', '', '/a/...'],
    ['a', 'next=//other.example', '/a?next=//other.example'],
  ])('%s ? %s', (path, query, expected) => {
    expect(sent(path, query)).toBe(`${BASE}${expected}`);
  });
});

describe('paths that are refused', () => {
  test.each([
    '',
    '/',
    '//other.example/x',
    'a//b',
    'a/',
    '/a',
    '.',
    '..',
    '../v3.0/x',
    'a/../b',
    'a/./b',
    '%2e%2e/x',
    'a/%2E%2e/b',
    '.%2e/x',
    'a%2fb',
    'a%2Fb',
    'a%5cb',
    'a\\b',
    '..\\x',
    'a%00b',
    'a%0d%0aHost:x',
    'a\tb',
    'a b',
    'a%20b',
    'a%',
    'a%zz',
    '%ff',
    'a;b=c',
    'a%3Bb',
    'a#b',
    'a%23b',
    'a%3Fb',
    '@other.example',
    'user:x@other.example',
    'a%252e%252e',
    'a\u2215b',
    'ａ',
    'a%E2%80%AEb',
    'x'.repeat(2049),
    'https://other.example/x',
    'a*b',
    'a|b',
    'a"b',
    'a<b',
    'a{b}',
    '[::1]',
  ])('%p', (path) => {
    expect(sent(path)).toMatch(/^The path (has|is longer)/);
  });

  test.each(['a b', 'a#b', 'a=%', 'a=%zz', 'a=\r\nX: y', 'a=\u0000', 'a=ü', 'x'.repeat(2049)])('query %p', (query) => {
    expect(sent('contacts', query)).toMatch(/^The path (has|is longer)/);
  });

  test('a refusal does not repeat the path', () => {
    expect(sent('a/../canary')).not.toContain('canary');
  });
});

test('a template has no ids', () => {
  const templates = ['sales_invoices', 'contacts/4b1f0c', 'accounts/v3/journals/123/lines', 'Contacts/4b1f-x'].map(
    (path) => pathTemplate(parsePath(path) as never),
  );
  expect(templates).toEqual([
    '/sales_invoices',
    '/contacts/{id}',
    '/accounts/v3/journals/{id}/lines',
    '/Contacts/{id}',
  ]);
});

test.each([
  [`${BASE}/contacts/1`, '/platform/L/contacts/1'],
  ['/v3.1/contacts/1?x=1', '/platform/L/contacts/1?x=1'],
  ['2', '/platform/L/contacts/2'],
  ['/v3.0/contacts', undefined],
  ['/v3.10/contacts', undefined],
  ['//other.example/v3.1/contacts', undefined],
  ['https://api.example.com.evil/v3.1/x', undefined],
  ['https://user@api.example.com/v3.1/x', undefined],
  ['http://', undefined],
])('Location %s', (location, expected) => {
  const url = new URL(`${BASE}/contacts/1`);
  expect(locationFor(location, BASE, url, '/platform/L')).toBe(expected);
});

test('a target is split at its first question mark', () => {
  expect([splitQuery('a?b?c'), splitQuery('a')]).toEqual([
    ['a', 'b?c'],
    ['a', ''],
  ]);
});
