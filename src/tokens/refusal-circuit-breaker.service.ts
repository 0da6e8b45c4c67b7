import { openCircuit } from '../credentials/credential-health.repository.js';
import type { Transaction } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { countRefreshEvent } from '../infra/observability/metrics.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import { countRecentAnswers } from './grant/grant-failure.repository.js';
import { isMassRefusal } from './grant/lifetime.rules.js';

/**
 * If most of an application's many answers are refusals, the customers are not the cause, so no link is deauthorized for
 * a while. What was refused in the hour before is presented once more when the circuit has closed (`isRecheckDue`).
 */
export class RefusalCircuitBreakerService {
  constructor(private readonly logger: Logger) {}

  /** Opens the circuit of an application if the refusal of the grant `ref` is one of a mass. */
  async noteRefusal(tx: Transaction, ref: GrantRef, setId: string): Promise<void> {
    const counts = await countRecentAnswers(tx, ref, setId);
    if (!isMassRefusal(counts) || !(await openCircuit(tx, ref.workspaceId, setId))) return;
    // Only the process that opened the circuit logs an alert.
    countRefreshEvent('judging_paused');
    this.logger.warn(
      "the platform refuses most of an application's refresh tokens: no link is given up for 15 minutes, and those of the last hour are tried once more then",
      { credentialSetId: setId, ...counts },
    );
  }
}
