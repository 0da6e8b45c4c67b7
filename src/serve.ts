import type { AddressInfo } from 'node:net';
import { createApp, startBackground, tokenKeeping } from './app.js';
import { createDataSource } from './data-source.js';
import type { Config } from './platform/config.js';
import { Database } from './platform/database.js';
import type { EmbeddedPostgres } from './platform/embedded-postgres.js';
import type { Lifecycle } from './platform/health.js';
import type { Sealing } from './platform/installation.js';
import { createLogger, type Logger } from './platform/logger.js';
import { closeOnSignals } from './platform/shutdown.js';
import { type SandboxChild, SandboxNotStarted, startSandboxChild } from './sandbox-child.js';
import { connect, type DatabaseUrls, migrationSource, openSealing, prepareDatabase } from './start-up.js';
import { welcome } from './welcome.js';

/** Time for a load balancer to see `/readyz` say 503 before the port closes. */
const DRAIN_MS = 500;

/** Listens, brings the database up to date, and lets requests in. `embedded` is the database server when it is ours. */
export async function serve(
  config: Config,
  embedded: EmbeddedPostgres | undefined,
  lifecycle: Lifecycle,
): Promise<void> {
  const logger = createLogger(config.logLevel);
  const urls = databaseUrls(config, embedded);

  // 1. The port opens first: `/healthz` answers while the database is waited for, `/readyz` says 503.
  const dataSource = createDataSource(urls.app, config.poolSize);
  const database = new Database(dataSource, config.preparedStatements);
  let sealing: Sealing | undefined;
  let stopBackground = () => {};
  let sandbox: SandboxChild | undefined;
  const whenOpen = () => sealing ?? notOpen();
  // Two connections of its own: a crowd of callers must not keep a refresh from its lease.
  const leaseSource = createDataSource(urls.app, 2);
  const leases = new Database(leaseSource, config.preparedStatements);
  const tokens = tokenKeeping({ config, database, leases, sealing: whenOpen, logger });
  const app = await createApp({ config, database, sealing: whenOpen, lifecycle, logger, tokens });
  closeOnSignals({
    graceMs: config.shutdownMs,
    logger,
    close: async () => {
      lifecycle.state = 'draining';
      logger.info('draining');
      stopBackground();
      tokens.background.stop();
      await new Promise((wake) => setTimeout(wake, DRAIN_MS));
      await app.close();
      await tokens.background.drain();
      for (const source of [leaseSource, dataSource]) if (source.isInitialized) await source.destroy();
      await embedded?.stop();
      await sandbox?.stop();
    },
  });
  await app.listen({ host: config.host, port: config.port });

  // 2. Migrations, key check, catalogue; then requests are let in.
  const onWait = (code: string) => logger.warn('the database cannot be reached yet', { code });
  const migrations = migrationSource(urls);
  await connect(migrations, config.databaseStartMs, onWait);
  const { vault, applied, apiKeyUsable } = await prepareDatabase(config, urls, migrations).finally(() =>
    migrations.destroy(),
  );
  await connect(dataSource, config.databaseStartMs, onWait);
  await connect(leaseSource, config.databaseStartMs, onWait);
  sealing = await openSealing(database, vault);
  if (lifecycle.state !== 'starting') return;
  stopBackground = startBackground(database, tokens, logger);
  tokens.background.start();
  lifecycle.state = 'ready';
  logger.info('ready', {
    host: config.host,
    port: (app.server.address() as AddressInfo).port,
    migrations: applied.length,
  });
  // After `ready`: nothing of the API needs it, and both would share the processor.
  if (config.startSandbox) sandbox = await startSandbox(config, logger);
  if (!config.production) process.stdout.write(welcome(config, embedded, apiKeyUsable, sandbox));
}

/** Without it everything works but linking by its client ids: what is wrong is said, and the API goes on. */
async function startSandbox(
  { sandboxUrl, dataDir }: Config,
  logger: Logger,
): Promise<SandboxChild | undefined> {
  try {
    return await startSandboxChild(sandboxUrl ?? '', dataDir);
  } catch (error) {
    if (!(error instanceof SandboxNotStarted)) throw error;
    logger.warn(error.message);
    return undefined;
  }
}

function databaseUrls(config: Config, embedded: EmbeddedPostgres | undefined): DatabaseUrls {
  if (embedded !== undefined) return { app: embedded.urls.app, owner: embedded.urls.owner };
  const app = config.databaseUrl ?? '';
  return { app, owner: config.migrationUrl ?? app };
}

function notOpen(): never {
  throw new Error('secrets are sealed before the installation was opened');
}
