import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { fromText, initialState, type State, toText } from './state.js';

/** The file cannot be used: starting anew over it would lose somebody's links. */
class UnusableStateFile extends Error {
  override readonly name = 'UnusableStateFile';
}

/** Answers what the file holds, or a new state when there is none. */
export function readState(path: string | undefined): State {
  if (path === undefined || !existsSync(path)) return initialState();
  try {
    return fromText(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UnusableStateFile(
      `SANDBOX_STATE cannot be read: ${(error as Error).message}. Remove the file to start anew.`,
    );
  }
}

/**
 * Writes the whole state, to a file beside it that then takes its name. Those who wait while one write runs share the
 * next, so hundreds of refreshes a second cost a few writes.
 */
export class StateFile {
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly path: string | undefined,
    private readonly state: State,
  ) {}

  /** Resolves when all that was changed before the call is in the file; at once when there is none. */
  saved(): Promise<void> {
    if (this.path === undefined) return Promise.resolve();
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        this.#running = this.#write(`${this.path}`);
        return this.#running;
      });
    return this.#next;
  }

  async #write(path: string): Promise<void> {
    await writeFile(`${path}.new`, toText(this.state), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}
