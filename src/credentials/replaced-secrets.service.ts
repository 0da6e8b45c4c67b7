import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { every } from '../infra/process/every.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import type { SetHolders } from './credential-set.repository.js';
import { eraseAbandonedSecrets, eraseReplacedSecrets } from './credential-set-changes.repository.js';

const EVERY_MS = 10 * 60_000;

/**
 * Erases secrets that were replaced more than 24 h ago, and those of superseded sets that no link needs any more. Each
 * process does it for its share of the workspaces. A second run changes nothing.
 */
export class ReplacedSecretsService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspaceService,
    private readonly holders: SetHolders,
    private readonly logger: Logger,
  ) {}

  async erase(): Promise<void> {
    const signal = AbortSignal.timeout(EVERY_MS);
    await this.workspaces.workOnAll({ name: 'erasing replaced secrets', logger: this.logger }, (ids) =>
      this.database.transaction({ signal, afterCommit() {} }, async (tx) => {
        await eraseReplacedSecrets(tx, ids);
        await eraseAbandonedSecrets(tx, this.holders, ids);
      }),
    );
  }

  /** At once and every ten minutes; answers how to stop it. */
  startErasing(): () => void {
    return every({
      work: () => this.erase(),
      everyMs: EVERY_MS,
      onFailure: (error) =>
        this.logger.fault('replaced secrets could not be erased; tried again in ten minutes', error),
    });
  }
}
