import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A value that must not leave the process by accident: printing, logging, spreading or serializing it gives
 * `[secret]`. `reveal()` is the only way to read the text. `test/architecture.test.ts` lists the files that may call it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
