import { JsonOutput } from './json-output.js';

/** One execution of a compiled query: what its resolvers are given, and what of it is still to come. */
export class QueryRun {
  readonly #out = new JsonOutput();
  /** Steps that have not ended. */
  #open = 0;
  #resolve: (out: JsonOutput) => void = () => {};
  #reject: (reason: unknown) => void = () => {};

  constructor(
    readonly context: object,
    readonly variables: Readonly<Record<string, unknown>>,
  ) {}

  /** All that `write` writes, now and later. Rejects with the first error. */
  write(write: (out: JsonOutput) => void): Promise<JsonOutput> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#open++;
      this.#step(this.#out, () => write(this.#out));
    });
  }

  /** Has `write` write what the promise gives, at this place of `out`. */
  later(
    out: JsonOutput,
    promise: PromiseLike<unknown>,
    write: (place: JsonOutput, value: unknown) => void,
  ): void {
    const place = out.reserve();
    this.#open++;
    // Neither handler can throw: whichever promise breaks first ends the run, and none goes unhandled.
    promise.then((value) => this.#step(place, () => write(place, value)), this.#reject);
  }

  #step(out: JsonOutput, write: () => void): void {
    try {
      out.step(write);
    } catch (error) {
      this.#reject(error);
      return;
    }
    if (--this.#open === 0) this.#resolve(this.#out);
  }
}
