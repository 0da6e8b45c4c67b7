import { describe, expect, test } from '@jest/globals';
import {
  allowance,
  applicationLimit,
  closedMicros,
  type Limit,
  linkLimit,
  lotSize,
  msUntilTurn,
  pullLimit,
  stateAt,
  TURN_LASTS_MS,
  turnsThatFit,
  turnTimes,
} from '../../../src/platform-requests/budget/budget.rules.js';

const SECOND = 1_000_000;
const NOW = 1_795_000_000 * SECOND;

/** The most turns in any window of this length. */
function mostIn(window: number, times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + window).length));
}

/** The times of `count` turns that are asked for without a pause, in lots of `lot`. */
function saturate(limit: Limit, count: number, lot: number): number[] {
  let tat = 0;
  let now = NOW;
  const times: number[] = [];
  while (times.length < count) {
    tat = Math.max(tat, now) + lot * limit.interval;
    const lotTimes = turnTimes(tat, lot, limit).map((at) => Math.max(at, now));
    times.push(...lotTimes);
    now = Math.max(now, lotTimes.at(-1) ?? now);
  }
  return times;
}

describe.each([1, 3, 10])('asked for without a pause, in lots of %d', (lot) => {
  test('an application uses 14 of 15 turns in a second, and no second holds more than 15, however late they are used', () => {
    const times = saturate(applicationLimit(14), 300, lot);
    expect(mostIn(SECOND, times)).toBeLessThanOrEqual(14);
    const late = times.map((at, place) => at + (place % 3 === 0 ? TURN_LASTS_MS * 1000 : 0));
    expect(mostIn(SECOND, late)).toBeLessThanOrEqual(15);
    expect(((times.at(-1) ?? 0) - NOW) / SECOND).toBeLessThan(300 / 13.6);
  });

  test('no minute holds more than 100 turns of a link, its burst included', () => {
    const times = saturate(linkLimit(100, 20), 300, lot);
    expect(mostIn(60 * SECOND, times)).toBeLessThanOrEqual(100);
    expect(mostIn(SECOND / 2, times)).toBeGreaterThanOrEqual(20);
  });
});

test('after a pause the burst is there again, and no more', () => {
  const limit = linkLimit(100, 20);
  const tat = NOW + 20 * limit.interval;
  expect(turnTimes(tat, 20, limit).every((at) => at <= NOW)).toBe(true);
  expect(turnTimes(tat + limit.interval, 1, limit)).toEqual([NOW + limit.interval]);
});

test.each([
  [0, 0, 20],
  [0, 5000, 26],
  [19, 0, 1],
  [20, 0, 0],
  [20, 1000, 1],
  [30, 1000, 0],
])('with %d turns given out and %d ms to wait, %d fit', (given, waitMs, fit) => {
  const limit = linkLimit(100, 20);
  expect(turnsThatFit(NOW + given * limit.interval, NOW, limit, waitMs)).toBe(fit);
});

test('a booking that fits stays within the allowance', () => {
  const limit = linkLimit(100, 20);
  const fit = turnsThatFit(NOW, NOW, limit, 5000);
  expect(fit * limit.interval).toBeLessThanOrEqual(allowance(limit, 5000));
  expect((fit + 1) * limit.interval).toBeGreaterThan(allowance(limit, 5000));
});

test('the time until the next turn', () => {
  const limit = linkLimit(100, 20);
  expect(msUntilTurn(0, NOW, limit)).toBe(0);
  expect(msUntilTurn(NOW + 20 * limit.interval, NOW, limit)).toBe(750);
});

test('pulls have four fifths of a limit', () => {
  expect(pullLimit(linkLimit(100, 20))).toEqual({ interval: 937_500, burst: 16 });
  expect(pullLimit(applicationLimit(14)).burst).toBe(1);
});

test.each([
  [1, { used: 0, quick: true }, 1],
  [1, { used: 1, quick: false }, 1],
  [1, { used: 1, quick: true }, 2],
  [1, { used: 4, quick: true }, 8],
  [1, { used: 8, quick: true }, 10],
  [1, { used: 3, quick: false }, 3],
  [7, { used: 3, quick: false }, 7],
  [40, { used: 1, quick: false }, 10],
])('%d waiting after %j: %d turns', (waiting, last, size) => {
  expect(lotSize(waiting, last)).toBe(size);
});

test('a budget is closed no shorter than the platform asked, and up to a fifth longer', () => {
  expect([0, 1].map((random) => closedMicros(5, random))).toEqual([5 * SECOND, 6 * SECOND]);
});

describe('the state of a budget', () => {
  const limit = linkLimit(100, 20);
  const booked = (turns: number, closed_until = 0) => ({ tat: NOW + turns * limit.interval, closed_until });

  test.each([
    ['nothing was booked', null, 20],
    ['it was last used long ago', { tat: 0, closed_until: 0 }, 20],
    ['five turns are used', booked(5), 15],
    ['all are used', booked(20), 0],
    ['more are booked for later', booked(30), 0],
  ])('where %s', (_name, link, free) =>
    expect(stateAt(NOW, limit, { link, application: null })).toEqual({ free, closedUntil: null }),
  );

  test.each([
    ['of the link', { link: booked(0, NOW + SECOND), application: null }],
    ['of the application', { link: booked(0), application: booked(0, NOW + SECOND) }],
    ['of both, the later', { link: booked(0, NOW + 1), application: booked(0, NOW + SECOND) }],
  ])('is closed by a pause %s', (_name, budgets) =>
    expect(stateAt(NOW, limit, budgets)).toEqual({ free: 0, closedUntil: NOW + SECOND }),
  );
});
