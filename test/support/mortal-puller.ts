import type { DataSource } from 'typeorm';
import { allSlices, compose } from '../../src/composition/composition.js';
import { loadConfig } from '../../src/infra/config/config.js';
import {
  Database,
  type StatementText,
  type Transaction,
  type TransactionContext,
} from '../../src/infra/database/database.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { openEncryption } from '../../src/start/start-up.js';
import { encryptionKeys } from './database.js';
import type { KeptWorld } from './kept-links.js';

/** Settings with budgets that a test does not reach, and pulls so often that none is due again while it runs. */
export const AMPLE = {
  PULL_INTERVAL: 'HOURLY',
  PLATFORM_REQUESTS_PER_SECOND: '5000',
  PLATFORM_REQUESTS_PER_MINUTE: '90000',
  PLATFORM_REQUESTS_BURST: '80000',
};

/** A process that ends without notice at one of its writes: what it had begun goes on no further. */
class MortalDatabase extends Database {
  isDead = false;
  left = { writes: 0, afterCommit: false };

  override writeTogether(statements: readonly StatementText[], signal: AbortSignal): Promise<void> {
    return this.#untilDeath(() => super.writeTogether(statements, signal));
  }

  override transaction<T>(waiting: TransactionContext, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#untilDeath(() => super.transaction(waiting, work));
  }

  async #untilDeath<T>(write: () => Promise<T>): Promise<T> {
    this.left.writes -= 1;
    if (!this.isDead && this.left.writes > 0) return write();
    if (!this.isDead && this.left.afterCommit) await write();
    this.isDead = true;
    return new Promise(() => undefined);
  }
}

/** Pulls as a process of its own that dies at its `writes`th write, before it or after it was committed. */
export async function startMortal(world: KeptWorld, source: DataSource, left: MortalDatabase['left']) {
  const config = loadConfig({
    DATABASE_URL: world.app.database.urls.app,
    ENCRYPTION_KEYS: encryptionKeys(),
    SANDBOX_URL: world.sandbox.url,
    SPOOL_DIR: world.spoolDir,
    ...AMPLE,
    // Processes with both forms work side by side while the setting is changed.
    RAW_DATA: 'sealed',
  });
  const database = new MortalDatabase(source);
  database.left = { ...left };
  const encryption = await openEncryption(database, new Vault(await openKeyRing(config.encryptionKeys ?? '')));
  const logger = createLogger('silent');
  const context = { config, database, leases: database, encryption: () => encryption, logger };
  const { services } = compose(context);
  const { pullScheduler } = services;
  return {
    scheduler: pullScheduler,
    isDead: () => database.isDead,
    kill() {
      database.isDead = true;
      pullScheduler.stopScheduling();
    },
    /** Does the background work of pulls, as a process does that was told nothing of it, until it is stopped. */
    startJobs() {
      const jobs = allSlices.flatMap(({ name, jobs: own = [] }) => (name === 'datasets' ? own : []));
      const stops = jobs.map((job) => job.start(services, context));
      return async () => {
        for (const stop of stops) stop();
        await pullScheduler.drain();
      };
    },
  };
}
