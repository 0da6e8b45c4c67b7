import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '../src/infra/database/distribution.js';

/** The answers of mutations with an idempotency key. */
export class KeptAnswers0000000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      `CREATE TABLE ledgerlink.kept_answer (
      workspace_id uuid NOT NULL,
      key_hash bytea NOT NULL,
      created_at timestamptz NOT NULL,
      answer_sealed text,
      PRIMARY KEY (workspace_id, key_hash))`,
    );
    await runner.query(`ALTER TABLE ledgerlink.kept_answer ADD CONSTRAINT kept_answer_workspace
      FOREIGN KEY (workspace_id) REFERENCES ledgerlink.workspace (id)`);
    await runner.query('CREATE INDEX kept_answer_age ON ledgerlink.kept_answer (workspace_id, created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledgerlink.kept_answer');
  }
}
