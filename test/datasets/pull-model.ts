import {
  changesOf,
  deletionsOf,
  missingOf,
  type PageChanges,
  type StoredRecord,
} from '../../src/datasets/records/changes.rules.js';
import type { Round } from '../../src/datasets/rounds/round.js';
import { afterRoundPage, afterScan, beginRound, isCounted } from '../../src/datasets/rounds/round.rules.js';
import { pageRequest, placeOf, type ScanStep } from '../../src/datasets/rounds/scan.rules.js';
import type { SourceList, SourceRecord } from '../../src/providers/provider-datasets.js';

/** A record of the model's platform. Times are seconds. */
interface Item {
  readonly id: string;
  readonly created: number;
  updated: number;
  deleted: number | null;
  version: number;
  /** When lists show its newest state; before, they show what it was. */
  visibleAt: number;
  before: Item | undefined;
}

/** Repeatable numbers from 0 to `below`. */
export type Pick = (below: number) => number;
export function randomOf(seed: number): Pick {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

export interface PlatformOptions {
  readonly list: SourceList;
  /** Records of an unsorted list stand in an order that has nothing to do with time. */
  readonly lagSeconds: number;
  /** Seconds between two changes, at most. */
  readonly pace: number;
  readonly deletedRows: 'hidden' | 'in-updates' | 'in-lists';
}

const text = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
export const TEXTS = { time: text, day: (days: number) => text(days * 86_400).slice(0, 10) };

/** A platform with one list, which changes at random while it is read. */
export class ModelPlatform {
  readonly items: Item[] = [];
  now = 1_000_000;
  requests = 0;

  constructor(
    readonly pick: Pick,
    readonly options: PlatformOptions,
  ) {}

  change(): void {
    const { pick, items } = this;
    if (pick(3) === 0) this.now += pick(this.options.pace);
    const item = items[pick(items.length)];
    const what = pick(4);
    if (what === 0 || item === undefined || item.deleted !== null) {
      const [id, created] = [`r${items.length}`, this.now];
      items.push({
        id,
        created,
        updated: created,
        deleted: null,
        version: 1,
        visibleAt: this.#lag(),
        before: undefined,
      });
    } else {
      const before = this.now >= item.visibleAt ? { ...item, before: undefined } : item.before;
      const visibleAt = this.now >= item.visibleAt ? this.#lag() : item.visibleAt;
      Object.assign(item, { before, visibleAt, updated: this.now });
      if (what === 1) item.deleted = this.now;
      else item.version += 1;
    }
  }

  #lag = () => this.now + this.pick(this.options.lagSeconds + 1);

  answer(step: ScanStep, request: ReturnType<typeof pageRequest>) {
    this.requests += 1;
    if (this.pick(5) === 0) this.now += 1;
    const { deletedRows, list } = this.options;
    const since = request.since === undefined ? undefined : Date.parse(request.since) / 1000;
    const deletedSince = request.deletedSince === undefined ? undefined : Date.parse(request.deletedSince) / 1000;
    const seen = this.items.flatMap((item) => (this.now >= item.visibleAt ? item : (item.before ?? [])));
    const shown = seen.filter(({ updated, deleted }) => {
      if (deletedSince !== undefined) return deleted !== null && deleted > deletedSince;
      const shows = deletedRows === 'in-lists' || (deletedRows === 'in-updates' && since !== undefined);
      return (deleted === null || shows) && (since === undefined || updated >= since);
    });
    const order = (item: Item) => (request.sort === 'CREATED' ? item.created : item.updated);
    const isSorted = request.sort !== undefined;
    const sorted = shown
      .map((item) => [isSorted ? order(item) : 0, mix(item.id), item] as const)
      .sort((one, other) => one[0] - other[0] || (isSorted || list.order === 'UNKNOWN' ? one[1] - other[1] : 0));
    const last = Math.max(1, Math.ceil(shown.length / request.size));
    const page = Math.min(request.page, last);
    const records = sorted.slice((page - 1) * request.size, page * request.size).map(([, , item]) => recordOf(item));
    return { total: shown.length, page, at: this.now, records: step === 'COUNT' ? [] : records };
  }
}

const mix = (id: string) => ((Number(id.slice(1)) + 7) * 2_654_435_761) % 4_294_967_296;

const recordOf = ({ id, created, updated, deleted, version }: Item): SourceRecord => ({
  sourceId: id,
  value: {} as never,
  text: '{}',
  hash: `${version}`,
  createdAt: text(created),
  updatedAt: text(updated),
  deletedAt: deleted === null ? null : text(deleted),
  flagged: false,
});

/** What the database would hold: written with every page, so that another process can go on from it. */
export class ModelStore {
  records = new Map<string, StoredRecord & { readonly updatedAt: string | null }>();
  changeNo = 0;
  liveCount = 0;
  round: Round | null = null;
  watermark: number | null = null;
  deletedWatermark: number | null = null;
  showsDeleted = false;
  readonly seen = new Map<string, readonly string[]>();
  readonly todo = { unknown: new Set<string>(), missing: new Set<string>() };

  write({ changes, changeNo, liveCount }: PageChanges): void {
    Object.assign(this, { changeNo, liveCount });
    for (const { sourceId, record, deletion, createdNo } of changes) {
      const before = this.records.get(sourceId);
      const hash = record?.hash ?? before?.hash ?? '';
      const updatedAt = record?.updatedAt ?? before?.updatedAt ?? null;
      this.records.set(sourceId, { hash, updatedAt, createdNo, isDeleted: deletion !== null });
    }
  }
}

type Request = ReturnType<typeof pageRequest>;

/** A fault that is put in on purpose, to see that the test finds it. */
export interface Bug {
  /** What is asked instead. */
  readonly request?: (request: Request, round: Round) => Request;
  /** Called after each page; `killed`: the process ended before it was written. */
  /** The place is stored before the records. */
  readonly storesPlaceFirst?: boolean;
  readonly afterPage?: (store: ModelStore, platform: ModelPlatform, killed: boolean) => void;
}

/** Reads one page, and answers whether the round goes on. A `kill` loses what was read: the next turn reads it again. */
export function turn(platform: ModelPlatform, store: ModelStore, kill: () => boolean, bug: Bug = {}): boolean {
  const { list } = platform.options;
  const round = store.round;
  if (round === null) return false;
  if (round.step === 'RECORDS') {
    readRecords(platform, store);
    bug.afterPage?.(store, platform, false);
    return false;
  }
  const { step } = round;
  const asked = pageRequest(step, list, round.scan, TEXTS);
  const place = placeOf(step, list, round.scan);
  const answer = platform.answer(step, bug.request?.(asked, round) ?? asked);
  // A page that is past the end is told by its number; a bug must not look like it.
  const page = bug.request === undefined ? answer.page : Math.min(asked.page, answer.page);
  const killed = kill();
  const records = killed && bug.storesPlaceFirst === true ? [] : answer.records;
  if (!killed || bug.storesPlaceFirst === true)
    writePage(platform, store, { round: { ...round, step }, place, answer: { ...answer, page, records } });
  bug.afterPage?.(store, platform, killed);
  return true;
}

interface Read {
  readonly round: Round & { readonly step: ScanStep };
  readonly place: number;
  readonly answer: ReturnType<ModelPlatform['answer']>;
}

function writePage({ options: { list } }: ModelPlatform, store: ModelStore, { round, place, answer }: Read): void {
  const { step } = round;
  const before = { stored: store.records, changeNo: store.changeNo, liveCount: store.liveCount };
  if (step === 'IDS' || step === 'DELETED' || step === 'CHANGED')
    store.seen.set(
      `${step} ${step === 'IDS' ? round.repeats : ''} ${place}`,
      answer.records.map(({ sourceId }) => sourceId),
    );
  if (step === 'ALL' || step === 'CHANGED') store.write(changesOf(answer.records, before));
  if (step === 'DELETED') store.write(deletionsOf(answer.records, before));
  if ((step === 'ALL' || step === 'IDS') && answer.records.some(({ deletedAt }) => deletedAt !== null))
    store.showsDeleted = true;
  const { round: next, ended } = afterRoundPage(list, round, answer);
  store.round = ended ? endScan(store, list, next) : next;
}

function endScan(store: ModelStore, list: SourceList, round: Round): Round | null {
  const ids = new Set(
    [...store.seen]
      .filter(([key]) => key.startsWith(round.step === 'IDS' ? `IDS ${round.repeats} ` : round.step))
      .flatMap(([, all]) => all),
  );
  const end = { distinctIds: ids.size, expected: store.showsDeleted ? store.records.size : store.liveCount };
  const next = afterScan(list, round, end);
  if (round.step === 'IDS' && next?.hasSwept) {
    for (const id of ids) if (!store.records.has(id)) store.todo.unknown.add(id);
    for (const [id, { isDeleted }] of store.records) if (!isDeleted && !ids.has(id)) store.todo.missing.add(id);
  }
  if (next === null || next.step !== round.step || next.repeats <= round.repeats) store.seen.clear();
  return next !== null && isCounted(next) ? endScan(store, list, next) : next;
}

function readRecords(platform: ModelPlatform, store: ModelStore): void {
  const { unknown, missing } = store.todo;
  const shown = (id: string) => {
    const answer = platform.answer('IDS', { kind: 'PAGE', page: 1, size: 1_000_000 });
    return answer.records.find(({ sourceId }) => sourceId === id);
  };
  for (const id of [...unknown, ...missing]) {
    const record = shown(id);
    const before = { stored: store.records, changeNo: store.changeNo, liveCount: store.liveCount };
    if (record !== undefined) store.write(changesOf([record], before));
    else if (missing.has(id)) store.write(missingOf([id], before));
  }
  unknown.clear();
  missing.clear();
  const { watermark, deletedWatermark } = store.round ?? { watermark: null, deletedWatermark: null };
  Object.assign(store, { watermark, deletedWatermark, round: null });
}

export const startRound = (
  store: ModelStore,
  list: SourceList,
  due: { readonly isAuditDue: boolean; readonly isFullDue: boolean },
): void => {
  const { liveCount, watermark, deletedWatermark } = store;
  const known = { liveCount, watermark, deletedWatermark };
  store.round = beginRound(list, { ...due, ...known, isSweepDue: false, probeNo: null, quietUntil: null });
};
