import { expect, test } from '@jest/globals';
import { decideNotice, firstNoticeSeconds } from '../../../src/tokens/grant/expiry-notice.rules.js';

const [HOUR, DAY] = [3_600, 86_400];
const NOW = 1_700_000_000_000;

test.each([
  [31 * DAY, 14 * DAY, 24 * DAY],
  // A token of eight days is renewed when four are left: only a renewal that is overdue is looked at.
  [8 * DAY, 4 * DAY, 4 * DAY + HOUR],
  [600, 300, 300 + HOUR],
  [null, 14 * DAY, null],
])('a refresh token of %s seconds, renewed after %s, is looked at after %s', (refresh, keepAlive, expected) => {
  expect(firstNoticeSeconds({ refresh, keepAlive })).toBe(expected);
});

test.each<[number, boolean, 7 | 1 | null, number | null]>([
  [8 * DAY, true, null, DAY],
  [7 * DAY, true, 7, 6 * DAY],
  [2 * DAY, true, 7, DAY],
  [DAY, true, 1, null],
  [60, true, 1, null],
  [7 * DAY, false, null, HOUR],
  [60, false, null, HOUR],
  [0, true, null, null],
  [-DAY, false, null, null],
])(
  '%s seconds before its end, failing: %s, %s days are told, and it is looked at again after %s',
  (left, isFailing, withinDays, next) => {
    const nextAt = next === null ? null : NOW + next * 1000;
    expect(decideNotice(NOW, NOW + left * 1000, isFailing)).toEqual({ withinDays, nextAt });
  },
);
