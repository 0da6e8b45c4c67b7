/**
 * Room in memory for pages of all pulls of a process. Parsed, a page takes about ten times its bytes, and eight lists are
 * pulled at once: pages wait as they came until there is room for them. Without bytes it is for one page.
 */
export class PageRoom {
  #taken = 0;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];

  constructor(private readonly maxBytes: number) {}

  /** Waits for room, in the order of the calls, and does the work in it. A page that is larger than the room has it alone. */
  async within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ bytes, enter });
      this.#letIn();
    });
    try {
      return await work();
    } finally {
      this.#taken -= bytes;
      this.#letIn();
    }
  }

  #letIn(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      if (this.#taken > 0 && this.#taken + next.bytes > this.maxBytes) return;
      this.#waiting.shift();
      this.#taken += next.bytes;
      next.enter();
    }
  }
}
