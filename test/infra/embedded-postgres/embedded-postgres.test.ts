import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/infra/embedded-postgres/embedded-postgres.js';
import {
  isAlive,
  postmasterPid,
  query,
  startChild,
  startedChild,
  useLinkedProject,
} from '../../support/embedded-postgres-project.js';

const place = useLinkedProject();

describe('a first start', () => {
  let database: EmbeddedPostgres;

  beforeAll(async () => {
    database = await startEmbeddedPostgres({ dataDir: join(place.folder, 'first') });
  });
  afterAll(() => database.stop());

  test('makes a durable UTF-8 database that listens on the loopback only', async () => {
    const [settings] = await query(
      database.urls.superuser,
      `SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
        current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
        current_setting('password_encryption') AS passwords, current_database() AS database, lower('ÀÉ') AS lower`,
    );
    expect(settings).toEqual({
      fsync: 'on',
      encoding: 'UTF8',
      addresses: '127.0.0.1',
      sockets: '',
      passwords: 'scram-sha-256',
      database: 'ledgerlink',
      lower: 'àé',
    });
    expect(database.adopted).toBe(false);
    expect(database.dataPath).toBe(join(place.folder, 'first', 'postgres'));
  });

  test('keeps its passwords where only their owner reads them, and statements out of its log', async () => {
    const { mode } = await stat(join(place.folder, 'first', 'postgres.json'));
    expect(mode & 0o777).toBe(0o600);
    const wrong = database.urls.app.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const statement = `ALTER ROLE missing PASSWORD 'S3CRET'`;
    await expect(query(database.urls.superuser, statement)).rejects.toMatchObject({ code: '42704' });
    const log = await readFile(join(place.folder, 'first', 'postgres.log'), 'utf8');
    expect(log).toContain('role "missing" does not exist');
    expect(log).not.toContain('S3CRET');
  });

  test('gives the owner its database and the app no right to make anything', async () => {
    const { owner, app, superuser } = database.urls;
    await query(owner, 'CREATE TABLE owned (id int); CREATE SCHEMA extra');
    for (const sql of ['CREATE TABLE t ()', 'CREATE SCHEMA s', 'CREATE TEMP TABLE t ()', 'TABLE owned']) {
      await expect(query(app, sql)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(query(app.replace(/\/ledgerlink$/, '/postgres'), 'SELECT 1')).rejects.toMatchObject({
      code: '42501',
    });
    const roles = await query(
      superuser,
      `SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname LIKE 'ledgerlink%' ORDER BY 1`,
    );
    expect(roles).toEqual([
      { rolname: 'ledgerlink', rolsuper: false, rolcreatedb: false, rolcreaterole: false },
      { rolname: 'ledgerlink_owner', rolsuper: false, rolcreatedb: false, rolcreaterole: false },
    ]);
  });

  test('refuses a second start on the folder and says what to do', async () => {
    const second = await startChild(place.project, { dataDir: join(place.folder, 'first') });
    expect(second.report).toEqual({
      kind: 'failed',
      name: 'EmbeddedPostgresError',
      code: 'IN_USE',
      message: `Another Ledgerlink already runs on the data folder ${join(place.folder, 'first')}. Stop it first, or give this one another data folder or a DATABASE_URL.`,
    });
    expect(await query(database.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('lets another process share the server and keeps it running when that one stops', async () => {
    const sharer = await startedChild(place.project, { dataDir: join(place.folder, 'first'), share: true });
    expect(sharer.report).toMatchObject({ port: database.port, adopted: false, urls: database.urls });
    await sharer.stop();
    expect(await query(database.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a later start', () => {
  test('keeps the data and the passwords, and leaves no process behind', async () => {
    const dataDir = join(place.folder, 'later');
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.urls.owner, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await postmasterPid(first.dataPath);
    await Promise.all([first.stop(), first.stop()]);
    expect(isAlive(pid)).toBe(false);

    const again = await startEmbeddedPostgres({ dataDir, settings: { work_mem: '5MB' } });
    const withPort = (url: string): string => url.replace(/:\d+\//, '/');
    expect(Object.values(again.urls).map(withPort)).toEqual(Object.values(first.urls).map(withPort));
    expect(again.adopted).toBe(false);
    expect(await query(again.urls.owner, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
    expect(await query(again.urls.app, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
    await again.stop();
  });

  test('in share mode runs a server of its own when nobody else does, and stops it', async () => {
    const only = await startedChild(place.project, { dataDir: join(place.folder, 'later'), share: true });
    expect(await query(only.report.urls.owner, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
    const pid = await postmasterPid(only.report.dataPath);
    await only.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('takes the place of a process that is just stopping', async () => {
    const dataDir = join(place.folder, 'later');
    const leaving = await startEmbeddedPostgres({ dataDir });
    const [, next] = await Promise.all([leaving.stop(), startedChild(place.project, { dataDir })]);
    expect(await query(next.report.urls.owner, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });
});

test('lets exactly one of three first starts that race make and own the database', async () => {
  const dataDir = join(place.folder, 'race');
  const racers = await Promise.all([1, 2, 3].map(() => startChild(place.project, { dataDir })));
  const outcomes = racers.map(({ report }) => (report.kind === 'failed' ? report.code : report.kind));
  expect(outcomes.sort()).toEqual(['IN_USE', 'IN_USE', 'started']);
  await racers.find(({ report }) => report.kind === 'started')?.stop();
  expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
});

test('does not hear the Ctrl-C that Node hears', async () => {
  const child = await startedChild(place.project, { dataDir: join(place.folder, 'later'), group: true });
  process.kill(-(child.process.pid ?? 0), 'SIGINT');
  expect(await once(child.process, 'message')).toMatchObject([{ kind: 'interrupted' }]);
  await new Promise((resolve) => setTimeout(resolve, 200)); // a fast shutdown takes 20 ms
  expect(await query(child.report.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await child.stop();
});

test('does not keep the process alive, whose server the next start takes over', async () => {
  const dataDir = join(place.folder, 'later');
  const leaver = await startedChild(place.project, { dataDir, leave: true });
  if (leaver.process.exitCode === null) await once(leaver.process, 'exit');
  expect(leaver.process.exitCode).toBe(0);
  const next = await startEmbeddedPostgres({ dataDir });
  expect(next).toMatchObject({ adopted: true, port: leaver.report.port });
  await next.stop();
});

test('runs PostgreSQL 14, where the app may not make tables either', async () => {
  const options = { dataDir: join(place.folder, 'fourteen'), binaryPackage: 'embedded-postgres-14' };
  const database = await startEmbeddedPostgres(options);
  expect(await query(database.urls.app, 'SHOW server_version_num')).toEqual([
    { server_version_num: expect.stringMatching(/^14/) },
  ]);
  await query(database.urls.owner, 'CREATE TABLE owned ()');
  await expect(query(database.urls.app, 'CREATE TABLE t ()')).rejects.toMatchObject({ code: '42501' });
  await database.stop();
  await expect(startEmbeddedPostgres({ dataDir: options.dataDir })).rejects.toMatchObject({
    code: 'FAILED',
    message: expect.stringContaining('was made by PostgreSQL 14; the installed one is 18'),
  });
});

test('names DATABASE_URL when no binaries are installed', async () => {
  const start = startEmbeddedPostgres({ dataDir: join(place.folder, 'none'), binaryPackage: 'no-such-package' });
  await expect(start).rejects.toMatchObject({
    name: 'EmbeddedPostgresError',
    code: 'UNSUPPORTED',
    message: expect.stringContaining('Set DATABASE_URL'),
  });
});
