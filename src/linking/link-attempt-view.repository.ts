import { joinCompany } from '../companies/company.repository.js';
import { areKeysRefused, wasSecretRefusedSince } from '../credentials/credential-health.repository.js';
import { joinSet } from '../credentials/credential-set.repository.js';
import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import { CATALOGUE_VERSION } from '../infra/secrets/installation.repository.js';
import { joinSetting } from '../integrations/integration-setting.repository.js';
import type { BusinessData } from '../links/business.rules.js';
import type { LinkReason, LinkStatus } from '../links/company-link.rules.js';
import { attemptsAs, isOpenAttempt, joinLink } from '../links/link-attempt.repository.js';
import type { AttemptStep } from '../links/link-attempt.rules.js';
import { joinWorkspace } from '../workspaces/workspace.repository.js';

/** An attempt with the data for its pages and rules. */
export interface AttemptRow {
  id: string;
  step: AttemptStep;
  reason: LinkReason | null;
  expired: boolean;
  asked_country_code: string | null;
  country_code: string | null;
  return_url: string | null;
  browser_hash: Buffer | null;
  /** Identifies the sign-in at the platform. */
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
  /**
   * The API version of the attempt's application. `linked_`: of the last link's application. Null: none, or deleted.
   */
  api_version: string | null;
  client_id: string | null;
  /** The platform refuses the keys of that application: the customer cannot mend it. */
  keys_refused: boolean;
  /** It refused them in the last sign-in, or since. */
  secret_refused: boolean;
  linked_api_version: string | null;
  catalogue_version: string;
}

/** Of the workspace `$1`. */
const SELECT = `
  SELECT a.id, a.step, a.reason, a.expires_at <= ${NOW} AS expired, a.asked_country_code, a.country_code, a.return_url,
         a.browser_hash, a.state_hash, a.state_used_at IS NOT NULL AS state_used, coalesce(a.state_expires_at <= ${NOW}, true) AS state_expired,
         a.verifier_sealed, a.redirect_uri, a.credential_set_id, a.grant_id, a.businesses,
         l.id AS link_id, l.status AS link_status, l.status_reason AS link_reason, l.grant_id AS link_grant_id,
         l.business_id, l.business_name, l.business_is_lead, l.country_code AS link_country_code, l.integration_key,
         c.name AS company_name, w.name AS workspace_name, i.enabled,
         s.api_version, s.client_id, ${areKeysRefused('s')} AS keys_refused,
         ${wasSecretRefusedSince('s', 'a.state_used_at')} AS secret_refused, p.api_version AS linked_api_version,
         ${CATALOGUE_VERSION} AS catalogue_version
    FROM ${attemptsAs('a')}
    ${joinLink('l', 'a', '$1')}
    ${joinCompany('c', 'l', '$1')}
    ${joinWorkspace('w', '$1')}
    ${joinSetting('i', 'l', '$1')}
    LEFT ${joinSet('s', 'a', '$1')}
    LEFT ${joinSet('p', 'l', '$1')}`;

type Found = Promise<AttemptRow | undefined>;

const first = async (rows: Promise<AttemptRow[]>): Found => (await rows)[0];

export function findAttempt(db: Db, workspaceId: string, id: string): Found {
  return first(db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.id = $2`, [workspaceId, id]));
}

export function findAttemptByUrl(db: Db, workspaceId: string, urlHash: Buffer): Found {
  return first(db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.url_hash = $2`, [workspaceId, urlHash]));
}

export function findAttemptByState(db: Db, workspaceId: string, stateHash: Buffer): Found {
  return first(db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.state_hash = $2`, [workspaceId, stateHash]));
}

/** Reads the open attempt of a link. */
export function findOpenAttempt(db: Db, workspaceId: string, linkId: string): Found {
  return first(
    db.query(`${SELECT} WHERE a.workspace_id = $1 AND a.link_id = $2 AND ${isOpenAttempt('a')}`, [workspaceId, linkId]),
  );
}

/** Reads the newest open attempt of a browser. */
export function findAttemptOfBrowser(db: Db, workspaceId: string, browserHash: Buffer): Found {
  return first(
    db.query(
      `${SELECT} WHERE a.workspace_id = $1 AND a.browser_hash = $2 AND ${isOpenAttempt('a')}
        ORDER BY a.id DESC LIMIT 1`,
      [workspaceId, browserHash],
    ),
  );
}
