import { describe, expect, test } from '@jest/globals';
import { whatToAnswer } from '../../../src/tokens/grant/access.rules.js';
import {
  isMassRefusal,
  pauseSeconds,
  tokenPairLifetime,
  UNSTORED_PAIR_KEPT_MS,
} from '../../../src/tokens/grant/lifetime.rules.js';
import {
  type GrantState,
  mayWrite,
  refreshRules,
  type StoredGrant,
} from '../../../src/tokens/grant/refresh.rules.js';
import { whatToDoWith } from '../../../src/tokens/spool/spool.rules.js';

const TIMING = { leaseMs: 20_000, gateMs: 3_000, waitMs: 10_000, settleMs: 10_000 };
const attempt = { rotation: 5, generation: 9, pendingPresentations: 1 };
const grant = (more: Partial<StoredGrant> = {}): StoredGrant => ({
  state: 'ACTIVE',
  rotation: 5,
  generation: 9,
  pairId: 'old',
  ...more,
});

describe('leases', () => {
  test.each([
    [-1, true],
    [0, false],
    [20_000, false],
    [30_000, false],
    [30_001, true],
  ])('one that says it lasts %d ms more is free: %s', (left, free) => {
    expect(refreshRules.leaseIsFree(left, TIMING)).toBe(free);
  });

  test.each([
    [1, false, 20_000],
    [2, true, 30_000],
    [7, true, 30_000],
  ])(
    'at %d presentations without answer it settles: %s, and lasts %d ms',
    (pendingPresentations, settles, lasts) => {
      expect(refreshRules.mustSettle({ ...attempt, pendingPresentations })).toBe(settles);
      expect(refreshRules.leaseMs(pendingPresentations, TIMING)).toBe(lasts);
    },
  );

  test.each([
    [3_000, false, true],
    [3_001, false, false],
    [13_000, true, true],
    [13_001, true, false],
  ])('%d ms after it was asked for, settled %s, the gate is open: %s', (elapsed, settled, open) => {
    expect(refreshRules.gateIsOpen(elapsed, settled, TIMING)).toBe(open);
  });
});

describe('who may write', () => {
  test.each<[string, Partial<StoredGrant>, boolean, boolean]>([
    ['as it was', {}, true, true],
    ['another turn has begun', { generation: 10 }, true, false],
    ['another pair is there', { rotation: 6 }, false, false],
    ['given up', { state: 'DEAUTHORIZED' }, true, false],
    ['ended', { state: 'ENDED' }, false, false],
  ])('%s: a pair %s, a verdict %s', (_name, now, store, judge) => {
    expect(mayWrite(refreshRules.store, attempt, grant(now))).toBe(store);
    expect(mayWrite(refreshRules.judge, attempt, grant(now))).toBe(judge);
    expect(refreshRules.isUnmoved(attempt, grant(now))).toBe(judge);
  });
});

describe('what an answer means', () => {
  test.each([
    ['tokens', 1, { kind: 'store' }],
    ['not-sent', 1, { kind: 'give-back', presented: false, failed: true }],
    ['rate-limited', 1, { kind: 'give-back', presented: false, failed: false }],
    ['invalid-client', 1, { kind: 'give-back', presented: false, failed: false }],
    ['unknown', 1, { kind: 'give-back', presented: true, failed: true }],
    ['invalid-grant', 1, { kind: 'deauthorize', reason: 'REVOKED_OR_EXPIRED' }],
    ['invalid-grant', 2, { kind: 'deauthorize', reason: 'ROTATION_ANSWER_LOST' }],
  ] as const)('%s at presentation %d', (answer, pendingPresentations, outcome) => {
    expect(refreshRules.decide({ ...attempt, pendingPresentations }, answer)).toEqual(outcome);
  });

  test('a gate of ours that was shut is no failure of the platform', () => {
    const outcome = { kind: 'give-back', presented: false, failed: false };
    expect(refreshRules.decide(attempt, 'not-sent', true)).toEqual(outcome);
  });

  test.each<[string, StoredGrant | undefined, string, string]>([
    ['is there already', grant({ rotation: 6, pairId: 'mine' }), 'stored', 'keep'],
    [
      'was there, and its grant has ended',
      grant({ rotation: 6, pairId: 'mine', state: 'ENDED' }),
      'stored',
      'forget',
    ],
    ['finds a newer one', grant({ rotation: 7 }), 'drop', 'forget'],
    ['finds another of its rotation', grant({ rotation: 6 }), 'drop', 'forget'],
    ['finds its place', grant(), 'again', 'store'],
    ['finds its place in a link that was given up', grant({ state: 'DEAUTHORIZED' }), 'again', 'store'],
    ['is ahead of a database that has forgotten', grant({ rotation: 4 }), 'again', 'keep'],
    ['finds its grant ended before it was stored', grant({ state: 'ENDED' }), 'revoke', 'revoke'],
    ['finds no grant', undefined, 'revoke', 'keep'],
  ])('a pair that %s', (_name, now, left, spooled) => {
    expect(refreshRules.afterNoRow(attempt, 'mine', now)).toBe(left);
    expect(whatToDoWith({ rotation: 5, pairId: 'mine', at: 0 }, now, UNSTORED_PAIR_KEPT_MS)).toBe(spooled);
    // Age ends what is kept in case of need, never what is still to be done.
    const later = spooled === 'keep' ? 'forget' : spooled;
    expect(whatToDoWith({ rotation: 5, pairId: 'mine', at: 0 }, now, UNSTORED_PAIR_KEPT_MS + 1)).toBe(later);
  });
});

