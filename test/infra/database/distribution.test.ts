import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Db } from '../../../src/infra/database/database.js';
import {
  createTable,
  distributeTables,
  isDistributable,
  isDistributed,
} from '../../../src/infra/database/distribution.js';
import { createDatabase } from '../../support/database.js';
import { useStarted } from '../../support/use-started.js';

const database = useStarted(async () => {
  const { drop: close, ...made } = await createDatabase();
  return { ...made, close };
});
const db: Db = { query: async (text, values) => (await database.admin.query(text, values && [...values])).rows };

/**
 * What Citus has of this name, with its conditions: a table that is distributed has no foreign key yet, and a key leads
 * from a distributed table to one that is so, too.
 */
const STAND_IN = `
  CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, column_name text);
  CREATE FUNCTION distribute(t regclass, by_column text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND t IN (conrelid, confrelid)) THEN
      RAISE 'the table % has foreign keys', t; END IF;
    IF current_setting('citus.multi_shard_modify_mode') <> 'sequential' THEN RAISE 'parallel operation'; END IF;
    INSERT INTO pg_dist_partition VALUES (t, by_column);
  END $$;
  CREATE FUNCTION create_distributed_table(t regclass, by_column text) RETURNS void LANGUAGE sql AS 'SELECT distribute(t, by_column)';
  CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE sql AS 'SELECT distribute(t, NULL)';`;

const keys = () =>
  db.query(
    `SELECT conname, conrelid::regclass::text AS "table", pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE contype = 'f' AND connamespace = 'ledgerlink'::regnamespace ORDER BY 2, 1`,
  );
const inTransaction = async <T>(work: () => Promise<T>): Promise<T> => {
  await db.query('BEGIN');
  return work().finally(() => db.query('COMMIT'));
};

describe('a database without the extension', () => {
  test('cannot be distributed, and a migration creates its tables as ever', async () => {
    expect([await isDistributable(db), await isDistributed(db)]).toEqual([false, false]);
    await createTable(db, 'CREATE TABLE ledgerlink.early (workspace_id uuid PRIMARY KEY)');
    expect(await isDistributed(db)).toBe(false);
  });
});

describe('a database with it', () => {
  beforeAll(async () => {
    await db.query(STAND_IN);
  });

  test('is distributed by workspace, with all its foreign keys, and once', async () => {
    const before = await keys();
    expect([await isDistributable(db), await isDistributed(db)]).toEqual([true, false]);
    const distributed = await inTransaction(() => distributeTables(db));
    expect(await isDistributed(db)).toBe(true);
    const tables = await db.query<{ name: string; by: string | null }>(
      `SELECT relname::text AS name, column_name AS by FROM pg_dist_partition JOIN pg_class c ON c.oid = logicalrelid`,
    );
    expect(tables.map(({ name }) => name).sort()).toEqual([...distributed].sort());
    const withWorkspace = await db.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'ledgerlink' AND column_name = 'workspace_id'",
    );
    const by = (column: string | null) =>
      tables
        .filter((table) => table.by === column)
        .map(({ name }) => name)
        .sort();
    expect(by('workspace_id')).toEqual(withWorkspace.map(({ name }) => name).sort());
    expect(by(null)).toEqual([
      ...['credential_option', 'installation', 'integration', 'region_coverage', 'setup_step', 'supported_region'],
      'workspace',
    ]);
    expect(await keys()).toEqual(before);
    expect(await inTransaction(() => distributeTables(db))).toEqual([]);
  });

  test('gets a table of a later migration distributed before its foreign keys', async () => {
    await inTransaction(() =>
      createTable(db, 'CREATE TABLE ledgerlink.late (workspace_id uuid, id uuid, PRIMARY KEY (workspace_id, id))'),
    );
    expect(
      await db.query("SELECT column_name FROM pg_dist_partition WHERE logicalrelid = 'ledgerlink.late'::regclass"),
    ).toEqual([{ column_name: 'workspace_id' }]);
  });
});
