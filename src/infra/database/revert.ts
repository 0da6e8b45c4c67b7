import type { DataSource } from 'typeorm';
import type { Db } from './database.js';
import { underMigrationLock } from './migrate.js';

/**
 * Takes the newest migration back and answers its name, or undefined when there is none.
 * @throws Error when `expected` is given and another migration is the newest.
 */
export async function revertLast(dataSource: DataSource, expected?: string): Promise<string | undefined> {
  return underMigrationLock(dataSource, async (tx, executor) => {
    const name = await newestMigration(tx);
    if (expected !== undefined && name !== expected) throw new Error('another migration is the newest by now');
    if (name !== undefined) await executor.undoLastMigration();
    return name;
  });
}

/** What taking the newest migration back would do. `losses`: such as `12 rows of company`; empty: nothing is lost. */
export interface RevertPreview {
  readonly name: string;
  readonly losses: readonly string[];
}

/** Finds out by taking it back and rolling that back: so it is exact for every migration. Undefined: there is none. */
export async function previewRevert(dataSource: DataSource): Promise<RevertPreview | undefined> {
  return underMigrationLock(
    dataSource,
    async (tx, executor) => {
      const name = await newestMigration(tx);
      if (name === undefined) return undefined;
      const before = await countContent(tx);
      await executor.undoLastMigration();
      const after = await countContent(tx);
      return {
        name,
        losses: [...before].flatMap(([table, counts]) => lossesOf(table, counts, after.get(table))),
      };
    },
    'ROLLBACK',
  );
}

async function newestMigration(tx: Db): Promise<string | undefined> {
  const [table] = await tx.query<{ found: boolean }>("SELECT to_regclass('ledgerlink.migration') IS NOT NULL AS found");
  if (!table?.found) return undefined;
  const [newest] = await tx.query<{ name: string }>('SELECT name FROM ledgerlink.migration ORDER BY id DESC LIMIT 1');
  return newest?.name;
}

/** The rows of a table under `*`, and under each column's name the rows that have a value in it. */
type Counts = ReadonlyMap<string, number>;

async function countContent(tx: Db): Promise<ReadonlyMap<string, Counts>> {
  const tables = await tx.query<{ name: string; columns: string[] }>(
    `SELECT relname::text AS name, array_agg(attname::text) AS columns
       FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
      WHERE relnamespace = 'ledgerlink'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migration'
        AND attnum > 0 AND NOT attisdropped
      GROUP BY relname ORDER BY relname`,
  );
  const content = new Map<string, Counts>();
  for (const { name, columns } of tables) {
    const values = columns.map((column) => `, count("${column}")::int AS "${column}"`).join('');
    const [row = {}] = await tx.query<Record<string, number>>(
      `SELECT count(*)::int AS "*"${values} FROM ledgerlink."${name}"`,
    );
    content.set(name, new Map(Object.entries(row)));
  }
  return content;
}

function lossesOf(table: string, before: Counts, after: Counts | undefined): string[] {
  const rows = (before.get('*') ?? 0) - (after?.get('*') ?? 0);
  const columns = after === undefined ? [] : [...before].filter(([column]) => !after.has(column));
  return [
    ...(rows > 0 ? [`${rows} rows of ${table}`] : []),
    ...columns.filter(([, values]) => values > 0).map(([column, values]) => `${values} values of ${table}.${column}`),
  ];
}
