import { describe, expect, test } from '@jest/globals';
import { type RetryOptions, retry } from '../../../src/infra/process/retry.js';

/** Work that throws the errors in turn and then succeeds, with how often it ran. */
function failing(...errors: readonly unknown[]) {
  const left = [...errors];
  const tried = { count: 0 };
  const work = async () => {
    tried.count++;
    if (left.length > 0) throw left.shift();
    return 'done';
  };
  return { work, tried };
}
const options: RetryOptions = { tries: 3, pauseMs: 1 };
const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

describe('retry', () => {
  test('answers the first result', async () => {
    const { work, tried } = failing(away, away);
    expect(await retry(work, options)).toBe('done');
    expect(tried.count).toBe(3);
  });

  test('throws the error of the last attempt, as it was thrown', async () => {
    const last = new Error('last');
    const { work, tried } = failing(away, away, last);
    await expect(retry(work, options)).rejects.toBe(last);
    expect(tried.count).toBe(3);
  });

  test('throws at once what is not worth another attempt', async () => {
    const { work, tried } = failing(away);
    await expect(retry(work, { ...options, isWorthRetrying: (error) => error !== away })).rejects.toBe(away);
    expect(tried.count).toBe(1);
  });

  // p-retry by itself gives up at these.
  test.each([
    ['a TypeError', new TypeError('a bug')],
    ['a text', 'a text'],
    ['an object of another realm', { code: '40001' }],
    ['nothing', undefined],
  ])('tries again after %s', async (_what, error) => {
    const seen: unknown[] = [];
    const { work } = failing(error, error);
    const onFailure = (failed: unknown, attempt: number) => void seen.push(failed, attempt);
    expect(await retry(work, { ...options, onFailure })).toBe('done');
    expect(seen).toEqual([error, 1, error, 2]);
  });

  test('tries without end where it is told to', async () => {
    const { work, tried } = failing(...Array.from({ length: 200 }, () => away));
    expect(await retry(work, { tries: Number.POSITIVE_INFINITY, pauseMs: 0 })).toBe('done');
    expect(tried.count).toBe(201);
  });

  test('pauses longer each time, up to the longest pause', async () => {
    const at: number[] = [];
    const began = performance.now();
    const onFailure = () => void at.push(performance.now() - began);
    const more = { tries: 4, pauseMs: 20, factor: 4, maxPauseMs: 60, onFailure };
    await expect(retry(failing(...Array(9).fill(away)).work, more)).rejects.toBe(away);
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(pauses).toHaveLength(3);
    for (const [index, least] of [19, 59, 59].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least);
  });

  test('begins no attempt after its time', async () => {
    const { work, tried } = failing(...Array(100).fill(away));
    await expect(retry(work, { tries: 100, pauseMs: 20, withinMs: 50 })).rejects.toBe(away);
    // Of the hundred: three fit into the time, and the end of a pause may be cut to it.
    expect(tried.count).toBeLessThanOrEqual(6);
    const once = failing(away);
    await expect(retry(once.work, { tries: 100, pauseMs: 20, withinMs: 0 })).rejects.toBe(away);
    expect(once.tried.count).toBe(1);
  });
});
