import { expect, test } from '@jest/globals';
import { larger, smaller } from '../../../src/datasets/rounds/page-size.rules.js';

test('each page size divides the one before, down to a single record, and back', () => {
  const sizes = [200];
  while ((sizes.at(-1) ?? 1) > 1) sizes.push(smaller(sizes.at(-1) ?? 1));
  expect(sizes).toEqual([200, 100, 50, 25, 5, 1]);
  expect(sizes.map((size) => larger(size, 200))).toEqual([200, 200, 100, 50, 25, 5]);
});
