import { eventsWereDeleted } from '../events/event.rules.js';
import { type EventFilter, type EventRow, listEventsAfter, newestEventNo } from '../events/event-page.repository.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { apiError } from '../infra/errors/api-error.js';
import type { Logger } from '../infra/observability/logger.js';
import { countStreamEnd, countStreamStart, type StreamEnd } from '../infra/observability/metrics.js';
import { every } from '../infra/process/every.js';
import { RateLimiter } from '../infra/process/rate-limiter.js';
import type { Actor } from '../workspaces/api-key.service.js';
import { type Channel, EventStream, keyHasEnded, PAGE, sessionHasEnded } from './event-stream.js';
import { watchKeys } from './watch.repository.js';

/** From the end of one look to the next: at most 2.2 statements a second. As late may be an event or a revocation. */
const LOOK_MS = 450;
/** The same for a look that failed. */
const AFTER_FAILURE_MS = 1_000;
/** New events of a workspace that one look reads. */
const MAX_NEW = 500;
/** Workspaces whose new events are read at the same time. */
const READERS = 4;
/** Open streams of one key, in this process. */
const MAX_OF_KEY = 100;
/** Streams that one key may start a minute. */
const STARTS_PER_MINUTE = 300;

/** What a stream is to hold, and where it begins. */
export interface StreamStart {
  readonly filter: Omit<EventFilter, 'limit'>;
  /** The number of an event, after which the stream begins. Undefined: it begins now. */
  readonly after: string | undefined;
}

/**
 * The open streams of this process. While there are any, it looks for news of all their workspaces with one statement,
 * reads the new events of a workspace once for all its streams, and ends the streams of keys that are not valid any more.
 */
export class EventFeedService {
  readonly #channels = new Map<string, Channel>();
  readonly #starts = new RateLimiter(STARTS_PER_MINUTE, 60);
  #stopLooking: (() => void) | undefined;
  #closed = false;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
    /** Open streams of all keys together. */
    private readonly maxStreams: number,
  ) {}

  /**
   * Opens a stream.
   * @throws THROTTLED or UNAVAILABLE when there are too many; BAD_USER_INPUT when events after its beginning were deleted.
   */
  async openStream(actor: Actor, { filter, after }: StreamStart): Promise<EventStream> {
    const { workspaceId, apiKeyId, sessionEndsAt: endsAt } = actor;
    this.#starts.spend(`${workspaceId} ${apiKeyId}`);
    const newest = BigInt(await newestEventNo(backgroundReader(this.database), workspaceId));
    const channel = this.#channels.get(workspaceId) ?? { workspaceId, no: newest, streams: new Set() };
    this.#assertRoom(apiKeyId, channel);
    const stream: EventStream = new EventStream({
      ...{ apiKeyId, endsAt, filter, channel },
      after: after === undefined ? newest : BigInt(after),
      readPage: (no) => this.#readPage(workspaceId, no, filter),
      onEnd: (why) => this.#remove(channel, stream, why),
    });
    this.#channels.set(workspaceId, channel);
    channel.streams.add(stream);
    countStreamStart();
    this.#startLooking();
    await stream.begin().catch((error) => {
      stream.end('failed');
      throw error;
    });
    return stream;
  }

  /** Ends all streams, for good. Their clients go on at another process. */
  endAll(): void {
    this.#closed = true;
    for (const stream of this.#streams()) stream.end('stopped');
  }

  #streams(): EventStream[] {
    return [...this.#channels.values()].flatMap(({ streams }) => [...streams]);
  }

  #assertRoom(apiKeyId: string, { streams }: Channel): void {
    if (this.#closed) throw apiError('UNAVAILABLE', 'This process is stopping. Start the stream again.', 1);
    if ([...streams].filter((stream) => stream.apiKeyId === apiKeyId).length >= MAX_OF_KEY)
      throw apiError('THROTTLED', `This API key has ${MAX_OF_KEY} streams open. Close one, or use another key.`, 5);
    if (this.#streams().length >= this.maxStreams)
      throw apiError('UNAVAILABLE', 'This process has as many streams open as it may. Try again shortly.', 5);
  }

  async #readPage(workspaceId: string, no: bigint, filter: StreamStart['filter']): Promise<EventRow[]> {
    const db = backgroundReader(this.database);
    const rows = await listEventsAfter(db, workspaceId, String(no), { ...filter, limit: PAGE });
    if (rows === undefined) throw eventsWereDeleted();
    return rows;
  }

  #remove({ workspaceId, streams }: Channel, stream: EventStream, why: StreamEnd): void {
    streams.delete(stream);
    countStreamEnd(why);
    if (streams.size > 0) return;
    this.#channels.delete(workspaceId);
    if (this.#channels.size > 0) return;
    this.#stopLooking?.();
    this.#stopLooking = undefined;
  }

  #startLooking(): void {
    this.#stopLooking ??= every({
      work: () => this.#look(),
      firstMs: LOOK_MS,
      everyMs: LOOK_MS,
      afterFailureMs: AFTER_FAILURE_MS,
      onFailure: (error) => this.logger.fault('open streams could not be looked after', error),
    });
  }

  /** Ends the streams of keys and sessions that are over, and gives the others what is new. */
  async #look(): Promise<void> {
    const streams = this.#streams();
    const keyIds = [...new Set(streams.map(({ apiKeyId }) => apiKeyId))];
    const rows = await watchKeys(backgroundReader(this.database), [...this.#channels.keys()], keyIds);
    const valid = new Set(rows.filter((row) => row.valid).map(({ id }) => id));
    const now = Date.now();
    for (const stream of streams) {
      if (!valid.has(stream.apiKeyId)) stream.end('refused', keyHasEnded());
      else if (stream.endsAt && stream.endsAt.getTime() < now) stream.end('refused', sessionHasEnded());
    }
    const newest = new Map(rows.map(({ workspace_id, no }) => [workspace_id, BigInt(no ?? 0)]));
    const behind = [...newest].filter(([id, no]) => no > (this.#channels.get(id)?.no ?? no)).values();
    const readers = Array.from({ length: READERS }, async () => {
      for (const [workspaceId, no] of behind) await this.#giveNew(workspaceId, no);
    });
    await Promise.all(readers);
  }

  /** Reads the new events of a workspace, and gives them to its streams. */
  async #giveNew(workspaceId: string, newest: bigint): Promise<void> {
    const channel = this.#channels.get(workspaceId);
    if (channel === undefined) return;
    const filter = { limit: MAX_NEW };
    const rows = await listEventsAfter(backgroundReader(this.database), workspaceId, String(channel.no), filter);
    if (rows === undefined) {
      for (const stream of channel.streams) stream.end('failed', eventsWereDeleted());
      return;
    }
    const last = BigInt(rows.at(-1)?.no ?? 0);
    channel.no = rows.length === MAX_NEW || last > newest ? last : newest;
    for (const stream of channel.streams) stream.give(rows);
  }
}
