import { joinCompany } from '../companies/company.repository.js';
import { areKeysRefused, wasSecretRefusedSince } from '../credentials/credential-health.repository.js';
import { joinSet } from '../credentials/credential-set.repository.js';
import { NOW } from '../infra/database/clock.js';
import type { Db } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import { CATALOGUE_VERSION } from '../infra/secrets/installation.repository.js';
import { joinSetting } from '../integrations/integration-setting.repository.js';
import type { BusinessData } from '../links/business.rules.js';
import type { LinkReason, LinkStatus } from '../links/company-link.rules.js';
import type { linkAttemptEntity } from '../links/link-attempt.entity.js';
import { attemptsAs, isOpenAttempt, joinLink } from '../links/link-attempt.repository.js';
import type { AttemptStep } from '../links/link-attempt.rules.js';
import { joinWorkspace } from '../workspaces/workspace.repository.js';
import type { LinkedBefore } from './business-choice.rules.js';

/** An attempt with the data for its pages and rules. */
export interface AttemptRow
  extends RowOf<typeof linkAttemptEntity, 'id' | 'asked_country_code' | 'country_code' | 'return_url' | 'browser_hash'>,
    RowOf<
      typeof linkAttemptEntity,
      'state_hash' | 'verifier_sealed' | 'redirect_uri' | 'credential_set_id' | 'grant_id'
    >,
    LinkedBefore {
  step: AttemptStep;
  reason: LinkReason | null;
  expired: boolean;
  state_used: boolean;
  state_expired: boolean;
  businesses: BusinessData[] | null;
  link_id: string;
  link_status: LinkStatus;
  link_reason: LinkReason;
  integration_key: string;
  company_name: string;
  workspace_name: string;
  enabled: boolean;
  /** The platform refuses the keys of that application: the customer cannot mend it. */
  keys_refused: boolean;
  /** It refused them in the last sign-in, or since. */
  secret_refused: boolean;
  catalogue_version: string;
}

/** Of the workspace `$1`. */
const SELECT = `
  SELECT a.id, a.step, a.reason, a.expires_at <= ${NOW} AS expired, a.asked_country_code, a.country_code, a.return_url,
         a.browser_hash, a.state_hash, a.state_used_at IS NOT NULL AS state_used, coalesce(a.state_expires_at <= ${NOW}, true) AS state_expired,
         a.verifier_sealed, a.redirect_uri, a.credential_set_id, a.grant_id, a.businesses,
         l.id AS link_id, l.status AS link_status, l.status_reason AS link_reason,
         l.business_id, l.business_name, l.business_is_lead, l.country_code AS link_country_code, l.integration_key,
         c.name AS company_name, w.name AS workspace_name, i.enabled,
         s.api_version, ${areKeysRefused('s')} AS keys_refused,
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
