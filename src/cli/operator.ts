// The folder `cli`: the operator's commands, which `src/cli.ts` registers: they read options, call a service and
// print. What they do stands in the services.

import { composeCommand } from '../composition/composition.js';
import { createDataSource } from '../composition/data-source.js';
import { type Config, environment, loadConfig } from '../infra/config/config.js';
import type { Caller } from '../infra/database/caller.js';
import { Database } from '../infra/database/database.js';
import { startEmbeddedPostgres } from '../infra/embedded-postgres/embedded-postgres.js';
import { connect, type DatabaseUrls } from '../start/start-up.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';

/** The services that a command uses, and the caller that the audit trail names. */
export interface Operator {
  readonly workspaces: WorkspaceService;
  readonly apiKeys: ApiKeyService;
  caller(workspaceId: string): Caller;
}

/**
 * Runs `work` with the configured database. The embedded one is shared with a running server, or runs as long as
 * `work`.
 */
export async function withDatabase<T>(
  work: (context: { config: Config; urls: DatabaseUrls }) => Promise<T>,
): Promise<T> {
  const config = loadConfig(environment());
  if (config.databaseUrl !== undefined) {
    return work({
      config,
      urls: { app: config.databaseUrl, owner: config.migrationUrl ?? config.databaseUrl },
    });
  }
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, share: true });
  try {
    return await work({ config, urls: embedded.urls });
  } finally {
    await embedded.stop();
  }
}

export function openOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  return withDatabase(async ({ config, urls }) => {
    const source = await connect(createDataSource(urls.app, 2));
    const { workspaces, apiKeys } = composeCommand(config, new Database(source)).services;
    const signal = AbortSignal.timeout(60_000);
    const caller = (workspaceId: string): Caller => ({
      workspaceId,
      actor: 'cli',
      apiKeyId: null,
      requestId: 'cli',
      signal,
      afterCommit() {},
    });
    return work({ workspaces, apiKeys, caller }).finally(() => source.destroy());
  });
}
