import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createDatabase } from '../../support/database.js';
import { createInstallation, SAVE, type TestInstallation } from '../../support/installation.js';
import { type OwnCluster, startOwnCluster } from '../../support/own-cluster.js';
import { withSlowdown } from '../../support/pace.js';
import { graphql, statusOf, until } from '../../support/processes.js';
import type { TestServer } from '../../support/server.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';

const HALF_STATES = readFileSync(new URL('../../support/half-states.sql', import.meta.url), 'utf8');
const READ = '{ integrations { key version } }';
/** Connections of the process: its pool, and those that turns at renewing tokens have for themselves. */
const [POOL, LEASES] = [4, 2];
const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
/** The deadline of a request, in ms; what is computed beside it takes a second at the most, on a machine that is not busy. */
const [DEADLINE_MS, BESIDE_MS] = [2_000, 1_000];

interface Told {
  /** When it was sent, and how long it took, in ms. */
  readonly at: number;
  readonly ms: number;
  readonly codes: readonly string[];
}

/** A read or a save and what came of it; a connection that breaks is told as a code, too. */
async function tell(server: TestServer, key: string, query: string, variables: object = {}): Promise<Told> {
  const at = performance.now();
  const codes = await graphql(server.url, key, query, variables).then(
    (answer) => (answer.status === 200 ? answer.codes : [...answer.codes, `HTTP ${answer.status}`]),
    () => ['no answer'],
  );
  return { at, ms: performance.now() - at, codes };
}
const codesOf = (told: readonly Told[]) => [...new Set(told.flatMap(({ codes }) => codes))].sort();

describe('a database server that is restarted', () => {
  let cluster: OwnCluster;
  let installation: TestInstallation;
  let server: TestServer;
  beforeAll(async () => {
    cluster = await startOwnCluster();
    installation = await createInstallation({}, cluster.database);
    server = await installation.start();
  });
  afterAll(() => installation.close());

  test('in order, under load: only refusals that say "try again", no crash, and back within 2 s', async () => {
    const told: Told[] = [];
    const served = () => told.filter(({ codes }) => codes.length === 0);
    let over = false;
    const client = async () => {
      while (!over) {
        const save = { clientId: 'a/b', secret: `s-${told.length}` };
        const saves = told.length % 2 === 0;
        told.push(await tell(server, installation.key, saves ? SAVE : READ, saves ? save : {}));
        await pause(20);
      }
    };
    const load = Promise.all(Array.from({ length: 5 }, client));
    await until('the load is on', async () => served().length > 25);
    const { result: back, slower } = await withSlowdown(async () => {
      await cluster.stop();
      expect(await statusOf(`${server.url}/readyz`)).toBe(503);
      expect(await statusOf(`${server.url}/healthz`)).toBe(200);
      await until('it is refused', async () => told.at(-1)?.codes.includes('UNAVAILABLE') === true);
      await cluster.start();
      const started = performance.now();
      await until('it serves again', async () => served().some(({ at }) => at > started));
      return started;
    });
    const again = served().find(({ at }) => at > back) as Told;
    // What follows for some time is served, too.
    await until('much was served since', async () => served().filter(({ at }) => at > back).length > 25);
    over = true;
    await load;
    expect(codesOf(told)).toEqual(['HTTP 503', 'UNAVAILABLE']);
    expect(again.at - back).toBeLessThan(2_000 * slower);
    expect(told.filter(({ at, codes }) => at > back + 2_000 * slower && codes.length > 0)).toEqual([]);
    expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(2_000 + 1_000 * slower);
    expect(await statusOf(`${server.url}/readyz`)).toBe(200);
    expect((await cluster.database.admin.query(HALF_STATES)).rows).toEqual([]);
    expect(server.output()).not.toContain('an uncaught error');
  });

  test('by force, in the middle of a save: the same save again is answered, and nothing is half done', async () => {
    const save = { clientId: 'a/b', secret: 'in-the-middle' };
    const held = await installation.holdChanges();
    const first = tell(server, installation.key, SAVE, save);
    await held.standing(1);
    await cluster.crash();
    await cluster.start();
    const { codes } = await first;
    expect(codes.filter((code) => !['UNAVAILABLE', 'HTTP 503'].includes(code))).toEqual([]);
    await until('it serves again', async () => (await statusOf(`${server.url}/readyz`)) === 200);
    const again = await graphql(server.url, installation.key, SAVE, save);
    expect(again.data.saveCredentials.changed).toBe(codes.length > 0);
    expect((await cluster.database.admin.query(HALF_STATES)).rows).toEqual([]);
    expect(server.output()).not.toContain('an uncaught error');
  });
});

