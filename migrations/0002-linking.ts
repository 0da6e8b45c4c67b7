import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Companies, their links, the attempts at linking, and the grants that a customer's consent made. A grant is what the
 * platform knows: a pair of tokens under one application, renewed by turns; a link or an attempt holds it. What keeps a
 * credential set from being deleted is a foreign key on `held_set_id`, never a count.
 */
export class Linking0000000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const PENDING_REASONS = `'LINK_REQUESTED', 'AWAITING_CHOICE', 'CUSTOMER_CANCELLED', 'COUNTRY_MISMATCH', 'LINK_EXPIRED',
  'NO_BUSINESS', 'NO_ACTIVE_SUBSCRIPTION', 'RESOURCE_OWNER_MISSING', 'DIFFERENT_BUSINESS', 'PLATFORM_ERROR'`;
const LINKED_REASONS = `'LINKED', 'RELINKED', 'RECOVERED'`;
const UNLINKED_REASONS = `'UNLINKED_BY_WORKSPACE'`;
const DEAUTHORIZED_REASONS = `'REVOKED_OR_EXPIRED', 'REFRESH_TOKEN_EXPIRED', 'ROTATION_ANSWER_LOST', 'TOKENS_UNREADABLE'`;
const LINK_REASONS = [PENDING_REASONS, LINKED_REASONS, UNLINKED_REASONS, DEAUTHORIZED_REASONS].join(', ');

