import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An event keeps the name of its target, because companies and credential sets can be deleted. Older events have none. */
export class AuditLabels0000000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.audit_event ADD COLUMN target_label text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.audit_event DROP COLUMN target_label');
  }
}
