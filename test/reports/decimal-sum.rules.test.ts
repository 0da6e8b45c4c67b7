import { describe, expect, test } from '@jest/globals';
import { isZero, negated, sumOf } from '../../src/reports/decimal-sum.rules.js';

describe('the sum of decimals', () => {
  test.each([
    [[], '0'],
    [['7'], '7'],
    [['0.1', '0.2'], '0.3'],
    [['1.10', '2'], '3.10'],
    [['0.05', '-0.10'], '-0.05'],
    [['-0.00', '0'], '0.00'],
    [['120.10', '-120.1'], '0.00'],
    [['12345678901234567.89', '0.01'], '12345678901234567.90'],
    [['99999999999999999999', '1'], '100000000000000000000'],
    [['0.000001', '-1'], '-0.999999'],
    [['007.5', '-0.5'], '7.0'],
  ])('of %j is %s', (decimals, sum) => {
    expect(sumOf(decimals)).toBe(sum);
  });

  test('of many is exact', () => {
    expect(sumOf(Array.from({ length: 100_000 }, () => '0.1'))).toBe('10000.0');
  });
});

test.each([
  ['1.50', '-1.50'],
  ['-1.50', '1.50'],
  ['0', '-0'],
])('%s negated is %s', (decimal, other) => {
  expect(negated(decimal)).toBe(other);
});

test.each([
  ['0', true],
  ['-0.00', true],
  ['0.001', false],
  ['-10', false],
])('%s is zero: %s', (decimal, is) => {
  expect(isZero(decimal)).toBe(is);
});
