import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mapping a list's records anew goes on where it was left, so that a pull that is due need not wait for its end. */
export class MappingPosition0000000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.dataset ADD COLUMN mapping_position jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.dataset DROP COLUMN mapping_position');
  }
}
