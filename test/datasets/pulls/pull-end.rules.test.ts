import { expect, test } from '@jest/globals';
import { type EndedPart, pullEnd } from '../../../src/datasets/pulls/pull-end.rules.js';
import type { PartRow } from '../../../src/datasets/pulls/pull-state.rules.js';
import { NO_COUNTS } from '../../../src/datasets/records/changes.rules.js';

const part = (list: string, status: string, message: string | null = null): PartRow => ({
  ...{ list, dataset: list.toUpperCase(), status, message, started_at: null },
  ended_at: ['QUEUED', 'RUNNING'].includes(status) ? null : new Date(0),
  counts: { ...NO_COUNTS, created: 2, problems: 1 },
});
const ending = (status: string, message: string | null = null): EndedPart => ({
  ...{ status, message },
  counts: { ...NO_COUNTS, created: 5, changed: 3 },
});
const end = (parts: PartRow[], ended: Record<string, EndedPart>, isFirst = false) =>
  pullEnd(parts, new Map(Object.entries(ended)), isFirst);

test('a pull goes on while one of its parts has not ended, and does not end twice', () => {
  expect(end([part('a', 'RUNNING'), part('b', 'QUEUED')], { a: ending('COMPLETED') })).toBeUndefined();
  expect(end([part('a', 'COMPLETED'), part('b', 'COMPLETED')], { a: ending('COMPLETED') })).toBeUndefined();
});

test('the end of the last part is the end of the pull, with the counts of all', () => {
  const parts = [part('a', 'COMPLETED'), part('b', 'RUNNING')];
  const told = { status: 'COMPLETED', created: 7, changed: 3, deleted: 0, problems: 1 };
  expect(end(parts, { b: ending('COMPLETED') })).toEqual({ type: 'PULL_COMPLETED', told });
  expect(end(parts, { b: ending('COMPLETED') }, true)).toEqual({ type: 'PULL_INITIAL_COMPLETED', told });
});

test.each([
  ['PARTIAL', [part('a', 'PARTIAL'), part('b', 'RUNNING')], { b: ending('COMPLETED') }, ['A']],
  ['FAILED', [part('b', 'RUNNING')], { b: ending('FAILED', 'PERMISSION_DENIED') }, ['B']],
  ['PARTIAL', [part('a', 'COMPLETED'), part('b', 'RUNNING')], { b: ending('FAILED', 'MISSING') }, ['B']],
  [
    'CANCELLED',
    [part('a', 'QUEUED'), part('b', 'RUNNING')],
    { a: ending('CANCELLED'), b: ending('CANCELLED') },
    ['A', 'B'],
  ],
])('a pull that ends as %s names the datasets that were not read', (status, parts, ended, datasets) => {
  expect(end(parts, ended as never, true)).toMatchObject({ type: 'PULL_FAILED', told: { status, datasets } });
});

test('a list that the platform does not have is no failure', () => {
  const parts = [part('a', 'COMPLETED'), part('b', 'RUNNING')];
  expect(end(parts, { b: ending('FAILED', 'NOT_SUPPORTED') })).toMatchObject({ type: 'PULL_COMPLETED' });
});
