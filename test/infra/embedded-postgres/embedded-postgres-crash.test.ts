import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/infra/embedded-postgres/embedded-postgres.js';
import { takeStartLock } from '../../../src/infra/embedded-postgres/start-lock.js';
import { retry } from '../../../src/infra/process/retry.js';
import { tracked } from '../../support/children.js';
import {
  cleanUp,
  forkChild,
  isAlive,
  makeFolder,
  makeLinkedProject,
  postmasterPid,
  query,
  startChild,
  startedChild,
  until,
} from '../../support/embedded-postgres-project.js';

let folder: string;
let project: string;
let dataDir: string;
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

beforeAll(async () => {
  folder = await makeFolder();
  project = await makeLinkedProject(join(folder, 'project'));
  dataDir = join(folder, 'data');
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.urls.owner, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
});
afterAll(cleanUp);

/** A server whose Node process was killed. */
async function orphan(): Promise<{ pid: number; port: number; dataPath: string; superuser: string }> {
  const child = await startedChild(project, { dataDir });
  const { port, dataPath, urls } = child.report;
  await child.kill();
  return { pid: await postmasterPid(dataPath), port, dataPath, superuser: urls.superuser };
}

test('adopts the server that a killed process left behind, at once and for good', async () => {
  const left = await orphan();
  expect(isAlive(left.pid)).toBe(true);
  const heir = await startedChild(project, { dataDir });
  expect(heir.report).toMatchObject({ adopted: true, port: left.port });
  expect(await postmasterPid(left.dataPath)).toBe(left.pid);
  expect(await query(heir.report.urls.owner, 'SELECT min(answer) FROM kept')).toEqual([{ min: 42 }]);
  expect((await startChild(project, { dataDir })).report).toMatchObject({ code: 'IN_USE' });
  await heir.stop();
  await until(() => !isAlive(left.pid));
});

test('in share mode takes over a server left behind and stops it', async () => {
  const left = await orphan();
  const heir = await startEmbeddedPostgres({ dataDir, share: true });
  expect(heir.adopted).toBe(true);
  await heir.stop();
  await until(() => !isAlive(left.pid));
});

test('keeps what was committed when Node and the server are both killed', async () => {
  const left = await orphan();
  await query(left.superuser, 'INSERT INTO kept VALUES (43)');
  process.kill(left.pid, 'SIGKILL');
  const next = await startEmbeddedPostgres({ dataDir });
  expect(next.adopted).toBe(false);
  expect(await query(next.urls.owner, 'SELECT max(answer) FROM kept')).toEqual([{ max: 43 }]);
  await next.stop();
});

test('starts although the pid in a stale postmaster.pid is another program of its user by now', async () => {
  const left = await orphan();
  process.kill(left.pid, 'SIGKILL');
  await until(() => !isAlive(left.pid));
  const stranger = tracked(spawn('sleep', ['60'], nobody));
  const path = join(left.dataPath, 'postmaster.pid');
  await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, String(stranger.pid)));
  const next = await startEmbeddedPostgres({ dataDir });
  await next.stop();
  expect(stranger.exitCode).toBe(null);
  stranger.kill();
  await once(stranger, 'exit');
});

test('starts although a power cut left an empty postmaster.pid', async () => {
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), '');
  const next = await startEmbeddedPostgres({ dataDir });
  expect(await query(next.urls.owner, 'SELECT min(answer) FROM kept')).toEqual([{ min: 42 }]);
  await next.stop();
});

test('waits for a server that recovers from a crash', async () => {
  const left = await orphan();
  await query(left.superuser, 'CREATE TABLE bulk AS SELECT generate_series(1, 300000) AS id');
  await crashOneProcess(left.superuser, `backend_type = 'background writer'`);
  const next = await startEmbeddedPostgres({ dataDir });
  expect(next).toMatchObject({ adopted: true, port: left.port });
  expect(await query(next.urls.superuser, 'SELECT count(*)::int FROM bulk')).toEqual([{ count: 300000 }]);
  await next.stop();
});

test('stays the owner when a crashed backend makes the server drop every connection', async () => {
  const database = await startEmbeddedPostgres({ dataDir });
  const recovering: Promise<string>[] = [];
  // As the process does it: on a busy machine an attempt may fail.
  const recover = () => retry(() => database.recover(), { tries: Infinity, pauseMs: 200, withinMs: 60_000 });
  database.whenLost(() => void recovering.push(recover()));
  const { superuser } = database.urls;
  const owners = `SELECT pid FROM pg_locks WHERE locktype = 'advisory'`;
  await crashOneProcess(superuser, `pid IN (${owners})`);
  await until(async () => (await query(superuser, owners).catch(() => [])).length === 1);
  expect((await startChild(project, { dataDir })).report).toMatchObject({ code: 'IN_USE' });
  expect(await Promise.all(recovering)).toEqual(['recovered']);
  const pid = await postmasterPid(database.dataPath);
  await database.stop();
  expect(isAlive(pid)).toBe(false);
});

