import type { Logger } from '../infra/observability/logger.js';
import { every } from '../infra/process/every.js';
import type { ExchangeService } from './exchange.service.js';
import type { KeepAliveSchedulerService } from './keep-alive-scheduler.service.js';
import type { RenewalService } from './renewal.service.js';
import type { SpoolWriter } from './spool/spool.js';
import type { SpoolReplayService } from './spool/spool-replay.service.js';

const REPLAY_MS = 30_000;
/** How often the keep-alive is asked whether it is time for a pass. */
const KEEP_ALIVE_MS = 250;
/** The pause after a failure, such as an unavailable database. It is short, because pairs in the spool wait for it. */
const RETRY_MS = 2_000;

export interface TokenBackgroundDependencies {
  readonly spool: SpoolWriter;
  readonly replay: SpoolReplayService;
  readonly keepAlive: KeepAliveSchedulerService;
  readonly renewal: RenewalService;
  readonly exchange: ExchangeService;
  readonly logger: Logger;
  /**
   * False on a copy of a database. Then nothing is sent, and the spool is not touched, because the original may use it.
   */
  readonly enabled: boolean;
}

/** The background work for tokens: replay of the spool at start and every 30 s, and renewal of idle links. */
export class TokenBackgroundService {
  readonly #stops: (() => void)[] = [];

  constructor(private readonly dependencies: TokenBackgroundDependencies) {}

  startBackgroundWork(): void {
    const { spool, replay, keepAlive, logger, enabled } = this.dependencies;
    if (!enabled) {
      logger.warn('TOKEN_REFRESH is off: no token is renewed, exchanged or revoked by this process');
      return;
    }
    spool.prepare();
    if (spool.failure !== undefined) logger.warn('the spool cannot be written', { code: spool.failure });
    this.#stops.push(
      every({
        work: () => replay.replay(),
        everyMs: REPLAY_MS,
        afterFailureMs: RETRY_MS,
        onFailure: (error) => logger.fault('the spool could not be replayed yet', error),
      }),
      every({
        work: () => keepAlive.renewIfTime(),
        everyMs: KEEP_ALIVE_MS,
        afterFailureMs: RETRY_MS,
        onFailure: (error) => logger.fault('idle links could not be looked for yet', error),
      }),
    );
  }

  /** Warnings for the operator while requests are served. */
  warnings(): string[] {
    return this.dependencies.spool.failure === undefined ? [] : ['the spool cannot be written'];
  }

  stopBackgroundWork(): void {
    this.dependencies.keepAlive.stopScheduling();
    for (const stop of this.#stops) stop();
  }

  /** Stops, and waits for running calls, because an answer that is on its way may contain the only valid token. */
  async drain(): Promise<void> {
    this.stopBackgroundWork();
    await Promise.all([this.dependencies.renewal.drain(), this.dependencies.exchange.drain()]);
    this.dependencies.spool.close();
  }
}
