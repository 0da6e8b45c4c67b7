import { execFile } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readIfThere } from '../process/durable-file.js';
import { EmbeddedPostgresError } from './error.js';

/** The content of postmaster.pid. `status` is "starting", "ready" or "stopping". */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

/** Crash recovery replays at most `max_wal_size` (1 GB) or so; five minutes is ample on a slow disk. */
const RECOVERY_MS = 300_000;

/**
 * Reads postmaster.pid; undefined where it is missing or empty. Its lines are defined in
 * https://www.postgresql.org/docs/current/storage-file-layout.html and PostgreSQL's pidfile.h.
 */
export async function readPostmasterFile(dataPath: string): Promise<Postmaster | undefined> {
  const lines = (await readIfThere(fileOf(dataPath)))?.split('\n');
  const pid = Number.parseInt(lines?.[0] ?? '', 10);
  if (!lines || Number.isNaN(pid)) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/**
 * Finds the running server of a folder and waits until it accepts connections or has ended. Undefined: no server runs,
 * and a stale postmaster.pid does not prevent a start any more.
 * @throws EmbeddedPostgresError when it is not ready after five minutes.
 */
export async function findRunningServer(dataPath: string): Promise<Postmaster | undefined> {
  const deadline = performance.now() + RECOVERY_MS;
  for (;;) {
    const found = (await readPostmasterFile(dataPath)) ?? (await lookAgain(dataPath));
    if (found === undefined) return undefined;
    if (!(await isPostmasterOf(found.pid, dataPath))) {
      await disarm(dataPath);
      return undefined;
    }
    if (found.status === 'ready') return found;
    if (performance.now() > deadline) throw notReady(found.pid);
    await sleep(20);
  }
}

/** Whether the process `pid` is the running server of a folder and accepts connections. */
export async function isReady(pid: number, dataPath: string): Promise<boolean> {
  const found = await readPostmasterFile(dataPath);
  return found?.pid === pid && found.status === 'ready' && isPostmasterOf(pid, dataPath);
}

/**
 * A power cut can leave postmaster.pid empty, and PostgreSQL then refuses to start. A postmaster fills the file within a
 * millisecond of making it, so a file that stays empty has no server and is removed.
 */
async function lookAgain(dataPath: string): Promise<Postmaster | undefined> {
  if ((await readIfThere(fileOf(dataPath))) === undefined) return undefined;
  await sleep(100);
  const found = await readPostmasterFile(dataPath);
  if (found === undefined) await rm(fileOf(dataPath), { force: true });
  return found;
}

/**
 * Whether the process `pid` is the running server of a folder. The pid alone is not enough: after a reboot, or in a new
 * container, another program may have it. The working folder of a postmaster is its cluster; a zombie has none.
 */
export async function isPostmasterOf(pid: number, dataPath: string): Promise<boolean> {
  if (process.platform !== 'linux') return isNamedPostgres(pid);
  try {
    const [cwd, cluster] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(dataPath)]);
    return cwd.ino === cluster.ino && cwd.dev === cluster.dev;
  } catch {
    return false; // gone, or another user's, which PostgreSQL takes for stale as well
  }
}

async function isNamedPostgres(pid: number): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'comm=', '-p', String(pid)]);
    return stdout.trim().endsWith('postgres');
  } catch {
    return false; // ps finds no such process
  }
}

/**
 * PostgreSQL refuses to start when the pid in postmaster.pid belongs to any living process of its user, except
 * its own parent: so the file gets ours. Deleting it would also delete the shared memory key on line 7, by
 * which PostgreSQL notices orphaned backends that still write.
 */
async function disarm(dataPath: string): Promise<void> {
  const [, ...others] = (await readIfThere(fileOf(dataPath)))?.split('\n') ?? [];
  if (others.length > 0) await writeFile(fileOf(dataPath), [process.pid, ...others].join('\n'));
}

function fileOf(dataPath: string): string {
  return join(dataPath, 'postmaster.pid');
}

function notReady(pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'FAILED',
    `The database server of this folder (process ${pid}) runs but did not become ready in five minutes. See postgres.log; if it still recovers from a crash, wait and start again.`,
  );
}
