// The folder `datasets/rounds`: reading one list of a company in rounds, and writing what is new of it. Which lists are due
// and which process has them stands in `datasets`.

/**
 * A platform may have a list that shows a record for each booking in others. While it has no new change, the others
 * need not be read. Its own round is the probe: one request where nothing has changed.
 */
export interface ProbeState {
  readonly status: string;
  /** A round of it is under way that has read a page. */
  readonly hasPosition: boolean;
  readonly watermark: number | null;
  readonly changeNo: number;
  readonly dueAt: Date | null;
  readonly completeAt: Date | null;
}

/** QUIET: nothing has changed up to the platform's time `watermark`. WAIT: the probe's list has to be read first. */
export type ProbeVerdict = { readonly kind: 'READ' | 'WAIT' } | { readonly kind: 'QUIET'; readonly watermark: number };

/** Where nothing hinders its next round, these are the states of a list that was read completely. */
const SOUND = ['CURRENT', 'PULLING', 'QUEUED'];
/** The probe may be a tenth of the interval old, and ten minutes. */
const MAX_AGE_MS = 600_000;
/** What a round of the probe takes, mostly. */
const PROBE_MS = 5_000;

/** `probedNo`: the newest change of the probe's list that was known before the list was read last. */
export function probeVerdict(
  probe: ProbeState | undefined,
  list: { readonly probedNo: number | null; readonly intervalMinutes: number },
  now: Date,
): ProbeVerdict {
  if (probe === undefined || list.probedNo === null || probe.watermark === null) return { kind: 'READ' };
  if (!SOUND.includes(probe.status) || probe.hasPosition || probe.dueAt === null) return { kind: 'READ' };
  if (probe.changeNo !== list.probedNo) return { kind: 'READ' };
  const age = now.getTime() - (probe.completeAt?.getTime() ?? 0);
  const isFresh = age <= Math.min(MAX_AGE_MS, list.intervalMinutes * 6_000);
  return isFresh ? { kind: 'QUIET', watermark: probe.watermark } : { kind: 'WAIT' };
}

/**
 * After how many seconds a list is due that follows the probe, so that one round of the probe serves all of them. Null: at
 * its own time.
 */
export function secondsToProbe(probeDueAt: Date | null, now: Date, intervalMinutes: number): number | null {
  if (probeDueAt === null) return null;
  const ms = probeDueAt.getTime() - now.getTime();
  const isNear = ms > intervalMinutes * 30_000 && ms < intervalMinutes * 90_000;
  return isNear ? (ms + PROBE_MS) / 1000 : null;
}
