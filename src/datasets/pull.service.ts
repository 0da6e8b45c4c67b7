import { randomUUID } from 'node:crypto';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { StatementText } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import {
  claimDataset,
  type DatasetRow,
  type Lease,
  leaseReturned,
  roundEnded,
  roundInterrupted,
} from './dataset.repository.js';
import { afterInterruption, type DatasetStatus, type Interruption, nextRoundSeconds } from './outcome.rules.js';
import { findProblems, oldPlacesSolved } from './problem.repository.js';
import { partEnded, partStarted, partsAdded, pullAdded } from './pull.repository.js';
import { NO_COUNTS } from './records/changes.rules.js';
import type { ListRef } from './records/records.repository.js';
import { beginRound } from './round.rules.js';
import { LEASE_MS, LeaseLost, type RoundContext, type RoundState } from './round-context.js';
import { type Interrupted, type RoundDependencies, RoundRun } from './round-run.js';
import { findSuspects, idsForgotten } from './sweep.repository.js';

export interface PullDependencies extends RoundDependencies {
  readonly logger: Logger;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Records whose id is not known are looked for by reading everything, at most so often. */
const UNNAMED_MS = 6 * 3_600_000;
/** The platform may have forgotten deletions after this time. */
const DELETIONS_KEPT_S = 30 * 86_400;
const STATEMENTS_MS = 20_000;

/** Pulls one list of one link: claims it, runs a round of it, and writes how it ended. */
export class PullService {
  constructor(private readonly dependencies: PullDependencies) {}

  /** False: another process has the list, or it is not due. Stops between two pages when `signal` aborts. */
  async pull(ref: ListRef, signal: AbortSignal): Promise<boolean> {
    const { database, writer, logger } = this.dependencies;
    const now = await writer.now();
    const until = new Date(now.getTime() + LEASE_MS);
    const row = await claimDataset(backgroundReader(database), ref, { now, until });
    if (row === undefined) return false;
    const lease = { ref, generation: row.generation };
    try {
      await this.#run(lease, row, signal);
    } catch (error) {
      if (error instanceof LeaseLost) return true;
      logger.fault('a dataset could not be pulled', error, { linkId: ref.linkId, list: ref.list });
      const why: Interruption = { kind: 'list', failure: 'UNAVAILABLE' };
      await this.#interrupt(lease, row, { kind: 'interrupted', why, status: null, requestId: null });
    }
    return true;
  }

  async #run(lease: Lease, row: DatasetRow, signal: AbortSignal): Promise<void> {
    const context = await this.#context(lease, row);
    if ('kind' in context) return this.#interrupt(lease, row, context);
    const state = await this.#begin(context);
    if (row.pull_id !== null)
      await this.#together([partStarted(lease.ref, row.pull_id, await this.dependencies.writer.now())]);
    const end = await new RoundRun(this.dependencies, context, state, signal).run();
    if (end === 'ended') await this.#end(context, state);
    else if (end === 'stopped') await this.#together([leaseReturned(lease)]);
    else await this.#interrupt(lease, row, end);
  }

  async #context(lease: Lease, row: DatasetRow): Promise<RoundContext | Interrupted> {
    const none = { status: null, requestId: null };
    const held = await this.dependencies.reader.hold(lease.ref);
    if (held.kind !== 'TokenHeld') return { kind: 'interrupted', why: held, ...none };
    const { datasets } = held.provider;
    const { apiVersion } = held.access.application;
    const list = datasets.lists(apiVersion).find(({ key }) => key === lease.ref.list);
    if (list === undefined) return { kind: 'interrupted', why: { kind: 'list', failure: 'NOT_SUPPORTED' }, ...none };
    return { lease, row, list, apiVersion, datasets };
  }

  async #begin({ lease, row, list }: RoundContext): Promise<RoundState> {
    const { database, writer } = this.dependencies;
    const problems = await findProblems(backgroundReader(database), lease.ref);
    const common = {
      changeNo: Number(row.change_no),
      liveCount: Number(row.live_count),
      showsDeleted: row.shows_deleted,
      problemIds: new Set(problems.ids),
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

  async #end(context: RoundContext, state: RoundState): Promise<void> {
    const { writer, database } = this.dependencies;
    const { lease, row, list } = context;
    const { round } = state;
    const wasFull = round.isFull && round.watermark !== null && !round.isPartial;
    if (wasFull || round.hasSwept) await writer.write(context, state, [oldPlacesSolved(lease.ref, state.run)]);
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
      wasFull,
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

  /** A round that cannot go on now. Its position stays, and nothing that was read is lost. */
  async #interrupt(lease: Lease, row: DatasetRow, { why, status: http, requestId }: Interrupted): Promise<void> {
    const { status, seconds } = afterInterruption(why, row.failures);
    const now = await this.dependencies.writer.now();
    const code = why.kind === 'list' ? why.failure : why.kind === 'refused' ? why.refusal : 'NOT_READABLE';
    const isOver = row.pull_id !== null && status !== 'WAITING' && status !== 'LINK_LOST';
    await this.#together([
      roundInterrupted(lease, {
        status,
        // Not on one second with all others that were interrupted.
        dueAt: new Date(now.getTime() + seconds * 1000 * (1 + Math.random() * 0.1)),
        error: { code, http, requestId },
      }),
      ...(isOver && row.pull_id !== null
        ? [partEnded(lease.ref, row.pull_id, { status: 'FAILED', counts: row.counts, message: code, now })]
        : []),
    ]);
  }

  #together = (statements: readonly StatementText[]): Promise<void> =>
    this.dependencies.database.writeTogether(statements, AbortSignal.timeout(STATEMENTS_MS));
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
