import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `workspace_id` comes first in every key and index: isolation today, the distribution column on Citus and its like
 * tomorrow. The tables without it are reference data, the workspaces themselves and the installation's own row.
 * No enum types, sequences or triggers (the distributed engines lack or forbid them): text with CHECK, uuid v7.
 */
export class Initial0000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ledgerlink.${table}`);
  }
}

/** In an order in which they can be dropped. */
const TABLES = [
  'audit_event',
  'credential_secret',
  'credential_set',
  'integration_setting',
  'api_key',
  'workspace',
  'setup_step',
  'region_coverage',
  'supported_region',
  'credential_option',
  'integration',
  'installation',
];

const UP = [
  `CREATE TABLE ledgerlink.installation (
     id smallint PRIMARY KEY CHECK (id = 1),
     check_sealed text NOT NULL,
     fingerprint_key_sealed text NOT NULL,
     catalogue_version bigint NOT NULL DEFAULT 0,
     created_at timestamptz NOT NULL DEFAULT now())`,

  `CREATE TABLE ledgerlink.integration (
     key text PRIMARY KEY,
     name text NOT NULL,
     source_type text NOT NULL CHECK (source_type IN ('ACCOUNTING')),
     developer_portal_url text NOT NULL,
     documentation_url text)`,

  `CREATE TABLE ledgerlink.credential_option (
     integration_key text NOT NULL REFERENCES ledgerlink.integration,
     api_version text NOT NULL,
     rank smallint NOT NULL,
     input_field text NOT NULL,
     label text NOT NULL,
     fields jsonb NOT NULL,
     retires_on date,
     note text,
     PRIMARY KEY (integration_key, api_version),
     UNIQUE (integration_key, input_field))`,

  `CREATE TABLE ledgerlink.supported_region (
     integration_key text NOT NULL REFERENCES ledgerlink.integration,
     country_code text NOT NULL CHECK (country_code ~ '^[A-Z]{2}$'),
     position smallint NOT NULL,
     name text NOT NULL,
     supported boolean NOT NULL,
     reason text,
     PRIMARY KEY (integration_key, country_code),
     CHECK (supported = (reason IS NULL)))`,

  `CREATE TABLE ledgerlink.region_coverage (
     integration_key text NOT NULL,
     country_code text NOT NULL,
     api_version text NOT NULL,
     availability text NOT NULL CHECK (availability IN ('CONFIRMED', 'LISTED', 'NOT_COVERED')),
     note text,
     source text NOT NULL,
     as_of date NOT NULL,
     PRIMARY KEY (integration_key, country_code, api_version),
     FOREIGN KEY (integration_key, country_code) REFERENCES ledgerlink.supported_region,
     FOREIGN KEY (integration_key, api_version) REFERENCES ledgerlink.credential_option)`,

  `CREATE TABLE ledgerlink.setup_step (
     integration_key text NOT NULL REFERENCES ledgerlink.integration,
     key text NOT NULL,
     position smallint NOT NULL,
     title text NOT NULL,
     instructions text NOT NULL,
     done_when text NOT NULL CHECK (done_when IN ('CREDENTIALS_SAVED', 'ENABLED')),
     PRIMARY KEY (integration_key, key))`,

  `CREATE TABLE ledgerlink.workspace (
     id uuid PRIMARY KEY,
     name text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now())`,

  `CREATE TABLE ledgerlink.api_key (
     workspace_id uuid NOT NULL REFERENCES ledgerlink.workspace,
     id uuid NOT NULL,
     name text NOT NULL,
     prefix text NOT NULL,
     secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
     scopes text[] NOT NULL,
     created_by text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     expires_at timestamptz,
     last_used_at timestamptz,
     revoked_at timestamptz,
     PRIMARY KEY (workspace_id, id),
     UNIQUE (workspace_id, prefix))`,

  `CREATE TABLE ledgerlink.integration_setting (
     workspace_id uuid NOT NULL REFERENCES ledgerlink.workspace,
     integration_key text NOT NULL REFERENCES ledgerlink.integration,
     enabled boolean NOT NULL DEFAULT false,
     version integer NOT NULL DEFAULT 0,
     change_id uuid,
     updated_at timestamptz,
     PRIMARY KEY (workspace_id, integration_key))`,

  `CREATE TABLE ledgerlink.credential_set (
     workspace_id uuid NOT NULL,
     id uuid NOT NULL,
     integration_key text NOT NULL,
     api_version text NOT NULL,
     client_id text NOT NULL,
     status text NOT NULL CHECK (status IN ('CURRENT', 'SUPERSEDED')),
     saved_at timestamptz NOT NULL DEFAULT now(),
     saved_by text NOT NULL,
     PRIMARY KEY (workspace_id, id),
     UNIQUE (workspace_id, integration_key, api_version, client_id),
     FOREIGN KEY (workspace_id, integration_key) REFERENCES ledgerlink.integration_setting,
     FOREIGN KEY (integration_key, api_version) REFERENCES ledgerlink.credential_option)`,
  `CREATE UNIQUE INDEX credential_set_one_current ON ledgerlink.credential_set
     (workspace_id, integration_key, api_version) WHERE status = 'CURRENT'`,

  `CREATE TABLE ledgerlink.credential_secret (
     workspace_id uuid NOT NULL,
     credential_set_id uuid NOT NULL,
     field text NOT NULL,
     sealed text,
     fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
     set_at timestamptz NOT NULL DEFAULT now(),
     previous_sealed text,
     previous_until timestamptz,
     PRIMARY KEY (workspace_id, credential_set_id, field),
     FOREIGN KEY (workspace_id, credential_set_id) REFERENCES ledgerlink.credential_set ON DELETE CASCADE,
     CHECK ((previous_sealed IS NULL) = (previous_until IS NULL)))`,
  `CREATE INDEX credential_secret_fallback ON ledgerlink.credential_secret
     (workspace_id, previous_until) WHERE previous_until IS NOT NULL`,

  `CREATE TABLE ledgerlink.audit_event (
     workspace_id uuid NOT NULL REFERENCES ledgerlink.workspace,
     id uuid NOT NULL,
     occurred_at timestamptz NOT NULL DEFAULT now(),
     actor text NOT NULL,
     action text NOT NULL,
     target_type text NOT NULL,
     target_id text NOT NULL,
     changed_fields text[] NOT NULL,
     request_id text NOT NULL,
     PRIMARY KEY (workspace_id, id))`,
  `CREATE INDEX audit_event_of_target ON ledgerlink.audit_event (workspace_id, target_type, target_id, id)`,
];
