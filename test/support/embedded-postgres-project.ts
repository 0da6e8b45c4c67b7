import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import pg from 'pg';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '../../src/infra/embedded-postgres/embedded-postgres.js';
import { tracked } from './children.js';
import { useStarted } from './use-started.js';

/** `leave`: end without stopping. `group`: lead a process group, as a command in a terminal does. */
export type ChildOrder = EmbeddedPostgresOptions & { uid?: number; leave?: boolean; group?: boolean };
export type Started = { kind: 'started' } & Pick<EmbeddedPostgres, 'port' | 'dataPath' | 'adopted' | 'urls'>;
export type Failed = { kind: 'failed'; name: string; code: string; message: string };
export type ChildReport = Started | Failed | { kind: 'stopped' | 'interrupted' };

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const CHILD = 'test/support/embedded-postgres-child';
const children = new Set<ChildProcess>();
const folders = new Set<string>();

/** A folder every user may enter; removed by `cleanUp`, servers in it included. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ledgerlink-test-'));
  folders.add(folder);
  await chmod(folder, 0o755);
  return folder;
}

/** The module, compiled, with packages of its own: tests may spoil them and lock their folder away. */
export async function makeProject(folder: string): Promise<string> {
  await compileModule(folder);
  for (const name of ['pg', 'zod', 'embedded-postgres', PLATFORM_PACKAGE]) await copyPackage(name, folder);
  return folder;
}

/** The module, compiled, with the packages of this repository. */
export async function makeLinkedProject(folder: string): Promise<string> {
  await compileModule(folder);
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** A folder with such a project for the tests of a file. It and what was left in it are removed after them. */
export const useLinkedProject = () =>
  useStarted(async () => {
    const folder = await makeFolder();
    return { folder, project: await makeLinkedProject(join(folder, 'project')), close: cleanUp };
  });

async function compileModule(folder: string): Promise<void> {
  const room = 'src/infra/embedded-postgres';
  const parts = (await readdir(join(REPOSITORY, room))).map((name) => `${room}/${name.slice(0, -3)}`);
  const errors = ['src/infra/errors/error-code', 'src/infra/errors/failure.rules'];
  const modules = [...parts, 'src/infra/process/durable-file', ...errors, CHILD];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await Promise.all(modules.map(compile));

  async function compile(name: string): Promise<void> {
    const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } } as const;
    const { code } = await transformFile(join(REPOSITORY, `${name}.ts`), options);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, `${name}.js`), code);
  }
}

async function copyPackage(name: string, folder: string): Promise<void> {
  const source = join(REPOSITORY, 'node_modules', name);
  const filter = (path: string): boolean => !path.endsWith('.a');
  await cp(source, join(folder, 'node_modules', name), { recursive: true, verbatimSymlinks: true, filter });
  const { dependencies = {} } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) await copyPackage(dependency, folder);
}

export interface Child {
  readonly process: ChildProcess;
  readonly report: Started | Failed;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export function forkChild(project: string, order: ChildOrder): ChildProcess {
  const child = tracked(
    fork(join(project, `${CHILD}.js`), [JSON.stringify(order)], {
      cwd: '/',
      execArgv: [],
      detached: order.group ?? false,
    }),
  );
  children.add(child.once('exit', () => children.delete(child)));
  return child;
}

/** Starts the database in a process of its own and waits for the outcome. */
export async function startChild(project: string, order: ChildOrder): Promise<Child> {
  const child = forkChild(project, order);
  const [report] = await once(child, 'message');
  return {
    process: child,
    report,
    stop: async () => {
      child.send('stop');
      await once(child, 'message');
      child.disconnect();
      await once(child, 'exit');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** As `startChild`, for a start that must succeed. */
export async function startedChild(project: string, order: ChildOrder): Promise<Child & { report: Started }> {
  const child = await startChild(project, order);
  if (child.report.kind !== 'started') throw new Error(`${child.report.code}: ${child.report.message}`);
  return { ...child, report: child.report };
}

export async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  // A server that restarts may take a connection and never answer on it.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function postmasterPid(dataPath: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataPath, 'postmaster.pid'), 'utf8'), 10);
}

/** A zombie counts as dead: the parent of an orphan may take seconds to notice its end. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Ends whatever a failed test left running and removes every folder. */
export async function cleanUp(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) {
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter((name) => name.endsWith('postgres-path'))) {
      const path = (await readFile(join(folder, file), 'utf8')).trim();
      await endServer(path);
      await rm(join(path, '..'), { recursive: true, force: true });
    }
    for (const file of files.filter((name) => name.endsWith('postmaster.pid'))) {
      await endServer(join(folder, file, '..'));
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

async function endServer(dataPath: string): Promise<void> {
  const pid = await postmasterPid(dataPath).catch(() => 0);
  if (pid === 0 || pid === process.pid || !isAlive(pid)) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !isAlive(pid));
}
