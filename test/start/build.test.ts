import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** An unprivileged user, where the tests run as root: root may write everywhere. */
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'ledgerlink-build-'));
  for (const name of ['ledgerlink.mjs', 'scripts', 'tsconfig.json', 'package.json', 'package-lock.json'])
    await cp(join(ROOT, name), join(project, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  await mkdir(join(project, 'src'));
  await write('one');
});
afterEach(async () => {
  await chmod(project, 0o755);
  await rm(project, { recursive: true, force: true });
});

/** A program that prints a word. Its file keeps the same time however often it is written. */
async function write(word: string): Promise<void> {
  const path = join(project, 'src/cli.ts');
  await writeFile(path, `const word: string = ${word === 'error' ? 1 : `'${word}'`};\nconsole.log(word);\n`);
  await utimes(path, 1_700_000_000, 1_700_000_000);
}

async function runCli(options: object = {}): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['ledgerlink.mjs', 'cli'], {
    cwd: project,
    env: { PATH: process.env.PATH, PORTAL: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out: out.trim(), err };
}

const leftovers = async () => (await readdir(project)).filter((name) => name.startsWith('dist.'));

describe('what runs is what the sources say', () => {
  test('is built anew when a file has other content, whatever its time, and else not', async () => {
    expect(await runCli()).toMatchObject({ code: 0, out: 'one' });
    const { mtimeMs } = await stat(join(project, 'dist/.built'));
    expect(await runCli()).toMatchObject({ code: 0, out: 'one' });
    expect((await stat(join(project, 'dist/.built'))).mtimeMs).toBe(mtimeMs);
    await write('two');
    expect(await runCli()).toMatchObject({ code: 0, out: 'two' });
    expect(await leftovers()).toEqual([]);
  });

  test('stays as it was when a build fails, and is built when the sources are right again', async () => {
    await runCli();
    await write('error');
    const failed = await runCli();
    expect([failed.code, failed.out]).toEqual([1, '']);
    expect(failed.err).toContain('The API could not be built: see the lines above.');
    expect(await readFile(join(project, 'dist/src/cli.js'), 'utf8')).toContain('one');
    expect(await leftovers()).toEqual([]);
    await write('three');
    expect(await runCli()).toMatchObject({ code: 0, out: 'three' });
  });

  test('is built once and whole when several processes start at once', async () => {
    const runs = await Promise.all([runCli(), runCli(), runCli()]);
    expect(runs.map(({ code, out }) => [code, out])).toEqual(Array(3).fill([0, 'one']));
    expect(await leftovers()).toEqual([]);
  });
});

describe('what was built', () => {
  test('is built anew when a file of it is missing or was cut', async () => {
    await runCli();
    const built = join(project, 'dist/src/cli.js');
    await rm(built);
    expect(await runCli()).toMatchObject({ code: 0, out: 'one' });
    await writeFile(built, '');
    expect(await runCli()).toMatchObject({ code: 0, out: 'one' });
  });

  test('leaves nothing of a build that was killed, and what may be in use', async () => {
    const names = [`${hostname()}.999999999`, `${hostname()}.999999999.old`, `${hostname()}.${process.pid}`, 'other.7'];
    for (const name of names) await mkdir(join(project, `dist.build.${name}/src`), { recursive: true });
    await mkdir(join(project, 'dist.mine.7'));
    await utimes(join(project, 'dist.mine.7'), 1_700_000_000, 1_700_000_000);
    expect(await runCli()).toMatchObject({ code: 0, out: 'one' });
    const inUse = [`dist.build.${hostname()}.${process.pid}`, 'dist.build.other.7', 'dist.mine.7'];
    expect((await leftovers()).sort()).toEqual(inUse.sort());
    await utimes(join(project, 'dist.build.other.7'), 1_700_000_000, 1_700_000_000);
    await runCli();
    expect(await leftovers()).not.toContain('dist.build.other.7');
  });

  /** Node with a `rename` that the system refuses for dist/, as for a mount point. */
  const mounted = async (code: string) => {
    const path = join(project, 'mounted.cjs');
    const refuse = `if (args.some((path) => /dist$/.test(path))) throw Object.assign(new Error('c4nary'), { code: '${code}' });`;
    await writeFile(
      path,
      `const fs = require('fs'), { renameSync } = fs;
      fs.renameSync = (...args) => { ${refuse} renameSync(...args); };
      require('module').syncBuiltinESMExports();`,
    );
    return { env: { PATH: process.env.PATH, PORTAL: 'off', NODE_OPTIONS: `--require=${path}` } };
  };

  test.each(['EBUSY', 'EXDEV'])('goes into a folder that cannot be renamed (%s)', async (code) => {
    const options = await mounted(code);
    await mkdir(join(project, 'dist/stale'), { recursive: true });
    expect(await runCli(options)).toEqual({ code: 0, out: 'one', err: '' });
    expect((await readdir(join(project, 'dist'))).sort()).toEqual(['.built', 'src']);
    await write('two');
    expect(await runCli(options)).toEqual({ code: 0, out: 'two', err: '' });
    expect(await runCli(options)).toEqual({ code: 0, out: 'two', err: '' });
    expect(await leftovers()).toEqual([]);
  });

  test('is no stack trace where the folder can be neither renamed nor filled', async () => {
    await mkdir(join(project, 'dist'));
    const { code, err } = await runCli(await mounted('ENOTEMPTY'));
    expect([code, err]).toEqual([
      1,
      `The API was built, but cannot be put into ${join(project, 'dist')} (ENOTEMPTY): let this user write to that folder, or remove it.\n`,
    ]);
  });
});

