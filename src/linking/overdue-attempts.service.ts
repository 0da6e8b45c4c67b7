import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { every } from '../infra/process/every.js';
import { findOverdueAttempts } from '../links/link-attempt.repository.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import type { LinkEndService } from './link-end.service.js';

const INTERVAL_MS = 60_000;
const BATCH_SIZE = 100;

/**
 * Ends attempts whose URL has expired, together with their grants. Each process does it for its share of the workspaces. A
 * second run changes nothing.
 */
export class OverdueAttemptsService {
  constructor(
    private readonly database: Database,
    private readonly ends: LinkEndService,
    private readonly workspaces: WorkspaceService,
    private readonly logger: Logger,
  ) {}

  async expire(): Promise<void> {
    await this.workspaces.workOnAll({ name: 'expiring link URLs', logger: this.logger }, (ids) => this.#expireOf(ids));
  }

  async #expireOf(workspaceIds: readonly string[]): Promise<void> {
    for (;;) {
      const signal = AbortSignal.timeout(INTERVAL_MS);
      const overdue = await findOverdueAttempts(this.database.reader(signal), workspaceIds, BATCH_SIZE);
      for (const { workspace_id: workspaceId, ...attempt } of overdue) {
        const caller = { actor: 'ledgerlink', requestId: 'background', apiKeyId: null };
        await this.ends.expire({ workspaceId, ...caller, signal, afterCommit() {} }, attempt);
      }
      if (overdue.length < BATCH_SIZE) return;
    }
  }

  /** Runs immediately and then every minute. Returns a function that stops it. */
  startExpiring(): () => void {
    return every({
      work: () => this.expire(),
      everyMs: INTERVAL_MS,
      onFailure: (error) => this.logger.fault('link URLs could not be expired, the next try is in a minute', error),
    });
  }
}