describe('a way to the database that', () => {
  let proxy: TcpProxy;
  let installation: TestInstallation;
  let server: TestServer;
  beforeAll(async () => {
    const database = await createDatabase();
    const { hostname, port } = new URL(database.urls.app);
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    installation = await createInstallation({ REQUEST_SECONDS: '2', DATABASE_POOL_SIZE: String(POOL) }, database);
    const through = (url: string) => url.replace(`:${port}/`, `:${proxy.port}/`);
    server = await installation.start({
      DATABASE_URL: through(database.urls.app),
      DATABASE_MIGRATION_URL: through(database.urls.owner),
    });
    expect((await tell(server, installation.key, READ)).codes).toEqual([]);
  });
  afterEach(() => {
    proxy.delay(0);
    proxy.resume();
  });
  afterAll(async () => {
    await installation.close();
    await proxy.close();
  });

  /**
   * Thirty requests at once, reads and saves; all are answered within the deadline, and the server's health meanwhile,
   * before they are.
   */
  async function rush(): Promise<Told[]> {
    const { result, slower } = await withSlowdown(async () => {
      let answered = 0;
      const told = Array.from({ length: 30 }, async (_, i) => {
        const save = { clientId: 'a/b', secret: `secret-${i}` };
        const saves = i % 2 === 0;
        const telling = tell(server, installation.key, saves ? SAVE : READ, saves ? save : {});
        return telling.finally(() => answered++);
      });
      await pause(300);
      expect([await statusOf(`${server.url}/healthz`), answered < 30]).toEqual([200, true]);
      return Promise.all(told);
    });
    expect(Math.max(...result.map(({ ms }) => ms))).toBeLessThan(DEADLINE_MS + BESIDE_MS * slower);
    return result;
  }

  async function serves(): Promise<void> {
    const known = { clientId: 'a/b', secret: 'after' };
    const { result: ms, slower } = await withSlowdown(async () => {
      const began = performance.now();
      await until(
        'it serves again',
        async () => (await tell(server, installation.key, SAVE, known)).codes.length === 0,
      );
      return performance.now() - began;
    });
    expect(ms).toBeLessThan(DEADLINE_MS + BESIDE_MS * slower);
    await until('nothing is left running', async () => {
      const { rows } = await installation.database.admin.query(
        "SELECT count(*) FILTER (WHERE state <> 'idle')::int AS busy, count(*)::int AS all FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ledgerlink'",
      );
      return rows[0].busy === 0 && rows[0].all <= POOL + LEASES;
    });
    expect(await statusOf(`${server.url}/readyz`)).toBe(200);
  }

  test('is slow: answered within the deadline, none piles up, and all is well when it is fast again', async () => {
    proxy.delay(1_500);
    const [told, readiness] = await Promise.all([rush(), statusOf(`${server.url}/readyz`)]);
    expect(readiness).toBe(503);
    expect(codesOf(told).filter((code) => !['HTTP 503', 'TIMEOUT', 'UNAVAILABLE'].includes(code))).toEqual([]);
    expect(told.filter(({ codes }) => codes.length === 0)).toEqual([]);
    proxy.delay(0);
    await serves();
  });

  test('falls silent: answered within the deadline, and all is well when it speaks again', async () => {
    proxy.stall();
    const [told, readiness] = await Promise.all([rush(), statusOf(`${server.url}/readyz`)]);
    expect(readiness).toBe(503);
    expect(codesOf(told).filter((code) => !['HTTP 503', 'TIMEOUT', 'UNAVAILABLE'].includes(code))).toEqual([]);
    proxy.resume();
    await serves();
  });

  test('never speaks again on what is open: new connections take over', async () => {
    await Promise.all([1, 2, 3, 4].map(() => tell(server, installation.key, READ)));
    expect(proxy.connections()).toBeGreaterThanOrEqual(POOL);
    expect(proxy.connections()).toBeLessThanOrEqual(POOL + LEASES);
    proxy.abandon();
    await rush();
    await serves();
  });

  test('is cut: refused or answered, and served again at once', async () => {
    proxy.cut();
    const { codes } = await tell(server, installation.key, READ);
    expect(codes.filter((code) => !['HTTP 503', 'UNAVAILABLE'].includes(code))).toEqual([]);
    await serves();
    expect(server.output()).not.toContain('an uncaught error');
  });
});

test('a pool without a free connection refuses within 3 s, and the saves that hold it are saved', async () => {
  const installation = await createInstallation({ DATABASE_POOL_SIZE: '2' });
  const server = await installation.start();
  await tell(server, installation.key, SAVE, { clientId: 'a/b', secret: 'before' });
  const held = await installation.holdChanges();
  const holding = [1, 2].map((i) => tell(server, installation.key, SAVE, { clientId: 'a/b', secret: `held-${i}` }));
  await held.standing(2);
  const { result: refused, slower } = await withSlowdown(() =>
    Promise.all([
      tell(server, installation.key, READ),
      tell(server, installation.key, SAVE, { clientId: 'a/b', secret: 'refused' }),
    ]),
  );
  expect(refused.map(({ codes }) => codes)).toEqual([
    ['UNAVAILABLE', 'HTTP 503'],
    ['UNAVAILABLE', 'HTTP 503'],
  ]);
  for (const { ms } of refused) {
    expect(ms).toBeGreaterThan(1_500);
    expect(ms).toBeLessThan(DEADLINE_MS + BESIDE_MS * slower);
  }
  expect(await statusOf(`${server.url}/healthz`)).toBe(200);
  await held.letGo();
  expect((await Promise.all(holding)).map(({ codes }) => codes)).toEqual([[], []]);
  expect((await tell(server, installation.key, READ)).codes).toEqual([]);
  await installation.close();
});
