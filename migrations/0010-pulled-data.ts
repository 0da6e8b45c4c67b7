import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../src/infra/database/distribution.js';

/** The first columns of every table of records: they are keyed by the list of the platform and its id of the record. */
const KEY = `workspace_id uuid NOT NULL, link_id uuid NOT NULL, list text NOT NULL, source_id text NOT NULL,
      deleted boolean NOT NULL, updated_at timestamptz`;
/** What records without a date are sorted by: the beginning of their code and name, in lower case. */
const SORTED = `${KEY}, sort_key text COLLATE "C" NOT NULL`;
const PRIMARY = 'PRIMARY KEY (workspace_id, link_id, list, source_id)';

/** The tables of the common model. References that lists are filtered by have their id in a column of its own. */
const MODEL_TABLES = [
  `CREATE TABLE ledgerlink.account (${SORTED}, code text, name text NOT NULL, type text NOT NULL, subtype text NOT NULL,
      source_subtype text, active boolean, control boolean, currency text, tax_rate jsonb, parent jsonb, balance numeric,
      ${PRIMARY})`,
  `CREATE TABLE ledgerlink.contact (${SORTED}, name text NOT NULL, number text, roles jsonb NOT NULL, email text,
      phones jsonb NOT NULL, addresses jsonb NOT NULL, tax_number text, registration_number text, currency text,
      payment_term_days integer, credit_limit numeric, balance numeric, active boolean, default_account jsonb,
      merged_into jsonb, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.document (${KEY}, kind text NOT NULL, form text NOT NULL, number text, reference text,
      contact jsonb, contact_id text, contact_name text, issue_date date, due_date date, paid_date date,
      status text NOT NULL, source_status text, currency text, exchange_rate numeric, net numeric, tax numeric,
      total numeric, outstanding numeric, paid numeric, discount numeric, base_net numeric, base_tax numeric,
      base_total numeric, base_outstanding numeric, withholding_tax numeric, amounts_include_tax boolean,
      lines jsonb NOT NULL, tax_lines jsonb NOT NULL, allocations jsonb NOT NULL, notes text, sent boolean,
      attachments integer, tracking jsonb NOT NULL, number_key text COLLATE "C", reference_key text COLLATE "C",
      contact_name_key text COLLATE "C", ${PRIMARY})`,
  `CREATE TABLE ledgerlink.payment (${KEY}, direction text NOT NULL, kind text NOT NULL, date date, contact jsonb,
      contact_id text, bank_account jsonb, bank_account_id text, method text, reference text, currency text,
      exchange_rate numeric, amount numeric, base_amount numeric, unallocated numeric, allocations jsonb NOT NULL,
      lines jsonb NOT NULL, status text, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.allocation (${KEY}, date date, contact jsonb, contact_id text, entries jsonb NOT NULL, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.bank_account (${SORTED}, name text NOT NULL, type text NOT NULL, number text, sort_code text,
      iban text, bic text, currency text, balance numeric, ledger_account jsonb, active boolean, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.bank_movement (${KEY}, kind text NOT NULL, from_account jsonb, from_account_id text,
      to_account jsonb, to_account_id text, date date, amount numeric, currency text, reference text, description text,
      reconciled boolean, origin jsonb, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.journal (${KEY}, date date, number text, description text, reference text, total numeric,
      lines jsonb NOT NULL, status text, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.ledger_entry (${KEY}, date date, account jsonb, account_id text, debit numeric, credit numeric,
      contact jsonb, contact_id text, tax_rate jsonb, description text, transaction jsonb, transaction_type text,
      transaction_origin jsonb, flagged_deleted boolean, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.item (${SORTED}, kind text NOT NULL, code text, name text, description text, sale_price numeric,
      sale_prices jsonb NOT NULL, cost_price numeric, sales_account jsonb, purchase_account jsonb, sales_tax_rate jsonb,
      purchase_tax_rate jsonb, quantity_in_stock numeric, active boolean, ${PRIMARY})`,
  `CREATE TABLE ledgerlink.tax_rate (${SORTED}, code text, name text NOT NULL, percentage numeric, validity jsonb NOT NULL,
      components jsonb NOT NULL, active boolean, ${PRIMARY})`,
];

/** What the API filters and sorts by. */
const MODEL_INDEXES = [
  ...['account', 'contact', 'bank_account', 'item', 'tax_rate'].map(
    (table) => [`${table}_by_sort_key`, table, 'deleted, sort_key, list, source_id'] as const,
  ),
  ['document_by_issue_date', 'document', 'deleted, issue_date, list, source_id'],
  ['document_by_due_date', 'document', 'deleted, due_date, list, source_id'],
  ['document_by_total', 'document', 'deleted, total, list, source_id'],
  ['document_by_update', 'document', 'deleted, updated_at, list, source_id'],
  ['document_by_contact', 'document', 'contact_id, issue_date'],
  ...['number_key', 'reference_key', 'contact_name_key'].map(
    (column) => [`document_by_${column}`, 'document', column] as const,
  ),
  ['payment_by_date', 'payment', 'deleted, date, list, source_id'],
  ['bank_movement_by_date', 'bank_movement', 'deleted, date, list, source_id'],
  ['journal_by_date', 'journal', 'deleted, date, list, source_id'],
  ['ledger_entry_by_date', 'ledger_entry', 'deleted, date, list, source_id'],
  ['ledger_entry_by_account', 'ledger_entry', 'account_id, date'],
] as const;

