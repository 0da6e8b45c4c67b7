import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that were linked just now are found without reading all others: it is done every two seconds. */
export class LinksByChange0000000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX company_link_by_change ON ledgerlink.company_link (workspace_id, status, status_changed_at)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ledgerlink.company_link_by_change');
  }
}
