import { describe, expect, test } from '@jest/globals';
import {
  dueAfterStop,
  dueByInterval,
  scheduledPullId,
  statusAfterCancel,
} from '../../../src/datasets/pulls/list-change.rules.js';

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const list = { intervalMinutes: 60, isUnderWay: false, dueAt: NOW + 9 * HOUR, lastCompleteAt: NOW - HOUR / 2 };

describe('a list whose interval was changed is pulled next', () => {
  test.each([
    ['an interval after its last complete pull', {}, NOW + HOUR / 2],
    ['now, where that is over', { lastCompleteAt: NOW - 2 * HOUR }, NOW],
    ['now, where it was never complete', { lastCompleteAt: null }, NOW],
    ['never, where the interval is OFF', { intervalMinutes: 0 }, null],
    ['as it was, while it is under way', { isUnderWay: true }, NOW + 9 * HOUR],
    ['as it was, while it is under way, also for OFF', { isUnderWay: true, intervalMinutes: 0 }, NOW + 9 * HOUR],
  ])('%s', (_, more, due) => {
    expect(dueByInterval({ ...list, ...more }, NOW, 0.5)).toBe(due);
  });
});

test('a list that was stopped is pulled again after its interval, if it has one', () => {
  expect([dueAfterStop(60, NOW, 0.5), dueAfterStop(60, NOW, 0), dueAfterStop(0, NOW, 0.5)]).toEqual([
    NOW + HOUR,
    NOW + 0.95 * HOUR,
    null,
  ]);
});

test.each([
  ['PULLING', true, true, 'PARTIAL'],
  ['WAITING', true, false, 'PARTIAL'],
  ['PULLING', false, true, 'CURRENT'],
  ['QUEUED', false, false, 'NEVER_PULLED'],
  ['PERMISSION_DENIED', false, false, 'PERMISSION_DENIED'],
])('%s, begun: %p, complete before: %p becomes %s when it is cancelled', (status, has_begun, isComplete, after) => {
  expect(statusAfterCancel({ status, has_begun, isComplete })).toBe(after);
});

test('scheduled rounds of one link in one interval are one pull', () => {
  const [link, other] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];
  const id = scheduledPullId(link, 1440, 48 * HOUR);
  expect(scheduledPullId(link, 1440, 71 * HOUR)).toBe(id);
  const others = [
    scheduledPullId(link, 1440, 72 * HOUR),
    scheduledPullId(other, 1440, 48 * HOUR),
    scheduledPullId(link, 15, 48 * HOUR),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
  expect(scheduledPullId(link, 15, 48.5 * HOUR)).toBe(others[2]);
});
