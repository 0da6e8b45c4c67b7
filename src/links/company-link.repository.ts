import type { Db } from '../infra/database/database.js';
import { oneOf } from '../infra/database/statement.js';
import type { BusinessData } from './business.rules.js';
import type { LinkReason, LinkStatus } from './company-link.rules.js';
import { OPEN_STEPS } from './link-attempt.rules.js';

export interface LinkRow {
  id: string;
  company_id: string;
  integration_key: string;
  status: LinkStatus;
  status_reason: LinkReason;
  status_changed_at: Date;
  credential_set_id: string | null;
  grant_id: string | null;
  country_code: string | null;
  business_id: string | null;
  business_name: string | null;
  business_is_lead: boolean | null;
  linked_at: Date | null;
  /** Of its grant. */
  refresh_expires_at: Date | null;
  last_refreshed_at: Date | null;
  /** Whether an attempt is open; one whose time is over is until it is swept. */
  under_way: boolean;
  /** Of the open attempt, while its time is not over. */
  link_url_expires_at: Date | null;
}

const SELECT = `
  SELECT l.id, l.company_id, l.integration_key, l.status, l.status_reason, l.status_changed_at, l.credential_set_id,
         l.grant_id, l.country_code, l.business_id, l.business_name, l.business_is_lead, l.linked_at,
         g.refresh_expires_at, g.access_obtained_at AS last_refreshed_at, a.id IS NOT NULL AS under_way,
         CASE WHEN a.expires_at > now() THEN a.expires_at END AS link_url_expires_at
    FROM ledgerlink.company_link l
    LEFT JOIN ledgerlink.link_attempt a
      ON a.workspace_id = l.workspace_id AND a.link_id = l.id AND a.step ${oneOf(OPEN_STEPS)}
    LEFT JOIN ledgerlink.platform_grant g ON g.workspace_id = l.workspace_id AND g.id = l.grant_id`;

export function findLinks(db: Db, workspaceId: string, ids: readonly string[]): Promise<LinkRow[]> {
  return db.query<LinkRow>(`${SELECT} WHERE l.workspace_id = $1 AND l.id = ANY($2)`, [workspaceId, ids]);
}

/** Oldest first within a company. */
export function findLinksOf(db: Db, workspaceId: string, companyIds: readonly string[]): Promise<LinkRow[]> {
  return db.query<LinkRow>(
    `${SELECT} WHERE l.workspace_id = $1 AND l.company_id = ANY($2) ORDER BY l.company_id, l.id`,
    [workspaceId, companyIds],
  );
}

/** Keeps them and their attempts as they are until the transaction ends. */
export async function lockLinksOf(tx: Db, workspaceId: string, companyId: string): Promise<void> {
  await tx.query(
    'SELECT 1 FROM ledgerlink.company_link WHERE workspace_id = $1 AND company_id = $2 ORDER BY id FOR UPDATE',
    [workspaceId, companyId],
  );
}

export interface ChoiceRow {
  /** The link's. */
  id: string;
  businesses: BusinessData[];
}

/** What the customers of these links, signed in and not yet done, may choose from; nothing while it is disabled. */
export function findChoices(db: Db, workspaceId: string, linkIds: readonly string[]): Promise<ChoiceRow[]> {
  return db.query<ChoiceRow>(
    `SELECT a.link_id AS id, a.businesses FROM ledgerlink.link_attempt a
       JOIN ledgerlink.company_link l ON l.workspace_id = a.workspace_id AND l.id = a.link_id
       JOIN ledgerlink.integration_setting i
         ON i.workspace_id = l.workspace_id AND i.integration_key = l.integration_key AND i.enabled
      WHERE a.workspace_id = $1 AND a.link_id = ANY($2) AND a.step = 'CHOOSING' AND a.businesses IS NOT NULL`,
    [workspaceId, linkIds],
  );
}
