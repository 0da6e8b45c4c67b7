import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { fieldsOf } from '../errors/failure.rules.js';
import { askWhetherPooled, isBehindPooler } from './limited-query.js';
import { UnsuitableDatabase } from './requirements.js';

/** A pooler that other clients use, too, may hand out the right server connection by chance. */
const ROUNDS = 5;

/**
 * Checks, on two connections of a pool, whether statements keep their names. A pooler before PgBouncer 1.21 hands a client
 * another server connection, which does not know the name, or knows it already.
 * @throws UnsuitableDatabase where they do not; the driver's error for anything else.
 */
export async function assertStatementsKeepNames(pool: Pool): Promise<void> {
  const clients = await Promise.all([pool.connect().then(askWhetherPooled), pool.connect().then(askWhetherPooled)]);
  try {
    if (!isBehindPooler(clients[0]) || (await keepNames(clients))) return;
  } finally {
    for (const client of clients) client.release(true);
  }
  throw new UnsuitableDatabase(
    'PREPARED_STATEMENTS is on, and the pooler in front of the database mixes up prepared statements: set PREPARED_STATEMENTS=off, or use PgBouncer 1.21 or newer with max_prepared_statements above 0.',
  );
}

async function keepNames([one, other]: [PoolClient, PoolClient]): Promise<boolean> {
  const statement = { name: `ledgerlink ${randomUUID()}`, text: 'SELECT 1' };
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      await one.query(statement);
      await other.query(statement);
      // The server connection of the one is busy, so that the other gets another one.
      await Promise.all([one.query('SELECT pg_sleep(0.02)'), other.query(statement)]);
    }
    return true;
  } catch (error) {
    if (['26000', '42P05'].includes(fieldsOf(error).code)) return false;
    throw error;
  }
}
