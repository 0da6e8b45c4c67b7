import { toEventCursor } from '../events/event.rules.js';
import type { EventFilter, EventRow } from '../events/event-page.repository.js';
import { apiError } from '../infra/errors/api-error.js';
import type { StreamEnd } from '../infra/observability/metrics.js';

/** An event, with the cursor at which a stream goes on after it. */
export interface StreamedEvent extends EventRow {
  readonly cursor: string;
}

/** How far the streams of a workspace are. */
export interface Channel {
  readonly workspaceId: string;
  /** All events up to this number are committed, and were given out. */
  no: bigint;
  readonly streams: Set<EventStream>;
}

/** Whose stream it is, and what it holds. */
export interface StreamOptions {
  readonly apiKeyId: string;
  /** When the session ends that opened it. */
  readonly endsAt: Date | undefined;
  readonly filter: Omit<EventFilter, 'limit'>;
  readonly channel: Channel;
  /** Where it begins: after the event with this number. */
  readonly after: bigint;
  /** Reads the next events after a number, oldest first. @throws when some of these were deleted. */
  readonly readPage: (after: bigint) => Promise<readonly EventRow[]>;
  readonly onEnd: (why: StreamEnd) => void;
}

/** How many events are read at once; a stream keeps no more of them. */
export const PAGE = 100;

/**
 * The events of one subscription: those after its beginning from the database, page by page, then each as the channel
 * gives it. It is asked for the next event only when the one before was sent, and keeps no queue: while its client is
 * slow, what happens stays in the database.
 */
export class EventStream implements AsyncIterableIterator<StreamedEvent, undefined> {
  readonly apiKeyId: string;
  readonly endsAt: Date | undefined;
  /** Called once, when the stream ends, also while its reader is busy with an event. */
  onEnded: () => void = () => {};
  /** Read and not handed out. */
  #rows: EventRow[] = [];
  /** All events up to this number were looked at. */
  #position: bigint;
  /** Set while it waits for the channel. */
  #wake: ((rows: readonly EventRow[]) => void) | undefined;
  #end: { readonly error?: Error } | undefined;

  constructor(private readonly options: StreamOptions) {
    this.apiKeyId = options.apiKeyId;
    this.endsAt = options.endsAt;
    this.#position = options.after;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Reads the first page. @throws when events after its beginning were deleted. */
  async begin(): Promise<void> {
    if (this.#position < this.options.channel.no) await this.#read();
  }

  /** The next event. @throws the error that the stream was ended with, and errors of the database. */
  async next(): Promise<IteratorResult<StreamedEvent, undefined>> {
    for (;;) {
      if (this.#end?.error) throw this.#end.error;
      if (this.#end) return { done: true, value: undefined };
      const row = this.#rows.shift();
      if (row !== undefined) return { done: false, value: { ...row, cursor: toEventCursor(row.no) } };
      await (this.#position < this.options.channel.no ? this.#read() : this.#wait());
    }
  }

  /** Ends the stream, also while it waits for an event. */
  async return(): Promise<IteratorResult<StreamedEvent, undefined>> {
    this.end('left');
    return { done: true, value: undefined };
  }

  /** Ends the stream, once. An error is thrown to its reader. */
  end(why: StreamEnd, error?: Error): void {
    if (this.#end) return;
    this.#end = error ? { error } : {};
    this.give([]);
    this.options.onEnd(why);
    this.onEnded();
  }

  /** Takes the next events of the channel, if it waits for them. If not, it reads them by itself. */
  give(rows: readonly EventRow[]): void {
    this.#wake?.(rows);
    this.#wake = undefined;
  }

  async #read(): Promise<void> {
    const { channel, readPage } = this.options;
    const newest = channel.no;
    const rows = await readPage(this.#position);
    this.#rows = [...rows];
    const last = BigInt(rows.at(-1)?.no ?? 0);
    // A page that is not full ends with the newest event that was committed, which may be newer than the channel's.
    this.#position = rows.length === PAGE || last > newest ? last : newest;
  }

  async #wait(): Promise<void> {
    const rows = await new Promise<readonly EventRow[]>((wake) => {
      this.#wake = wake;
    });
    this.#rows = rows.filter((row) => BigInt(row.no) > this.#position && this.#isWanted(row));
    if (this.options.channel.no > this.#position) this.#position = this.options.channel.no;
  }

  #isWanted({ type, link_id }: EventRow): boolean {
    const { types, linkId } = this.options.filter;
    return (types === undefined || types.includes(type)) && (linkId === undefined || linkId === link_id);
  }
}

/** Makes (does not throw) the error that tells the client of a stream why it ends. */
export const keyHasEnded = (): Error =>
  apiError('UNAUTHENTICATED', 'This API key is not valid any more: it was revoked, or it is past its end.');

/** The same, where the session of the portal has ended. */
export const sessionHasEnded = (): Error => apiError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
