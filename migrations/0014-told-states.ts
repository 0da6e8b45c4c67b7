import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What events have told of lists and of keys, and when those of a grant that ends are due. */
const COLUMNS = [
  ['dataset', 'told_no bigint NOT NULL DEFAULT 0'],
  ['dataset', 'told_status text'],
  ['credential_set', 'fault_told boolean NOT NULL DEFAULT false'],
  ['platform_grant', 'notice_at timestamptz'],
] as const;

export class ToldStates0000000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ledgerlink.${table} ADD COLUMN ${column}`);
    // What was pulled before is no news.
    await runner.query('UPDATE ledgerlink.dataset SET told_no = change_no');
    // A grant that is renewed in time is looked at once, and not again.
    await runner.query(`UPDATE ledgerlink.platform_grant SET notice_at = keep_alive_at
      WHERE state = 'ACTIVE' AND refresh_expires_at IS NOT NULL`);
    await runner.query(`CREATE INDEX platform_grant_notice ON ledgerlink.platform_grant (workspace_id, notice_at)
      WHERE state = 'ACTIVE'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ledgerlink.platform_grant_notice');
    for (const [table, column] of [...COLUMNS].reverse())
      await runner.query(`ALTER TABLE ledgerlink.${table} DROP COLUMN ${column.split(' ')[0]}`);
  }
}
