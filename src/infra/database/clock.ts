import type { Db } from './database.js';

/**
 * The database's time in statements that only read. What a statement writes, and what it compares for a write, is a
 * parameter: a transaction's `now`, or the answer of `readClock`. Where the tables are distributed over several nodes, a
 * function would be the clock of one node in a SELECT and of another in an UPDATE.
 */
export const NOW = 'now()';

/** The database's time, with its microseconds: a Date would lose them. It is never this process's time. @throws the driver's error. */
export async function readClock(db: Db): Promise<string> {
  const [row] = await db.query<{ now: string }>(`SELECT ${NOW}::text AS now`);
  if (row === undefined) throw new Error('the database did not tell the time');
  return row.now;
}
