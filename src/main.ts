import { type Config, loadConfig, takeEnvironment } from './infra/config/config.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './infra/embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from './infra/http/health.js';
import { exitWith } from './start/exit.js';

const lifecycle: Lifecycle = { state: 'starting' };
let embedded: EmbeddedPostgres | undefined;

async function start(): Promise<void> {
  // 1. Configuration. An error lists all its problems at once.
  const config = loadConfig(takeEnvironment());
  // 2. The embedded database server, where it is used, while the other modules are loaded, which takes longer.
  const [{ serve }] = await Promise.all([import('./start/serve.js'), startDatabase(config)]);
  // 3. Everything else.
  await serve(config, embedded, lifecycle);
}

async function startDatabase({ databaseUrl, dataDir }: Config): Promise<void> {
  if (databaseUrl === undefined) embedded = await startEmbeddedPostgres({ dataDir });
}

start().catch(async (error: unknown) => {
  // The process was asked to end while it started. The error comes from that, and the shutdown exits.
  if (lifecycle.state === 'draining') return;
  // A start that fails leaves no database server behind.
  await embedded?.stop();
  exitWith(error);
});
