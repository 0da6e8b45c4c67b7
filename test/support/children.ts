import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a child process down, so that it is ended whatever becomes of the test: by the environment of the test file
 * (environment.mjs) or, when a worker or the whole run is killed, by the guardian (guardian.mjs). A child that starts
 * processes itself must be spawned with `detached: true`: it then leads a process group, and the group is ended.
 */
export function tracked<Child extends ChildProcess>(child: Child): Child {
  const { TEST_FOLDER, JEST_WORKER_ID = '1' } = process.env;
  if (TEST_FOLDER === undefined || child.pid === undefined) return child;
  const folder = join(TEST_FOLDER, 'children', JEST_WORKER_ID);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(child.pid));
  writeFileSync(file, '');
  child.once('exit', () => {
    if (!leadsGroup(child.pid ?? 0)) rmSync(file, { force: true });
  });
  return child;
}

/** Whether a process group of this number has members: those that a child has left behind. */
function leadsGroup(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
