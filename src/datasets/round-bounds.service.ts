import { randomUUID } from 'node:crypto';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database, StatementText } from '../infra/database/database.js';
import { type DatasetStatus, nextRoundSeconds } from './outcome.rules.js';
import { findProblems, oldPlacesSolved } from './problem.repository.js';
import { partEnded, partsAdded, pullAdded } from './pull.repository.js';
import { NO_COUNTS } from './records/changes.rules.js';
import { countRecords } from './records/records.repository.js';
import { roundEnded } from './round.repository.js';
import { beginRound } from './round.rules.js';
import type { RoundContext, RoundState, RoundWriter } from './round-context.js';
import { findSuspects, idsForgotten } from './sweep.repository.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Records whose id is not known are looked for by reading everything, at most so often. */
const UNNAMED_MS = 6 * 3_600_000;
/** The platform may have forgotten deletions after this time. */
const DELETIONS_KEPT_S = 30 * 86_400;

/** The beginning and the end of rounds: what is due, and what is written of a round that has read what it could. */
export class RoundBoundsService {
  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
  ) {}

  /** Begins a round, or goes on with the one that was left. */
  async begin({ lease, row, list }: RoundContext): Promise<RoundState> {
    const { database, writer } = this;
    const problems = await findProblems(backgroundReader(database), lease.ref);
    const common = {
      changeNo: Number(row.change_no),
      liveCount: Number(row.live_count),
      showsDeleted: row.shows_deleted,
      problemIds: new Set(problems.ids),
      hasRetried: false,
      isSuspicious: false,
      leasedAt: performance.now(),
    };
    if (row.position !== null) return { ...common, ...row.position, counts: row.counts };
    const now = (await writer.now()).getTime();
    const isOlder = (than: number, at: Date | null) => at === null || now - at.getTime() > than;
    const { since: suspectsSince } = await findSuspects(backgroundReader(database), lease.ref);
    const deletedWatermark = numberOf(row.deleted_watermark);
    const round = beginRound(list, {
      watermark: numberOf(row.watermark),
      deletedWatermark,
      isFullDue:
        row.is_full_asked ||
        isOlder(WEEK_MS, row.full_at) ||
        (problems.unnamed > 0 && isOlder(UNNAMED_MS, row.full_at)),
      isAuditDue: isOlder(DAY_MS, row.audited_at),
      isSweepDue:
        suspectsSince !== null || (deletedWatermark !== null && now / 1000 - deletedWatermark > DELETIONS_KEPT_S),
    });
    return { ...common, round, ended: false, run: row.generation, counts: NO_COUNTS };
  }

  /** How many records the platform should count. */
  async expected({ lease: { ref } }: RoundContext, state: RoundState): Promise<number> {
    const { all, live } = await countRecords(backgroundReader(this.database), ref);
    const { unread } = await findProblems(backgroundReader(this.database), ref);
    state.liveCount = live;
    return (state.showsDeleted ? all : live) + unread;
  }

  /** Writes how a round has ended. @throws LeaseLost; the driver's error. */
  async end(context: RoundContext, state: RoundState): Promise<void> {
    const { writer, database } = this;
    const { lease, row, list } = context;
    const { round } = state;
    if (round.isFull || round.hasSwept) await writer.write(context, state, [oldPlacesSolved(lease.ref, state.run)]);
    const problems = await findProblems(backgroundReader(database), lease.ref);
    const isWhole = !round.isPartial && !state.isSuspicious;
    const partial = isWhole && problems.count === 0 ? 'CURRENT' : 'PARTIAL';
    const status: DatasetStatus = state.isSuspicious ? 'SUSPICIOUS' : partial;
    const now = await writer.now();
    const next = { intervalMinutes: row.interval_minutes, status, isDaily: list.pace === 'DAILY' };
    const seconds = nextRoundSeconds(next, Math.random());
    const end = {
      status,
      dueAt: seconds === null ? null : new Date(now.getTime() + seconds * 1000),
      now,
      round,
      isComplete: isWhole,
      wasFull: round.isFull,
      wasAudited: round.hasAudited,
      wasSwept: round.hasSwept,
      counts: state.counts,
      error: null,
    };
    await writer.write(context, state, [
      roundEnded(lease, end),
      ...this.#history(context, state, status, now),
      ...(round.hasSwept || round.scan.hasPages ? [idsForgotten(lease.ref)] : []),
    ]);
  }

  /** A round that nothing has asked for is part of the history only where it has changed something. */
  #history({ lease, row, list }: RoundContext, state: RoundState, status: DatasetStatus, now: Date): StatementText[] {
    const { ref } = lease;
    const { counts } = state;
    const ended = { status: status === 'CURRENT' ? 'COMPLETED' : 'PARTIAL', counts, message: null, now };
    if (row.pull_id !== null) return [partEnded(ref, row.pull_id, ended)];
    if (counts.created + counts.changed + counts.deleted === 0) return [];
    const pull = { ...ref, pullId: randomUUID(), requestedBy: 'schedule', now };
    const part = { list: ref.list, dataset: list.dataset };
    return [pullAdded(pull), partsAdded(pull, [part], NO_COUNTS), partEnded(ref, pull.pullId, ended)];
  }
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
