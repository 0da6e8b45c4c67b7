import { describe, expect, test } from '@jest/globals';
import { mayWrite, refreshRules, type StoredGrant } from '../../../src/tokens/grant/refresh.rules.js';

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
  ])('at %d presentations without answer it settles: %s, and lasts %d ms', (pendingPresentations, settles, lasts) => {
    expect(refreshRules.mustSettle({ ...attempt, pendingPresentations })).toBe(settles);
    expect(refreshRules.leaseMs(pendingPresentations, TIMING)).toBe(lasts);
  });

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
    ['deauthorized, for a recheck', { state: 'DEAUTHORIZED' }, true, true],
    ['ended', { state: 'ENDED' }, false, false],
  ])('%s: a pair %s, a failure %s', (_name, now, store, failure) => {
    expect(mayWrite(refreshRules.store, attempt, grant(now))).toBe(store);
    expect(mayWrite(refreshRules.recordFailure, attempt, grant(now))).toBe(failure);
    expect(refreshRules.isUnmoved(attempt, grant(now))).toBe(failure);
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

  test.each<[string, StoredGrant | undefined, string]>([
    ['is there already', grant({ rotation: 6, pairId: 'mine' }), 'stored'],
    ['was there, and its grant has ended', grant({ rotation: 6, pairId: 'mine', state: 'ENDED' }), 'stored'],
    ['finds a newer one', grant({ rotation: 7 }), 'drop'],
    ['finds another of its rotation', grant({ rotation: 6 }), 'drop'],
    ['finds its place', grant(), 'again'],
    ['finds its place in a link that was given up', grant({ state: 'DEAUTHORIZED' }), 'again'],
    ['is ahead of a database that has forgotten', grant({ rotation: 4 }), 'again'],
    ['finds its grant ended before it was stored', grant({ state: 'ENDED' }), 'revoke'],
    ['finds no grant', undefined, 'revoke'],
  ])('a pair that %s', (_name, now, left) => {
    expect(refreshRules.resolveUnstored(attempt, 'mine', now)).toBe(left);
  });
});
