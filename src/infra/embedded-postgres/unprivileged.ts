import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** "nobody": PostgreSQL refuses to run as root, and making a user would change the machine. */
export const NOBODY: Identity = { uid: 65534, gid: 65534 };

/**
 * Whether a process of that identity may enter a folder, judged by the mode bits of it and of every folder
 * above. ACLs are left out on purpose: asking the kernel would take a process of that identity, and at worst
 * a folder is copied needlessly.
 */
export async function mayEnter(folder: string, identity: Identity): Promise<boolean> {
  if (!(await permits(folder, identity, 0o1))) return false;
  return folder === dirname(folder) || mayEnter(dirname(folder), identity);
}

/** Whether a process of that identity may read and run a program. */
export async function mayRun(program: string, identity: Identity): Promise<boolean> {
  return (await permits(program, identity, 0o5)) && mayEnter(dirname(program), identity);
}

async function permits(path: string, identity: Identity, bits: number): Promise<boolean> {
  const found = await stat(path);
  const shift = found.uid === identity.uid ? 6 : found.gid === identity.gid ? 3 : 0;
  return ((found.mode >> shift) & bits) === bits;
}
