import { joinSet } from '../credentials/credential-set.repository.js';
import type { LinkFacts } from '../events/new-event.js';
import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, type Ids, oneOf } from '../infra/database/statement.js';
import type { RowOf } from '../infra/database/table-entity.js';
import { joinSetting } from '../integrations/integration-setting.repository.js';
import { joinGrant } from '../tokens/grant/grant-joins.repository.js';
import type { BusinessData } from './business.rules.js';
import type { companyLinkEntity } from './company-link.entity.js';
import type { LinkReason, LinkStatus } from './company-link.rules.js';
import { OPEN_STEPS } from './link-attempt.rules.js';

export interface LinkRow extends Omit<RowOf<typeof companyLinkEntity>, 'workspace_id' | 'search_name' | 'created_at'> {
  status: LinkStatus;
  status_reason: LinkReason;
  /** When the refresh token of its grant expires. */
  refresh_expires_at: Date | null;
  last_refreshed_at: Date | null;
  /** Whether an attempt is open. An expired attempt counts as open until the background job ends it. */
  under_way: boolean;
  /** When the link URL of the open attempt expires. Null if it has expired. */
  link_url_expires_at: Date | null;
}

/** Of the workspace `$1`. */
const SELECT = `
  SELECT l.id, l.company_id, l.integration_key, l.status, l.status_reason, l.status_changed_at, l.credential_set_id,
         l.grant_id, l.country_code, l.business_id, l.business_name, l.business_is_lead, l.linked_at,
         g.refresh_expires_at, g.access_obtained_at AS last_refreshed_at, a.id IS NOT NULL AS under_way,
         CASE WHEN a.expires_at > ${NOW} THEN a.expires_at END AS link_url_expires_at
    FROM ledgerlink.company_link l
    LEFT JOIN ledgerlink.link_attempt a
      ON a.workspace_id = $1 AND a.link_id = l.id AND a.step ${oneOf(OPEN_STEPS)}
    LEFT ${joinGrant('g', 'l', '$1')}`;

/** FROM: all links, as `l`. */
export const linksAs = (l: string): string => `ledgerlink.company_link ${l}`;

/** What an event tells of a link. */
export interface ToldLink extends Pick<LinkRow, 'company_id' | 'integration_key'> {
  readonly id: string;
}

/** The same as JSON, of the row `l`. */
export const toldAsJson = (l: string): string =>
  `json_build_object('companyId', ${l}.company_id, 'integrationKey', ${l}.integration_key)`;

/** The same of one link. */
export const toldOfLink = (workspace: string, id: string): string =>
  `(SELECT ${toldAsJson('l')} FROM ledgerlink.company_link l WHERE l.workspace_id = ${workspace} AND l.id = ${id})`;

