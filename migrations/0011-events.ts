import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../src/infra/database/distribution.js';

const TABLES = [
  // The number of the newest event, and of the newest that was deleted. A transaction that writes an event locks the row
  // until it ends, so numbers rise in the order of commits.
  `CREATE TABLE ledgerlink.event_counter (
      workspace_id uuid NOT NULL,
      no bigint NOT NULL,
      deleted_no bigint NOT NULL,
      PRIMARY KEY (workspace_id))`,
  // Without a foreign key to the link: an event outlives it.
  `CREATE TABLE ledgerlink.event (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      no bigint NOT NULL,
      type text NOT NULL,
      occurred_at timestamptz NOT NULL,
      link_id uuid,
      payload jsonb NOT NULL,
      PRIMARY KEY (workspace_id, id))`,
  `CREATE TABLE ledgerlink.webhook_endpoint (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      url text NOT NULL,
      description text,
      types text[],
      status text NOT NULL,
      disabled_reason text,
      created_at timestamptz NOT NULL,
      event_no bigint NOT NULL,
      due_at timestamptz,
      rests_until timestamptz,
      lease_until timestamptz,
      generation integer NOT NULL,
      failing_since timestamptz,
      overloads integer NOT NULL,
      PRIMARY KEY (workspace_id, id))`,
  `CREATE TABLE ledgerlink.webhook_secret (
      workspace_id uuid NOT NULL,
      endpoint_id uuid NOT NULL,
      id uuid NOT NULL,
      sealed text NOT NULL,
      fingerprint text NOT NULL,
      created_at timestamptz NOT NULL,
      ends_at timestamptz,
      PRIMARY KEY (workspace_id, endpoint_id, id))`,
  `CREATE TABLE ledgerlink.webhook_delivery (
      workspace_id uuid NOT NULL,
      endpoint_id uuid NOT NULL,
      event_id uuid NOT NULL,
      status text NOT NULL,
      tries integer NOT NULL,
      next_attempt_at timestamptz,
      PRIMARY KEY (workspace_id, endpoint_id, event_id))`,
  `CREATE TABLE ledgerlink.webhook_attempt (
      workspace_id uuid NOT NULL,
      endpoint_id uuid NOT NULL,
      event_id uuid NOT NULL,
      id uuid NOT NULL,
      at timestamptz NOT NULL,
      duration_ms integer NOT NULL,
      status integer,
      error text,
      answer text,
      PRIMARY KEY (workspace_id, endpoint_id, event_id, id))`,
];

const INDEXES = [
  'CREATE UNIQUE INDEX event_by_no ON ledgerlink.event (workspace_id, no)',
  'CREATE INDEX event_of_link ON ledgerlink.event (workspace_id, link_id, no) WHERE link_id IS NOT NULL',
  'CREATE INDEX webhook_endpoint_due ON ledgerlink.webhook_endpoint (workspace_id, status, due_at)',
  `CREATE INDEX webhook_delivery_due ON ledgerlink.webhook_delivery (workspace_id, endpoint_id, next_attempt_at)
    WHERE status = 'WAITING'`,
  'CREATE INDEX webhook_delivery_by_status ON ledgerlink.webhook_delivery (workspace_id, endpoint_id, status, event_id)',
  'CREATE INDEX webhook_delivery_of_event ON ledgerlink.webhook_delivery (workspace_id, event_id)',
];

/** What belongs to an endpoint goes with it, and a delivery with its event. */
const FOREIGN_KEYS = [
  ['webhook_secret', 'webhook_secret_of_endpoint', 'endpoint_id', 'webhook_endpoint'],
  ['webhook_delivery', 'webhook_delivery_of_endpoint', 'endpoint_id', 'webhook_endpoint'],
  ['webhook_delivery', 'webhook_delivery_of_its_event', 'event_id', 'event'],
  ['webhook_attempt', 'webhook_attempt_of_delivery', 'endpoint_id, event_id', 'webhook_delivery'],
] as const;

/** What happens in a workspace, for those who follow it, and where it is sent. */
export class Events0000000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await createTable(runner, statement);
    for (const [table, name, columns, target] of FOREIGN_KEYS)
      await runner.query(`ALTER TABLE ledgerlink.${table} ADD CONSTRAINT ${name}
        FOREIGN KEY (workspace_id, ${columns}) REFERENCES ledgerlink.${target} ON DELETE CASCADE`);
    for (const statement of INDEXES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const made = TABLES.map((statement) => /ledgerlink\.(\w+)/.exec(statement)?.[1]);
    for (const table of made.reverse()) await runner.query(`DROP TABLE ledgerlink.${table}`);
  }
}
