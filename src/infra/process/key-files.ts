import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, writeDurably } from './durable-file.js';

/** The paths of the keys that a first start generates, in the data folder. Only their owner can read them. */
export const keyFiles = (dataDir: string) => ({
  encryptionKeys: join(dataDir, 'encryption-keys'),
  apiKey: join(dataDir, 'api-key'),
});

/** The text of a file without its line end; undefined when it does not exist. */
export function readKeyFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/**
 * Writes a file that must not exist yet, and returns once it is on the disk. The key in it is used only after that: a
 * process that is killed leaves a file without its row, never a row whose key is lost.
 * @throws Error when the file exists.
 */
export async function writeKeyFile(path: string, text: string): Promise<void> {
  makeFolder(dirname(path));
  if (existsSync(path)) throw new Error('a key file is there already');
  await writeDurably(path, `${text}\n`);
}
