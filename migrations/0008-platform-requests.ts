import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../src/infra/database/distribution.js';

/**
 * Requests that a workspace sends to a platform through this API: the budgets that all processes share, one row for an
 * application and one for a link, and what is remembered of writes with an idempotency key.
 */
export class PlatformRequests0000000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Times of a budget are microseconds since 1970: they are added up, and a timestamp would need intervals.
    await createTable(
      runner,
      `CREATE TABLE ledgerlink.request_budget (
      workspace_id uuid NOT NULL,
      subject_id uuid NOT NULL,
      tat bigint NOT NULL,
      pull_tat bigint NOT NULL,
      closed_until bigint NOT NULL,
      PRIMARY KEY (workspace_id, subject_id))`,
    );
    await runner.query(`ALTER TABLE ledgerlink.request_budget ADD CONSTRAINT request_budget_workspace
      FOREIGN KEY (workspace_id) REFERENCES ledgerlink.workspace (id)`);
    await createTable(
      runner,
      `CREATE TABLE ledgerlink.platform_request (
      workspace_id uuid NOT NULL,
      link_id uuid NOT NULL,
      key_hash bytea NOT NULL,
      request_hash bytea NOT NULL,
      state text NOT NULL CHECK (state IN ('SENT', 'ANSWERED', 'UNKNOWN')),
      attempt integer NOT NULL,
      repeatable boolean NOT NULL,
      started_at timestamptz NOT NULL,
      status smallint,
      answer_sealed text,
      PRIMARY KEY (workspace_id, link_id, key_hash))`,
    );
    await runner.query(`ALTER TABLE ledgerlink.platform_request ADD CONSTRAINT platform_request_link
      FOREIGN KEY (workspace_id, link_id) REFERENCES ledgerlink.company_link (workspace_id, id) ON DELETE CASCADE`);
    await runner.query(`CREATE INDEX platform_request_age ON ledgerlink.platform_request (workspace_id, started_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledgerlink.platform_request');
    await runner.query('DROP TABLE ledgerlink.request_budget');
  }
}
