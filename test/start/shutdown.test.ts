import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EVENT_TYPES } from '../../src/events/event.rules.js';
import { openUnread, readStream, TOO_MUCH } from '../support/event-stream.js';
import { insertEvents } from '../support/insert-events.js';
import { createInstallation, SAVE, type TestInstallation } from '../support/installation.js';
import { withSlowdown } from '../support/pace.js';
import { endProcesses, freePort, launchServer, type Process, statusOf, until } from '../support/processes.js';

let installation: TestInstallation;
let folder: string;
beforeAll(async () => {
  installation = await createInstallation();
  folder = mkdtempSync(join(tmpdir(), 'ledgerlink-shutdown-'));
});
afterAll(async () => {
  await endProcesses();
  await installation.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}, node: readonly string[] = []) {
  const port = await freePort();
  const server = launchServer({ ...installation.env, ...env, PORT: String(port) }, { node });
  const url = `http://localhost:${port}`;
  await until('ready', async () => (await statusOf(`${url}/readyz`)) === 200);
  return { ...server, url };
}

interface Told {
  /** The status, or the code of what broke the connection. */
  readonly status: number | string;
  /** Whether the server said that it ends the connection. */
  readonly last: boolean;
}

/** One POST over a connection that is kept open. */
function post(agent: Agent, url: string, body: object): Promise<Told> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${installation.key}` };
  return new Promise((resolve) => {
    const sent = request(`${url}/graphql`, { agent, method: 'POST', headers }, (response) => {
      const told = { status: response.statusCode ?? 0, last: response.headers.connection === 'close' };
      response.resume().on('end', () => resolve(told));
    });
    sent.on('error', (error) =>
      resolve({ status: (error as NodeJS.ErrnoException).code ?? error.message, last: true }),
    );
    sent.end(JSON.stringify(body));
  });
}
const save = (secret: string) => ({ query: SAVE, variables: { clientId: 'a/b', secret } });

/** Sixteen clients that ask as fast as they are answered, each until the server ends its connection. */
async function loadUntilTold(url: string, all: Told[]): Promise<void> {
  const client = async (n: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let [i, last] = [0, false]; !last; i++) {
      const body = i % 4 === 0 ? save(`secret-${n}-${i}`) : { query: '{ integrations { key } }' };
      const told = await post(agent, url, body);
      all.push(told);
      last = told.last;
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: 16 }, (_, n) => client(n)));
}

/** Events that are written while a process stops. */
const WRITTEN = 60;

const linesOf = (server: Process): string[] => server.output().trim().split('\n');

describe('SIGTERM', () => {
  test('under load: not ready first, everything asked is answered, no connection is reset, exit code 0', async () => {
    const server = await start();
    const told: Told[] = [];
    const loading = loadUntilTold(server.url, told);
    await until('the load is on', async () => told.length > 100);
    server.child.kill('SIGTERM');
    await until('it says that it is not ready', async () => (await statusOf(`${server.url}/readyz`)) === 503);
    expect(await statusOf(`${server.url}/healthz`)).toBe(200);
    expect(await server.ended).toBe(0);
    await loading;
    expect(told.filter(({ status }) => status !== 200)).toEqual([]);
    expect(told.filter(({ last }) => last)).toHaveLength(16);
    const { rows } = await installation.database.admin.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ledgerlink'",
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('SIGHUP: a request under way is still answered, exit code 0', async () => {
    const server = await start();
    const held = await installation.holdChanges();
    const saving = post(new Agent(), server.url, save('under-way'));
    await held.standing(1);
    server.child.kill('SIGHUP');
    await until('it drains', async () => server.output().includes('"msg":"draining"'));
    await held.letGo();
    expect((await saving).status).toBe(200);
    expect(await server.ended).toBe(0);
  });

  test('with a log that is not read: the log is bounded, and the process ends with exit code 0', async () => {
    const server = await start();
    server.child.stdout?.pause();
    const ask = () => fetch(`${server.url}/no-such-page/${'x'.repeat(500)}`).then((answer) => answer.text());
    // Some 200 kB of log: three times what a pipe holds.
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 100 }, ask));
    const exited = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    server.child.stdout?.resume();
  });

  test('with a request that takes longer than it may: exit code 1 when the time is over', async () => {
    const server = await start({ SHUTDOWN_SECONDS: '1' });
    const held = await installation.holdChanges();
    const saving = post(new Agent(), server.url, save('too-long'));
    await held.standing(1);
    const { result: ms, slower } = await withSlowdown(async () => {
      const began = performance.now();
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(1);
      return performance.now() - began;
    });
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(2_000 + 1_500 * slower);
    await held.letGo();
    expect((await saving).status).not.toBe(200);
    expect(linesOf(server).filter((line) => line.includes('shutdown took longer than it may'))).toHaveLength(2);
  });

  test('with open streams, also of a client that does not read: they go on at another process, exit code 0', async () => {
    const [server, other] = [await start({ SHUTDOWN_SECONDS: '4' }), await start()];
    const { key, database, workspaceId } = installation;
    const numbersOf = async (types: readonly string[]): Promise<string[]> => {
      const text = 'SELECT no FROM ledgerlink.event WHERE workspace_id = $1 AND type = ANY($2) ORDER BY no';
      return (await database.admin.query(text, [workspaceId, types])).rows.map(({ no }) => no);
    };
    await insertEvents(database, workspaceId, TOO_MUCH.count, TOO_MUCH);
    const slow = await openUnread(server.url, key);
    const types = ['LINK_LINKED', 'LINK_UNLINKED'];
    const follow = (url: string, headers: Record<string, string> = {}) =>
      readStream(url, { key, headers, variables: { after: '', types } });
    const streams = await Promise.all(Array.from({ length: 8 }, () => follow(server.url)));
    let written = 0;
    const writing = (async () => {
      for (; written < WRITTEN; written += 1) await insertEvents(database, workspaceId, 1, { type: 'LINK_LINKED' });
    })();
    await Promise.all(streams.map((stream) => stream.until(5)));
    server.child.kill('SIGTERM');
    const all = streams.map(async (stream) => {
      await stream.ended;
      const next = await follow(other.url, { 'last-event-id': stream.cursor });
      const numbers = [...stream.numbers, ...(await next.until(WRITTEN - stream.numbers.length))];
      next.close();
      return numbers;
    });
    expect(await server.ended).toBe(0);
    await writing;
    const expected = await numbersOf(types);
    for (const numbers of await Promise.all(all)) expect(numbers).toEqual(expected);
    const { numbers, cursor } = await slow.read();
    expect(numbers.length).toBeGreaterThan(0);
    const rest = await readStream(other.url, { key, headers: { 'last-event-id': cursor } });
    const everything = await numbersOf(EVENT_TYPES);
    expect([...numbers, ...(await rest.until(everything.length - numbers.length))]).toEqual(everything);
    rest.close();
    other.child.kill('SIGTERM');
    expect(await other.ended).toBe(0);
  });

  test('while it waits for a database: exit code 0', async () => {
    const port = await freePort();
    const unused = `postgres://u:p@127.0.0.1:${await freePort()}/d`;
    const server = launchServer({
      ...installation.env,
      DATABASE_URL: unused,
      DATABASE_MIGRATION_URL: unused,
      PORT: String(port),
    });
    await until('the port is open', async () => (await statusOf(`http://localhost:${port}/healthz`)) === 200);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});

