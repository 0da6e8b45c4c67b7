import type { StatementText } from '../infra/database/database.js';
import type { DatasetStatus } from './outcome.rules.js';
import type { PullCounts } from './records/changes.rules.js';
import { type ListRef, listValues } from './records/records.repository.js';
import type { Round } from './rounds/round.js';

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

/** Where a round stands. `ended`: the scan has ended, and what follows it was not decided yet. */
export interface Position {
  readonly round: Round;
  readonly ended: boolean;
  /** The generation in which the round began. */
  readonly run: number;
}

export interface Lease {
  readonly ref: ListRef;
  readonly generation: number;
}

/** Fails with a division by zero where the lease is another process's by now: then nothing of a write remains. */
export const leaseHeld = ({ ref, generation }: Lease): StatementText => ({
  text: `SELECT 1 / count(*) FROM ledgerlink.dataset WHERE ${OF_LIST} AND generation = $4`,
  values: [...listValues(ref), generation],
});

export interface Progress {
  readonly position: Position;
  readonly changeNo: number;
  readonly liveCount: number;
  readonly showsDeleted: boolean;
  readonly counts: PullCounts;
  readonly until: Date;
  /** A process of an older version may pull beside newer ones: what it writes has to be mapped anew. */
  readonly mapperVersion: number;
}

/** Where a round stands after a page. */
export const progressWritten = ({ ref, generation }: Lease, progress: Progress): StatementText => ({
  text: `UPDATE ledgerlink.dataset
      SET position = $5, change_no = $6, live_count = $7, shows_deleted = $8, counts = $9, lease_until = $10,
          mapper_version = least(mapper_version, $11),
          mapping_position = CASE WHEN $11 >= (mapping_position->>'version')::integer THEN mapping_position END
    WHERE ${OF_LIST} AND generation = $4`,
  values: [
    ...[...listValues(ref), generation, JSON.stringify(progress.position), progress.changeNo, progress.liveCount],
    ...[progress.showsDeleted, JSON.stringify(progress.counts), progress.until, progress.mapperVersion],
  ],
});

export interface RoundEnd {
  readonly status: DatasetStatus;
  /** Null: not before it is asked for. */
  readonly dueAt: Date | null;
  readonly now: Date;
  readonly round: Pick<Round, 'watermark' | 'deletedWatermark' | 'probeNo'>;
  readonly isComplete: boolean;
  readonly wasFull: boolean;
  readonly wasAudited: boolean;
  readonly wasSwept: boolean;
  readonly counts: PullCounts;
  /** The pull that the round was part of. One that was asked for meanwhile waits for the next round. */
  readonly pullId: string | null;
}

/** The end of a round that has read what it could. */
export const roundEnded = ({ ref, generation }: Lease, end: RoundEnd): StatementText => ({
  text: `UPDATE ledgerlink.dataset
      SET status = $5, due_at = CASE WHEN is_asked_again THEN $7::timestamptz ELSE $6::timestamptz END, position = NULL, lease_until = NULL,
          watermark = $8, deleted_watermark = $9, counts = $10, last_error = NULL, failures = 0,
          pull_id = CASE WHEN pull_id = $11::uuid THEN NULL ELSE pull_id END,
          is_full_asked = is_full_asked AND NOT $13, is_asked_again = false,
          last_complete_at = CASE WHEN $12 THEN $7::timestamptz ELSE last_complete_at END,
          full_at = CASE WHEN $13 THEN $7::timestamptz ELSE full_at END,
          audited_at = CASE WHEN $14 THEN $7::timestamptz ELSE audited_at END,
          swept_at = CASE WHEN $15 THEN $7::timestamptz ELSE swept_at END, 
          probed_no = CASE WHEN $12 AND NOT is_asked_again THEN $16::bigint END
    WHERE ${OF_LIST} AND generation = $4`,
  values: [
    ...[
      ...listValues(ref),
      generation,
      end.status,
      end.dueAt,
      end.now,
      end.round.watermark,
      end.round.deletedWatermark,
    ],
    ...[JSON.stringify(end.counts), end.pullId],
    ...[end.isComplete, end.wasFull, end.wasAudited, end.wasSwept, end.round.probeNo],
  ],
});

export interface RoundInterruption {
  readonly status: string;
  /** Null: when the link is linked again. */
  readonly dueAt: Date | null;
  readonly now: Date;
  readonly error: object;
  /** It goes on later as part of the same pull; otherwise what was asked for has its answer. */
  readonly goesOn: boolean;
  readonly pullId: string | null;
}

/** A round that cannot go on now: its position stays. */
export const roundInterrupted = ({ ref, generation }: Lease, end: RoundInterruption): StatementText => ({
  text: `UPDATE ledgerlink.dataset
      SET status = $5, lease_until = NULL, last_error = $7, failures = failures + 1,
          due_at = CASE WHEN is_asked_again AND NOT $8 THEN $9::timestamptz ELSE $6::timestamptz END,
          is_asked_again = is_asked_again AND $8,
          pull_id = CASE WHEN pull_id = $10::uuid AND NOT $8 THEN NULL ELSE pull_id END
    WHERE ${OF_LIST} AND generation = $4`,
  values: [
    ...[...listValues(ref), generation, end.status, end.dueAt, JSON.stringify(end.error)],
    ...[end.goesOn, end.now, end.pullId],
  ],
});

/** Gives the lease back without having read to the end: the process stops, or another list comes first. */
export const leaseReturned = ({ ref, generation }: Lease, dueAt: Date | null): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET lease_until = NULL, status = 'QUEUED', due_at = coalesce($5, due_at)
    WHERE ${OF_LIST} AND generation = $4`,
  values: [...listValues(ref), generation, dueAt],
});
