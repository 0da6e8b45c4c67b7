import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { countStreamed } from '../../infra/process/young-garbage.js';
import { type Brought, broughtBy, NOTHING } from './brought.js';
import { afterFailure } from './failed-page.rules.js';
import type { Interrupted, ListRead, ListReaderService, ParsedPage } from './list-reader.service.js';
import type { PageRoom } from './page-room.js';
import type { PageWriteService, PreparedPage } from './page-write.service.js';
import type { Round } from './round.js';
import { afterRoundPage, afterScan, isCounted } from './round.rules.js';
import type { RoundBoundsService } from './round-bounds.service.js';
import { isLeaseOld, type RoundContext, type RoundState, type RoundWriter, TEXTS } from './round-context.js';
import { collectsIds, pageRequest, placeOf, type ScanStep } from './scan.rules.js';
import { type SingleRecordsService, unreadable } from './single-records.service.js';
import { countSeen, idsForgotten, idsSeen } from './sweep.repository.js';
import type { SweepService } from './sweep.service.js';

export interface RoundDependencies {
  readonly database: Database;
  readonly reader: ListReaderService;
  readonly pages: PageWriteService;
  /** Room for pages from when they are parsed until they are written. */
  readonly room: PageRoom;
  /** Room for one page that is parsed. */
  readonly parsing: PageRoom;
  readonly rounds: RoundBoundsService;
  readonly singles: SingleRecordsService;
  readonly sweeps: SweepService;
  readonly writer: RoundWriter;
}

type Page = Extract<ListRead, { kind: 'page' }>;
type ScanRound = Round & { readonly step: ScanStep };

/** Bytes of what a page becomes while it is parsed and mapped, by its bytes. */
const PARSED = 10;

/** One round of one dataset, in the process that has its lease. One page is read ahead while the one before is written. */
export class RoundRun {
  #ahead: Promise<ListRead> | undefined;

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
        const read = await this.dependencies.singles.readNext(this.context, this.state);
        if (read === false) return 'ended';
        if (read !== true) return read;
      } else {
        const failed = await this.#readPage({ ...round, step: round.step });
        if (failed !== undefined) return failed;
      }
    }
    return 'stopped';
  }

  async #readPage(round: ScanRound): Promise<Interrupted | undefined> {
    const { reader, room } = this.dependencies;
    const read = await (this.#ahead ?? reader.read(this.context.lease.ref, this.#request(round)));
    this.#ahead = undefined;
    if (read.kind === 'interrupted') return read;
    return read.kind === 'page'
      ? room.within(read.bytes, () => this.#page(round, read))
      : this.#failedPage(round, read);
  }

  /** While a page is written, only its statements are in memory: no variable here has its records. */
  async #page(round: ScanRound, read: Page): Promise<Interrupted | undefined> {
    const { parsing, pages } = this.dependencies;
    const prepared = await parsing.within(read.bytes, async () => {
      const page = await this.#preparePage(round, read);
      // Nothing of what was parsed is needed any more: where it is collected now, it need not be copied before.
      countStreamed(read.bytes * PARSED);
      return page;
    });
    if ('kind' in prepared) return prepared;
    await pages.writePrepared(this.context, this.state, prepared);
    return undefined;
  }

  #request = (round: ScanRound) => pageRequest(round.step, this.context.list, round.scan, TEXTS);

  async #preparePage(round: ScanRound, { parse }: Page): Promise<PreparedPage | Interrupted> {
    const parsed = parse();
    return parsed.kind === 'parsed' ? this.#prepareParsed(round, parsed) : parsed;
  }

  async #prepareParsed(round: ScanRound, { answer, at }: ParsedPage): Promise<PreparedPage> {
    const { list, lease } = this.context;
    const { step, scan } = round;
    const facts = { page: answer.page, total: answer.total, at: at ?? (await this.dependencies.writer.seconds()) };
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
      ...broughtBy(step, answer, { place, startedAt: next.scan.startedAt ?? 0 }),
      more: [
        ...(collects && isFirst ? [idsForgotten(lease.ref)] : []),
        ...(collects ? [idsSeen(lease.ref, round.repeats, place, ids)] : []),
      ],
    };
    return this.dependencies.pages.prepare(this.context, this.state, brought, !after.ended || isLeaseOld(this.state));
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
    const { reader } = this.dependencies;
    const bare = await reader.readParsed(lease.ref, { ...this.#request(round), fields: 'IDS' });
    const id = bare.kind === 'parsed' ? bare.answer.records[0]?.sourceId : undefined;
    const alone = id === undefined ? bare : await reader.readParsed(lease.ref, { kind: 'RECORD', sourceId: id });
    if (alone.kind === 'interrupted') return alone;
    const isRead = id !== undefined && alone.kind === 'parsed' && round.step !== 'DELETED';
    const problem = unreadable(id ?? `#${after.place}`, read);
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
    if (round.step === 'COUNT')
      end = { ...end, expected: await this.dependencies.rounds.expected(this.context, this.state) };
    else if (round.step === 'IDS') end = { ...end, distinctIds: await countSeen(db, lease.ref, round.repeats) };
    else if (round.step !== 'RECORDS' && round.scan.hasPages && collectsIds(round.step, list))
      end = { ...end, distinctIds: await countSeen(db, lease.ref, null) };
    const next = afterScan(list, round, end);
    if (next === null) return false;
    Object.assign(this.state, { round: next, ended: isCounted(next) });
    if (round.step === 'IDS' && next.hasSwept)
      await this.dependencies.sweeps.judge(this.context, this.state, round.repeats);
    return true;
  }
}
