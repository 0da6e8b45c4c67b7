import { expect, jest, test } from '@jest/globals';
import { RateLimiter } from '../../../src/infra/process/rate-limiter.js';

const throttled = (seconds: number) =>
  expect.objectContaining({
    message: `Too many requests. Try again in ${seconds} s.`,
    extensions: expect.objectContaining({ code: 'THROTTLED', retryAfter: seconds }),
  });
const attempt = (work: () => void): unknown => {
  try {
    work();
    return 'done';
  } catch (error) {
    return error;
  }
};

test('a key may spend its points in one window, and again in the next', () => {
  const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
  const limiter = new RateLimiter(3, 60);
  limiter.spend('a', 2);
  expect(attempt(() => limiter.refuseWhenSpent('a'))).toBe('done');
  limiter.spend('a');
  expect(attempt(() => limiter.refuseWhenSpent('a'))).toEqual(throttled(60));
  now.mockReturnValue(31_500);
  expect(attempt(() => limiter.spend('a'))).toEqual(throttled(30));
  expect(attempt(() => limiter.spend('b', 3))).toBe('done');
  now.mockReturnValue(61_000);
  expect(attempt(() => limiter.refuseWhenSpent('a'))).toBe('done');
  expect(attempt(() => limiter.spend('a', 3))).toBe('done');
  now.mockRestore();
});

test('counting refuses nothing, and is counted', () => {
  const limiter = new RateLimiter(2, 60);
  for (let i = 0; i < 5; i++) limiter.count('a');
  expect(attempt(() => limiter.spend('a'))).toEqual(throttled(60));
});

test('what is spent at once counts at once', () => {
  expect(attempt(() => new RateLimiter(14, 60).spend('a', 15))).toEqual(throttled(60));
});

test('a million keys take no more memory than ten thousand, and the newest of them still count', () => {
  const limiter = new RateLimiter(1, 60);
  for (let i = 0; i < 20_000; i++) limiter.spend(`address ${i}`);
  expect(attempt(() => limiter.spend('address 19999'))).toEqual(throttled(60));
  // Forgotten, and so allowed again: the price of a bound.
  expect(attempt(() => limiter.spend('address 0'))).toBe('done');
});

test('a key of any length is a mistake of ours, and not kept', () => {
  expect(() => new RateLimiter(1, 60).spend('x'.repeat(201))).toThrow('the key of a limit is not bounded');
});