describe('an error that nobody catches', () => {
  /** A module that is loaded before the server and does something wrong when it is told to. */
  function wrongDoer(statement: string): readonly string[] {
    const path = join(folder, 'wrong-doer.mjs');
    writeFileSync(path, `process.on('SIGUSR2', () => { ${statement} });\n`);
    return ['--import', path];
  }

  test.each([
    [
      'a promise that is rejected',
      "Promise.reject(Object.assign(new TypeError('c4nary'), { code: 'SOME_CODE', detail: 'c4nary' }))",
    ],
    ['an exception', "throw Object.assign(new TypeError('c4nary'), { code: 'SOME_CODE', detail: 'c4nary' })"],
  ])('%s: logged without what it quotes, drained, exit code 1', async (_what, statement) => {
    const server = await start({}, wrongDoer(statement));
    server.child.kill('SIGUSR2');
    await until('it says that it is not ready', async () => (await statusOf(`${server.url}/readyz`)) === 503);
    expect(await post(new Agent(), server.url, save('while-it-drains'))).toEqual({ status: 200, last: true });
    expect(await server.ended).toBe(1);
    const [fault] = linesOf(server).filter((line) => line.includes('"level":"error"'));
    expect(JSON.parse(fault ?? '{}')).toMatchObject({
      msg: 'an uncaught error: shutting down',
      name: 'TypeError',
      code: 'SOME_CODE',
      stack: expect.stringContaining('wrong-doer.mjs'),
    });
    expect(server.output()).not.toContain('c4nary');
  });
});
