import type { SourceList } from '../../providers/provider-datasets.js';
import type { Round, RoundStart, ScanEnd } from './round.js';
import { afterPage, collectsIds, isBackward, newScan, type PageFacts, type ScanStep } from './scan.rules.js';

/** Seconds that a scan goes back behind the start of the one before: what was written then may appear later. */
export const OVERLAP_S = 300;
const MAX_CLOSINGS = 3;
const MAX_REPEATS = 2;
const MAX_FULLS = 3;

export function beginRound(list: SourceList, start: RoundStart): Round {
  const isFull = start.isFullDue || start.watermark === null || !list.capabilities.since;
  const size = list.maxPageSize;
  const firstPage = isBackward('ALL', list) ? Math.max(1, Math.ceil(start.liveCount / size)) : 1;
  const round: Round = {
    step: 'ALL',
    scan: { ...newScan(size), firstPage },
    windows: [],
    isFull,
    isAuditDue: list.form === 'LIST' && (isFull || start.isAuditDue),
    isSweepDue: list.form === 'LIST' && (start.isSweepDue || (isFull && !tellsDeletions(list))),
    repeats: 0,
    fulls: isFull ? 1 : 0,
    closings: 0,
    isSecond: false,
    total: null,
    differences: 0,
    watermark: start.watermark,
    deletedWatermark: start.deletedWatermark,
    isPartial: false,
    hasAudited: false,
    hasSwept: false,
    probeNo: start.probeNo,
  };
  if (start.quietUntil !== null) return quietRound(round, start.quietUntil);
  return isFull ? round : toChanged(list, round);
}

/** No scan is needed: the probe has said that nothing has changed. Single records may still be left to be read. */
const quietRound = (round: Round, until: number): Round => ({
  ...round,
  step: 'RECORDS',
  watermark: Math.max(round.watermark ?? until, until),
  deletedWatermark: Math.max(round.deletedWatermark ?? until, until),
});

/**
 * Whether deletions are reported, or marked in the list, as those of lists by date are. Of other lists, a record that was
 * lost while they were read and one that was deleted meanwhile leave the total as it was: only all ids tell.
 */
const tellsDeletions = (list: SourceList): boolean =>
  list.capabilities.deletedSince || list.capabilities.window || isBackward('ALL', list);

/** What follows a page: the same scan, another one, or `ended`: the scan has ended, and `afterScan` says what follows. */
export function afterRoundPage(
  list: SourceList,
  round: Round & { readonly step: ScanStep },
  facts: PageFacts,
): { readonly round: Round; readonly ended: boolean } {
  const after = afterPage(round.step, list, round.scan, facts);
  const hasNews = (round.step === 'CHANGED' || round.step === 'DELETED') && facts.total > 0;
  const total = hasNews ? null : round.total;
  if (after.kind !== 'split') return { round: { ...round, total, scan: after.scan }, ended: after.kind === 'end' };
  const [first, second] = after.windows;
  const scan = { ...newScan(round.scan.size, null, first), startedAt: after.scan.startedAt };
  return { round: { ...round, scan, windows: [second, ...round.windows] }, ended: false };
}

/** What follows the end of a scan. Null: the round has ended. */
export function afterScan(list: SourceList, round: Round, end: ScanEnd): Round | null {
  switch (round.step) {
    case 'ALL':
      return afterAll(list, round);
    case 'CHANGED':
    case 'DELETED':
      return afterSince(list, round, end);
    case 'COUNT':
      return afterCount(list, round, end);
    case 'IDS':
      return afterIds(list, round, end);
    case 'RECORDS':
      return null;
  }
}

function afterAll(list: SourceList, round: Round): Round {
  const [window, ...windows] = round.windows;
  const { startedAt, size, hasPages, firstPage } = round.scan;
  if (window !== undefined) return { ...round, windows, scan: { ...newScan(size, null, window), startedAt } };
  const known = round.deletedWatermark ?? startedAt;
  const isInParts = round.scan.window !== null;
  const total = isInParts ? null : round.scan.total;
  // One page shows one moment. Of several, what was written meanwhile may have been missed.
  const isOneMoment = !isInParts && !hasPages && firstPage === 1;
  // Read forward, a stored record may have been missed with a change from before, and no count tells that.
  const isSure = isOneMoment || isBackward('ALL', list);
  const watermark = isSure ? startedAt : (round.watermark ?? startedAt);
  const done = { ...round, total, watermark, deletedWatermark: known, closings: 0 };
  if (list.capabilities.since && !isOneMoment) return toChanged(list, done);
  const isFirst = round.deletedWatermark === null;
  return isOneMoment && isFirst ? toCount(list, done) : toDeleted(list, done);
}

