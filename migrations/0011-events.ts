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
];

const INDEXES = [
  'CREATE UNIQUE INDEX event_by_no ON ledgerlink.event (workspace_id, no)',
  'CREATE INDEX event_of_link ON ledgerlink.event (workspace_id, link_id, no) WHERE link_id IS NOT NULL',
];

/** What happens in a workspace, for those who follow it. */
export class Events0000000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await createTable(runner, statement);
    for (const statement of INDEXES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['event', 'event_counter']) await runner.query(`DROP TABLE ledgerlink.${table}`);
  }
}
