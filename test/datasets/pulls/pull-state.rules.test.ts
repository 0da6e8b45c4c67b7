import { describe, expect, test } from '@jest/globals';
import { type PartRow, type PullStatus, summarisePull } from '../../../src/datasets/pulls/pull-state.rules.js';
import { NO_COUNTS, type PullCounts } from '../../../src/datasets/records/changes.rules.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const part = (status: string, more: Partial<PartRow> = {}): PartRow => ({
  list: 'products',
  dataset: 'ITEMS',
  status,
  started_at: null,
  ended_at: null,
  counts: NO_COUNTS,
  message: null,
  ...more,
});
const absent = part('FAILED', { message: 'NOT_SUPPORTED', ended_at: at(1) });
const summary = (parts: readonly PartRow[], running: readonly [string, PullCounts][] = []) =>
  summarisePull(parts, new Map(running), at(0));

describe('the status of a pull', () => {
  test.each<[readonly string[], PullStatus]>([
    [[], 'COMPLETED'],
    [['QUEUED', 'QUEUED'], 'QUEUED'],
    [['QUEUED', 'COMPLETED'], 'RUNNING'],
    [['RUNNING', 'FAILED'], 'RUNNING'],
    [['COMPLETED', 'COMPLETED'], 'COMPLETED'],
    [['COMPLETED', 'PARTIAL'], 'PARTIAL'],
    [['COMPLETED', 'FAILED'], 'PARTIAL'],
    [['FAILED', 'FAILED'], 'FAILED'],
    [['COMPLETED', 'CANCELLED'], 'CANCELLED'],
  ])('of parts that are %p is %s', (statuses, status) => {
    expect(summary(statuses.map((one) => part(one))).status).toBe(status);
  });

  test('leaves out lists that the platform does not have, but for their dataset', () => {
    expect(summary([part('COMPLETED'), absent]).status).toBe('COMPLETED');
    expect(summary([part('QUEUED'), absent]).status).toBe('QUEUED');
    const { status, parts } = summary([absent]);
    expect([status, parts[0]?.status, parts[0]?.message]).toEqual([
      'COMPLETED',
      'FAILED',
      "The platform has no such records in this company's edition.",
    ]);
  });
});

test('times are those of all parts, and a pull is over when all of them are', () => {
  const first = part('COMPLETED', { started_at: at(1), ended_at: at(5) });
  const second = part('COMPLETED', { started_at: at(2), ended_at: at(3) });
  expect(summary([first, second])).toMatchObject({ startedAt: at(1), endedAt: at(5) });
  expect(summary([first, part('QUEUED')])).toMatchObject({ startedAt: at(1), endedAt: null });
  expect(summary([])).toMatchObject({ startedAt: null, endedAt: at(0) });
});

describe('the numbers of a dataset', () => {
  const counts = { ...NO_COUNTS, expected: 10, read: 4, created: 3, unchanged: 1 };

  test('are the sums of its lists; while a list is pulled, those of its round', () => {
    const running = part('RUNNING', { list: 'services', counts: { ...NO_COUNTS, read: 99 } });
    expect(summary([part('COMPLETED', { counts }), running], [['services', counts]]).parts).toEqual([
      {
        ...counts,
        ...{ dataset: 'ITEMS', status: 'RUNNING', message: null, expected: 20, read: 8, created: 6, unchanged: 2 },
      },
    ]);
    expect(summary([running]).parts[0]).toMatchObject({ read: 0, expected: null });
  });

  test('are not expected to be known before all lists have told their totals', () => {
    expect(summary([part('COMPLETED', { counts }), part('QUEUED')]).parts[0]?.expected).toBeNull();
    expect(summary([part('COMPLETED', { counts }), absent]).parts[0]?.expected).toBe(10);
  });

  test('stand in the order of the datasets', () => {
    const { parts } = summary([part('QUEUED'), part('QUEUED', { dataset: 'ACCOUNTS' })]);
    expect(parts.map(({ dataset }) => dataset)).toEqual(['ACCOUNTS', 'ITEMS']);
  });
});
