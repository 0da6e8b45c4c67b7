import type { TestDatabase } from './database.js';
import { until } from './processes.js';

/** Runs `work` while another session holds what this statement locks; answers when that is let go. */
export async function whileLocked<T>(
  { admin }: TestDatabase,
  [statement, values]: readonly [statement: string, values?: readonly unknown[]],
  work: () => Promise<T>,
): Promise<T> {
  const holder = await admin.connect();
  try {
    await holder.query('BEGIN');
    await holder.query(statement, [...(values ?? [])]);
    return await work();
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

/** Waits until so many statements of the app wait for a lock. */
export const untilWaiting = ({ admin }: TestDatabase, count: number): Promise<void> =>
  until(`${count} statements wait for a lock`, async () => {
    const { rows } = await admin.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'ledgerlink' AND wait_event_type = 'Lock'",
    );
    return rows.length === count;
  });
