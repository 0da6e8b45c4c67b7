import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

describe('in a folder that cannot be written to', () => {
  test('what was built from these sources runs', async () => {
    await runCli();
    await chmod(project, 0o555);
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
