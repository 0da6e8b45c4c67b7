import { pauseJudging } from '../credentials/credential-health.repository.js';
import type { Db } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { countRefreshEvent } from '../infra/observability/metrics.js';
import { isMassRefusal } from './grant/lifetime.rules.js';

const MINUTE_MS = 60_000;

/**
 * Counts an application's answers in the last minute, per process. If most of many answers are refusals, the customers
 * are not the cause, so no link is marked as lost for a while.
 */
export class RefusalCircuitBreakerService {
  readonly #answers = new Map<string, { at: number; refused: boolean }[]>();

  constructor(private readonly logger: Logger) {}

  /** Counts an answer about a grant: renewed, or refused as no longer valid. */
  async note(
    db: Db,
    { workspaceId, setId, refused }: { workspaceId: string; setId: string; refused: boolean },
  ): Promise<void> {
    const now = performance.now();
    const recent = (this.#answers.get(setId) ?? []).filter(({ at }) => at > now - MINUTE_MS);
    recent.push({ at: now, refused });
    this.#answers.set(setId, recent);
    if (!refused) return;
    const counts = { refreshes: recent.length, refused: recent.filter((answer) => answer.refused).length };
    if (!isMassRefusal(counts) || !(await pauseJudging(db, workspaceId, setId))) return;
    // Only the process that began the pause logs an alert.
    countRefreshEvent('judging_paused');
    this.logger.warn(
      "the platform refuses most of an application's refresh tokens: no link is given up for 15 minutes",
      { credentialSetId: setId, ...counts },
    );
  }
}