describe('a server that has ended under its owner', () => {
  let database: EmbeddedPostgres;
  let lost: Promise<void>;
  beforeEach(async () => {
    database = await startEmbeddedPostgres({ dataDir });
    lost = new Promise((resolve) => database.whenLost(resolve));
  });
  afterEach(() => database.stop());
  const end = async (signal: NodeJS.Signals) => {
    process.kill(await postmasterPid(database.dataPath), signal);
    await lost;
  };

  test.each<NodeJS.Signals>(['SIGKILL', 'SIGINT', 'SIGQUIT'])(
    'by %s: comes back on the same port with what was committed',
    async (signal) => {
      await query(database.urls.owner, 'INSERT INTO kept VALUES (44)');
      await end(signal);
      expect(await database.recover()).toBe('restarted');
      expect(await query(database.urls.owner, 'SELECT max(answer) FROM kept')).toEqual([{ max: 44 }]);
      expect((await startChild(project, { dataDir })).report).toMatchObject({ code: 'IN_USE' });
    },
  );

  test('by a smart shutdown, which waits for connections that never close: is ended', async () => {
    process.kill(await postmasterPid(database.dataPath), 'SIGTERM');
    await until(async () => (await query(database.urls.app, 'SELECT 1').catch(() => [])).length === 0);
    await database.endSlowStop();
    await lost;
    expect(await database.recover()).toBe('restarted');
  });

  test('is not taken from another process that has started it since, and not stopped either', async () => {
    await end('SIGKILL');
    const other = await startedChild(project, { dataDir });
    await expect(database.recover()).rejects.toMatchObject({ code: 'IN_USE' });
    await database.stop();
    expect(await query(other.report.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await other.stop();
  });

  test('is moved back to its port when a killed command has left it on another', async () => {
    await end('SIGKILL');
    await (await startedChild(project, { dataDir })).kill();
    expect(await database.recover()).toBe('restarted');
    expect(await query(database.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('is not made anew when its folder is gone', async () => {
    await end('SIGKILL');
    await rename(database.dataPath, `${database.dataPath}.away`);
    await expect(database.recover()).rejects.toMatchObject({ message: expect.stringContaining('is gone') });
    await rename(`${database.dataPath}.away`, database.dataPath);
    await database.recover();
  });

  test('stays ended when it is stopped meanwhile', async () => {
    await end('SIGKILL');
    const recovering = database.recover();
    await database.stop();
    await expect(recovering).rejects.toMatchObject({ code: 'STOPPED' });
    await expect(query(database.urls.app, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(database.recover()).rejects.toMatchObject({ code: 'STOPPED' });
  });
});

/** The postmaster then drops every connection and replays its log. */
async function crashOneProcess(superuser: string, condition: string): Promise<void> {
  const sql = `SELECT pid FROM pg_stat_activity WHERE ${condition}`;
  const [found] = await query<{ pid: number }>(superuser, sql);
  if (found === undefined) throw new Error(`no process: ${condition}`);
  process.kill(found.pid, 'SIGKILL');
  await until(() => !isAlive(found.pid));
}

test('makes a cluster anew whose making was killed half-way', async () => {
  const halfMade = join(folder, 'half-made');
  const child = forkChild(project, { dataDir: halfMade });
  const files = (): Promise<string[]> => readdir(halfMade, { recursive: true }).catch(() => []);
  await until(async () => (await files()).some((name) => /^postgres\.partial-.*PG_VERSION$/.test(name)));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await files()).toEqual(expect.arrayContaining(['postgres.lock', 'postgres.json']));
  const next = await startEmbeddedPostgres({ dataDir: halfMade });
  expect(await query(next.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await next.stop();
  expect((await readdir(halfMade)).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
});

test('leaves a complete cluster alone when its passwords are lost', async () => {
  const path = join(dataDir, 'postgres.json');
  const passwords = await readFile(path, 'utf8');
  await rm(path);
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
    code: 'FAILED',
    message: expect.stringContaining('is missing. Bring it back from a backup'),
  });
  await writeFile(path, passwords);
  const next = await startEmbeddedPostgres({ dataDir });
  expect(await query(next.urls.owner, 'SELECT min(answer) FROM kept')).toEqual([{ min: 42 }]);
  await next.stop();
});

test('waits for a start lock that is touched and takes one that fell silent in another container', async () => {
  const path = join(folder, 'start.lock');
  const release = await takeStartLock(path);
  let taken = false;
  const second = takeStartLock(path).then(async (releaseSecond) => {
    taken = true;
    await releaseSecond();
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(taken).toBe(false);
  await release();
  await second;

  await writeFile(path, JSON.stringify({ pid: 1, host: 'another-container', token: 'x' }));
  const began = performance.now();
  await (await takeStartLock(path))();
  expect(performance.now() - began).toBeGreaterThan(4_900);
  expect(await readdir(folder)).not.toContain('start.lock');
});
