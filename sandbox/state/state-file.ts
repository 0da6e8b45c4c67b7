import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { fromText, initialState, type State, toText } from './state.js';

/** The file cannot be read. It is not overwritten, because that would lose the links stored in it. */
class UnusableStateFile extends Error {
  override readonly name = 'UnusableStateFile';
}

/**
 * Returns the state in the file, or a new state if there is no file.
 * @throws UnusableStateFile
 */
export function readState(path: string | undefined): State {
  if (path === undefined || !existsSync(path)) return initialState();
  try {
    return fromText(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UnusableStateFile(
      `SANDBOX_STATE cannot be read: ${(error as Error).message}. Remove the file to start with an empty state.`,
    );
  }
}

/**
 * Writes the whole state to a temporary file and renames it. Calls that arrive during a write share the next one, so
 * hundreds of refreshes per second cost only a few writes.
 */
export class StateFile {
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly path: string | undefined,
    private readonly state: State,
  ) {}

  /** Resolves when all changes made before the call are in the file, or immediately if there is no file. */
  persist(): Promise<void> {
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
