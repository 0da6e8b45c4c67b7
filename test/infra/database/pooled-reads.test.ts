import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createDataSource } from '../../../src/composition/data-source.js';
import { Database } from '../../../src/infra/database/database.js';
import { assertStatementsKeepNames } from '../../../src/infra/database/prepared-statements.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/processes.js';

const [SIGNAL_MS, LIMIT_MS] = [200, 700];
let database: TestDatabase;
/** A process id that another connection has: a pooler may well invent one. */
let inventedPid: number;
/** Of the same role, which may cancel it. */
let victim: pg.Client;
const opened: Database[] = [];
beforeAll(async () => {
  database = await createDatabase();
  victim = new pg.Client(database.urls.app);
  await victim.connect();
  inventedPid = (await victim.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
});
afterAll(async () => {
  for (const { dataSource } of opened) await dataSource.destroy();
  await victim.end();
  await database.drop();
});

/** As behind a transaction pooler: each connection names a process id that is not its server's. */
async function open({ prepared = false, pooled = true, readMs = 20_000 } = {}): Promise<Database> {
  const made = new Database(createDataSource(database.urls.app, 1), prepared, readMs);
  await made.dataSource.initialize();
  opened.push(made);
  const [client] = (made.pool as unknown as { _clients: { processID: number }[] })._clients;
  if (pooled && client) client.processID = inventedPid;
  return made;
}
const sleepers = async (): Promise<number> => {
  const { rows } = await database.admin.query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(50)%' AND pid <> pg_backend_pid()",
  );
  return rows[0].n;
};

describe.each([{ prepared: false }, { prepared: true }])('behind a pooler, %j', (mode) => {
  test('a read that timed out ends in the database, and no other connection is cancelled', async () => {
    const other = victim.query('SELECT pg_sleep(1)');
    const reader = (await open({ ...mode, readMs: LIMIT_MS })).reader(AbortSignal.timeout(SIGNAL_MS));
    const error = await reader.query('SELECT pg_sleep(50), $1::int', [1]).catch((thrown) => thrown);
    expect(error.extensions?.code).toBe('TIMEOUT');
    await until('it has ended', async () => (await sleepers()) === 0, 5_000);
    await other;
  });

  test('a read answers what it answers without one, with and without values, again and again', async () => {
    const [reader, direct] = [await open(mode), await open({ ...mode, pooled: false })].map((one) =>
      one.reader(AbortSignal.timeout(20_000)),
    );
    for (const [text, values] of [
      ['SELECT $1::int AS a, now() > $2::timestamptz AS b', [1, new Date(0)]],
      ["SELECT 'x' AS a WHERE false", []],
      ['SELECT g, NULL::text AS nothing FROM generate_series(1, 300) g', []],
      ['SELECT current_setting($1) AS zone', ['TimeZone']],
      ['SELECT $1::int AS a, now() > $2::timestamptz AS b', [2, new Date(0)]],
    ] as const) {
      const rows = await reader?.query(text, values);
      expect(rows).toEqual(await direct?.query(text, values));
    }
  });

  test('the limit stays on no connection, and a statement that fails is told as it is', async () => {
    const made = await open(mode);
    const reader = made.reader(AbortSignal.timeout(20_000));
    await expect(reader.query('SELECT 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(reader.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    await reader.query('SELECT 1');
    expect(await made.reader().query('SHOW statement_timeout')).toEqual([{ statement_timeout: '0' }]);
  });
});

describe('statements that a pooler mixes up end a start and doctor with the cure:', () => {
  /** As behind a pooler whose next server connection is another one before each statement. */
  async function poolThat(loses: boolean): Promise<pg.Pool> {
    const source = await createDataSource(database.urls.app, 2).initialize();
    const made = new Database(source);
    opened.push(made);
    made.pool.on('acquire', (client) => {
      Object.assign(client, { processID: inventedPid });
      if (!loses) return;
      const query = client.query.bind(client) as (statement: unknown) => Promise<unknown>;
      Object.assign(client, {
        query: (statement: unknown) => query('DEALLOCATE ALL').then(() => query(statement)),
      });
    });
    return made.pool;
  }

  test('the pooler does not know the name', async () => {
    const check = assertStatementsKeepNames(await poolThat(true));
    await expect(check).rejects.toThrow(/set PREPARED_STATEMENTS=off, or use PgBouncer 1\.21 or newer/);
  });

  test('a pooler that keeps names passes', async () => {
    await assertStatementsKeepNames(await poolThat(false));
  });
});