describe('what a caller is answered', () => {
  const state = {
    state: 'ACTIVE' as GrantState,
    fresh: false,
    forceExpired: false,
    servable: false,
    faulty: false,
    inBackoff: false,
  };
  test.each([
    [{ fresh: true, servable: true }, false, true, 'serve'],
    [{ fresh: true, servable: true, forceExpired: true }, true, true, 'renew'],
    [{ fresh: true, servable: true, forceExpired: false }, true, true, 'serve'],
    [{ fresh: true, servable: true, forceExpired: true, inBackoff: true }, true, true, 'serve'],
    [{ servable: true }, false, true, 'renew'],
    [{ servable: true }, false, false, 'serve'],
    [{ servable: true, faulty: true }, false, true, 'serve'],
    [{ faulty: true }, false, true, 'credentials-faulty'],
    [{ inBackoff: true }, false, true, 'unavailable'],
    [{}, false, false, 'unavailable'],
    [{ state: 'DEAUTHORIZED' as const, fresh: true, servable: true }, false, true, 'deauthorized'],
    [{ state: 'ENDED' as const, fresh: true }, false, true, 'ended'],
  ])('%j, forced %s, renewing possible %s: %s', (now, force, mayRenew, answer) => {
    expect(whatToAnswer({ ...state, ...now }, force, mayRenew)).toBe(answer);
  });
});

describe('how long things last', () => {
  const usual = { accessTokenSeconds: 300, refreshTokenSeconds: 1000, keepAliveSeconds: [400, 600] as const };
  test.each([
    [
      { access: 120, refresh: 1000 },
      { access: 120, refresh: 1000, keepAlive: 500 },
    ],
    [
      { access: null, refresh: null },
      { access: 300, refresh: 1000, keepAlive: 500 },
    ],
    [
      { access: 0, refresh: 2000 },
      { access: 300, refresh: 2000, keepAlive: 1000 },
    ],
    [
      { access: Number.POSITIVE_INFINITY, refresh: -5 },
      { access: 300, refresh: 1000, keepAlive: 500 },
    ],
  ])('a pair that says %j', (said, life) => {
    expect(tokenPairLifetime(said, usual, 0.5)).toEqual(life);
  });

  test('pauses double from ten seconds to fifteen minutes, a fifth more or less', () => {
    expect([0, 1, 2, 6, 7, 500].map((failures) => pauseSeconds(10, failures, 0.5))).toEqual([
      10, 20, 40, 640, 900, 900,
    ]);
    expect([pauseSeconds(10, 0, 0), pauseSeconds(10, 0, 0.999_999)].map(Math.round)).toEqual([8, 12]);
  });

  test.each([
    [{ refreshes: 20, refused: 20 }, false],
    [{ refreshes: 21, refused: 21 }, true],
    [{ refreshes: 42, refused: 21 }, false],
    [{ refreshes: 41, refused: 21 }, true],
  ])("%j is no customers' doing: %s", (recent, mass) => {
    expect(isMassRefusal(recent)).toBe(mass);
  });
});
