import { describe, expect, test } from '@jest/globals';
import {
  METHODS,
  type Method,
  nextStep,
  outcomeOf,
  pauseMs,
  type Result,
  type Tried,
} from '../../src/platform-requests/retry.rules.js';

const answer = (status: number, tokenRefused = false): Result => ({ kind: 'answer', status, tokenRefused });
const step = (method: Method, result: Result, more: Partial<Tried> = {}) =>
  nextStep({ method, result, tries: 1, elapsedMs: 0, renewed: false, canRepeat: true, ...more });

/** What follows the first result, for reads and for writes. */
const TABLE: readonly (readonly [string, Result, read: string, write: string])[] = [
  ['no connection', { kind: 'not-sent' }, 'again', 'again'],
  ['no answer', { kind: 'no-answer' }, 'again', 'unknown'],
  ['a refused token', answer(401, true), 'renew', 'renew'],
  ['another 401', answer(401), 'answer', 'answer'],
  ['429', answer(429), 'wait', 'wait'],
  ['500', answer(500), 'again', 'answer-unknown'],
  ['502', answer(502), 'again', 'unknown'],
  ['503', answer(503), 'again', 'unknown'],
  ['504', answer(504), 'again', 'unknown'],
  ['525', answer(525), 'again', 'unknown'],
  ['501', answer(501), 'answer', 'answer'],
  ['302', answer(302), 'answer', 'answer'],
  ['200', answer(200), 'answer', 'answer'],
  ['422', answer(422), 'answer', 'answer'],
];

describe.each(METHODS)('%s', (method) => {
  test.each(TABLE)('%s', (_name, result, read, write) => {
    expect(step(method, result)).toBe(method === 'GET' || method === 'HEAD' ? read : write);
  });
});

test.each([
  ['the third try is the last', 'GET', answer(503), { tries: 3 }, 'answer'],
  ['a 500 is tried twice', 'GET', answer(500), { tries: 2 }, 'answer'],
  ['a token is renewed once', 'POST', answer(401, true), { tries: 2, renewed: true }, 'answer'],
  ['a body that was read cannot be sent again', 'POST', { kind: 'not-sent' }, { canRepeat: false }, 'unavailable'],
  ['a body that was read, and a refused token', 'POST', answer(401, true), { canRepeat: false }, 'answer'],
  ['after 25 s nothing begins', 'GET', { kind: 'no-answer' }, { elapsedMs: 25_000 }, 'unavailable'],
  ['after 25 s a refusal is handed back', 'POST', answer(429), { elapsedMs: 25_000 }, 'answer'],
] as const)('%s', (_name, method, result, more, expected) => {
  expect(step(method, result as Result, more)).toBe(expected);
});

test('no write is sent twice after a byte of it was written, unless the platform refused to look at it', () => {
  const repeated = TABLE.filter(([, result]) => ['again', 'wait', 'renew'].includes(step('POST', result)));
  expect(repeated.map(([name]) => name)).toEqual(['no connection', 'a refused token', '429']);
});

test('pauses grow, and have a random part', () => {
  expect([1, 2].map((tries) => pauseMs('again', tries, 0))).toEqual([100, 300]);
  expect(pauseMs('again', 1, 1)).toBe(200);
  expect([pauseMs('renew', 2, 1), pauseMs('wait', 2, 1)]).toEqual([0, 0]);
});

test.each([
  ['answer', 201, 'done'],
  ['answer', 422, 'done'],
  ['answer', 401, 'not-done'],
  ['answer', 429, 'not-done'],
  ['answer-unknown', 500, 'unknown'],
  ['unknown', 503, 'unknown'],
  ['unknown', undefined, 'unknown'],
  ['unavailable', undefined, 'not-done'],
] as const)('%s %s says of a write: %s', (step, status, expected) => {
  expect(outcomeOf(step, status)).toBe(expected);
});
