import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a platform's refusal deauthorized a grant. All processes count refusals by it, and what was refused in a mass is
 * presented once more. Grants that were deauthorized before have none.
 */
export class RefusedGrants0000000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.platform_grant ADD COLUMN refused_at timestamptz');
    await runner.query(`CREATE INDEX platform_grant_refused ON ledgerlink.platform_grant
      (workspace_id, held_set_id, refused_at) WHERE refused_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.platform_grant DROP COLUMN refused_at');
  }
}
