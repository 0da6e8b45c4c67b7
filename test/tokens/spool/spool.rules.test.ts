import { expect, test } from '@jest/globals';
import { UNSTORED_PAIR_KEPT_MS } from '../../../src/tokens/grant/lifetime.rules.js';
import type { StoredGrant } from '../../../src/tokens/grant/refresh.rules.js';
import { spoolDecision } from '../../../src/tokens/spool/spool.rules.js';

/** The pair that waits in the spool: it was obtained with the refresh token of rotation 5. */
const spooled = { rotation: 5, pairId: 'mine', at: 0 };
const grant = (more: Partial<StoredGrant> = {}): StoredGrant => ({
  state: 'ACTIVE',
  rotation: 5,
  generation: 9,
  pairId: 'old',
  ...more,
});

test.each<[string, StoredGrant | undefined, string, string]>([
  ['is stored where its place is free', grant(), 'store', 'store'],
  ['is stored in a link that was given up', grant({ state: 'DEAUTHORIZED' }), 'store', 'store'],
  ['is kept for an hour once it is stored', grant({ rotation: 6, pairId: 'mine' }), 'keep', 'forget'],
  ['is kept for an hour while the database has forgotten an earlier one', grant({ rotation: 4 }), 'keep', 'forget'],
  ['is kept for an hour without a grant', undefined, 'keep', 'forget'],
  ['is forgotten where a newer one is', grant({ rotation: 7 }), 'forget', 'forget'],
  ['is forgotten where another one of its rotation is', grant({ rotation: 6 }), 'forget', 'forget'],
  [
    'is forgotten when it was stored and its grant ended since',
    grant({ rotation: 6, pairId: 'mine', state: 'ENDED' }),
    'forget',
    'forget',
  ],
  ['is revoked when its grant ended before it was stored', grant({ state: 'ENDED' }), 'revoke', 'revoke'],
])('a spooled pair %s', (_what, now, within, later) => {
  expect(spoolDecision(spooled, now, UNSTORED_PAIR_KEPT_MS)).toBe(within);
  expect(spoolDecision(spooled, now, UNSTORED_PAIR_KEPT_MS + 1)).toBe(later);
});
