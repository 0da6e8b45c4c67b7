import { expect, test } from '@jest/globals';
import { LINK_REASONS, LINK_STATUSES, linkedReason, statusesBefore } from '../../src/links/company-link.rules.js';
import { LinkStatusReason } from '../../src/links/link-status-reason.graphql.js';

test('a link moves only as linking has decided', () => {
  expect(LINK_STATUSES.map((to) => [to, statusesBefore(to)])).toEqual([
    ['PENDING', []],
    ['LINKED', ['PENDING', 'UNLINKED', 'DEAUTHORIZED']],
    ['UNLINKED', ['PENDING', 'LINKED', 'DEAUTHORIZED']],
    ['DEAUTHORIZED', ['LINKED']],
  ]);
});

test('every reason explains one status only', () => {
  const reasons = Object.values(LINK_REASONS).flat();
  expect(reasons).toHaveLength(18);
  expect(new Set(reasons).size).toBe(18);
  expect(Object.values(LinkStatusReason).sort()).toEqual([...reasons].sort());
});

test.each([
  ['PENDING', 'LINKED'],
  ['UNLINKED', 'RELINKED'],
  ['DEAUTHORIZED', 'RELINKED'],
] as const)('a link that was %s is, once made, %s', (status, reason) => {
  expect(linkedReason(status)).toBe(reason);
});
