// The folder `tokens/spool`: a platform's answers, encrypted on disk until the database has them, so that a killed
// process loses no token. What is stored in the database stands in `tokens/grant`.

import { randomUUID } from 'node:crypto';
import { closeSync, fdatasync, fstatSync, fsync, openSync, rmSync, utimes, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../infra/errors/error-code.js';
import { makeFolder } from '../../infra/process/durable-file.js';

const SEGMENT_MS = 10 * 60_000;
const UNKNOWN = 'unknown';

export const SPOOL_FILE = /^[\w-]+\.spool$/;

/**
 * Writes this process's file in the spool's folder. Lines are appended synchronously, then forced to disk. A new file
 * is started every ten minutes, so that old files can be removed, and when the current one was removed because this
 * process was stopped for so long that it seemed dead.
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

  /** The system's error code if the spool cannot be written. Undefined while it can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The path of the current file, which must not be removed. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  /** Creates folder and file, so that problems are known before the first answer comes. */
  prepare(): void {
    this.#recordFailure(() => this.#current());
  }

  /** Appends a line synchronously. False: it could not be written, and the refresh continues without it. */
  write(line: string): boolean {
    return this.#recordFailure(() => {
      const { fd } = this.#current();
      // Start a new line after one that was written only in part.
      const bytes = Buffer.from(this.#torn ? `\n${line}\n` : `${line}\n`);
      this.#torn = true;
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      this.#torn = false;
    });
  }

  /** Forces the written lines to disk, and the folder entry of a new file. */
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
      // If a new segment has replaced the file, its lines were already written. Other failures are recorded.
      if (file === this.#file) this.#failure = codeOf(error) ?? UNKNOWN;
      return false;
    }
  }

  /** Touches the file. Other processes do not remove a file that was touched a short time ago. */
  async touch(): Promise<void> {
    this.#recordFailure(() => this.#current());
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
    makeFolder(this.folder, 0o700);
    const path = join(this.folder, `${this.owner}-${this.#segments++}.spool`);
    this.#file = { fd: openSync(path, 'ax', 0o600), path, openedAt: performance.now() };
    this.#newName = true;
    this.#torn = false;
    return this.#file;
  }

  #recordFailure(work: () => void): boolean {
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

/** The system's error code if the folder cannot be written, or undefined. The check leaves no file behind. */
export function whyNotSpool(folder: string): string | undefined {
  try {
    const made = makeFolder(folder, 0o700);
    const probe = join(folder, `probe-${randomUUID()}`);
    writeFileSync(probe, 'probe', { mode: 0o600, flag: 'wx' });
    rmSync(made ?? probe, { recursive: true });
    return undefined;
  } catch (error) {
    return codeOf(error) ?? UNKNOWN;
  }
}
