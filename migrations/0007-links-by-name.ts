import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two searches follow the order of an index, however much they find.
 *
 * A link has its company's search name, so that the companies with links in a status are found in the order of their
 * names. Before, a status of 1 % of a million companies was found by reading the companies by name. The column may be
 * null until the next release: a process of the version before inserts links without it while it still runs.
 *
 * The grants of a set that are due for a renewal, for another try of refused keys or for their end are found longest due
 * first. Before, a pass read and sorted every due grant.
 */
export class LinksByName0000000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  'ALTER TABLE ledgerlink.company_link ADD COLUMN search_name text COLLATE "C"',
  `UPDATE ledgerlink.company_link l SET search_name = c.search_name FROM ledgerlink.company c
    WHERE c.workspace_id = l.workspace_id AND c.id = l.company_id`,
  'DROP INDEX ledgerlink.company_link_by_status',
  'CREATE INDEX company_link_by_status ON ledgerlink.company_link (workspace_id, status, search_name, company_id)',
  `CREATE INDEX platform_grant_due ON ledgerlink.platform_grant
     (workspace_id, held_set_id, (greatest(keep_alive_at, next_try_at))) WHERE state = 'ACTIVE'`,
  `CREATE INDEX platform_grant_next_try ON ledgerlink.platform_grant
     (workspace_id, held_set_id, next_try_at) WHERE state = 'ACTIVE'`,
  `CREATE INDEX platform_grant_expiry ON ledgerlink.platform_grant
     (workspace_id, held_set_id, refresh_expires_at) WHERE state = 'ACTIVE'`,
];

const DOWN = [
  'DROP INDEX ledgerlink.platform_grant_expiry',
  'DROP INDEX ledgerlink.platform_grant_next_try',
  'DROP INDEX ledgerlink.platform_grant_due',
  'DROP INDEX ledgerlink.company_link_by_status',
  'CREATE INDEX company_link_by_status ON ledgerlink.company_link (workspace_id, status, company_id)',
  'ALTER TABLE ledgerlink.company_link DROP COLUMN search_name',
];
