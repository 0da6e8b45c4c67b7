import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database, StatementText } from '../../infra/database/database.js';
import { findDataset } from '../dataset.repository.js';
import { type DatasetStatus, nextRoundSeconds } from '../outcome.rules.js';
import { scheduledPullId } from '../pulls/list-change.rules.js';
import { partEnded, partsAsked, pullAdded } from '../pulls/pull.repository.js';
import { NO_COUNTS } from '../records/changes.rules.js';
import { countRecords } from '../records/records.repository.js';
import { type RoundEnd, roundEnded } from '../round.repository.js';
import { type ProbeState, probeVerdict, secondsToProbe } from './probe.rules.js';
import { findProblems, oldPlacesSolved } from './problem.repository.js';
import { beginRound } from './round.rules.js';
import type { RoundContext, RoundState, RoundWriter } from './round-context.js';
import type { RoundEndService } from './round-end.service.js';
import { findSuspects, idsForgotten } from './sweep.repository.js';

const HOUR_MS = 3_600_000;
/** A list is read and counted at least once a day, also where its probe says that nothing was booked. */
const AUDIT_MS = 22 * HOUR_MS;
const WEEK_MS = 168 * HOUR_MS;
/** Records whose id is not known are looked for by reading everything, at most so often. */
const UNNAMED_MS = 6 * HOUR_MS;
/** The platform may have forgotten deletions after this time. */
const DELETIONS_KEPT_S = 30 * 86_400;

/** The beginning and the end of rounds: what is due, and what is written of a round that has read what it could. */
export class RoundBoundsService {
  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
    private readonly ends: RoundEndService,
  ) {}

  /** Begins a round, or goes on with the one that was left. `probe-first`: the probe's list has to be read before. */
  async begin(context: RoundContext): Promise<RoundState | 'probe-first'> {
    const { lease, row, list } = context;
    const problems = await findProblems(backgroundReader(this.database), lease.ref);
    const common = {
      changeNo: Number(row.change_no),
      liveCount: Number(row.live_count),
      showsDeleted: row.shows_deleted,
      problemIds: new Set(problems.ids),
      hasRetried: false,
      isSuspicious: false,
      probeDueAt: null,
      leasedAt: performance.now(),
    };
    if (row.position !== null) return { ...common, ...row.position, counts: row.counts };
    const now = await this.writer.now();
    const due = await this.#due(context, problems.unnamed > 0, now);
    const probe = await this.#probe(context);
    // Who asks for a pull may have changed what no booking shows.
    const mustRead = row.pull_id !== null || Object.values(due).includes(true);
    const known = { probedNo: numberOf(row.probed_no), intervalMinutes: row.interval_minutes };
    const verdict = mustRead ? { kind: 'READ' as const } : probeVerdict(probe, known, now);
    if (verdict.kind === 'WAIT') return 'probe-first';
    const round = beginRound(list, {
      ...due,
      liveCount: Number(row.live_count),
      watermark: numberOf(row.watermark),
      deletedWatermark: numberOf(row.deleted_watermark),
      probeNo: probe?.changeNo ?? null,
      quietUntil: verdict.kind === 'QUIET' ? verdict.watermark : null,
    });
    const probeDueAt = probe?.dueAt ?? null;
    return { ...common, round, ended: false, run: row.generation, counts: NO_COUNTS, probeDueAt };
  }

  /** What is due beside changes and reported deletions. */
  async #due({ lease, row }: RoundContext, hasUnnamed: boolean, now: Date) {
    const isOlder = (than: number, at: Date | null) => at === null || now.getTime() - at.getTime() > than;
    const { since: suspectsSince } = await findSuspects(backgroundReader(this.database), lease.ref);
    const deletedWatermark = numberOf(row.deleted_watermark);
    const isForgotten = deletedWatermark !== null && now.getTime() / 1000 - deletedWatermark > DELETIONS_KEPT_S;
    return {
      isFullDue: row.is_full_asked || isOlder(WEEK_MS, row.full_at) || (hasUnnamed && isOlder(UNNAMED_MS, row.full_at)),
      isAuditDue: isOlder(AUDIT_MS, row.audited_at),
      isSweepDue: suspectsSince !== null || isForgotten,
    };
  }

  async #probe({ lease: { ref }, list, datasets, apiVersion }: RoundContext): Promise<ProbeState | undefined> {
    const key = list.probed ? datasets.probe(apiVersion) : null;
    if (key === null || key === list.key) return undefined;
    const row = await findDataset(backgroundReader(this.database), { ...ref, list: key });
    if (row === undefined) return undefined;
    return {
      status: row.status,
      hasPosition: row.position !== null,
      watermark: numberOf(row.watermark),
      changeNo: Number(row.change_no),
      dueAt: row.due_at,
      completeAt: row.last_complete_at,
    };
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
    const { interval_minutes: intervalMinutes } = row;
    const next = { intervalMinutes, status, isDaily: list.pace === 'DAILY' };
    const own = nextRoundSeconds(next, Math.random());
    const toProbe = status === 'CURRENT' ? secondsToProbe(state.probeDueAt, now, intervalMinutes) : null;
    const seconds = toProbe ?? own;
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
      pullId: row.pull_id,
    };
    await this.#writeEnd(context, state, end, round.hasSwept || round.scan.hasPages ? [idsForgotten(lease.ref)] : []);
  }

  /** With what there is to tell of it. Mostly there is nothing, and the end is one round trip. */
  async #writeEnd(context: RoundContext, state: RoundState, end: RoundEnd, more: readonly StatementText[]) {
    const { row, lease, list } = context;
    const { counts, changeNo } = state;
    const { status, now } = end;
    const hasChanged = counts.created + counts.changed + counts.deleted > 0;
    const scheduled = hasChanged ? scheduledPullId(lease.ref.linkId, row.interval_minutes, now.getTime()) : null;
    const pullId = row.pull_id ?? scheduled;
    const trouble = status === 'SUSPICIOUS' ? status : null;
    if (pullId === null && changeNo <= Number(row.told_no) && trouble === row.told_status)
      return this.writer.write(context, state, [roundEnded(lease, end), ...more]);
    const part = { status: status === 'CURRENT' ? 'COMPLETED' : 'PARTIAL', counts, message: null };
    await this.ends.write({
      lease,
      dataset: list.dataset,
      statements: [
        ...[await this.writer.progress(context, state), roundEnded(lease, end)],
        ...(scheduled !== null && row.pull_id === null ? partOfHistory(context, scheduled, now) : []),
        ...(pullId === null ? [] : [partEnded(lease.ref, pullId, { ...part, now })]),
        ...more,
      ],
      news: { no: changeNo, counts, pullId },
      trouble,
      part: row.pull_id === null ? undefined : { ...part, pullId: row.pull_id },
    });
  }
}

/** A round that nothing has asked for is part of the history only where it has changed something. */
function partOfHistory({ lease: { ref }, list }: RoundContext, pullId: string, now: Date): StatementText[] {
  const pull = { ...ref, pullId, requestedBy: 'schedule', now };
  return [pullAdded(pull), partsAsked(pull, [{ list: ref.list, dataset: list.dataset }], NO_COUNTS)];
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
