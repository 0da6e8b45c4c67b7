import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createDataSource } from '../../../src/composition/data-source.js';
import { Database } from '../../../src/infra/database/database.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { createInstallation, INTEGRATION, SAVE, type TestInstallation } from '../../support/installation.js';
import { untilWaiting } from '../../support/locks.js';
import { withSlowdown } from '../../support/pace.js';
import { graphql, HANGS_MS, until } from '../../support/processes.js';
import type { TestServer } from '../../support/server.js';
import { startTcpProxy } from '../../support/tcp-proxy.js';

let installation: TestInstallation;
let server: TestServer;
let other: pg.PoolClient;
const save = (secret: string, clientId = 'a/b') => graphql(server.url, installation.key, SAVE, { clientId, secret });
const read = () => graphql(server.url, installation.key, '{ integrations { key version } }');
const rows = async (sql: string) => (await installation.database.admin.query(sql)).rows;
const audited = () => rows("SELECT count(*)::int AS n FROM ledgerlink.audit_event WHERE action = 'credentials.saved'");
const waitingForLocks = (n: number) => untilWaiting(installation.database, n);
const saved = (version: number, changed = true) => ({
  saveCredentials: { __typename: 'SaveCredentialsSuccess', changed, integration: { version } },
});

describe('a server', () => {
  beforeEach(async () => {
    installation = await createInstallation({ DATABASE_POOL_SIZE: '2' });
    server = await installation.start();
    other = await installation.database.admin.connect();
  });
  afterEach(async () => {
    other.release(true);
    await installation.close();
  });

  describe('a save that the database breaks off', () => {
    test('as the victim of a deadlock (40P01) runs again and is saved once', async () => {
      expect((await save('first')).data).toMatchObject(saved(1));
      await other.query(
        "BEGIN; SET LOCAL deadlock_timeout = '1 min'; LOCK TABLE ledgerlink.audit_event IN EXCLUSIVE MODE",
      );
      const saving = save('second');
      await waitingForLocks(1);
      // It waits for us, we wait for it; its deadlock check comes first, after a second, and it is the one to go.
      await other.query('SELECT * FROM ledgerlink.integration_setting FOR UPDATE');
      await other.query('COMMIT');
      expect((await saving).data).toMatchObject(saved(2));
      expect(await audited()).toEqual([{ n: 2 }]);
      await until('it was a deadlock', async () => {
        const [row] = await rows('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
        return row.deadlocks === 1;
      });
    });

    test('for not being serializable (40001) runs again and is saved once', async () => {
      await installation.database.admin.query(
        `ALTER DATABASE ${installation.database.name} SET default_transaction_isolation = 'repeatable read'`,
      );
      await server.kill('SIGKILL');
      server = await installation.start();
      expect((await save('first')).data).toMatchObject(saved(1));
      await other.query(
        `BEGIN ISOLATION LEVEL READ COMMITTED; UPDATE ledgerlink.integration_setting SET enabled = true`,
      );
      const saving = save('second');
      await waitingForLocks(1);
      await other.query('COMMIT');
      expect((await saving).data).toMatchObject(saved(2));
      expect(await rows('SELECT integration_key, enabled, version FROM ledgerlink.integration_setting')).toEqual([
        { integration_key: INTEGRATION, enabled: true, version: 2 },
      ]);
      expect(await audited()).toEqual([{ n: 2 }]);
    });

    test('runs again, finds the same keys saved by another, and says that nothing changed', async () => {
      await save('first');
      await other.query('BEGIN; LOCK TABLE ledgerlink.audit_event IN EXCLUSIVE MODE');
      const first = save('second');
      await waitingForLocks(1);
      const [{ pid }] = await rows(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      const second = save('second');
      await waitingForLocks(2);
      await other.query('SELECT pg_terminate_backend($1)', [pid]);
      // The second has the setting now, and the first stands behind it.
      await waitingForLocks(2);
      await other.query('COMMIT');
      expect((await second).data).toMatchObject(saved(2));
      expect((await first).data).toMatchObject(saved(2, false));
      expect(await audited()).toEqual([{ n: 2 }]);
    });
  });

  test('a database that became read-only is read, refuses writes at once, and is written again when it may be', async () => {
    expect((await save('first')).data).toMatchObject(saved(1));
    const { name, admin } = installation.database;
    const turn = (value: string) => admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
    const endSessions = () =>
      admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ledgerlink'",
      );
    await turn('on');
    await endSessions();
    await until('reads work', async () => (await read()).status === 200);
    const { result: answered, slower } = await withSlowdown(async () => {
      const all: { ms: number; status: number; codes: readonly string[] }[] = [];
      for (const secret of ['second', 'third', 'fourth']) {
        const began = performance.now();
        const { status, codes } = await save(secret);
        all.push({ ms: performance.now() - began, status, codes });
      }
      return all;
    });
    for (const { ms, status, codes } of answered) {
      expect([status, codes]).toEqual([503, ['UNAVAILABLE']]);
      expect(ms).toBeLessThan(1_500 * slower);
    }
    expect((await read()).data).toEqual({ integrations: [{ key: INTEGRATION, version: 1 }] });
    // The sessions that are open stay read-only, as those to a former primary do: the pool must let go of them.
    await turn('off');
    const answers: number[] = [];
    while (answers.at(-1) !== 200 && answers.length < 4) answers.push((await save('fifth')).status);
    expect(answers.at(-1)).toBe(200);
    expect(answers.length).toBeLessThanOrEqual(3);
    expect((await read()).data).toEqual({ integrations: [{ key: INTEGRATION, version: 2 }] });
  });
});

describe('a connection', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  test('that breaks between two statements of a transaction ends neither process nor change', async () => {
    const dataSource = await createDataSource(database.urls.app, 2).initialize();
    const client = new Database(dataSource);
    const waiting = { signal: AbortSignal.timeout(HANGS_MS), afterCommit() {} };
    let runs = 0;
    const answer = await client.transaction(waiting, async (tx) => {
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      if (++runs === 1) {
        await database.admin.query('SELECT pg_terminate_backend($1)', [row?.pid]);
        await until('the connection is gone', async () => {
          return (await database.admin.query(`SELECT FROM pg_stat_activity WHERE pid = ${row?.pid}`)).rowCount === 0;
        });
        await new Promise((wake) => setTimeout(wake, 50));
      }
      const [value] = await tx.query<{ one: number }>('SELECT 1 AS one');
      return value?.one;
    });
    expect([answer, runs]).toEqual([1, 2]);
    await dataSource.destroy();
  });

  test('that is ended in the very packet that opens it ends no process', async () => {
    const message = (type: string, body: string) => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(4 + Buffer.byteLength(body));
      return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
    };
    const opened = [message('R', '\0\0\0\0'), message('Z', 'I')];
    const ended = message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0');
    const server = createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end(Buffer.concat([...opened, ended]))),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const dataSource = createDataSource(`postgres://u:p@127.0.0.1:${port}/d`, 2);
    await expect(dataSource.initialize()).rejects.toThrow(/terminated|not queryable|ended/i);
    server.close();
    await once(server, 'close');
  });

  test('on a network gone silent is let go of when its statement is called off', async () => {
    const { hostname, port } = new URL(database.urls.app);
    const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    const url = database.urls.app.replace(`:${port}/`, `:${proxy.port}/`);
    const client = new Database(await createDataSource(url, 2).initialize());
    const sleep = (signal?: AbortSignal) => client.reader(signal).query('SELECT pg_sleep(0.05)');
    try {
      await Promise.all([sleep(), sleep()]);
      proxy.abandon();
      await expect(sleep(AbortSignal.timeout(200))).rejects.toMatchObject({ extensions: { code: 'TIMEOUT' } });
      await until('calling it off took the other', async () => client.pool.idleCount === 0);
      await until('both are let go of', async () => client.pool.totalCount === 0);
      await sleep(AbortSignal.timeout(HANGS_MS));
    } finally {
      await proxy.close();
      await client.dataSource.destroy();
    }
  });
});
