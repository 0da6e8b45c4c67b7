import type { Db } from './database.js';

/** The tables without `workspace_id` that the API reads: every node gets them in full. */
const WHOLE = ['installation', 'integration', 'credential_option', 'supported_region', 'region_coverage', 'setup_step'];
/**
 * The workspaces, too: work on all of them lists them, and goes on for the tenants of the other nodes while one is down.
 */
const ON_EVERY_NODE = [...WHOLE, 'workspace'];

/** What distributing a table by workspace needs of the engine: the functions of the extension `citus`. */
export async function isDistributable(db: Db): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }>(
    "SELECT to_regproc('create_distributed_table') IS NOT NULL AS found",
  );
  return row?.found === true;
}

/** Whether the tables are distributed already. */
export async function isDistributed(db: Db): Promise<boolean> {
  if (!(await isDistributable(db))) return false;
  const rows = await db.query(
    "SELECT 1 FROM pg_dist_partition WHERE logicalrelid = to_regclass('ledgerlink.workspace')",
  );
  return rows.length > 0;
}

interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly definition: string;
}

/**
 * Distributes the tables that are not distributed yet: those with `workspace_id` by it, side by side, and the others to
 * every node. Answers their names; a second run answers none. Foreign keys are taken off and put back, because the engine
 * takes them only between tables that are distributed. Must run in a transaction.
 * @throws the engine's error; nothing is changed then.
 */
export async function distributeTables(tx: Db): Promise<string[]> {
  // One statement after the other on each node: later statements of the transaction refer to what earlier ones made.
  await tx.query("SELECT set_config('citus.multi_shard_modify_mode', 'sequential', true)");
  const tables = await tx.query<{ name: string; byWorkspace: boolean }>(
    `SELECT c.relname::text AS name, a.attname IS NOT NULL AS "byWorkspace" FROM pg_class c
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
      WHERE c.relnamespace = 'ledgerlink'::regnamespace AND c.relkind = 'r'
        AND (a.attname IS NOT NULL OR c.relname = ANY($1))
        AND NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = c.oid)
      ORDER BY a.attname IS NOT NULL, c.relname`,
    [ON_EVERY_NODE],
  );
  const names = tables.map(({ name }) => name);
  if (names.length === 0) return [];
  const keys = await tx.query<ForeignKey>(
    `SELECT quote_ident(k.conname) AS name, k.conrelid::regclass::text AS "table", pg_get_constraintdef(k.oid) AS definition
       FROM pg_constraint k JOIN pg_class c ON c.oid IN (k.conrelid, k.confrelid)
      WHERE k.contype = 'f' AND c.relnamespace = 'ledgerlink'::regnamespace AND c.relname = ANY($1)
      GROUP BY k.oid ORDER BY k.oid`,
    [names],
  );
  for (const { name, table } of keys) await tx.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name, byWorkspace } of tables)
    await (byWorkspace
      ? tx.query("SELECT create_distributed_table($1::regclass, 'workspace_id')", [`ledgerlink.${name}`])
      : tx.query('SELECT create_reference_table($1::regclass)', [`ledgerlink.${name}`]));
  for (const { name, table, definition } of keys)
    await tx.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  return names;
}

/**
 * For a migration: creates a table. Its foreign keys follow as statements of their own, because where the tables are
 * distributed the new one must be so before it refers to them.
 */
export async function createTable(db: Db, statement: string): Promise<void> {
  await db.query(statement);
  if (await isDistributed(db)) await distributeTables(db);
}
