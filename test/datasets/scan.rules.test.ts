import { describe, expect, test } from '@jest/globals';
import {
  afterFailure,
  afterPage,
  newScan,
  pageRequest,
  placeOf,
  type Scan,
  type ScanStep,
  smaller,
} from '../../src/datasets/scan.rules.js';
import type { SourceList } from '../../src/providers/provider-datasets.js';
import { listWith } from './lists.js';

const TEXTS = { time: (seconds: number) => `t${seconds}`, day: (days: number) => `d${days}` };
const sorted = listWith();
const unsorted = listWith({ sort: [] });

/** The pages that a scan asks for, of a list that does not change. */
function pagesOf(step: ScanStep, list: SourceList, total: number, size = 200): number[] {
  const pages: number[] = [];
  for (let scan: Scan | null = newScan(size); scan !== null; ) {
    const { page } = pageRequest(step, list, scan, TEXTS);
    pages.push(page);
    const after = afterPage(step, list, scan, { page, total, at: 7 });
    scan = after.kind === 'more' ? after.scan : null;
  }
  return pages;
}

describe('pages', () => {
  test.each<[ScanStep, SourceList, number, number[]]>([
    ['ALL', sorted, 0, [1]],
    ['ALL', sorted, 200, [1]],
    // The first page tells the total. It is read again at the end: records may have moved to it.
    ['ALL', sorted, 601, [1, 4, 3, 2, 1]],
    ['CHANGED', sorted, 401, [1, 3, 2, 1]],
    ['ALL', unsorted, 601, [1, 2, 3, 4]],
    ['ALL', listWith({ sort: [] }, { order: 'CREATED' }), 401, [1, 3, 2, 1]],
    // In the order of creation, a record that was changed comes in between.
    ['CHANGED', listWith({ sort: ['CREATED'] }), 401, [1, 2, 3]],
    ['DELETED', sorted, 401, [1, 2, 3]],
    ['IDS', sorted, 401, [1, 3, 2, 1]],
    ['COUNT', sorted, 5_000, [1]],
  ])('of %s in their order', (step, list, total, pages) => {
    expect(pagesOf(step, list, total)).toEqual(pages);
  });

  test('past the end are answered with the last one, and the scan goes on from there', () => {
    const scan = { ...newScan(10), next: 95, total: 95, hasPages: true };
    expect(pageRequest('ALL', sorted, scan, TEXTS).page).toBe(10);
    expect(afterPage('ALL', sorted, scan, { page: 7, total: 61, at: 0 })).toMatchObject({ kind: 'more', scan: { next: 60 } });
    const forward = { ...scan, next: 90 };
    expect(afterPage('ALL', unsorted, forward, { page: 7, total: 61, at: 0 })).toMatchObject({ kind: 'end' });
  });

  test('say what is asked for, and nothing that the list cannot do', () => {
    expect(pageRequest('CHANGED', sorted, newScan(200, 5), TEXTS)).toEqual({ kind: 'PAGE', page: 1, size: 200, since: 't5', sort: 'UPDATED' });
    expect(pageRequest('CHANGED', unsorted, newScan(200, 5), TEXTS)).toEqual({ kind: 'PAGE', page: 1, size: 200, since: 't5' });
    expect(pageRequest('DELETED', sorted, newScan(200, 5), TEXTS)).toEqual({ kind: 'PAGE', page: 1, size: 200, deletedSince: 't5' });
    expect(pageRequest('COUNT', sorted, newScan(1), TEXTS)).toEqual({ kind: 'PAGE', page: 1, size: 1, fields: 'IDS' });
    expect(pageRequest('ALL', unsorted, newScan(200, null, [3, 9]), TEXTS)).toEqual({ kind: 'PAGE', page: 1, size: 200, window: { from: 'd3', to: 'd9' } });
  });

  test('of a long list that is not sorted are split by date', () => {
    const list = listWith({ sort: [], window: true });
    const facts = { page: 1, total: 10_001, at: 7 };
    expect(afterPage('ALL', list, newScan(200, null, [10, 19]), facts)).toMatchObject({ kind: 'split', windows: [[10, 14], [15, 19]] });
    // One day is not split further.
    expect(afterPage('ALL', list, newScan(200, null, [10, 10]), facts)).toMatchObject({ kind: 'more' });
    expect(afterPage('ALL', list, newScan(200, null, [10, 19]), { ...facts, total: 10_000 })).toMatchObject({ kind: 'more' });
  });

  test('keep the time of the first answer', () => {
    const first = afterPage('ALL', sorted, newScan(200), { page: 1, total: 900, at: 7 });
    expect(afterPage('ALL', sorted, first.scan, { page: 5, total: 900, at: 9 }).scan.startedAt).toBe(7);
  });
});

describe('a page that fails', () => {
  test('is asked for in smaller ones, each of which divides the one before', () => {
    const sizes = [200];
    while ((sizes.at(-1) ?? 1) > 1) sizes.push(smaller(sizes.at(-1) ?? 1));
    expect(sizes).toEqual([200, 100, 50, 25, 5, 1]);
    const scan = { ...newScan(200), next: 400, total: 1000 };
    const after = afterFailure('ALL', unsorted, scan);
    expect(after).toMatchObject({ kind: 'smaller', scan: { size: 100, next: 400 } });
    expect(placeOf('ALL', unsorted, scan)).toBe(400);
  });

  test('leaves one record out, forward and backward', () => {
    const scan = { ...newScan(1), next: 400, total: 1000 };
    expect(afterFailure('ALL', unsorted, scan)).toMatchObject({ kind: 'skipped', place: 400, scan: { next: 401 } });
    expect(afterFailure('ALL', sorted, scan)).toMatchObject({ kind: 'skipped', place: 399, scan: { next: 399 } });
    expect(afterFailure('ALL', sorted, { ...scan, next: 1 })).toMatchObject({ kind: 'skipped', isEnd: true });
    expect(afterFailure('ALL', sorted, newScan(1))).toMatchObject({ kind: 'skipped', scan: { firstPage: 2, next: null } });
  });

  test('is a failure of the platform where many follow each other', () => {
    let scan = { ...newScan(1), next: 400 as number | null, total: 1000 as number | null };
    for (let skipped = 1; skipped <= 4; skipped++) {
      const after = afterFailure('ALL', unsorted, scan);
      if (after.kind !== 'skipped') throw new Error(after.kind);
      scan = after.scan;
    }
    expect(afterFailure('ALL', unsorted, scan)).toEqual({ kind: 'unreadable' });
    const { scan: read } = afterPage('ALL', unsorted, scan, { page: 405, total: 1000, at: 0 });
    expect(afterFailure('ALL', unsorted, read).kind).toBe('skipped');
  });

  test('grows again after twenty that were read, at a place where the larger page begins', () => {
    let scan: Scan = { ...newScan(100), next: 100, total: 100_000 };
    for (let page = 2; scan.size === 100; page++) scan = afterPage('ALL', unsorted, scan, { page, total: 100_000, at: 0 }).scan;
    expect(scan).toMatchObject({ size: 200, next: 2200 });
  });
});
