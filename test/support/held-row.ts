import type { TestDatabase } from './database.js';
import type { KeptLink } from './kept-links.js';
import { whileLocked } from './locks.js';

/** Locks the rows of these grants while `work` runs: leases skip them, and all other changes wait. */
export const whileHeld = <T>(database: TestDatabase, links: readonly KeptLink[], work: () => Promise<T>): Promise<T> =>
  whileLocked(
    database,
    ['SELECT FROM ledgerlink.platform_grant WHERE id = ANY($1) FOR UPDATE', [links.map(({ grantId }) => grantId)]],
    work,
  );
