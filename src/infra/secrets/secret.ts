import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A value that must not leave the process by accident: printing, logging, spreading or serialising it gives
 * `[secret]`. `reveal()` is the only way to the text, so that one search finds every place that reads it
 * (the vault, the credential rules, the OAuth client and the providers; `test/architecture.test.ts` keeps it so).
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

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