/** A list in an order of its own is known to be read as a whole only if its pages held as many ids as it counts. */
function isWhole(list: SourceList, { step, scan }: Round, { distinctIds }: ScanEnd): boolean {
  if (step === 'RECORDS' || !collectsIds(step, list) || (!scan.hasPages && step !== 'IDS')) return true;
  return distinctIds === scan.total;
}

function afterSince(list: SourceList, round: Round, end: ScanEnd): Round {
  const { step, scan, repeats } = round;
  const follow = step === 'CHANGED' ? toDeleted : toCount;
  if (!isWhole(list, round, end)) {
    if (repeats >= MAX_REPEATS) return follow(list, { ...round, isPartial: true });
    // The ids of all its runs count together, so the first one's time holds.
    return { ...round, repeats: repeats + 1, scan: { ...newScan(scan.size, scan.since), startedAt: scan.startedAt } };
  }
  if (step === 'DELETED') return toCount(list, { ...round, deletedWatermark: scan.startedAt });
  // In an unknown order, a record that came and one that went may hide from the count that a third was missed.
  const isSure = !scan.hasPages || isBackward('CHANGED', list) || round.isSecond;
  const done = isSure ? { ...round, watermark: scan.startedAt } : round;
  if (!scan.hasPages || round.closings >= MAX_CLOSINGS) return toDeleted(list, done);
  return toChanged(list, { ...done, closings: round.closings + 1 }, !isSure);
}

function afterCount(list: SourceList, round: Round, { expected }: ScanEnd): Round {
  if (round.scan.total === expected) return toSweep(list, { ...round, hasAudited: true });
  if (round.total !== null) return toCount(list, { ...round, total: null });
  const differences = round.differences + 1;
  const again = { ...round, differences, closings: MAX_CLOSINGS };
  // What was written since the last scan may be all of the difference.
  if (differences === 1 && list.capabilities.since) return toChanged(list, again);
  const lacks = (round.scan.total ?? 0) > (expected ?? 0);
  if (lacks && round.isFull && round.fulls < MAX_FULLS)
    return {
      ...round,
      step: 'ALL',
      scan: newScan(list.maxPageSize),
      fulls: round.fulls + 1,
      differences: 0,
      repeats: 0,
    };
  return toSweep(list, { ...again, isSweepDue: true });
}

function afterIds(list: SourceList, round: Round, end: ScanEnd): Round {
  if (isWhole(list, round, end)) return { ...round, step: 'RECORDS', hasSwept: true, hasAudited: true };
  if (round.repeats >= MAX_REPEATS) return { ...round, step: 'RECORDS', isPartial: true };
  return { ...round, repeats: round.repeats + 1, scan: newScan(list.maxPageSize) };
}

const sinceOf = (watermark: number | null): number | null => (watermark === null ? null : watermark - OVERLAP_S);

const toChanged = (list: SourceList, round: Round, isSecond = false): Round => ({
  ...round,
  step: 'CHANGED',
  isSecond,
  repeats: 0,
  scan: newScan(list.maxPageSize, sinceOf(round.watermark)),
});

function toDeleted(list: SourceList, round: Round): Round {
  if (!list.capabilities.deletedSince) return toCount(list, round);
  const since = sinceOf(round.deletedWatermark);
  // The platform excludes the time itself.
  const scan = newScan(list.maxPageSize, since === null ? null : since - 1);
  return { ...round, step: 'DELETED', repeats: 0, scan };
}

const toCount = (list: SourceList, round: Round): Round =>
  round.isAuditDue
    ? // Rounds that an older version began have no total.
      { ...round, step: 'COUNT', scan: { ...newScan(1), total: round.total ?? null } }
    : toSweep(list, round);

/** The list has told how many records it has, and has not to be asked. */
export const isCounted = ({ step, scan }: Round): boolean => step === 'COUNT' && scan.total !== null;

const toSweep = (list: SourceList, round: Round): Round =>
  round.isSweepDue
    ? { ...round, step: 'IDS', repeats: 0, scan: newScan(list.maxPageSize) }
    : { ...round, step: 'RECORDS' };
