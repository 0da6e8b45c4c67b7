import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { ListRead, ListReaderService } from './list-reader.service.js';
import { type Brought, NOTHING } from './brought.js';
import type { PageWriteService } from './page-write.service.js';
import { findProblems } from './problem.repository.js';
import { countRecords } from './records/records.repository.js';
import { afterRoundPage, afterScan, type Round } from './round.rules.js';
import { LEASE_MS, type RoundContext, type RoundState, type RoundWriter } from './round-context.js';
import { afterFailure, collectsIds, pageRequest, placeOf, type ScanStep } from './scan.rules.js';
import { countSeen, findTodo, idsForgotten, idsSeen, type Todo, todoDone } from './sweep.repository.js';
import type { SweepService } from './sweep.service.js';

export interface RoundDependencies {
  readonly database: Database;
  readonly reader: ListReaderService;
  readonly pages: PageWriteService;
  readonly sweeps: SweepService;
  readonly writer: RoundWriter;
}

export type Interrupted = Extract<ListRead, { kind: 'interrupted' }>;
type Page = Extract<ListRead, { kind: 'page' }>;
type ScanRound = Round & { readonly step: ScanStep };

const TEXTS = {
  time: (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
  day: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};
/** Single records that are read before they are written. */
const TODO_BATCH = 20;
const DAY_S = 86_400;

/** One round of one dataset, in the process that has its lease. One page is read ahead while the one before is written. */
export class RoundRun {
  #ahead: Promise<ListRead> | undefined;
  #retriesProblems = true;

  constructor(
    private readonly dependencies: RoundDependencies,
    private readonly context: RoundContext,
    readonly state: RoundState,
    private readonly signal: AbortSignal,
  ) {}

  /** Reads until the round ends. @throws LeaseLost; the driver's error. */
  async run(): Promise<'ended' | 'stopped' | Interrupted> {
    while (!this.signal.aborted) {
      const { round, ended } = this.state;
      if (ended) {
        if (!(await this.#decide())) return 'ended';
      } else if (round.step === 'RECORDS') {
        const todo = await this.#readTodo();
        if (todo === 'none') return 'ended';
        if (todo !== 'more') return todo;
      } else {
        const failed = await this.#readPage({ ...round, step: round.step });
        if (failed !== undefined) return failed;
      }
    }
    return 'stopped';
  }

  async #readPage(round: ScanRound): Promise<Interrupted | undefined> {
    const { lease } = this.context;
    const read = await (this.#ahead ?? this.dependencies.reader.read(lease.ref, this.#request(round)));
    this.#ahead = undefined;
    if (read.kind === 'interrupted') return read;
    if (read.kind === 'page') {
      await this.#page(round, read);
      return undefined;
    }
    return this.#failedPage(round, read);
  }

  #request = (round: ScanRound) => pageRequest(round.step, this.context.list, round.scan, TEXTS);

  async #page(round: ScanRound, { answer, at }: Page): Promise<void> {
    const { list, lease } = this.context;
    const { step, scan } = round;
    const facts = { page: answer.page, total: answer.total, at: at ?? (await this.#databaseSeconds()) };
    const after = afterRoundPage(list, round, facts);
    const next = after.round;
    if (!after.ended) {
      this.#ahead = this.dependencies.reader.read(lease.ref, this.#request({ ...next, step }));
      // It is awaited when the page is written; if that fails, not at all.
      this.#ahead.catch(() => undefined);
    }
    const place = placeOf(step, list, scan);
    const collects = collectsIds(step, list) && (step === 'IDS' || next.scan.hasPages);
    const isFirst = round.repeats === 0 && scan.next === null && scan.firstPage === 1;
    Object.assign(this.state, { round: next, ended: after.ended });
    if (step === 'ALL' || step === 'IDS') this.state.showsDeleted ||= answer.records.some(({ flagged }) => flagged);
    if (step === 'ALL' && round.windows.length === 0 && scan.window === null)
      this.state.counts = { ...this.state.counts, expected: answer.total };
    const ids = answer.records.map(({ sourceId }) => sourceId);
    const brought: Brought = {
      ...NOTHING,
      records: step === 'IDS' || step === 'COUNT' ? [] : answer.records,
      areDeletions: step === 'DELETED',
      // A record that was changed before the first pull began was read with its change.
      namesFrom: step === 'ALL' ? (next.scan.startedAt ?? 0) - DAY_S : 0,
      problems: answer.unreadable.map(({ field, reason }, index) => ({
        sourceId: `#${place + index}`,
        message: `\`${field}\` ${reason}.`,
        requestId: null,
      })),
      more: [
        ...(collects && isFirst ? [idsForgotten(lease.ref)] : []),
        ...(collects ? [idsSeen(lease.ref, round.repeats, place, ids)] : []),
      ],
    };
    await this.dependencies.pages.write(this.context, this.state, brought, !after.ended || this.#isLeaseOld());
  }

  /** A page that the platform cannot give: it is asked for in parts, and a single record by its id. */
  async #failedPage(round: ScanRound, read: Exclude<ListRead, Page | Interrupted>): Promise<Interrupted | undefined> {
    const { list, lease } = this.context;
    const after = afterFailure(round.step, list, round.scan);
    if (after.kind === 'unreadable')
      return {
        kind: 'interrupted',
        why: { kind: 'list', failure: 'UNAVAILABLE' },
        status: read.status,
        requestId: read.requestId,
      };
    this.state.round = { ...round, scan: after.scan };
    if (after.kind === 'smaller') return undefined;
    this.state.ended = after.isEnd;
    const bare = await this.dependencies.reader.read(lease.ref, { ...this.#request(round), fields: 'IDS' });
    const id = bare.kind === 'page' ? bare.answer.records[0]?.sourceId : undefined;
    const alone =
      id === undefined ? bare : await this.dependencies.reader.read(lease.ref, { kind: 'RECORD', sourceId: id });
    if (alone.kind === 'interrupted') return alone;
    const isRead = id !== undefined && alone.kind === 'page' && round.step !== 'DELETED';
    const problem = {
      sourceId: id ?? `#${after.place}`,
      message: `The platform answers ${read.status ?? 'nothing'} for this record.`,
      requestId: read.requestId,
    };
    const brought = isRead ? { ...NOTHING, records: alone.answer.records } : { ...NOTHING, problems: [problem] };
    await this.dependencies.pages.write(this.context, this.state, brought, true);
    return undefined;
  }

  /** What follows a scan. False: the round has ended. */
  async #decide(): Promise<boolean> {
    const { list, lease } = this.context;
    const { round } = this.state;
    const db = backgroundReader(this.dependencies.database);
    let end: Parameters<typeof afterScan>[2] = { distinctIds: null, expected: null };
    if (round.step === 'COUNT') end = { ...end, expected: await this.#expected() };
    else if (round.step === 'IDS') end = { ...end, distinctIds: await countSeen(db, lease.ref, round.repeats) };
    else if (round.step !== 'RECORDS' && round.scan.hasPages && collectsIds(round.step, list))
      end = { ...end, distinctIds: await countSeen(db, lease.ref, null) };
    const next = afterScan(list, round, end);
    if (next === null) return false;
    Object.assign(this.state, { round: next, ended: false });
    if (round.step === 'IDS' && next.hasSwept)
      await this.dependencies.sweeps.judge(this.context, this.state, round.repeats);
    return true;
  }

  /** How many records the platform should count. */
  async #expected(): Promise<number> {
    const { ref } = this.context.lease;
    const { database } = this.dependencies;
    const { all, live } = await countRecords(backgroundReader(database), ref);
    const { unread } = await findProblems(backgroundReader(database), ref);
    this.state.liveCount = live;
    return (this.state.showsDeleted ? all : live) + unread;
  }

  async #readTodo(): Promise<'none' | 'more' | Interrupted> {
    const { ref } = this.context.lease;
    const db = backgroundReader(this.dependencies.database);
    const todo = await findTodo(db, ref, TODO_BATCH);
    if (todo.length === 0) return this.#retryProblems();
    const asked = this.context.list.capabilities.byId ? todo : [];
    return this.#readSingle(asked, [todoDone(ref, todo)]);
  }

  async #retryProblems(): Promise<'none' | 'more' | Interrupted> {
    const ids = [...this.state.problemIds].slice(0, TODO_BATCH * 5);
    if (!this.#retriesProblems || ids.length === 0 || !this.context.list.capabilities.byId) return 'none';
    this.#retriesProblems = false;
    return this.#readSingle(
      ids.map((sourceId) => ({ reason: 'UNKNOWN' as const, sourceId })),
      [],
    );
  }

  async #readSingle(
    asked: readonly Pick<Todo, 'reason' | 'sourceId'>[],
    more: Brought['more'],
  ): Promise<'more' | Interrupted> {
    const { reader, pages } = this.dependencies;
    const records: Brought['records'][number][] = [];
    const [missing, solved]: [string[], string[]] = [[], []];
    const problems: Brought['problems'][number][] = [];
    for (const { reason, sourceId } of asked) {
      const read = await reader.read(this.context.lease.ref, { kind: 'RECORD', sourceId });
      if (read.kind === 'interrupted') return read;
      if (read.kind === 'page') records.push(...read.answer.records);
      else if (read.kind === 'missing' && reason === 'MISSING') missing.push(sourceId);
      else if (read.kind === 'missing') solved.push(sourceId);
      else if (read.kind === 'page-failed')
        problems.push({
          sourceId,
          message: `The platform answers ${read.status ?? 'nothing'} for this record.`,
          requestId: read.requestId,
        });
    }
    await pages.write(
      this.context,
      this.state,
      { ...NOTHING, records, missing, problems, solved, more, namesFrom: 0 },
      true,
    );
    return 'more';
  }

  #isLeaseOld = () => performance.now() - this.state.leasedAt > LEASE_MS / 3;

  #databaseSeconds = async () => Math.floor((await this.dependencies.writer.now()).getTime() / 1000);
}
