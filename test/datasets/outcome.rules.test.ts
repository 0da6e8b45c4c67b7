import { describe, expect, test } from '@jest/globals';
import { afterInterruption, isMassDeletion, nextRoundSeconds } from '../../src/datasets/outcome.rules.js';

describe('an interruption', () => {
  test.each([
    ['PERMISSION_DENIED', 'PERMISSION_DENIED', 86_400],
    ['NOT_SUPPORTED', 'NOT_SUPPORTED', 86_400],
    ['BUSY', 'WAITING', 15],
    ['UNAVAILABLE', 'WAITING', 15],
    ['TOKEN_REFUSED', 'WAITING', 15],
  ] as const)('by %s', (failure, status, seconds) => {
    expect(afterInterruption({ kind: 'list', failure }, 0)).toEqual({ status, seconds });
  });

  test.each([
    ['RelinkRequired', null, 'LINK_LOST', null],
    ['LinkNotFound', null, 'LINK_LOST', null],
    ['PlatformBusy', 7, 'WAITING', 7],
    ['CredentialsFaulty', null, 'WAITING', 15],
  ])('without a token or a turn: %s', (refusal, retryAfterSeconds, status, seconds) => {
    expect(afterInterruption({ kind: 'refused', refusal, retryAfterSeconds }, 0)).toEqual({ status, seconds });
  });

  test('is tried again later and later, an hour at most', () => {
    const after = (failures: number) => afterInterruption({ kind: 'answer' }, failures).seconds;
    expect([0, 1, 2, 5, 8, 50].map(after)).toEqual([15, 30, 60, 480, 3_600, 3_600]);
  });
});

test('a mass deletion is more than fifty records and a tenth of the list', () => {
  expect([
    isMassDeletion(50, 10),
    isMassDeletion(51, 10),
    isMassDeletion(100, 1000),
    isMassDeletion(101, 1000),
  ]).toEqual([false, true, false, true]);
});

describe('the next round', () => {
  const next = (intervalMinutes: number, status: Parameters<typeof nextRoundSeconds>[0]['status'], isDaily = false) =>
    nextRoundSeconds({ intervalMinutes, status, isDaily }, 0.5);

  test('follows the schedule, with jitter', () => {
    expect([next(60, 'CURRENT'), next(1440, 'CURRENT'), next(0, 'CURRENT')]).toEqual([3_600, 86_400, null]);
    expect(nextRoundSeconds({ intervalMinutes: 60, status: 'CURRENT', isDaily: false }, 0)).toBe(3_420);
  });

  test('is sooner for a list that could not be read as a whole, and daily for one that hardly changes', () => {
    expect([next(1440, 'PARTIAL'), next(15, 'PARTIAL'), next(60, 'CURRENT', true)]).toEqual([3_600, 900, 86_400]);
  });

  test('is a second sweep, not sooner than ten minutes later, where many records are missing', () => {
    expect([next(1440, 'SUSPICIOUS'), next(0, 'SUSPICIOUS')]).toEqual([620, 620]);
  });
});
