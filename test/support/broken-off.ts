import type pg from 'pg';

/** How often a list may be broken off. What hangs is broken off more often. */
export const MOST_BROKEN_OFF = 20;

export const brokenOffAgain = (lists: readonly unknown[]): Error =>
  new Error(`lists are broken off again and again: ${JSON.stringify(lists)}`);

/**
 * Lets lists of pulls that wait go on in a second: a busy machine breaks them off, and they need not wait as if for the
 * platform. @throws when one is broken off again and again.
 */
export async function goOnSoon(admin: pg.Pool): Promise<void> {
  const { rows } = await admin.query(
    `UPDATE ledgerlink.dataset SET due_at = now() + interval '1 s'
      WHERE status = 'WAITING' AND lease_until IS NULL AND due_at > now() + interval '1 s'
      RETURNING list, last_error, failures`,
  );
  if (rows.some(({ failures }) => failures > MOST_BROKEN_OFF)) throw brokenOffAgain(rows);
}
