import type { TestDatabase } from './database.js';
import type { KeptLink } from './kept-links.js';

/** Nobody can change these grants' rows while `work` goes on: leases pass them over, all other changes wait. */
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
