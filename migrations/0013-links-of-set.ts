import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The links of a credential set are counted in the order of an index, without reading a grant for each. */
export class LinksOfSet0000000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX company_link_of_set ON ledgerlink.company_link (workspace_id, credential_set_id, id)
      WHERE grant_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ledgerlink.company_link_of_set');
  }
}
