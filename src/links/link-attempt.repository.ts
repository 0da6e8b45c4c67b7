import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import { defineStatement, executeStatement, oneOf } from '../infra/database/statement.js';
import { grantsLocked } from '../tokens/grant/grant-joins.repository.js';
import { grantsOfLinkAndAttempt } from './grant-selectors.repository.js';
import { OPEN_STEPS } from './link-attempt.rules.js';

const OPEN = oneOf(OPEN_STEPS);

/** FROM: all attempts, as `a`. The statement names the workspace. */
export const attemptsAs = (a: string): string => `ledgerlink.link_attempt ${a}`;

/** JOIN of the link `l` of the attempt `a`. `workspace` is the parameter. */
export const joinLink = (l: string, a: string, workspace: string): string =>
  `JOIN ledgerlink.company_link ${l} ON ${l}.workspace_id = ${workspace} AND ${l}.id = ${a}.link_id`;

/** A condition: the attempt `a` is open. An expired attempt is open until the background job ends it. */
export const isOpenAttempt = (a: string): string => `${a}.step ${OPEN}`;

/** When an attempt's URL expires. Undefined: there is no such attempt. */
export async function findExpiry(db: Db, workspaceId: string, id: string): Promise<Date | undefined> {
  const [row] = await db.query<{ expires_at: Date }>(
    'SELECT expires_at FROM ledgerlink.link_attempt WHERE workspace_id = $1 AND id = $2',
    [workspaceId, id],
  );
  return row?.expires_at;
}

/** The open attempts that have expired, oldest first. */
export function findOverdueAttempts(
  db: Db,
  workspaceIds: readonly string[],
  limit: number,
): Promise<{ workspace_id: string; id: string; link_id: string; state_hash: Buffer | null }[]> {
  return db.query(
    `SELECT workspace_id, id, link_id, state_hash FROM ledgerlink.link_attempt
      WHERE workspace_id = ANY($1) AND step ${OPEN} AND expires_at <= ${NOW}
      ORDER BY expires_at LIMIT $2`,
    [workspaceIds, limit],
  );
}

const held = grantsOfLinkAndAttempt();
const locked = grantsLocked(held);
const lockingGrants = defineStatement([held, locked], locked);
const readingHeld = defineStatement([held], held);

/**
 * Locks a link and its open attempt until the transaction ends. Every statement locks in this order: grants, link,
 * attempt. False: another transaction has changed the grants meanwhile, so everything must be read again.
 */
export async function lockLink(tx: Db, workspaceId: string, linkId: string): Promise<boolean> {
  const values = [workspaceId, linkId];
  const grants = await executeStatement(tx, lockingGrants, { workspaceId, linkId });
  await tx.query('SELECT 1 FROM ledgerlink.company_link WHERE workspace_id = $1 AND id = $2 FOR UPDATE', values);
  await tx.query(
    `SELECT 1 FROM ledgerlink.link_attempt
      WHERE workspace_id = $1 AND link_id = $2 AND step ${OPEN} FOR UPDATE`,
    values,
  );
  const now = await executeStatement(tx, readingHeld, { workspaceId, linkId });
  return now.every(({ grant_id }) => grants.some(({ id }) => id === grant_id));
}
