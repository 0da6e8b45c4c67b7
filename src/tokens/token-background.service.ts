import type { Logger } from '../infra/observability/logger.js';
import type { ExchangeService } from './exchange.service.js';
import type { KeepAliveSchedulerService } from './keep-alive-scheduler.service.js';
import type { RenewalService } from './renewal.service.js';
import type { SpoolWriter } from './spool/spool.js';
import type { SpoolReplayService } from './spool/spool-replay.service.js';

const REPLAY_MS = 30_000;
const KEEP_MS = 30_000;
/** The database was away: it is looked for again soon, because what is in the spool waits for nothing else. */
const AGAIN_MS = 2_000;

export interface TokenBackgroundDependencies {
  readonly spool: SpoolWriter;
  readonly replay: SpoolReplayService;
  readonly keepAlive: KeepAliveSchedulerService;
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

  constructor(private readonly dependencies: TokenBackgroundDependencies) {}

  startBackgroundWork(): void {
    const { spool, replay, keepAlive, logger, enabled } = this.dependencies;
    if (!enabled) {
      logger.warn('TOKEN_REFRESH is off: no token is renewed, exchanged or revoked by this process');
      return;
    }
    spool.prepare();
    if (spool.failure !== undefined) logger.warn('the spool cannot be written', { code: spool.failure });
    this.#repeat(0, REPLAY_MS, () => replay.replay(), 'the spool could not be replayed yet');
    // Jitter: processes that start together do not look together.
    this.#repeat(
      Math.random() * KEEP_MS,
      KEEP_MS,
      () => keepAlive.renewDueLinks(),
      'idle links could not be looked for yet',
    );
  }

  /** What an operator should know although requests are served. */
  warnings(): string[] {
    return this.dependencies.spool.failure === undefined ? [] : ['the spool cannot be written'];
  }

  stopBackgroundWork(): void {
    this.#stopped = true;
    this.dependencies.keepAlive.stopScheduling();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Begins nothing more, and waits for what is under way: an answer on its way may be the only living token. */
  async drain(): Promise<void> {
    this.stopBackgroundWork();
    await Promise.all([this.dependencies.renewal.drain(), this.dependencies.exchange.drain()]);
    this.dependencies.spool.close();
  }

  #repeat(firstMs: number, everyMs: number, work: () => Promise<unknown>, failed: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work().then(
        () => this.#again(everyMs, everyMs, work, failed),
        (error: unknown) => {
          this.dependencies.logger.fault(failed, error);
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
