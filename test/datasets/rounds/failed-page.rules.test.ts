import { describe, expect, test } from '@jest/globals';
import { afterFailure } from '../../../src/datasets/rounds/failed-page.rules.js';
import { afterPage, newScan, placeOf } from '../../../src/datasets/rounds/scan.rules.js';
import { listWith } from '../lists.js';

const sorted = listWith();
const unsorted = listWith({ sort: [] });

describe('a page that fails', () => {
  test('is asked for in smaller ones', () => {
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
    expect(afterFailure('ALL', sorted, newScan(1))).toMatchObject({
      kind: 'skipped',
      scan: { firstPage: 2, next: null },
    });
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
});
