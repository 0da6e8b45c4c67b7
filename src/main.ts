import { type Config, loadConfig, takeEnvironment } from './infra/config/config.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './infra/embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from './infra/http/health.js';
import { exitWith } from './infra/process/exit.js';
import { keepHeapSmall } from './infra/process/heap.js';

const lifecycle: Lifecycle = { state: 'starting' };
let embedded: EmbeddedPostgres | undefined;

async function start(): Promise<void> {
  keepHeapSmall();
  // 1. Configuration: all that is wrong with it at once.
  const config = loadConfig(takeEnvironment());
  // 2. The database server, when it is ours to run, while the rest is loaded: a thousand files take longer than it.
  const [{ serve }] = await Promise.all([import('./start/serve.js'), startDatabase(config)]);
  // 3. Everything else.
  await serve(config, embedded, lifecycle);
}

async function startDatabase({ databaseUrl, dataDir }: Config): Promise<void> {
  if (databaseUrl === undefined) embedded = await startEmbeddedPostgres({ dataDir });
}

start().catch(async (error: unknown) => {
  // Asked to end while starting: what breaks then breaks because of it, and the closing exits.
  if (lifecycle.state === 'draining') return;
  // A start that fails leaves no database server behind.
  await embedded?.stop();
  exitWith(error);
});
