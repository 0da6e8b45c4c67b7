// The folder `tokens/spool`: a platform's answers, encrypted on disk until the database has them, so that a killed
// process loses no token. What is stored in the database stands in `tokens/grant`.

import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  fstatSync,
  fsync,
  mkdirSync,
  openSync,
  rmSync,
  utimes,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../infra/errors/error-code.js';

const SEGMENT_MS = 10 * 60_000;
const UNKNOWN = 'unknown';

export const SPOOL_FILE = /^[\w-]+\.spool$/;

/**
 * The file of one process in the spool's folder: lines are appended in the tick in which they come, then forced to
 * disk. A new file is begun every ten minutes, so that old ones can be removed whole, and where ours was removed (this
 * process stood still for so long that it seemed dead).
 */
export class SpoolWriter {
  #file: { readonly fd: number; readonly path: string; readonly openedAt: number } | undefined;
  #segments = 0;
  #torn = false;
  #newName = false;
  #failure: string | undefined;

  constructor(
    private readonly folder: string,
    private readonly owner: string,
  ) {}

  /** Why the spool cannot be written, by the system's code; undefined while it can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The file that is written now: nobody else may remove it. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  /** Makes folder and file, so that what is wrong with them is known before the first answer comes. */
  prepare(): void {
    this.#trying(() => this.#current());
  }

  /** Appends a line, synchronously. False: it could not be written, and the refresh goes on without it. */
  write(line: string): boolean {
    return this.#trying(() => {
      const { fd } = this.#current();
      // After a line that was cut the next one must not continue it.
      const bytes = Buffer.from(this.#torn ? `\n${line}\n` : `${line}\n`);
      this.#torn = true;
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      this.#torn = false;
    });
  }

  /** Forces to disk what was written, and the name of a new file with it. */
  async sync(): Promise<boolean> {
    const file = this.#file;
    if (file === undefined) return false;
    try {
      await promisify(fdatasync)(file.fd);
      if (this.#newName) {
        this.#newName = false;
        const folder = openSync(this.folder, 'r');
        await promisify(fsync)(folder).finally(() => closeSync(folder));
      }
      return true;
    } catch (error) {
      // A file that was closed meanwhile (a new segment) was written by then; anything else is told.
      if (file === this.#file) this.#failure = codeOf(error) ?? UNKNOWN;
      return false;
    }
  }

  /** Says that this process lives; nobody removes a file that was touched a short while ago. */
  async touch(): Promise<void> {
    this.#trying(() => this.#current());
    const now = new Date();
    if (this.#file !== undefined) await promisify(utimes)(this.#file.path, now, now).catch(() => undefined);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  #current(): { readonly fd: number } {
    const file = this.#file;
    if (file !== undefined && performance.now() - file.openedAt < SEGMENT_MS && fstatSync(file.fd).nlink > 0)
      return file;
    this.close();
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${this.owner}-${this.#segments++}.spool`);
    this.#file = { fd: openSync(path, 'ax', 0o600), path, openedAt: performance.now() };
    this.#newName = true;
    this.#torn = false;
    return this.#file;
  }

  #trying(work: () => void): boolean {
    try {
      work();
      this.#failure = undefined;
      return true;
    } catch (error) {
      this.#failure = codeOf(error) ?? UNKNOWN;
      return false;
    }
  }
}

/** Why nothing can be written to a spool's folder, by the system's code; undefined where it can. Leaves nothing behind. */
export function whyNotSpool(folder: string): string | undefined {
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, `probe-${randomUUID()}`);
    writeFileSync(probe, 'probe', { mode: 0o600, flag: 'wx' });
    rmSync(made ?? probe, { recursive: true });
    return undefined;
  } catch (error) {
    return codeOf(error) ?? UNKNOWN;
  }
}