const UP = [
  `ALTER TABLE ledgerlink.audit_event ADD COLUMN once uuid`,
  `CREATE UNIQUE INDEX audit_event_once ON ledgerlink.audit_event (workspace_id, once) WHERE once IS NOT NULL`,

  `ALTER TABLE ledgerlink.workspace ADD COLUMN return_urls text[] NOT NULL DEFAULT '{}'`,

  `ALTER TABLE ledgerlink.credential_set
     ADD COLUMN faulty_since timestamptz,
     ADD COLUMN probe_at timestamptz,
     ADD COLUMN judging_paused_until timestamptz`,

  `CREATE TABLE ledgerlink.platform_grant (
     workspace_id uuid NOT NULL REFERENCES ledgerlink.workspace,
     id uuid NOT NULL,
     integration_key text NOT NULL REFERENCES ledgerlink.integration,
     credential_set_id uuid NOT NULL,
     held_set_id uuid,
     country_code text NOT NULL,
     platform_user_id text,
     state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'DEAUTHORIZED', 'ENDED')),
     rotation integer NOT NULL DEFAULT 1,
     pair_id uuid NOT NULL,
     access_sealed text,
     refresh_sealed text,
     access_obtained_at timestamptz NOT NULL DEFAULT now(),
     access_expires_at timestamptz NOT NULL,
     refresh_expires_at timestamptz,
     keep_alive_at timestamptz NOT NULL,
     generation integer NOT NULL DEFAULT 0,
     lease_owner uuid,
     lease_until timestamptz,
     unanswered integer NOT NULL DEFAULT 0,
     failures integer NOT NULL DEFAULT 0,
     next_try_at timestamptz NOT NULL DEFAULT now(),
     created_at timestamptz NOT NULL DEFAULT now(),
     ended_at timestamptz,
     revoked_at timestamptz,
     PRIMARY KEY (workspace_id, id),
     FOREIGN KEY (workspace_id, held_set_id) REFERENCES ledgerlink.credential_set,
     CHECK (held_set_id IS NOT DISTINCT FROM CASE WHEN state <> 'ENDED' THEN credential_set_id END),
     CHECK (state <> 'ENDED' OR (access_sealed IS NULL AND refresh_sealed IS NULL)),
     CHECK ((lease_owner IS NULL) = (lease_until IS NULL)))`,
  `CREATE INDEX platform_grant_keep_alive ON ledgerlink.platform_grant (workspace_id, keep_alive_at)
     WHERE state = 'ACTIVE'`,
  `CREATE INDEX platform_grant_of_set ON ledgerlink.platform_grant (workspace_id, held_set_id, platform_user_id)`,

  `CREATE TABLE ledgerlink.company (
     workspace_id uuid NOT NULL REFERENCES ledgerlink.workspace,
     id uuid NOT NULL,
     name text NOT NULL,
     search_name text COLLATE "C" NOT NULL,
     external_id text COLLATE "C",
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (workspace_id, id),
     UNIQUE (workspace_id, external_id))`,
  `CREATE INDEX company_by_name ON ledgerlink.company (workspace_id, search_name, id)`,

  `CREATE TABLE ledgerlink.company_link (
     workspace_id uuid NOT NULL,
     id uuid NOT NULL,
     company_id uuid NOT NULL,
     integration_key text NOT NULL,
     status text NOT NULL DEFAULT 'PENDING',
     status_reason text NOT NULL DEFAULT 'LINK_REQUESTED',
     status_changed_at timestamptz NOT NULL DEFAULT now(),
     credential_set_id uuid,
     grant_id uuid,
     country_code text,
     business_id text,
     business_name text,
     business_is_lead boolean,
     linked_at timestamptz,
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (workspace_id, id),
     UNIQUE (workspace_id, company_id, integration_key),
     UNIQUE (workspace_id, grant_id),
     FOREIGN KEY (workspace_id, company_id) REFERENCES ledgerlink.company,
     FOREIGN KEY (workspace_id, integration_key) REFERENCES ledgerlink.integration_setting,
     FOREIGN KEY (workspace_id, grant_id) REFERENCES ledgerlink.platform_grant,
     CONSTRAINT company_link_reason_of_status CHECK (CASE status
       WHEN 'PENDING' THEN status_reason IN (${PENDING_REASONS})
       WHEN 'LINKED' THEN status_reason IN (${LINKED_REASONS})
       WHEN 'UNLINKED' THEN status_reason IN (${UNLINKED_REASONS})
       WHEN 'DEAUTHORIZED' THEN status_reason IN (${DEAUTHORIZED_REASONS})
       ELSE false END),
     CHECK ((status IN ('LINKED', 'DEAUTHORIZED')) = (grant_id IS NOT NULL)),
     CHECK (status NOT IN ('LINKED', 'DEAUTHORIZED') OR business_id IS NOT NULL))`,
  `CREATE INDEX company_link_by_status ON ledgerlink.company_link (workspace_id, status, company_id)`,

  `CREATE TABLE ledgerlink.link_attempt (
     workspace_id uuid NOT NULL,
     id uuid NOT NULL,
     link_id uuid NOT NULL,
     step text NOT NULL DEFAULT 'CREATED' CHECK (step IN ('CREATED', 'STARTED', 'CHOOSING', 'DONE', 'FAILED', 'EXPIRED')),
     reason text CHECK (reason IN (${LINK_REASONS})),
     url_hash bytea NOT NULL CHECK (octet_length(url_hash) = 32),
     expires_at timestamptz NOT NULL,
     asked_country_code text,
     return_url text,
     browser_hash bytea CHECK (octet_length(browser_hash) = 32),
     state_hash bytea CHECK (octet_length(state_hash) = 32),
     state_expires_at timestamptz,
     state_used_at timestamptz,
     verifier_sealed text,
     redirect_uri text,
     country_code text,
     credential_set_id uuid,
     held_set_id uuid,
     grant_id uuid,
     businesses jsonb,
     actor text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     ended_at timestamptz,
     PRIMARY KEY (workspace_id, id),
     UNIQUE (workspace_id, url_hash),
     UNIQUE (workspace_id, state_hash),
     FOREIGN KEY (workspace_id, link_id) REFERENCES ledgerlink.company_link,
     FOREIGN KEY (workspace_id, held_set_id) REFERENCES ledgerlink.credential_set,
     CHECK (held_set_id IS NOT DISTINCT FROM CASE WHEN step IN ('STARTED', 'CHOOSING') THEN credential_set_id END),
     CHECK ((step = 'CHOOSING') = (grant_id IS NOT NULL)))`,
  `CREATE UNIQUE INDEX link_attempt_one_open ON ledgerlink.link_attempt (workspace_id, link_id)
     WHERE step IN ('CREATED', 'STARTED', 'CHOOSING')`,
  `CREATE INDEX link_attempt_of_link ON ledgerlink.link_attempt (workspace_id, link_id, id)`,
  `CREATE INDEX link_attempt_of_set ON ledgerlink.link_attempt (workspace_id, held_set_id)`,
  `CREATE INDEX link_attempt_open_until ON ledgerlink.link_attempt (workspace_id, expires_at)
     WHERE step IN ('CREATED', 'STARTED', 'CHOOSING')`,
];

const DOWN = [
  'DROP TABLE ledgerlink.link_attempt',
  'DROP TABLE ledgerlink.company_link',
  'DROP TABLE ledgerlink.company',
  'DROP TABLE ledgerlink.platform_grant',
  `ALTER TABLE ledgerlink.credential_set
     DROP COLUMN faulty_since, DROP COLUMN probe_at, DROP COLUMN judging_paused_until`,
  'ALTER TABLE ledgerlink.workspace DROP COLUMN return_urls',
  'ALTER TABLE ledgerlink.audit_event DROP COLUMN once',
];
