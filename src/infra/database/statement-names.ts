import { createHash } from 'node:crypto';

/** The server keeps the plan of each prepared statement for each connection: some ten kB. */
const MAX_NAMES = 500;

/**
 * Names under which statements are prepared. Values are always parameters, so the texts are few; those of lists differ by
 * their filters and fields. Texts that come after the first 500 have no name.
 */
export class StatementNames {
  readonly #names = new Map<string, { readonly name: string }>();

  /** The name of a text, as a part of what the driver takes. */
  of(text: string): { readonly name: string } | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MAX_NAMES) return known;
    const made = { name: createHash('sha256').update(text).digest('base64url').slice(0, 24) };
    this.#names.set(text, made);
    return made;
  }
}
