import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { RequestLimits } from '../../../sandbox/api/request-limits.js';
import { Settings } from '../../../sandbox/state/settings.js';
import { useSandboxBooks } from '../../support/sandbox-books.js';

describe('how the limits count', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  /** How many of 60 requests are let through at 12:00:59, and a second later. */
  function letThrough(limitWindow: string, settings: object): number[] {
    const limits = new RequestLimits();
    const all = Settings.parse({ limitWindow, ...settings });
    const tryOnce = () => {
      try {
        limits.enterBusiness('business', all);
        return true;
      } catch {
        return false;
      }
    };
    jest.useFakeTimers({ now: Date.parse('2026-05-01T12:00:59Z'), doNotFake: ['nextTick', 'setImmediate'] });
    const first = Array.from({ length: 60 }, tryOnce).filter(Boolean).length;
    jest.setSystemTime(Date.parse('2026-05-01T12:01:00Z'));
    return [first, Array.from({ length: 60 }, tryOnce).filter(Boolean).length];
  }

  test.each([
    ['fixed', 60, [60, 60]],
    ['bucket', 60, [60, 1]],
    ['fixed', 0, [60, 60]],
    ['bucket', 0, [60, 60]],
    ['fixed', 45, [45, 45]],
  ])('%s, %i a minute', (limitWindow, businessRequestsPerMinute, expected) => {
    expect(letThrough(limitWindow, { businessRequestsPerMinute })).toEqual(expected);
  });
});

describe('over HTTP', () => {
  const books = useSandboxBooks();

  test.each([
    ['requestsPerSecond', 2],
    ['requestsPerDay', 1],
    ['businessRequestsPerMinute', 3],
  ])('%s: requests above the limit are 429, with or without Retry-After', async (limit, value) => {
    await books.set({ [limit]: value });
    const answers = await Promise.all(Array.from({ length: 12 }, () => books.get('/contacts?items_per_page=1')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    await books.sandbox.control.patch('/settings', { retryAfter: false });
    const again = await Promise.all(Array.from({ length: 12 }, () => books.get('/contacts?items_per_page=1')));
    expect(again.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe(null);
    await books.sandbox.control.patch('/settings', { retryAfter: true, [limit]: 0 });
    const { counts } = await books.sandbox.control.get('/requests?limit=1');
    expect(counts.applications['sandbox/demo-v31'].requests).toBeGreaterThanOrEqual(24);
  });

  test('requests at once are counted while they run', async () => {
    await books.set({ requestsAtOnce: 1 });
    await books.sandbox.control.post('/faults', {
      endpoint: '/v3.1/contacts',
      kind: 'hang',
      when: 'after',
      ms: 600,
      count: 1,
    });
    const slow = books.get('/contacts');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await books.get('/services')).status).toBe(429);
    expect((await slow).status).toBe(200);
    expect((await books.get('/services')).status).toBe(200);
  });
});
