import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The processes that share the background work. The table has no workspace: on a distributed database it stays on the
 * node that the processes are connected to. Due grants are no longer looked for without their set, so the index for that
 * goes.
 */
export class BackgroundProcesses0000000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ledgerlink.background_process (
      id uuid PRIMARY KEY,
      seen_at timestamptz NOT NULL,
      has_backlog boolean NOT NULL)`);
    await runner.query('DROP INDEX ledgerlink.platform_grant_keep_alive');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX platform_grant_keep_alive ON ledgerlink.platform_grant (workspace_id, keep_alive_at)
      WHERE state = 'ACTIVE'`);
    await runner.query('DROP TABLE ledgerlink.background_process');
  }
}
