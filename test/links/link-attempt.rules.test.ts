import { expect, test } from '@jest/globals';
import { ATTEMPT_STEPS, OPEN_STEPS, stepsBefore } from '../../src/links/link-attempt.rules.js';

test('an attempt steps only as linking has decided', () => {
  expect(ATTEMPT_STEPS.map((to) => [to, stepsBefore(to)])).toEqual([
    ['CREATED', ['STARTED', 'CHOOSING']],
    ['STARTED', ['CREATED', 'STARTED', 'CHOOSING']],
    ['CHOOSING', ['STARTED']],
    ['DONE', ['CHOOSING']],
    ['FAILED', ['CREATED', 'STARTED', 'CHOOSING']],
    ['EXPIRED', ['CREATED', 'STARTED', 'CHOOSING']],
  ]);
});

test('an attempt is open until it is done, failed or expired', () => {
  expect(OPEN_STEPS).toEqual(['CREATED', 'STARTED', 'CHOOSING']);
});
