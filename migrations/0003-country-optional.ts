import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A platform may know no countries: then a grant of it has none. The older builds that `down` leads back to demand a
 * value, and know no such platform; for them the missing country is an empty text, which `up` turns back.
 */
export class CountryOptional0000000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledgerlink.platform_grant ALTER COLUMN country_code DROP NOT NULL');
    await runner.query(`UPDATE ledgerlink.platform_grant SET country_code = NULL WHERE country_code = ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE ledgerlink.platform_grant SET country_code = '' WHERE country_code IS NULL`);
    await runner.query('ALTER TABLE ledgerlink.platform_grant ALTER COLUMN country_code SET NOT NULL');
  }
}
