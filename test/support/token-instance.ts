import { Writable } from 'node:stream';
import { allSlices, compose } from '../../src/composition/composition.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { loadConfig } from '../../src/infra/config/config.js';
import { Database } from '../../src/infra/database/database.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import type { Services } from '../../src/infra/slices/slice.js';
import { openEncryption } from '../../src/start/start-up.js';
import type { AccessOutcome, GrantRef } from '../../src/tokens/grant/grant.outcomes.js';
import { encryptionKeys, type TestDatabase } from './database.js';
import { HANGS_MS, until } from './processes.js';
import { withTimeToConnect } from './time-to-connect.js';

type Names = 'access' | 'exchange' | 'keepAlive' | 'renewal' | 'revocation' | 'workShares';

/** The token services of one process, with pools, a spool file and a lease owner of its own. */
export interface Instance extends Pick<Services, Names> {
  readonly replay: Services['spoolReplay'];
  readonly background: Services['tokenBackground'];
  readonly database: Database;
  /** The two connections that renewals have. */
  readonly leases: Database;
  logs(): string;
  close(): Promise<void>;
}

export async function startInstance(database: TestDatabase, settings: Record<string, string>): Promise<Instance> {
  const config = loadConfig({
    DATABASE_URL: database.urls.app,
    ENCRYPTION_KEYS: encryptionKeys(),
    DATABASE_POOL_SIZE: '4',
    ...settings,
  });
  let logged = '';
  const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
    logged += String(chunk);
    done();
  };
  // Up to eight instances are in one process here: on a busy machine the connection of one waits for the others' work.
  const sources = [config.poolSize, 2].map((poolSize) =>
    withTimeToConnect(createDataSource(database.urls.app, poolSize)),
  );
  const [own, leases] = await Promise.all(sources.map(async (source) => new Database(await source.initialize())));
  if (own === undefined || leases === undefined) throw new Error('no database');
  const encryption = await openEncryption(own, new Vault(await openKeyRing(config.encryptionKeys ?? '')));
  const logger = createLogger('info', new Writable({ write }));
  const context = { config, database: own, leases, encryption: () => encryption, logger };
  const { services } = compose(context, allSlices);
  const { access, exchange, keepAlive, renewal, revocation, workShares } = services;
  const { spoolReplay: replay, tokenBackground: background } = services;
  let closing: Promise<void> | undefined;
  const close = async () => {
    await background.drain();
    for (const source of sources) await source.destroy();
  };
  return {
    ...{ access, exchange, keepAlive, renewal, revocation, workShares, replay, background },
    database: own,
    leases,
    logs: () => logged,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** A caller's question for a link's token, asked of one process. */
export const accessOf = (instance: Instance, link: GrantRef, force = false): Promise<AccessOutcome> =>
  instance.access.access(link, { force, signal: AbortSignal.timeout(HANGS_MS) });

/** Both connections that leases have are taken until `work` is over: a renewal waits for its lease. */
export async function whileLeasesAreTaken<T>(
  { leases }: Instance,
  database: TestDatabase,
  work: () => Promise<T>,
): Promise<T> {
  const holder = await database.admin.connect();
  await holder.query('SELECT pg_advisory_lock(8, 8)');
  const taken = [1, 2].map(() => leases.reader().query('SELECT pg_advisory_xact_lock_shared(8, 8)'));
  await until('both are taken', async () => leases.pool.totalCount === 2 && leases.pool.idleCount === 0);
  try {
    return await work();
  } finally {
    await holder.query('SELECT pg_advisory_unlock(8, 8)');
    holder.release();
    await Promise.all(taken);
  }
}
