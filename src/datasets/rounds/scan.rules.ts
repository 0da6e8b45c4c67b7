import type { Scan as ListScan, SourceList } from '../../providers/provider-datasets.js';
import { larger } from './page-size.rules.js';

/**
 * How the pages of one scan are read. The place in a scan is an offset, not a page number, so that nothing shifts when the
 * size of the pages changes. Times are seconds since 1970 by the platform's clock, days are counted since 1970.
 */
export interface Scan {
  readonly since: number | null;
  readonly window: Window | null;
  readonly size: number;
  /**
   * The page of the first request. The first answer tells the total, and only then it is known where a scan that reads
   * backward begins: it asks first for the page that was the last one before. Reading forward: 1, or more where the first
   * records cannot be read.
   */
  readonly firstPage: number;
  /** Reading forward: the offset of the next page. Backward: the offset behind it. Null: nothing was read yet. */
  readonly next: number | null;
  readonly total: number | null;
  /** The platform's time of the first answer. */
  readonly startedAt: number | null;
  /** Pages that were read with this size. */
  readonly goodPages: number;
  readonly hasPages: boolean;
  /** Records in a row that could not be read. */
  readonly skipped: number;
}

/** Two days, both included. */
export type Window = readonly [from: number, to: number];

/** ALL: every record. CHANGED, DELETED: since a time. IDS: the ids of every record. COUNT: the total alone. */
export type ScanStep = 'ALL' | 'CHANGED' | 'DELETED' | 'IDS' | 'COUNT';

/** What a page says about the scan. */
export interface PageFacts {
  readonly page: number;
  readonly total: number;
  /** The platform's time of the answer. */
  readonly at: number;
}

const GROW_AFTER = 20;
/** A scan of more pages is split by document date where the list can be. */
const MAX_WINDOW_PAGES = 50;

export const newScan = (size: number, since: number | null = null, window: Window | null = null): Scan => ({
  since,
  window,
  size,
  firstPage: 1,
  next: null,
  total: null,
  startedAt: null,
  goodPages: 0,
  hasPages: false,
  skipped: 0,
});

/**
 * Whether a scan is read from its last page to its first. That loses nothing where new and changed records come last: a
 * record only moves to pages that are still to be read. Read forward, a record that moves to an earlier page is lost.
 */
export function isBackward(step: ScanStep, { capabilities: { sort }, order }: SourceList): boolean {
  if (step === 'CHANGED') return sort.includes('UPDATED');
  return (step === 'ALL' || step === 'IDS') && (sort.includes('CREATED') || order === 'CREATED');
}

/** Whether the ids of a scan are collected, to know that every record was on one of its pages. */
export const collectsIds = (step: ScanStep, list: SourceList): boolean =>
  step === 'IDS' || ((step === 'CHANGED' || step === 'DELETED') && !isBackward(step, list));

function pageOf({ next, size, firstPage }: Scan, backward: boolean): number {
  if (next === null) return firstPage;
  return Math.floor((backward ? next - 1 : next) / size) + 1;
}

/** The offset of the next page's first record: the page's place in its scan. */
export const placeOf = (step: ScanStep, list: SourceList, scan: Scan): number =>
  (pageOf(scan, isBackward(step, list)) - 1) * scan.size;

/** `YYYY-MM-DDThh:mm:ssZ` and `YYYY-MM-DD`, which rules may not make. */
export interface TimeTexts {
  readonly time: (seconds: number) => string;
  readonly day: (days: number) => string;
}

/** The request of a scan's next page. */
export function pageRequest(
  step: ScanStep,
  list: SourceList,
  scan: Scan,
  texts: TimeTexts,
): ListScan & { kind: 'PAGE' } {
  const { sort } = list.capabilities;
  const { since, window } = scan;
  const by = step === 'CHANGED' ? 'UPDATED' : 'CREATED';
  const isSorted = step !== 'COUNT' && step !== 'DELETED' && sort.includes(by);
  return {
    kind: 'PAGE',
    page: pageOf(scan, isBackward(step, list)),
    size: scan.size,
    ...(step === 'CHANGED' && since !== null && { since: texts.time(since) }),
    ...(step === 'DELETED' && since !== null && { deletedSince: texts.time(since) }),
    ...(isSorted && { sort: by }),
    ...(window !== null && { window: { from: texts.day(window[0]), to: texts.day(window[1]) } }),
    ...((step === 'IDS' || step === 'COUNT') && { fields: 'IDS' as const }),
  };
}

/** What follows a page: the rest of the scan, its end, or its split into two windows. */
export type AfterPage =
  | { readonly kind: 'more' | 'end'; readonly scan: Scan }
  | { readonly kind: 'split'; readonly scan: Scan; readonly windows: readonly [Window, Window] };

/** Days between which documents are looked for where a list is split by date. */
const ALL_DAYS: Window = [0, 47_481];

export function afterPage(step: ScanStep, list: SourceList, scan: Scan, { page, total, at }: PageFacts): AfterPage {
  const backward = isBackward(step, list);
  const { size, next, firstPage } = scan;
  const startedAt = scan.startedAt ?? at;
  if (next === null) {
    const first = { ...scan, total, startedAt, goodPages: 1, skipped: 0 };
    const isLast = (page - 1) * size < total && total <= page * size;
    const left = isLast ? (page - 1) * size : total;
    if (step === 'COUNT' || (backward ? left === 0 : total <= size * firstPage)) return { kind: 'end', scan: first };
    const [from, to] = scan.window ?? ALL_DAYS;
    if (step === 'ALL' && !backward && list.capabilities.window && total > size * MAX_WINDOW_PAGES && from < to) {
      const middle = Math.floor((from + to) / 2);
      return {
        kind: 'split',
        scan: first,
        windows: [
          [from, middle],
          [middle + 1, to],
        ],
      };
    }
    return { kind: 'more', scan: { ...first, hasPages: true, next: backward ? left : size * firstPage } };
  }
  const asked = pageOf(scan, backward);
  const read = { ...scan, total, startedAt, skipped: 0 };
  // A page past the end is answered with the last one.
  if (backward) return continued(read, (Math.min(page, asked) - 1) * size, backward, list.maxPageSize);
  return continued(read, page < asked ? total : next + size, backward, list.maxPageSize);
}

function continued(scan: Scan, next: number, backward: boolean, maxSize: number): AfterPage {
  const goodPages = scan.goodPages + 1;
  const isEnd = backward ? next <= 0 : next >= (scan.total ?? 0);
  if (isEnd) return { kind: 'end', scan: { ...scan, next, goodPages } };
  const size = goodPages >= GROW_AFTER && scan.size < maxSize ? larger(scan.size, maxSize) : scan.size;
  const grows = size !== scan.size && (backward || next % size === 0);
  return { kind: 'more', scan: { ...scan, next, ...(grows ? { size, goodPages: 0 } : { goodPages }) } };
}
