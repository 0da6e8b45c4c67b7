import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';

/** A process that does background work, and lives. */
export interface LivingProcess {
  readonly id: string;
  readonly hasBacklog: boolean;
  /** The database's time, with its microseconds. */
  readonly now: string;
  /** Grows by one every ten minutes, for all processes at once. */
  readonly turn: number;
}

/** The processes that were seen within the last 45 s. */
export const findLivingProcesses = (db: Db): Promise<LivingProcess[]> =>
  db.query<LivingProcess>(
    `SELECT id, has_backlog AS "hasBacklog", ${NOW}::text AS now, floor(extract(epoch FROM ${NOW}) / 600)::int AS turn
       FROM ledgerlink.background_process WHERE seen_at > ${NOW} - interval '45 s'`,
  );

/** Says that a process lives at `now`. */
export async function recordProcess(
  db: Db,
  { id, hasBacklog, now }: Pick<LivingProcess, 'id' | 'hasBacklog' | 'now'>,
): Promise<void> {
  await db.query(
    `INSERT INTO ledgerlink.background_process (id, seen_at, has_backlog) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, has_backlog = EXCLUDED.has_backlog`,
    [id, now, hasBacklog],
  );
}

/** Deletes a process that ends, and those that were killed more than an hour before `now`. */
export async function deleteProcess(db: Db, id: string, now: string): Promise<void> {
  await db.query(
    `DELETE FROM ledgerlink.background_process WHERE id = $1 OR seen_at < $2::timestamptz - interval '1 hour'`,
    [id, now],
  );
}
