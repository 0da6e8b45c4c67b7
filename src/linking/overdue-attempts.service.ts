import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { findOverdueAttempts } from '../links/link-attempt.repository.js';
import type { LinkEndService } from './link-end.service.js';

const EVERY_MS = 60_000;
const AT_ONCE = 100;

/** Ends attempts whose URL has run out, with whatever they held. Every process does it; doing it twice does nothing more. */
export class OverdueAttemptsService {
  constructor(
    private readonly database: Database,
    private readonly ends: LinkEndService,
    private readonly idPages: () => AsyncIterable<readonly string[]>,
  ) {}

  async expire(): Promise<void> {
    for await (const ids of this.idPages()) {
      for (;;) {
        const signal = AbortSignal.timeout(EVERY_MS);
        const overdue = await findOverdueAttempts(this.database.reader(signal), ids, AT_ONCE);
        for (const { workspace_id: workspaceId, ...round } of overdue) {
          const who = { actor: 'ledgerlink', requestId: 'background', apiKeyId: null };
          await this.ends.expire({ workspaceId, ...who, signal, afterCommit() {} }, round);
        }
        if (overdue.length < AT_ONCE) break;
      }
    }
  }

  /** At once and every minute; answers how to stop it. */
  startExpiring(logger: Logger): () => void {
    let running = false;
    const run = () => {
      if (running) return;
      running = true;
      this.expire()
        .catch((error: unknown) =>
          logger.fault('link URLs could not be expired; tried again in a minute', error),
        )
        .finally(() => {
          running = false;
        });
    };
    run();
    const timer = setInterval(run, EVERY_MS);
    timer.unref();
    return () => clearInterval(timer);
  }
}