describe('in a folder that cannot be written to', () => {
  test('what was built from these sources runs, whatever lies beside them and whichever Node.js built it', async () => {
    await runCli();
    for (const name of ['.DS_Store', '.main.ts.swp', 'main.ts~', '#main.ts#', 'notes.md'])
      await writeFile(join(project, 'src', name), 'c4nary');
    await symlink('nowhere', join(project, 'src/.#main.ts'));
    await chmod(project, 0o555);
    const preload = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'99.0.0'})";
    const other = { env: { PATH: process.env.PATH, PORTAL: 'off', NODE_OPTIONS: `--import=${preload}` } };
    expect(await runCli({ ...UNPRIVILEGED, ...other })).toMatchObject({ code: 0, out: 'one', err: '' });
    expect(await runCli(UNPRIVILEGED)).toMatchObject({ code: 0, out: 'one', err: '' });
  });

  test('a sentence says to build before, when nothing was built or other sources were', async () => {
    await chmod(project, 0o555);
    const none = await runCli(UNPRIVILEGED);
    expect([none.code, none.err]).toEqual([
      1,
      'The API is not built, and its folder cannot be written to: run `npm run build` before the folder is made read-only.\n',
    ]);
    await chmod(project, 0o755);
    await runCli();
    await write('two');
    await chmod(project, 0o555);
    const other = await runCli(UNPRIVILEGED);
    expect([other.code, other.out, other.err]).toEqual([
      1,
      '',
      'The API was built from other sources, and its folder cannot be written to: run `npm run build` before the folder is made read-only.\n',
    ]);
    await write('one');
    await rm(join(project, 'dist/src/cli.js'));
    expect((await runCli(UNPRIVILEGED)).err).toBe(
      'The API is not as it was built: files are missing or were changed, and its folder cannot be written to: run `npm run build` before the folder is made read-only.\n',
    );
  });
});

describe('without a compiler for this machine', () => {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  beforeEach(async () => {
    await rm(join(project, 'node_modules'));
    await cp(join(ROOT, 'node_modules/typescript'), join(project, 'node_modules/typescript'), {
      recursive: true,
    });
  });

  test.each<[string, () => Promise<void>]>([
    ['typescript is missing', () => rm(join(project, 'node_modules/typescript'), { recursive: true })],
    ['its package for this machine is missing', async () => undefined],
    [
      'its program may not be run',
      async () => {
        const folder = join(project, 'node_modules', platform);
        await mkdir(join(folder, 'lib'), { recursive: true });
        await writeFile(join(folder, 'package.json'), '{}');
        await writeFile(join(folder, 'lib/tsc'), '', { mode: 0o644 });
      },
    ],
  ])('%s: one sentence with the cure and exit code 78', async (_what, prepare) => {
    await prepare();
    expect(await runCli()).toEqual({
      code: 78,
      out: '',
      err: 'The API cannot be built: a package that compiles it on this machine is not installed, or may not be run. Run `npm ci` without `--omit=optional`, or copy what was built on another machine.\n',
    });
    expect(await leftovers()).toEqual([]);
  });
});
