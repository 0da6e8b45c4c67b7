import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { migrate } from '../../../src/infra/database/migrate.js';
import { previewRevert, revertLast } from '../../../src/infra/database/revert.js';
import { migrationSource } from '../../../src/start/start-up.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let source: DataSource;
let appRole: string;
beforeAll(async () => {
  database = await createDatabase({ empty: true });
  source = migrationSource(database.urls);
  await source.initialize();
  appRole = new URL(database.urls.app).username;
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const up = () => migrate(source, appRole, { before: async () => {}, after: async () => {} });
const NAMES = migrations.map(({ name }) => name);
const rows = async <Row extends object>(text: string): Promise<Row[]> => (await database.admin.query<Row>(text)).rows;

const COLUMNS = `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS default,
    coalesce(a.attnum = ANY(p.conkey), false) AS "primary"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p'
 WHERE c.relnamespace = 'ledgerlink'::regnamespace AND c.relkind = 'r' ORDER BY 1, 2`;
const INDEXES = `SELECT t.relname AS table, x.indisunique AS unique, x.indisprimary AS primary, x.indpred IS NOT NULL AS partial,
    array(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k(n, o)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o) AS columns
  FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
 WHERE t.relnamespace = 'ledgerlink'::regnamespace ORDER BY 1, 5`;
const CONSTRAINTS = `SELECT c.conrelid::regclass::text AS table, c.contype AS kind, pg_get_constraintdef(c.oid) AS definition,
    c.confrelid::regclass::text AS target,
    array(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, o)
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.o) AS columns
  FROM pg_constraint c WHERE c.connamespace = 'ledgerlink'::regnamespace ORDER BY 1, 2, 3`;
const grants = () => `SELECT table_name AS table, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS rights
  FROM information_schema.role_table_grants
 WHERE table_schema = 'ledgerlink' AND grantee = '${appRole}' GROUP BY 1 ORDER BY 1`;

interface Column {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
  primary: boolean;
}
interface Index {
  table: string;
  unique: boolean;
  primary: boolean;
  partial: boolean;
  columns: string[];
}
interface Constraint {
  table: string;
  kind: string;
  target: string;
  columns: string[];
}
const everything = async () => [
  await rows(COLUMNS),
  await rows(INDEXES),
  await rows(CONSTRAINTS),
  await rows(grants()),
];
const MIGRATIONS = 'migration';

test('the migrations go up, down to nothing, and up again to the same', async () => {
  expect(await up()).toEqual(NAMES);
  const first = await everything();
  expect(await up()).toEqual([]);
  expect(await everything()).toEqual(first);
  for (const _ of NAMES) await revertLast(source);
  expect(new Set((await rows<Column>(COLUMNS)).map(({ table }) => table))).toEqual(new Set([MIGRATIONS]));
  expect(await rows('SELECT name FROM ledgerlink.migration')).toEqual([]);
  expect(await up()).toEqual(NAMES);
  expect(await everything()).toEqual(first);
});

test('what taking one back would lose is counted, rows and values, and nothing is changed by counting', async () => {
  await up();
  await database.admin.query(`
    INSERT INTO ledgerlink.workspace (id, name) SELECT gen_random_uuid(), n::text FROM generate_series(1, 3) n;
    INSERT INTO ledgerlink.company (id, workspace_id, name, search_name) SELECT gen_random_uuid(), id, 'c', 'c' FROM ledgerlink.workspace;`);
  const first = await everything();
  const previews = new Map<string, readonly string[]>();
  for (let preview = await previewRevert(source); preview !== undefined; preview = await previewRevert(source)) {
    if (previews.size === 0) expect(await everything()).toEqual(first);
    previews.set(preview.name.replace(/\d+$/, ''), preview.losses);
    await expect(revertLast(source, 'Other0000000000009')).rejects.toThrow('another migration is the newest');
    await revertLast(source, preview.name);
  }
  expect(previews.get('Linking')).toEqual(['3 rows of company', '3 values of workspace.return_urls']);
  expect(previews.get('Initial')).toContain('3 rows of workspace');
  expect(previews.get('CountryOptional')).toEqual([]);
  await up();
});

test('their names end in 13 digits that grow, which is their order', () => {
  const stamps = NAMES.map((name) => /^[A-Z]\w*?(\d{13})$/.exec(name)?.[1]);
  expect(stamps).not.toContain(undefined);
  expect(stamps).toEqual([...new Set(stamps)].sort());
});

describe('the tables', () => {
  test('are what the entities say, column by column', async () => {
    const said = source.entityMetadatas.flatMap(({ tableName, schema, columns }) => {
      expect(schema).toBe('ledgerlink');
      return columns.map((column): Column => {
        const given = source.driver.normalizeDefault(column)?.replace(/^'(.*)'$/, '$1') ?? null;
        return {
          table: tableName,
          name: column.databaseName,
          type: `${source.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
          nullable: column.isNullable,
          default: given,
          primary: column.isPrimary,
        };
      });
    });
    const found = (await rows<Column>(COLUMNS)).filter(({ table }) => table !== MIGRATIONS);
    const byName = (a: Column, b: Column) => (`${a.table} ${a.name}` < `${b.table} ${b.name}` ? -1 : 1);
    expect(said.sort(byName)).toEqual(found.sort(byName));
    expect(source.entityMetadatas).toHaveLength(44);
  });

  test('have the indexes that the entities say, and no others', async () => {
    const text = ({ table, unique, partial, columns }: Omit<Index, 'primary'>) =>
      `${table} (${columns}) ${unique ? 'unique' : ''} ${partial ? 'partial' : ''}`;
    const said = source.entityMetadatas.flatMap(({ tableName, indices }) =>
      indices.map(({ isUnique, where, columns }) =>
        text({
          table: tableName,
          unique: isUnique,
          partial: where !== undefined,
          columns: columns.map(({ databaseName }) => databaseName),
        }),
      ),
    );
    const found = (await rows<Index>(INDEXES)).filter(({ primary, table }) => !primary && table !== MIGRATIONS);
    expect(said.sort()).toEqual(found.map(text).sort());
  });

  test('hold text, exact moments and nothing that another engine lacks', async () => {
    const types = (await rows<Column>(COLUMNS)).filter(({ table }) => table !== MIGRATIONS).map(({ type }) => type);
    expect([...new Set(types)].sort()).toEqual([
      'bigint',
      'boolean',
      'bytea',
      'date',
      'integer',
      'jsonb',
      'numeric',
      'smallint',
      'text',
      'text[]',
      'timestamp with time zone',
      'uuid',
    ]);
  });

  test('need no sequence, trigger, type, function, rule or extension of their own', async () => {
    const inSchema = (catalogue: string, name: string, namespace: string, and = '') =>
      rows<{ name: string }>(
        `SELECT ${name} AS name FROM ${catalogue} WHERE ${namespace} = 'ledgerlink'::regnamespace ${and}`,
      ).then((found) => found.map((one) => one.name));
    // TypeORM numbers the rows of its own table; nothing of ours does.
    expect(await inSchema('pg_class', 'relname', 'relnamespace', "AND relkind = 'S'")).toEqual(['migration_id_seq']);
    expect(await inSchema('pg_class', 'relname', 'relnamespace', "AND relkind NOT IN ('r', 'i', 'S')")).toEqual([]);
    expect(await inSchema('pg_type', 'typname', 'typnamespace', "AND typtype NOT IN ('c', 'b')")).toEqual([]);
    expect(await inSchema('pg_proc', 'proname', 'pronamespace')).toEqual([]);
    expect(await rows('SELECT tgname FROM pg_trigger WHERE NOT tgisinternal')).toEqual([]);
    expect(await rows("SELECT rulename FROM pg_rules WHERE schemaname = 'ledgerlink'")).toEqual([]);
    expect(await rows("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'")).toEqual([]);
  });
});

describe('a table of a workspace', () => {
  /** Reference data is the same for all workspaces: keys to it cannot begin with one. */
  const CATALOGUE = ['ledgerlink.integration', 'ledgerlink.credential_option'];
  const owned = async () =>
    (await rows<Column>(COLUMNS)).filter(({ name }) => name === 'workspace_id').map(({ table }) => table);

  test('begins every key and index with the workspace', async () => {
    const tables = await owned();
    expect(tables).toEqual([
      ...['account', 'allocation', 'api_key', 'audit_event', 'bank_account', 'bank_movement'],
      ...['company', 'company_link', 'contact', 'credential_secret', 'credential_set', 'dataset'],
      ...['dataset_problem', 'dataset_seen', 'dataset_todo', 'document', 'event', 'event_counter'],
      ...['integration_setting', 'item', 'journal', 'kept_answer'],
      ...['ledger_entry', 'link_attempt', 'payment', 'platform_grant', 'platform_request'],
      ...['pull', 'pull_part', 'request_budget', 'source_record', 'tax_rate'],
      ...['webhook_attempt', 'webhook_delivery', 'webhook_endpoint', 'webhook_secret'],
    ]);
    const indexes = (await rows<Index>(INDEXES)).filter(({ table }) => tables.includes(table));
    expect(indexes.length).toBeGreaterThanOrEqual(10);
    expect(indexes.filter(({ columns }) => columns[0] !== 'workspace_id')).toEqual([]);
    const constraints = (await rows<Constraint>(CONSTRAINTS)).filter(
      ({ table, kind, target }) =>
        tables.includes(table.replace('ledgerlink.', '')) &&
        ['p', 'u', 'f'].includes(kind) &&
        !CATALOGUE.includes(target),
    );
    expect(constraints).toHaveLength(69);
    expect(constraints.filter(({ columns }) => columns[0] !== 'workspace_id')).toEqual([]);
  });

  test('may be changed by the API, but for the audit trail, which only grows', async () => {
    const rights = await rows<{ table: string; rights: string }>(grants());
    const of = (tables: string[]) => rights.filter(({ table }) => tables.includes(table)).map((one) => one.rights);
    expect(of(['audit_event'])).toEqual(['INSERT SELECT']);
    const others = (await owned()).filter((table) => table !== 'audit_event');
    expect(of(others)).toEqual(others.map(() => 'DELETE INSERT SELECT UPDATE'));
  });
});
