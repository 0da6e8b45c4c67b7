import { existsSync, mkdirSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../errors/error-code.js';

/**
 * Writes a small file (mode 0600) that after a power cut is either complete or absent. The caller holds a lock on it, so
 * a draft beside it was left by a killed process.
 * @throws the error of Node, after the draft was removed.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file
      .writeFile(text)
      .then(() => file.sync())
      .finally(() => file.close());
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Makes a folder, and those above it that are missing. Answers the first one that it made; undefined for none. Node's own
 * `recursive` never ends where the system answers ENOENT although the folder above exists, as `/proc` does.
 * @throws the error of Node.
 */
export function makeFolder(path: string, mode = 0o777): string | undefined {
  if (existsSync(path)) return undefined;
  const first = makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
  return first ?? path;
}

/** Makes renames within a folder survive a power cut. An fsync of the file alone does not keep its name. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * The text of a file; undefined when it does not exist.
 * @throws the error of Node for a file that exists and cannot be read.
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
