// The folder `start`: in which order a process starts and stops, what it prints, and the sandbox that runs beside it.
// What a running process is made of stands in `composition`.

import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { createApp } from '../composition/app.js';
import { startBackground } from '../composition/background.js';
import { type Composition, compose, notOpened } from '../composition/composition.js';
import { createDataSource } from '../composition/data-source.js';
import { checkSampleOfSecrets } from '../composition/stored-secrets.js';
import type { Config } from '../infra/config/config.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import { Database } from '../infra/database/database.js';
import { assertStatementsKeepNames } from '../infra/database/prepared-statements.js';
import type { EmbeddedPostgres } from '../infra/embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from '../infra/http/health.js';
import { type OutgoingProxy, useOutgoingProxy } from '../infra/http-client/outgoing-proxy.js';
import { openLogOutput } from '../infra/observability/log-output.js';
import { createLogger, type Logger } from '../infra/observability/logger.js';
import { closeOnSignals } from '../infra/process/shutdown.js';
import { superviseDatabase } from './database-supervisor.js';
import { exitWith, failed } from './exit.js';
import { type SandboxChild, SandboxNotStarted, startSandboxChild, whyNoSandbox } from './sandbox-child.js';
import { type Opened, shutdownSteps } from './shutdown-steps.js';
import {
  connect,
  type DatabaseUrls,
  migrationSource,
  openEncryption,
  type Prepared,
  prepareDatabase,
} from './start-up.js';
import { welcome } from './welcome.js';

/** Listens, brings the database up to date, and lets requests in. `embedded`: the database server, where it is embedded. */
export async function serve(
  given: Config,
  embedded: EmbeddedPostgres | undefined,
  lifecycle: Lifecycle,
): Promise<void> {
  const output = openLogOutput();
  const logger = createLogger(given.logLevel, output);
  const config = await withUsableSandbox(given, logger);
  callPlatformsThrough(config.outgoingProxy, logger);
  if (embedded !== undefined) superviseDatabase(embedded, logger, exitWith);
  const urls = databaseUrls(config, embedded);
  const opened: Opened = {};
  // 1. The port opens first: while the start waits for the database, `/healthz` answers and `/readyz` answers 503.
  const [database, leases] = createPools(config, urls);
  const encryption = () => opened.encryption ?? notOpened();
  const composition = compose({ config, database, leases, encryption, logger });
  const app = await createApp(composition, lifecycle);
  const sources = [leases.dataSource, database.dataSource];
  const steps = shutdownSteps({ app, composition, lifecycle, sources, embedded, opened, output });
  closeOnSignals(steps, logger);
  await app.listen({ host: config.host, port: config.port }).catch(failed('listen'));

  // 2. Migrations, key check and catalogue; then requests are let in.
  const { vault, applied, apiKeyUsable } = await prepare(composition, urls, sources);
  opened.encryption = await openEncryption(database, vault);
  if (lifecycle.state !== 'starting') return;
  void checkSampleOfSecrets(backgroundReader(database), opened.encryption, logger);
  opened.stopBackground = startBackground(composition);
  lifecycle.state = 'ready';
  const { port } = app.server.address() as AddressInfo;
  logger.info('ready', { host: config.host, port, migrations: applied.length });
  // After `ready`: the API does not need the sandbox, and starting both at once takes longer.
  if (config.startSandbox) opened.sandbox = await startSandbox(config, logger);
  if (!config.production) output.write(welcome(config, embedded, apiKeyUsable, opened.sandbox));
}

function callPlatformsThrough(proxy: OutgoingProxy | undefined, logger: Logger): void {
  useOutgoingProxy(proxy);
  if (proxy === undefined) return;
  logger.info(`platforms are called through the proxy of ${proxy.setting}`, { proxy: proxy.url.origin });
}

/** The pool of the requests, and two connections for renewals: many requests must not keep a refresh from its lease. */
function createPools(config: Config, urls: DatabaseUrls): [Database, Database] {
  const pool = (size: number) =>
    new Database(createDataSource(urls.app, size), config.preparedStatements, config.requestMs);
  return [pool(config.poolSize), pool(2)];
}

/** Waits for the database, connects `sources`, and brings the database up to date. */
async function prepare(
  { config, database, leases, logger, services: { workspaces } }: Composition,
  urls: DatabaseUrls,
  sources: readonly DataSource[],
): Promise<Prepared> {
  const onWait = (code: string) => logger.warn('the database cannot be reached yet', { code });
  const source = migrationSource(urls);
  for (const each of [source, ...sources]) await connect(each, config.databaseStartMs, onWait);
  if (config.preparedStatements) await assertStatementsKeepNames(leases.pool);
  const app = database.dataSource;
  return prepareDatabase({ config, app, source, workspaces }).finally(() => source.destroy());
}

/** Goes on without the sandbox where its port is taken: a warning says why, and only its client ids are refused. */
async function withUsableSandbox(config: Config, logger: Logger): Promise<Config> {
  const why = config.startSandbox ? await whyNoSandbox(config.sandboxUrl ?? '') : undefined;
  if (why === undefined) return config;
  logger.warn(why);
  return { ...config, startSandbox: false, sandboxUrl: undefined };
}

async function startSandbox({ sandboxUrl, dataDir }: Config, logger: Logger): Promise<SandboxChild | undefined> {
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
