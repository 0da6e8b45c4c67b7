import { expect, test } from '@jest/globals';
import { whyNotIssued } from '../../src/access-tokens/access-token.rules.js';

test.each([
  ['is not there', undefined, 'missing'],
  ['waits for the customer', { status: 'PENDING', enabled: true }, 'pending'],
  ['was unlinked', { status: 'UNLINKED', enabled: true }, 'relink'],
  ['was given up', { status: 'DEAUTHORIZED', enabled: true }, 'relink'],
  ['is linked and its integration disabled', { status: 'LINKED', enabled: false }, 'disabled'],
  ['waits, and its integration is disabled', { status: 'PENDING', enabled: false }, 'disabled'],
  ['was unlinked, and its integration is disabled', { status: 'UNLINKED', enabled: false }, 'disabled'],
  ['was given up, and its integration is disabled', { status: 'DEAUTHORIZED', enabled: false }, 'disabled'],
] as const)('no token is looked at for a link that %s', (_what, link, why) => {
  expect(whyNotIssued(link)).toBe(why);
});

test('a link that is linked, of an enabled integration, may have a token', () => {
  expect(whyNotIssued({ status: 'LINKED', enabled: true })).toBeNull();
});
