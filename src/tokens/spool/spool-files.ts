import { open, readdir, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf } from '../../infra/errors/error-code.js';
import { SPOOL_FILE } from './spool.js';
import { headerOf, type SpoolHeader } from './spool-seal.js';

/** The position of an entry in its file. The ciphertext is read only when it is needed. */
export interface SpoolEntry {
  readonly header: SpoolHeader;
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

interface SpoolFileState {
  /** The end of the last complete line read. An incomplete last line is read again when the file has grown. */
  offset: number;
  /** The size at the last read, including an incomplete line. */
  size: number;
  entries: SpoolEntry[];
  /** The system's error code if the last read failed. */
  failure?: string | undefined;
}

/**
 * A file that was not touched for this time belongs to a dead process. A process that was stopped starts a new file.
 */
const DEAD_AFTER_MS = 5 * 60_000;

/** All spool files in a folder: of this process, of other processes and of dead ones. */
export class SpoolFiles {
  readonly #files = new Map<string, SpoolFileState>();

  constructor(private readonly folder: string) {}

  /** Reads the new lines of all files. Returns all entries except those passed to `forget`. */
  async read(): Promise<SpoolEntry[]> {
    const names = await readdir(this.folder).catch(() => []);
    const present = new Set(names.filter((name) => SPOOL_FILE.test(name)));
    for (const name of this.#files.keys()) if (!present.has(name)) this.#files.delete(name);
    for (const name of present) await this.#update(name);
    return [...this.#files.values()].flatMap(({ entries }) => entries);
  }

  /** The files whose last read failed, with the system's error code. */
  get unreadable(): ReadonlyMap<string, string> {
    return new Map([...this.#files].flatMap(([name, { failure }]) => (failure ? [[name, failure]] : [])));
  }

  /**
   * The line of an entry.
   * @throws the system's error if the file cannot be read or was removed
   */
  async lineOf({ file, start, length }: SpoolEntry): Promise<string> {
    return (await readAt(join(this.folder, file), start, length)).toString('utf8');
  }

  /** Drops entries that are done. */
  forget(done: ReadonlySet<SpoolEntry>): void {
    for (const file of this.#files.values()) file.entries = file.entries.filter((entry) => !done.has(entry));
  }

  /** Removes files of dead processes that have no entry left and were read to the end. */
  async removeDone(mine: string | undefined): Promise<number> {
    let removed = 0;
    for (const [name, { entries, failure, size }] of this.#files) {
      if (failure !== undefined || entries.length > 0 || (mine !== undefined && name === basename(mine))) continue;
      const path = join(this.folder, name);
      const current = await stat(path).catch(() => undefined);
      if (current === undefined || current.size !== size || Date.now() - current.mtimeMs < DEAD_AFTER_MS) continue;
      await unlink(path).catch(() => undefined);
      this.#files.delete(name);
      removed++;
    }
    return removed;
  }

  async #update(name: string): Promise<void> {
    const file = this.#files.get(name) ?? { offset: 0, size: 0, entries: [] };
    this.#files.set(name, file);
    try {
      await this.#readAppended(name, file);
      file.failure = undefined;
    } catch (error) {
      file.failure = codeOf(error) ?? 'unknown';
    }
  }

  async #readAppended(name: string, file: SpoolFileState): Promise<void> {
    const { size } = await stat(join(this.folder, name));
    if (size <= file.offset) return;
    const bytes = await readAt(join(this.folder, name), file.offset, size - file.offset);
    file.size = file.offset + bytes.length;
    readLines(name, file, bytes);
  }
}

/** Adds the complete lines of the new bytes to the entries. */
function readLines(name: string, file: SpoolFileState, bytes: Buffer): void {
  const from = file.offset;
  for (let start = 0; ; ) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) return;
    const header = headerOf(bytes.subarray(start, end).toString('utf8'));
    if (header !== undefined) file.entries.push({ header, file: name, start: from + start, length: end - start });
    start = end + 1;
    file.offset = from + start;
  }
}

async function readAt(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
