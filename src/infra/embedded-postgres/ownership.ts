import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** The numbers are arbitrary ("ledg", "link"): no other program uses this cluster. Advisory locks count per database. */
const TRY_LOCK = 'SELECT pg_try_advisory_lock(1818583143, 1818848875) AS taken';

/**
 * Takes the lock that marks the owner of a data folder, which lasts as long as the connection; answers whether it did.
 * `patience` is in ms: PostgreSQL frees the lock of a killed process about a millisecond later, when its backend notices.
 */
export async function tryToOwn(client: pg.Client, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(TRY_LOCK);
    if (rows[0]?.taken) return true;
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
}
