import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import { workspacesAfter } from '../workspaces/workspace.repository.js';
import { eraseReplacedSecrets } from './credential-set.repository.js';

const EVERY_MS = 10 * 60_000;
const PAGE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Forgets secrets that were replaced more than 24 h ago, a page of workspaces at a time. Doing it twice does nothing more. */
export async function eraseReplaced(database: Database): Promise<void> {
  const signal = AbortSignal.timeout(EVERY_MS);
  const db = database.reader(signal);
  let after = FIRST;
  for (;;) {
    const workspaces = await workspacesAfter(db, after, PAGE);
    const ids = workspaces.map(({ id }) => id);
    await database.transaction({ signal, afterCommit() {} }, (tx) => eraseReplacedSecrets(tx, ids));
    const last = workspaces.at(-1);
    if (last === undefined || workspaces.length < PAGE) return;
    after = last.id;
  }
}

/** At start and every ten minutes, in each process; answers how to stop it. */
export function startErasing(database: Database, logger: Logger): () => void {
  const run = () => {
    eraseReplaced(database).catch((error: unknown) =>
      logger.fault('replaced secrets could not be erased; tried again in ten minutes', error),
    );
  };
  run();
  const timer = setInterval(run, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
