import { open, readdir, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf } from '../../infra/errors/error-code.js';
import { SPOOL_FILE } from './spool.js';
import { headerOf, type SpoolHeader } from './spool-seal.js';

/** Where an entry lies; its ciphertext stays on disk until it is needed. */
export interface SpoolEntry {
  readonly header: SpoolHeader;
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

interface KnownFile {
  /** Up to here it was read: whole lines only, so that a torn last line is read again when it is longer. */
  offset: number;
  /** As long as it was when it was last looked at, torn line included. */
  size: number;
  entries: SpoolEntry[];
  /** Why it could not be read the last time, by the system's code: what is in it is not known then. */
  failure?: string | undefined;
}

/** A process that has not touched its file for so long is dead, or will find it gone and begin another. */
const DEAD_AFTER_MS = 5 * 60_000;

/** All files of a spool's folder, this process's and those of others, dead or alive. */
export class SpoolFiles {
  readonly #files = new Map<string, KnownFile>();

  constructor(private readonly folder: string) {}

  /** Reads what was added since the last time, and answers all entries that are not forgotten. */
  async read(): Promise<SpoolEntry[]> {
    const names = await readdir(this.folder).catch(() => []);
    const present = new Set(names.filter((name) => SPOOL_FILE.test(name)));
    for (const name of this.#files.keys()) if (!present.has(name)) this.#files.delete(name);
    for (const name of present) await this.#look(name);
    return [...this.#files.values()].flatMap(({ entries }) => entries);
  }

  /** Files that could not be read the last time, with the system's code. */
  get unreadable(): ReadonlyMap<string, string> {
    return new Map([...this.#files].flatMap(([name, { failure }]) => (failure ? [[name, failure]] : [])));
  }

  /** The line of an entry. Throws where it cannot be read, and where its file is gone. */
  async lineOf({ file, start, length }: SpoolEntry): Promise<string> {
    return (await readAt(join(this.folder, file), start, length)).toString('utf8');
  }

  /** Entries that need no more looking at. */
  forget(done: ReadonlySet<SpoolEntry>): void {
    for (const known of this.#files.values())
      known.entries = known.entries.filter((entry) => !done.has(entry));
  }

  /** Removes files of dead processes of which nothing is needed any more. Only once they were read to their end. */
  async removeDone(mine: string | undefined): Promise<number> {
    let removed = 0;
    for (const [name, { entries, failure, size }] of this.#files) {
      if (failure !== undefined || entries.length > 0 || (mine !== undefined && name === basename(mine)))
        continue;
      const path = join(this.folder, name);
      const seen = await stat(path).catch(() => undefined);
      if (seen === undefined || seen.size !== size || Date.now() - seen.mtimeMs < DEAD_AFTER_MS) continue;
      await unlink(path).catch(() => undefined);
      this.#files.delete(name);
      removed++;
    }
    return removed;
  }

  async #look(name: string): Promise<void> {
    const known = this.#files.get(name) ?? { offset: 0, size: 0, entries: [] };
    this.#files.set(name, known);
    try {
      await this.#readOn(name, known);
      known.failure = undefined;
    } catch (error) {
      known.failure = codeOf(error) ?? 'unknown';
    }
  }

  async #readOn(name: string, known: KnownFile): Promise<void> {
    const { size } = await stat(join(this.folder, name));
    if (size <= known.offset) return;
    const bytes = await readAt(join(this.folder, name), known.offset, size - known.offset);
    known.size = known.offset + bytes.length;
    readLines(name, known, bytes);
  }
}

/** Takes in the whole lines of what was added to a file. */
function readLines(name: string, known: KnownFile, bytes: Buffer): void {
  const from = known.offset;
  for (let start = 0; ; ) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) return;
    const header = headerOf(bytes.subarray(start, end).toString('utf8'));
    if (header !== undefined)
      known.entries.push({ header, file: name, start: from + start, length: end - start });
    start = end + 1;
    known.offset = from + start;
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
