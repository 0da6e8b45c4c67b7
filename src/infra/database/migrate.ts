import type { PoolClient } from 'pg';
import { type DataSource, MigrationExecutor } from 'typeorm';
import { readClock } from './clock.js';
import type { Db, Transaction } from './database.js';
import { assertOwned, mendPrivileges } from './privileges.js';

/** An arbitrary number, the same in every instance. An advisory lock, because no table exists before the first migration. */
const MIGRATION_LOCK = 7_251_936_402;

/**
 * Time limits that a role has as its default are for requests: a migration, or waiting for another's, may take longer.
 * Read from pg_settings, because `transaction_timeout` exists from PostgreSQL 17 on only.
 */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SELECT set_config(name, '0', true) FROM pg_settings
   WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`;

/** Work that runs in the transaction of the migrations. */
export interface MigrationHooks {
  /** Runs under the lock before anything is written: the place to refuse a wrong encryption key. */
  before(tx: Db): Promise<void>;
  /** Runs in the same transaction as the migrations. */
  after(tx: Transaction): Promise<void>;
}

/**
 * Applies pending migrations in one transaction that holds an advisory lock, and answers their names. `appRole` gets the
 * privileges that it lacks, also where no migration was pending: another user, or a restored dump, has none. Of several
 * instances that start at the same time one migrates while the others wait, and a killed one leaves nothing half done.
 * TypeORM takes no lock by itself: of two instances that migrate at the same time one fails.
 * @throws what a hook or a migration throws; nothing is written then.
 */
export async function migrate(dataSource: DataSource, appRole: string, hooks: MigrationHooks): Promise<string[]> {
  return underMigrationLock(dataSource, async (tx, executor) => {
    await assertOwned(tx, { toRead: true });
    await hooks.before(tx);
    const [schema] = await tx.query<{ found: boolean }>("SELECT to_regnamespace('ledgerlink') IS NOT NULL AS found");
    if (!schema?.found) await tx.query('CREATE SCHEMA ledgerlink');
    if ((await executor.getPendingMigrations()).length > 0) await assertOwned(tx);
    const applied = await executor.executePendingMigrations();
    await mendPrivileges(tx, appRole);
    await hooks.after(tx);
    return applied.map(({ name }) => name);
  });
}

/** How many migrations were applied to this database. It must have been set up. */
export async function countAppliedMigrations(db: Db): Promise<number> {
  return (await db.query('SELECT 1 FROM ledgerlink.migration')).length;
}

/** Work in the transaction of the migrations, under their lock. @throws what the work throws; nothing is written then. */
export async function underMigrationLock<T>(
  dataSource: DataSource,
  work: (tx: Transaction, executor: MigrationExecutor) => Promise<T>,
  end: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const client: PoolClient = await runner.connect();
  const db: Db = { query: async (text, values) => (await client.query(text, values && [...values])).rows };
  const executor = new MigrationExecutor(dataSource, runner);
  executor.transaction = 'none';
  try {
    await client.query(BEGIN);
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query("SET LOCAL lock_timeout = '10s'");
    const last: Parameters<Transaction['atCommit']>[] = [];
    const atCommit: Transaction['atCommit'] = (...statement) => last.push(statement);
    const result = await work({ ...db, now: await readClock(db), atCommit }, executor);
    for (const [text, values] of last) await db.query(text, values);
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
