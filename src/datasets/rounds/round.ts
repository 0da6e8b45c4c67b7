import type { Scan, ScanStep, Window } from './scan.rules.js';

/**
 * A round of pulling one list: its scans, one after the other, as a state machine. The state is stored with every page, so
 * that another process can go on. RECORDS: single records that scans have left to be read.
 */
export interface Round {
  readonly step: ScanStep | 'RECORDS';
  readonly scan: Scan;
  /** Parts of the list that are still to be read after the present one. */
  readonly windows: readonly Window[];
  /** It reads every record, or has begun so. */
  readonly isFull: boolean;
  readonly isAuditDue: boolean;
  readonly isSweepDue: boolean;
  /** How often the present scan was begun anew, because its pages did not fit together. */
  readonly repeats: number;
  /** Scans of everything in this round. */
  readonly fulls: number;
  /** Scans of changes that followed one with several pages. */
  readonly closings: number;
  /** The present scan asks for the same changes as the one before. */
  readonly isSecond: boolean;
  /**
   * How many records the list had when everything had been read. Null: it was read in parts, or something has come since, so
   * that the list has to be asked.
   */
  readonly total: number | null;
  /** Comparisons of the total that failed. */
  readonly differences: number;
  /** The platform's times up to which all changes and deletions are here. */
  readonly watermark: number | null;
  readonly deletedWatermark: number | null;
  /** Something could not be made certain: the round ends as PARTIAL. */
  readonly isPartial: boolean;
  readonly hasAudited: boolean;
  readonly hasSwept: boolean;
  /** The newest change of the probe's list that was known when the round began. Null: the list has no probe. */
  readonly probeNo: number | null;
}

/** What the database tells when a scan has ended. */
export interface ScanEnd {
  /** Different ids on the pages of the scan, where they were collected. */
  readonly distinctIds: number | null;
  /** How many records the list should count, for COUNT. */
  readonly expected: number | null;
}

/** What a round begins with. */
export interface RoundStart {
  /** Records that are stored and not deleted: where the last page is, unless the list has changed. */
  readonly liveCount: number;
  readonly watermark: number | null;
  readonly deletedWatermark: number | null;
  readonly isFullDue: boolean;
  readonly isAuditDue: boolean;
  readonly isSweepDue: boolean;
  readonly probeNo: number | null;
  /** The platform's time up to which the probe says that nothing has changed; null: the list has to be read. */
  readonly quietUntil: number | null;
}
