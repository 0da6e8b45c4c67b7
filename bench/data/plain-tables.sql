-- The peers' tables: plain, without workspaces, and with every value that Ledgerlink derives (status, flag, linkable,
-- preselected, done) as a column, so that no peer loses time on rules. Keys and indexes as everybody would make them.
CREATE SCHEMA peer;

CREATE TABLE peer.integration (
  key text PRIMARY KEY,
  id text NOT NULL,
  name text NOT NULL UNIQUE,
  source_type text NOT NULL,
  status text NOT NULL,
  enabled boolean NOT NULL,
  version integer NOT NULL,
  updated_at timestamptz,
  callback_url text NOT NULL,
  developer_portal_url text NOT NULL,
  documentation_url text,
  default_set_id text);

CREATE TABLE peer.supported_region (
  id text PRIMARY KEY,
  integration_key text NOT NULL REFERENCES peer.integration,
  position smallint NOT NULL,
  country_code text NOT NULL,
  name text NOT NULL,
  flag text NOT NULL,
  supported boolean NOT NULL,
  reason text,
  linkable boolean NOT NULL,
  UNIQUE (integration_key, position));

CREATE TABLE peer.region_coverage (
  region_id text NOT NULL REFERENCES peer.supported_region,
  position smallint NOT NULL,
  api_version text NOT NULL,
  availability text NOT NULL,
  note text,
  source text NOT NULL,
  as_of date NOT NULL,
  PRIMARY KEY (region_id, position));

CREATE TABLE peer.credential_option (
  id text PRIMARY KEY,
  integration_key text NOT NULL REFERENCES peer.integration,
  position smallint NOT NULL,
  api_version text NOT NULL,
  input_field text NOT NULL,
  label text NOT NULL,
  fields jsonb NOT NULL,
  retires_on date,
  note text,
  preselected boolean NOT NULL,
  UNIQUE (integration_key, position));

CREATE TABLE peer.option_region (
  option_id text NOT NULL REFERENCES peer.credential_option,
  region_id text NOT NULL REFERENCES peer.supported_region,
  position smallint NOT NULL,
  PRIMARY KEY (option_id, position));
CREATE INDEX ON peer.option_region (region_id);

CREATE TABLE peer.setup_step (
  integration_key text NOT NULL REFERENCES peer.integration,
  position smallint NOT NULL,
  key text NOT NULL,
  title text NOT NULL,
  instructions text NOT NULL,
  done boolean NOT NULL,
  PRIMARY KEY (integration_key, position));

CREATE TABLE peer.credential_set (
  id text PRIMARY KEY,
  integration_key text NOT NULL REFERENCES peer.integration,
  position smallint NOT NULL,
  type_name text NOT NULL,
  api_version text NOT NULL,
  label text NOT NULL,
  status text NOT NULL,
  client_id text NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  UNIQUE (integration_key, position));

CREATE TABLE peer.credential_secret (
  credential_set_id text NOT NULL REFERENCES peer.credential_set,
  field text NOT NULL,
  set_at timestamptz NOT NULL,
  fingerprint text NOT NULL,
  PRIMARY KEY (credential_set_id, field));

ALTER TABLE peer.integration ADD FOREIGN KEY (default_set_id) REFERENCES peer.credential_set
  DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE peer.workspace (
  id text PRIMARY KEY,
  name text NOT NULL);

CREATE TABLE peer.api_key (
  hash text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES peer.workspace,
  scopes text[] NOT NULL,
  revoked_at timestamptz);
