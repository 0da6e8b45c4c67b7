import type { Logger } from '../infra/observability/logger.js';
import type { ExchangeService } from './exchange.service.js';
import type { KeeperService } from './keep-alive-scheduler.service.js';
import type { RenewalService } from './renewal.service.js';
import type { SpoolWriter } from './spool/spool.js';
import type { SpoolReplayService } from './spool/spool-replay.service.js';

const REPLAY_MS = 30_000;
const KEEP_MS = 30_000;
/** The database was away: it is looked for again soon, because what is in the spool waits for nothing else. */
const AGAIN_MS = 2_000;

export interface BackgroundParts {
  readonly spool: SpoolWriter;
  readonly replay: SpoolReplayService;
  readonly keeper: KeeperService;
  readonly renewal: RenewalService;
  readonly exchange: ExchangeService;
  readonly logger: Logger;
  /** False on a copy of a database: nothing is sent, and the spool, which may be the original's, is left alone. */
  readonly enabled: boolean;
}

/** What a process does for tokens without being asked: spool replay at start and every 30 s, keeping idle links alive. */
export class TokenBackgroundService {
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(private readonly parts: BackgroundParts) {}

  start(): void {
    const { spool, replay, keeper, logger, enabled } = this.parts;
    if (!enabled) {
      logger.warn('TOKEN_REFRESH is off: no token is renewed, exchanged or revoked by this process');
      return;
    }
    spool.prepare();
    if (spool.failure !== undefined) logger.warn('the spool cannot be written', { code: spool.failure });
    this.#repeat(0, REPLAY_MS, () => replay.run(), 'the spool could not be replayed yet');
    // Jitter: processes that start together do not look together.
    this.#repeat(
      Math.random() * KEEP_MS,
      KEEP_MS,
      () => keeper.pass(),
      'idle links could not be looked for yet',
    );
  }

  /** What an operator should know although requests are served. */
  warnings(): string[] {
    return this.parts.spool.failure === undefined ? [] : ['the spool cannot be written'];
  }

  stop(): void {
    this.#stopped = true;
    this.parts.keeper.stop();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Begins nothing more, and waits for what is under way: an answer on its way may be the only living token. */
  async drain(): Promise<void> {
    this.stop();
    await Promise.all([this.parts.renewal.drain(), this.parts.exchange.drain()]);
    this.parts.spool.close();
  }

  #repeat(firstMs: number, everyMs: number, work: () => Promise<unknown>, failed: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work().then(
        () => this.#again(everyMs, everyMs, work, failed),
        (error: unknown) => {
          this.parts.logger.fault(failed, error);
          this.#again(AGAIN_MS, everyMs, work, failed);
        },
      );
    }, firstMs);
    timer.unref();
    this.#timers.add(timer);
  }

  #again(ms: number, everyMs: number, work: () => Promise<unknown>, failed: string): void {
    if (!this.#stopped) this.#repeat(ms, everyMs, work, failed);
  }
}
