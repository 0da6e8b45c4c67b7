import { type EmbeddedPostgres, EmbeddedPostgresError } from '../infra/embedded-postgres/embedded-postgres.js';
import type { Logger } from '../infra/observability/logger.js';
import { every } from '../infra/process/every.js';
import { type RetryOptions, retry } from '../infra/process/retry.js';

/** Attempts to bring the server back, with pauses of 0.2 to 3.2 s: some six seconds, and what each attempt takes. */
const ATTEMPTS: RetryOptions = { tries: 6, pauseMs: 200, factor: 2 };
/** A server that ends more often than this within a minute is not started again. */
const MAX_ENDS_PER_MINUTE = 10;
const SLOW_STOP_MS = 1_000;

/**
 * Brings the embedded database back whenever it ends or drops its connections. `/readyz` answers 503 meanwhile, because
 * it asks the database. Calls `giveUp` with a sentence for the operator when the attempts have failed.
 */
export function superviseDatabase(
  embedded: EmbeddedPostgres,
  logger: Logger,
  giveUp: (error: EmbeddedPostgresError) => void,
  attempts: RetryOptions = ATTEMPTS,
): void {
  let ends: number[] = [];
  const bringBack = async (): Promise<void> => {
    const began = performance.now();
    ends = [...ends.filter((at) => began - at < 60_000), began];
    if (ends.length > MAX_ENDS_PER_MINUTE) return giveUp(hasEnded(`It ended ${ends.length} times within a minute.`));
    logger.warn('the embedded database died: bringing it back');
    try {
      const how = await retry(() => embedded.recover(), {
        ...attempts,
        isWorthRetrying: (error) => !wasStopped(error),
        onFailure: (error, attempt) => {
          if (!wasStopped(error))
            logger.warn('the embedded database is not back yet', { attempt, why: (error as Error).message });
        },
      });
      logger.info(`the embedded database was ${how}`, { ms: Math.round(performance.now() - began) });
    } catch (error) {
      if (!wasStopped(error))
        giveUp(hasEnded(`${attempts.tries} attempts to start it again failed. ${(error as Error).message}`));
    }
  };
  embedded.whenLost(bringBack);
  every({ work: () => embedded.endSlowStop(), everyMs: SLOW_STOP_MS, onFailure: () => undefined });
}

const wasStopped = (error: unknown): boolean => error instanceof EmbeddedPostgresError && error.code === 'STOPPED';

const hasEnded = (why: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError('FAILED', `The embedded database has ended. ${why}`);
