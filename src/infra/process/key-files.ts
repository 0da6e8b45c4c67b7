import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDurably } from './durable-file.js';

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
 * process killed at any moment leaves a file without its row, never a row whose key nobody has.
 */
export async function writeKeyFile(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) throw new Error('a key file is there already');
  await writeDurably(path, `${text}\n`);
}
