import { describe, expect, test } from '@jest/globals';
import { newId } from '../../src/infra/ids/ids.js';
import {
  judgeAttempt,
  judgeEndpoint,
  MOST_ATTEMPTS,
  parseDeliveryId,
  shuffled,
} from '../../src/webhooks/delivery.rules.js';

const HOUR_MS = 3_600_000;
const answered = (status: number | null, more: { tries?: number; retryAfterSeconds?: number } = {}) => ({
  status,
  ...{ tries: 1, retryAfterSeconds: null, ...more },
});

describe('a delivery', () => {
  test.each([200, 201, 204, 299])('has arrived with the status %d', (status) => {
    expect(judgeAttempt(answered(status), 0.5)).toEqual({ status: 'DELIVERED', nextInMs: null });
  });

  test.each([null, 199, 300, 301, 302, 400, 401, 404, 408, 410, 429, 500, 503])('is tried again after %p', (status) => {
    expect(judgeAttempt(answered(status), 0.5)).toEqual({ status: 'WAITING', nextInMs: 5_000 });
  });

  test('is tried ten times within 75 hours, and then has failed', () => {
    const pauses = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, i) => {
      const judged = judgeAttempt(answered(500, { tries: i + 1 }), 0.5);
      return (judged.nextInMs ?? 0) / 1000;
    });
    expect(pauses).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(Math.round(pauses.reduce((sum, pause) => sum + pause, 0) / 3600)).toBe(76);
    expect(judgeAttempt(answered(500, { tries: MOST_ATTEMPTS }), 0.5)).toEqual({ status: 'FAILED', nextInMs: null });
  });

  test.each([
    [0, 4_000],
    [1, 6_000],
  ])('waits a fifth less or more: %d', (random, nextInMs) => {
    expect(judgeAttempt(answered(500), random).nextInMs).toBe(nextInMs);
  });

  test.each([
    [60, 0, 60_000],
    [60, 1, 72_000],
    [1, 0.5, 5_000],
    [86_400, 0, 86_400_000],
  ])('is never tried sooner than the receiver asks: %d s', (retryAfterSeconds, random, nextInMs) => {
    expect(judgeAttempt(answered(429, { retryAfterSeconds }), random).nextInMs).toBe(nextInMs);
  });
});

describe('an endpoint', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  const healthy = { failingSince: null, overloads: 0 };
  const judge = (before: object, status: number | null, retryAfterSeconds: number | null = null) =>
    judgeEndpoint({ ...healthy, ...before }, { status, retryAfterSeconds }, now);

  test('that succeeds is healthy, whatever was before', () => {
    expect(judge({ failingSince: ago(200), overloads: 9 }, 200)).toEqual({ ...healthy, restMs: 0, disabled: null });
  });

  test('remembers since when it fails', () => {
    expect(judge({}, 500)).toEqual({ failingSince: now, overloads: 0, restMs: 0, disabled: null });
    expect(judge({ failingSince: ago(3) }, 404)).toMatchObject({ failingSince: ago(3), disabled: null });
  });

  test.each([429, 502, 503, 504, null])('rests longer and longer after %p, a minute at most', (status) => {
    const rests = [0, 1, 2, 5, 6, 60].map((overloads) => judge({ overloads }, status).restMs / 1000);
    expect(rests).toEqual([1, 2, 4, 32, 60, 60]);
  });

  test('rests as long as it asks for', () => {
    expect(judge({}, 429, 3600).restMs).toBe(3_600_000);
    expect(judge({}, 500, 3600).restMs).toBe(0);
  });

  test.each([
    [119.9, null],
    [120, 'Every delivery failed for five days.'],
  ])('that failed for %d hours is disabled: %s', (hours, disabled) => {
    expect(judge({ failingSince: ago(hours) }, 500).disabled).toBe(disabled);
  });

  test('that is gone is disabled at once', () => {
    expect(judge({}, 410).disabled).toBe('The receiver answered 410 Gone.');
  });
});

test('the id of a delivery names its endpoint and its event, and no other text does', () => {
  const [endpointId, eventId] = [newId(), newId()];
  expect(parseDeliveryId(`${endpointId}.${eventId}`)).toEqual({ endpointId, eventId });
  const others = ['', endpointId, `${endpointId}.`, `${endpointId}.${eventId}.${eventId}`, `${endpointId}.x`];
  expect(others.flatMap((text) => parseDeliveryId(text) ?? [])).toEqual([]);
});

test('in any order, each order is as likely as every other', () => {
  const orders = [0, 0.5].flatMap((second) =>
    [0, 0.4, 0.7].map((third) => {
      const answers = [0, second, third];
      return shuffled(['a', 'b', 'c'], () => answers.shift() ?? 0).join('');
    }),
  );
  expect(orders.sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
});
