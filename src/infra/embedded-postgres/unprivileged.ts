import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A user and a group of the operating system, by number. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** The user `nobody`: PostgreSQL refuses to run as root, and making a user would change the machine. */
export const NOBODY: Identity = { uid: 65534, gid: 65534 };

/**
 * Whether a process of that identity may enter a folder, by the mode bits of the folder and of every folder above it.
 * ACLs are ignored on purpose: to ask the kernel would take a process of that identity, and the worst result is a copy
 * that was not needed.
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
