import { describe, expect, test } from '@jest/globals';
import { afterPage, newScan, pageRequest, type Scan, type ScanStep } from '../../../src/datasets/rounds/scan.rules.js';
import type { SourceList } from '../../../src/providers/provider-datasets.js';
import { listWith } from '../lists.js';

const TEXTS = { time: (seconds: number) => `t${seconds}`, day: (days: number) => `d${days}` };
const sorted = listWith();
const unsorted = listWith({ sort: [] });

/** The pages that a scan asks for, of a list that does not change. */
function pagesOf(step: ScanStep, list: SourceList, total: number, firstPage = 1): number[] {
  const pages: number[] = [];
  const last = Math.max(1, Math.ceil(total / 200));
  for (let scan: Scan | null = { ...newScan(200), firstPage }; scan !== null; ) {
    const { page } = pageRequest(step, list, scan, TEXTS);
    pages.push(page);
    const after = afterPage(step, list, scan, { page: Math.min(page, last), total, at: 7 });
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

  test.each([
    [601, [4, 3, 2, 1]],
    [600, [4, 2, 1]],
    [801, [4, 5, 4, 3, 2, 1]],
    [150, [4]],
    [0, [4]],
  ])('begin with the one that was the last before, of %i records', (total, pages) => {
    expect(pagesOf('ALL', sorted, total, 4)).toEqual(pages);
  });

  test('past the end are answered with the last one, and the scan goes on from there', () => {
    const scan = { ...newScan(10), next: 95, total: 95, hasPages: true };
    expect(pageRequest('ALL', sorted, scan, TEXTS).page).toBe(10);
    expect(afterPage('ALL', sorted, scan, { page: 7, total: 61, at: 0 })).toMatchObject({
      kind: 'more',
      scan: { next: 60 },
    });
    const forward = { ...scan, next: 90 };
    expect(afterPage('ALL', unsorted, forward, { page: 7, total: 61, at: 0 })).toMatchObject({ kind: 'end' });
  });

  test('say what is asked for, and nothing that the list cannot do', () => {
    expect(pageRequest('CHANGED', sorted, newScan(200, 5), TEXTS)).toEqual({
      kind: 'PAGE',
      page: 1,
      size: 200,
      since: 't5',
      sort: 'UPDATED',
    });
    expect(pageRequest('CHANGED', unsorted, newScan(200, 5), TEXTS)).toEqual({
      kind: 'PAGE',
      page: 1,
      size: 200,
      since: 't5',
    });
    expect(pageRequest('DELETED', sorted, newScan(200, 5), TEXTS)).toEqual({
      kind: 'PAGE',
      page: 1,
      size: 200,
      deletedSince: 't5',
    });
    expect(pageRequest('COUNT', sorted, newScan(1), TEXTS)).toEqual({ kind: 'PAGE', page: 1, size: 1, fields: 'IDS' });
    expect(pageRequest('ALL', unsorted, newScan(200, null, [3, 9]), TEXTS)).toEqual({
      kind: 'PAGE',
      page: 1,
      size: 200,
      window: { from: 'd3', to: 'd9' },
    });
  });

  test('of a long list that is not sorted are split by date', () => {
    const list = listWith({ sort: [], window: true });
    const facts = { page: 1, total: 10_001, at: 7 };
    expect(afterPage('ALL', list, newScan(200, null, [10, 19]), facts)).toMatchObject({
      kind: 'split',
      windows: [
        [10, 14],
        [15, 19],
      ],
    });
    // One day is not split further.
    expect(afterPage('ALL', list, newScan(200, null, [10, 10]), facts)).toMatchObject({ kind: 'more' });
    expect(afterPage('ALL', list, newScan(200, null, [10, 19]), { ...facts, total: 10_000 })).toMatchObject({
      kind: 'more',
    });
  });

  test('keep the time of the first answer', () => {
    const first = afterPage('ALL', sorted, newScan(200), { page: 1, total: 900, at: 7 });
    expect(afterPage('ALL', sorted, first.scan, { page: 5, total: 900, at: 9 }).scan.startedAt).toBe(7);
  });

  test('become larger again after twenty that were read, at a place where the larger page begins', () => {
    let scan: Scan = { ...newScan(100), next: 100, total: 100_000 };
    for (let page = 2; scan.size === 100; page++)
      scan = afterPage('ALL', unsorted, scan, { page, total: 100_000, at: 0 }).scan;
    expect(scan).toMatchObject({ size: 200, next: 2200 });
  });
});