/** The same of one link, outside of a statement. Undefined: there is no such link. */
export async function findLinkFacts(db: Db, workspaceId: string, linkId: string): Promise<LinkFacts | undefined> {
  const [row] = await db.query<LinkFacts>(
    `SELECT company_id AS "companyId", integration_key AS "integrationKey" FROM ledgerlink.company_link
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, linkId],
  );
  return row;
}

/** The same of the links that these grants give access to. */
export function findLinksOfGrants(
  db: Db,
  workspaceId: string,
  grantIds: readonly string[],
): Promise<(LinkFacts & { readonly linkId: string; readonly grantId: string })[]> {
  return db.query(
    `SELECT id AS "linkId", grant_id AS "grantId", company_id AS "companyId", integration_key AS "integrationKey"
       FROM ledgerlink.company_link WHERE workspace_id = $1 AND grant_id = ANY($2) AND status = 'LINKED'`,
    [workspaceId, grantIds],
  );
}

export function findLinks(db: Db, workspaceId: string, ids: readonly string[]): Promise<LinkRow[]> {
  return db.query<LinkRow>(`${SELECT} WHERE l.workspace_id = $1 AND l.id = ANY($2)`, [workspaceId, ids]);
}

/** Reads links, oldest first within a company. */
export function findLinksOf(db: Db, workspaceId: string, companyIds: readonly string[]): Promise<LinkRow[]> {
  return db.query<LinkRow>(
    `${SELECT} WHERE l.workspace_id = $1 AND l.company_id = ANY($2) ORDER BY l.company_id, l.id`,
    [workspaceId, companyIds],
  );
}

/** Locks the links of a company and their attempts until the transaction ends. */
export async function lockLinksOf(tx: Db, workspaceId: string, companyId: string): Promise<void> {
  await tx.query(
    'SELECT 1 FROM ledgerlink.company_link WHERE workspace_id = $1 AND company_id = $2 ORDER BY id FOR UPDATE',
    [workspaceId, companyId],
  );
}

/** What the use of a link depends on. `api_version`: of the application that obtained its tokens. */
export interface LinkUse extends Pick<LinkRow, 'status' | 'integration_key'> {
  readonly enabled: boolean;
  readonly api_version: string | null;
}

/** Locks a link until the transaction ends. Undefined: there is no such link. */
export async function lockLinkUse(tx: Db, workspaceId: string, linkId: string): Promise<LinkUse | undefined> {
  const [row] = await tx.query<LinkUse>(
    `SELECT l.status, l.integration_key, i.enabled, s.api_version FROM ledgerlink.company_link l
       ${joinSetting('i', 'l', '$1')} LEFT ${joinSet('s', 'l', '$1')}
      WHERE l.workspace_id = $1 AND l.id = $2 FOR NO KEY UPDATE OF l`,
    [workspaceId, linkId],
  );
  return row;
}

export interface ChoiceRow {
  /** The id of the link. */
  id: string;
  businesses: BusinessData[];
}

/** The businesses from which the customers of these links can choose. None while the integration is disabled. */
export function findChoices(db: Db, workspaceId: string, linkIds: readonly string[]): Promise<ChoiceRow[]> {
  return db.query<ChoiceRow>(
    `SELECT a.link_id AS id, a.businesses FROM ledgerlink.link_attempt a
       JOIN ledgerlink.company_link l ON l.workspace_id = $1 AND l.id = a.link_id
       ${joinSetting('i', 'l', '$1')} AND i.enabled
      WHERE a.workspace_id = $1 AND a.link_id = ANY($2) AND a.step = 'CHOOSING' AND a.businesses IS NOT NULL`,
    [workspaceId, linkIds],
  );
}

/** A condition: the company of the row `c` has a link with this status. `workspace` and `status` are parameters. */
export const companyHasLink = (c: string, workspace: string, status: string): string =>
  `EXISTS (SELECT FROM ledgerlink.company_link l
           WHERE l.workspace_id = ${workspace} AND l.company_id = ${c}.id AND l.status = ${status})`;

/**
 * A subquery: the `id` of the first `limit` companies that have a link with this status, by (search_name, company_id).
 * `within` is a condition on these two columns, the others are placeholders of parameters. A company with several such
 * links is one row.
 */
export const companiesWithLink = (
  page: Readonly<Record<'workspaceId' | 'status' | 'within' | 'limit', string>>,
): string =>
  `SELECT company_id AS id FROM ledgerlink.company_link
    WHERE workspace_id = ${page.workspaceId} AND status = ${page.status} AND ${page.within}
    GROUP BY search_name, company_id ORDER BY search_name, company_id LIMIT ${page.limit}`;

interface FoundLink extends Pick<LinkRow, 'id' | 'status' | 'integration_key' | 'business_id' | 'grant_id'> {
  readonly workspace_id: string;
}

/** One link, for fragments that depend on it. */
export const linkFound = defineFragment({
  name: 'link_found',
  returns: columns<FoundLink>('workspace_id', 'id', 'status', 'integration_key', 'business_id', 'grant_id'),
  sql: (addParameter, { workspaceId, linkId }: Ids<'linkId'>) => `
    SELECT workspace_id, id, status, integration_key, business_id, grant_id FROM ledgerlink.company_link
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(linkId)}`,
});
