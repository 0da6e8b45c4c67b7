import { expect, test } from '@jest/globals';
import { ticksOf } from '../../portal/src/books/chart-scale.js';
import { monthsUpTo } from '../../portal/src/books/months.js';

test.each([
  [[], [0, 0.5]],
  [
    [0, 0],
    [0, 0.5],
  ],
  [[950], [0, 500, 1000]],
  [
    [-120, 300],
    [0, 200, 400],
  ],
  [[-1], [-1, -0.5, 0]],
])('the lines for %j are round, and zero is among them', (values, ticks) => {
  expect(ticksOf(values)).toEqual(ticks);
});

test('the months up to a day end with its month, with their last days', () => {
  expect(monthsUpTo('2024-03-31', 4)).toEqual([
    { from: '2023-12-01', to: '2023-12-31' },
    { from: '2024-01-01', to: '2024-01-31' },
    { from: '2024-02-01', to: '2024-02-29' },
    { from: '2024-03-01', to: '2024-03-31' },
  ]);
});
