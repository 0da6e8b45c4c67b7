import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What a first start invents and keeps, under the data folder, readable by its owner alone. */
export const keyFiles = (dataDir: string) => ({
  encryptionKeys: join(dataDir, 'encryption-keys'),
  apiKey: join(dataDir, 'api-key'),
});

/** The text of a file without its line end, or undefined when there is none. */
export function readKeyFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/**
 * Writes a file that must not exist yet, and comes back once it is on the disk: what it holds is used only then, so a
 * process killed at any moment leaves a file without its row, never a row whose key nobody has. The file gets its name
 * when it is whole: an empty one, left by a kill in between, would be in the way of every later start.
 */
export function writeKeyFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.draft`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (existsSync(path)) throw new Error('a key file is there already');
  renameSync(draft, path);
}
