import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the platform says of an application's keys besides refusing its client secret: its API refuses the application,
 * its token endpoint refuses tokens in an unknown form, or only the replaced secret still works.
 */
export class KeyHealth0000000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ledgerlink.credential_set
      ADD COLUMN api_refused_since timestamptz,
      ADD COLUMN tokens_refused_since timestamptz,
      ADD COLUMN fallback_since timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ledgerlink.credential_set
      DROP COLUMN api_refused_since, DROP COLUMN tokens_refused_since, DROP COLUMN fallback_since`);
  }
}
