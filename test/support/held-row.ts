import type { TestDatabase } from './database.js';
import type { KeptLink } from './kept-links.js';

/** Locks the rows of these grants while `work` runs: leases skip them, and all other changes wait. */
export async function whileHeld<T>(
  { admin }: TestDatabase,
  links: readonly KeptLink[],
  work: () => Promise<T>,
): Promise<T> {
  const holder = await admin.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM ledgerlink.platform_grant WHERE id = ANY($1) FOR UPDATE', [
    links.map(({ grantId }) => grantId),
  ]);
  try {
    return await work();
  } finally {
    await holder.query('COMMIT');
    holder.release();
  }
}
