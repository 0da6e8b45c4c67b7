import type { Db } from '../infra/database/database.js';
import { oneOf } from '../infra/database/statement.js';
import type { BusinessData } from './business.rules.js';
import type { LinkReason, LinkStatus } from './company-link.rules.js';
import { type AttemptStep, OPEN_STEPS } from './link-attempt.rules.js';

/** An attempt with all that its pages show and its rules ask. */
export interface AttemptRow {
  id: string;
  step: AttemptStep;
  reason: LinkReason | null;
  expired: boolean;
  asked_country_code: string | null;
  country_code: string | null;
  return_url: string | null;
  browser_hash: Buffer | null;
  /** Names the round through the platform. */
  state_hash: Buffer | null;
  state_used: boolean;
  state_expired: boolean;
  verifier_sealed: string | null;
  redirect_uri: string | null;
  credential_set_id: string | null;
  grant_id: string | null;
  businesses: BusinessData[] | null;
  link_id: string;
  link_status: LinkStatus;
  link_reason: LinkReason;
  link_grant_id: string | null;
  business_id: string | null;
  business_name: string | null;
  business_is_lead: boolean | null;
  link_country_code: string | null;
  integration_key: string;
  company_name: string;
  workspace_name: string;
  enabled: boolean;
  /** Of the application under way; of the one that the link was last made with. Null: none, or gone. */
  api_version: string | null;
  client_id: string | null;
  linked_api_version: string | null;
  catalogue_version: string;
}

const SELECT = `
  SELECT a.id, a.step, a.reason, a.expires_at <= now() AS expired, a.asked_country_code, a.country_code, a.return_url,
         a.browser_hash, a.state_hash, a.state_used_at IS NOT NULL AS state_used, coalesce(a.state_expires_at <= now(), true) AS state_expired,
         a.verifier_sealed, a.redirect_uri, a.credential_set_id, a.grant_id, a.businesses,
         l.id AS link_id, l.status AS link_status, l.status_reason AS link_reason, l.grant_id AS link_grant_id,
         l.business_id, l.business_name, l.business_is_lead, l.country_code AS link_country_code, l.integration_key,
         c.name AS company_name, w.name AS workspace_name, i.enabled,
         s.api_version, s.client_id, p.api_version AS linked_api_version,
         (SELECT catalogue_version FROM ledgerlink.installation) AS catalogue_version
    FROM ledgerlink.link_attempt a
    JOIN ledgerlink.company_link l ON l.workspace_id = a.workspace_id AND l.id = a.link_id
    JOIN ledgerlink.company c ON c.workspace_id = l.workspace_id AND c.id = l.company_id
    JOIN ledgerlink.workspace w ON w.id = a.workspace_id
    JOIN ledgerlink.integration_setting i ON i.workspace_id = l.workspace_id AND i.integration_key = l.integration_key
    LEFT JOIN ledgerlink.credential_set s ON s.workspace_id = a.workspace_id AND s.id = a.credential_set_id
    LEFT JOIN ledgerlink.credential_set p ON p.workspace_id = l.workspace_id AND p.id = l.credential_set_id`;

const OPEN = oneOf(OPEN_STEPS);

type Found = Promise<AttemptRow | undefined>;

const first = async (rows: Promise<AttemptRow[]>): Found => (await rows)[0];

export function findAttempt(db: Db, workspaceId: string, id: string): Found {
  return first(db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.id = $2`, [workspaceId, id]));
}

export function findAttemptByUrl(db: Db, workspaceId: string, urlHash: Buffer): Found {
  return first(db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.url_hash = $2`, [workspaceId, urlHash]));
}

export function findAttemptByState(db: Db, workspaceId: string, stateHash: Buffer): Found {
  return first(
    db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.state_hash = $2`, [workspaceId, stateHash]),
  );
}

/** When an attempt's URL ends; undefined where there is no such attempt. */
export async function findExpiry(db: Db, workspaceId: string, id: string): Promise<Date | undefined> {
  const [row] = await db.query<{ expires_at: Date }>(
    'SELECT expires_at FROM ledgerlink.link_attempt WHERE workspace_id = $1 AND id = $2',
    [workspaceId, id],
  );
  return row?.expires_at;
}

/** What a link has under way. */
export function findOpenAttempt(db: Db, workspaceId: string, linkId: string): Found {
  return first(
    db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.link_id = $2 AND a.step ${OPEN}`, [
      workspaceId,
      linkId,
    ]),
  );
}

/** What a browser began last and has not finished. */
export function findAttemptOfBrowser(db: Db, workspaceId: string, browserHash: Buffer): Found {
  return first(
    db.query(
      `${SELECT} WHERE a.workspace_id = $1 AND a.browser_hash = $2 AND a.step ${OPEN}
        ORDER BY a.id DESC LIMIT 1`,
      [workspaceId, browserHash],
    ),
  );
}

/** Open attempts whose time is over, oldest first. */
export function findOverdueAttempts(
  db: Db,
  workspaceIds: readonly string[],
  limit: number,
): Promise<{ workspace_id: string; id: string; link_id: string; state_hash: Buffer | null }[]> {
  return db.query(
    `SELECT workspace_id, id, link_id, state_hash FROM ledgerlink.link_attempt
      WHERE workspace_id = ANY($1) AND step ${OPEN} AND expires_at <= now()
      ORDER BY expires_at LIMIT $2`,
    [workspaceIds, limit],
  );
}

/**
 * Locks a link with what it has under way until the transaction ends: first the grants, as every statement that
 * touches grants does, then the link, then the attempt. False: another transaction changed meanwhile which grants
 * those are; then everything is to be read again.
 */
export async function lockLink(tx: Db, workspaceId: string, linkId: string): Promise<boolean> {
  const held = `
    SELECT grant_id FROM ledgerlink.company_link WHERE workspace_id = $1 AND id = $2 AND grant_id IS NOT NULL
    UNION SELECT grant_id FROM ledgerlink.link_attempt
           WHERE workspace_id = $1 AND link_id = $2 AND grant_id IS NOT NULL`;
  const values = [workspaceId, linkId];
  const grants = await tx.query<{ id: string }>(
    `SELECT id FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND id IN (${held}) ORDER BY id FOR UPDATE`,
    values,
  );
  await tx.query(
    'SELECT 1 FROM ledgerlink.company_link WHERE workspace_id = $1 AND id = $2 FOR UPDATE',
    values,
  );
  await tx.query(
    `SELECT 1 FROM ledgerlink.link_attempt
      WHERE workspace_id = $1 AND link_id = $2 AND step ${OPEN} FOR UPDATE`,
    values,
  );
  const now = await tx.query<{ grant_id: string }>(held, values);
  return now.every(({ grant_id }) => grants.some(({ id }) => id === grant_id));
}

/**
 * Keeps an integration's setting as it is until the transaction ends, so that its applications cannot be superseded,
 * and their secrets erased, between the choice and the hold. A statement of its own: one that had to wait here would go
 * on with what it saw before.
 */
export async function holdSetting(tx: Db, workspaceId: string, integrationKey: string): Promise<void> {
  await tx.query(
    'SELECT 1 FROM ledgerlink.integration_setting WHERE workspace_id = $1 AND integration_key = $2 FOR SHARE',
    [workspaceId, integrationKey],
  );
}
