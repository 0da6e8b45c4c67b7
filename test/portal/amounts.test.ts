import { expect, test } from '@jest/globals';
import { formatAmount, isZero, sumOf } from '../../portal/src/ui/amounts.js';
import { AMOUNTS } from '../support/amounts.js';

const digitsOf = (text: string): string => text.replaceAll(/[^\d.]/g, '');

test('an amount is written with all its digits, and those of its currency', () => {
  expect(digitsOf(formatAmount('9007199254740993.10', 'GBP'))).toBe('9007199254740993.10');
  expect(digitsOf(formatAmount('0.123456', 'GBP'))).toBe('0.123456');
  expect(digitsOf(formatAmount('1200', 'GBP'))).toBe('1200.00');
  expect(digitsOf(formatAmount('1200', 'JPY'))).toBe('1200');
  expect(digitsOf(formatAmount('2.5', null))).toBe('2.50');
  expect(digitsOf(formatAmount('2.5', undefined))).toBe('2.5');
});

test.each([
  [[], '0'],
  [['0.1', '0.2'], '0.3'],
  [['-0.50', '0.25'], '-0.25'],
  [['9007199254740993', '0.01'], '9007199254740993.01'],
  [['1.10', '-1.10'], '0.00'],
  [['-12.5', '-0.005'], '-12.505'],
])('the sum of %j is %s', (decimals, sum) => {
  expect(sumOf(decimals)).toBe(sum);
});

test('no amount is changed by being added alone, and each less itself is zero', () => {
  for (const amount of AMOUNTS) {
    const negative = amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
    expect(isZero(sumOf([amount, negative]))).toBe(true);
    if (!isZero(amount)) expect(sumOf([amount])).toBe(amount);
  }
});