const TABLES = [
  // Where the pull of one list of one link stands: the one row that a process leases. `position` is JSON: the rules of
  // pulls read and write it, no query does.
  `CREATE TABLE ledgerlink.dataset (
      workspace_id uuid NOT NULL,
      link_id uuid NOT NULL,
      list text NOT NULL,
      dataset text NOT NULL,
      status text NOT NULL,
      interval_minutes integer NOT NULL,
      due_at timestamptz,
      lease_until timestamptz,
      generation integer NOT NULL,
      pull_id uuid,
      is_full_asked boolean NOT NULL,
      is_asked_again boolean NOT NULL,
      position jsonb,
      watermark bigint,
      deleted_watermark bigint,
      full_at timestamptz,
      audited_at timestamptz,
      swept_at timestamptz,
      shows_deleted boolean NOT NULL,
      change_no bigint NOT NULL,
      live_count bigint NOT NULL,
      counts jsonb NOT NULL,
      failures integer NOT NULL,
      last_complete_at timestamptz,
      last_error jsonb,
      mapper_version integer NOT NULL,
      probed_no bigint,
      deletion_asked_at timestamptz,
      PRIMARY KEY (workspace_id, link_id, list))`,
  `CREATE TABLE ledgerlink.pull (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      link_id uuid NOT NULL,
      requested_by text NOT NULL,
      requested_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, id))`,
  `CREATE TABLE ledgerlink.pull_part (
      workspace_id uuid NOT NULL,
      pull_id uuid NOT NULL,
      list text NOT NULL,
      dataset text NOT NULL,
      status text NOT NULL,
      started_at timestamptz,
      ended_at timestamptz,
      counts jsonb NOT NULL,
      message text,
      PRIMARY KEY (workspace_id, pull_id, list))`,
  // Ids that a scan has seen, one row for a page, so that a scan that is continued by another process knows them all.
  `CREATE TABLE ledgerlink.dataset_seen (
      workspace_id uuid NOT NULL,
      link_id uuid NOT NULL,
      list text NOT NULL,
      scan integer NOT NULL,
      place integer NOT NULL,
      ids text[] NOT NULL,
      PRIMARY KEY (workspace_id, link_id, list, scan, place))`,
  // Records that are read by their ids: named by others, unknown, missing from a sweep, or not readable before.
  `CREATE TABLE ledgerlink.dataset_todo (
      workspace_id uuid NOT NULL,
      link_id uuid NOT NULL,
      list text NOT NULL,
      reason text NOT NULL,
      source_id text NOT NULL,
      added_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, link_id, list, reason, source_id))`,
  `CREATE TABLE ledgerlink.dataset_problem (
      workspace_id uuid NOT NULL,
      link_id uuid NOT NULL,
      list text NOT NULL,
      source_id text NOT NULL,
      message text NOT NULL,
      platform_request_id text,
      since timestamptz NOT NULL,
      attempts integer NOT NULL,
      run integer NOT NULL,
      PRIMARY KEY (workspace_id, link_id, list, source_id))`,
  // Without foreign keys: deleting a company must not wait for a million of records.
  `CREATE TABLE ledgerlink.source_record (
      workspace_id uuid NOT NULL,
      link_id uuid NOT NULL,
      list text NOT NULL,
      source_id text NOT NULL,
      hash bytea NOT NULL,
      raw jsonb,
      raw_sealed text,
      source_created_at timestamptz,
      source_updated_at timestamptz,
      read_at timestamptz NOT NULL,
      deleted_at timestamptz,
      deletion text,
      change_no bigint NOT NULL,
      created_no bigint NOT NULL,
      action text NOT NULL,
      mapper_version integer NOT NULL,
      PRIMARY KEY (workspace_id, link_id, list, source_id))`,
];

/** Foreign keys to the link or to the pull, for the small tables. */
const FOREIGN_KEYS = [
  // Records name records of lists that this company may not have.
  ...['dataset', 'pull', 'dataset_todo'].map((table) => [table, 'link_id', 'company_link (workspace_id, id)'] as const),
  ['pull_part', 'pull_id', 'pull (workspace_id, id)'] as const,
  ...['dataset_seen', 'dataset_problem'].map(
    (table) => [table, 'link_id, list', 'dataset (workspace_id, link_id, list)'] as const,
  ),
];

const INDEXES = [
  ['dataset_due', 'dataset', 'due_at'],
  ['pull_by_link', 'pull', 'link_id, requested_at'],
  ['pull_age', 'pull', 'requested_at'],
  ['source_record_by_change', 'source_record', 'link_id, list, change_no'],
] as const;

/** The data that are pulled from platforms, and the state of pulling them. */
export class PulledData0000000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...MODEL_TABLES]) await createTable(runner, statement);
    for (const [table, columns, target] of FOREIGN_KEYS)
      await runner.query(`ALTER TABLE ledgerlink.${table} ADD CONSTRAINT ${table}_of
        FOREIGN KEY (workspace_id, ${columns}) REFERENCES ledgerlink.${target} ON DELETE CASCADE`);
    for (const [name, table, columns] of INDEXES)
      await runner.query(`CREATE INDEX ${name} ON ledgerlink.${table} (workspace_id, ${columns})`);
    await runner.query(
      'CREATE INDEX dataset_deletions ON ledgerlink.dataset (workspace_id) WHERE deletion_asked_at IS NOT NULL',
    );
    for (const [name, table, columns] of MODEL_INDEXES)
      await runner.query(`CREATE INDEX ${name} ON ledgerlink.${table} (workspace_id, link_id, ${columns})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const made = [...TABLES, ...MODEL_TABLES].map((statement) => /ledgerlink\.(\w+)/.exec(statement)?.[1]);
    for (const table of made.reverse()) await runner.query(`DROP TABLE ledgerlink.${table}`);
  }
}
