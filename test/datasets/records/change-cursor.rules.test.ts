import { expect, test } from '@jest/globals';
import { actionSince, parseChangeCursor, toChangeCursor } from '../../../src/datasets/records/change-cursor.rules.js';

const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a cursor gives back what was known of each list', () => {
  const known = new Map([
    ['contacts', 7],
    ['sales_invoices', 120_000],
  ]);
  expect(parseChangeCursor('link', toChangeCursor('link', known))).toEqual(known);
  expect(parseChangeCursor('link', toChangeCursor('link', new Map()))).toEqual(new Map());
});

test.each([
  '',
  'nonsense',
  coded(['link', 'a']),
  coded(['link', 'a', -1]),
  coded(['link', 'a', 1.5]),
  coded(['link', 1, 1]),
  coded(['a', 1]),
  coded([]),
  coded({}),
  'x'.repeat(10_001),
])('%s is no cursor', (cursor) => {
  expect(parseChangeCursor('link', cursor)).toBeUndefined();
});

test('a cursor of another link is none', () => {
  expect(parseChangeCursor('link', toChangeCursor('other', new Map([['contacts', 7]])))).toBeUndefined();
});

test.each([
  ['CREATED', 5, 4, 'CREATED'],
  ['CHANGED', 5, 4, 'CREATED'],
  ['CHANGED', 4, 4, 'CHANGED'],
  ['REVIVED', 4, 4, 'REVIVED'],
  ['REVIVED', 5, 4, 'CREATED'],
  ['DELETED', 5, 4, 'DELETED'],
  ['DELETED', 3, 4, 'DELETED'],
] as const)('%s, first at change %i, is for one who knows change %i: %s', (action, created, after, seen) => {
  expect(actionSince(action, created, after)).toBe(seen);
});
