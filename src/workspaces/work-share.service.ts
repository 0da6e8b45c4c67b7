import { backgroundReader } from '../infra/database/background-reader.js';
import { readClock } from '../infra/database/clock.js';
import type { Database } from '../infra/database/database.js';
import { WHOLE, type WorkShare } from '../infra/database/work-share.js';
import { newId } from '../infra/ids/ids.js';
import type { Logger } from '../infra/observability/logger.js';
import { every } from '../infra/process/every.js';
import { deleteProcess, findLivingProcesses, recordProcess } from './work-share.repository.js';
import { shareOf } from './work-share.rules.js';

const LOOK_MS = 5_000;
const RECORD_MS = 15_000;
/** So long a backlog is told after it was last reported. */
const BACKLOG_MS = 10_000;

/**
 * Which share of the background work this process does. Every process records in the database that it lives, and looks
 * which others do. The shares only save repeated work: each piece of work is safe when two processes do it, and a
 * process that knows of no other does all.
 */
export class WorkShareService {
  readonly #id = newId();
  #share = WHOLE;
  /** The database's time at the last look. */
  #now: string | undefined;
  #recorded = { at: Number.NEGATIVE_INFINITY, hasBacklog: false };
  #backlogUntil = Number.NEGATIVE_INFINITY;
  #othersHaveBacklog = false;
  #ended = false;
  /** Looks follow one another, so that the last answer is the newest. */
  #looking = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  get share(): WorkShare {
    return this.#share;
  }

  /** A living process has more due work than it does at once. All of them then share this work, too. */
  get hasBacklog(): boolean {
    return this.#othersHaveBacklog || this.#hasOwnBacklog;
  }

  get #hasOwnBacklog(): boolean {
    return performance.now() < this.#backlogUntil;
  }

  /** Tells the others that there is more due work than this process does at once. Again and again, as long as there is. */
  reportBacklog(): void {
    this.#backlogUntil = performance.now() + BACKLOG_MS;
    if (this.#share.count > 1 && !this.#recorded.hasBacklog) this.look().catch(() => undefined);
  }

  /** Records that this process lives, when that is due, and looks which others do. @throws the driver's error. */
  look(): Promise<void> {
    this.#looking = this.#looking.catch(() => undefined).then(() => this.#lookOnce());
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const db = backgroundReader(this.database);
    const hasBacklog = this.#hasOwnBacklog;
    const at = performance.now();
    if (at > this.#recorded.at + RECORD_MS || hasBacklog !== this.#recorded.hasBacklog) {
      await recordProcess(db, { id: this.#id, hasBacklog, now: this.#now ?? (await readClock(db)) });
      this.#recorded = { at, hasBacklog };
    }
    const living = await findLivingProcesses(db);
    const [first] = living;
    if (first === undefined || this.#ended) return;
    this.#now = first.now;
    this.#othersHaveBacklog = living.some((one) => one.hasBacklog && one.id !== this.#id);
    const ids = living.map(({ id }) => id);
    const share = shareOf(this.#id, ids, first.turn);
    if (share.count !== this.#share.count) this.logger.info('background work is shared', { processes: share.count });
    this.#share = share;
  }

  /** At once and every five seconds. Returns a function that stops it. */
  startLooking(): () => void {
    return every({
      work: () => this.look(),
      everyMs: LOOK_MS,
      onFailure: (error) => this.logger.fault('the other processes could not be looked for yet', error),
    });
  }

  /** Lets the others take over at once what this process did. */
  async end(): Promise<void> {
    this.#ended = true;
    const [db, now] = [backgroundReader(this.database), this.#now];
    if (now !== undefined) await deleteProcess(db, this.#id, now).catch(() => undefined);
  }
}
