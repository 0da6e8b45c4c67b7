import { JsonOutput } from './json-output.js';

/** One execution of a compiled query: the context and variables of its resolvers, and the steps that are pending. */
export class QueryRun {
  readonly #out = new JsonOutput();
  /** Steps that have not ended. */
  #pending = 0;
  #resolve: (out: JsonOutput) => void = () => {};
  #reject: (reason: unknown) => void = () => {};

  constructor(
    readonly context: object,
    readonly variables: Readonly<Record<string, unknown>>,
  ) {}

  /** The output once `write` and everything that it deferred has ended. @throws (rejects) the first error. */
  write(write: (out: JsonOutput) => void): Promise<JsonOutput> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#pending++;
      this.#step(this.#out, () => write(this.#out));
    });
  }

  /** Reserves a place in `out`, and calls `write` for it with the promise's value. */
  later(out: JsonOutput, promise: PromiseLike<unknown>, write: (place: JsonOutput, value: unknown) => void): void {
    const place = out.reserve();
    this.#pending++;
    // Neither handler can throw, so no rejection is unhandled. The first promise that rejects ends the run.
    promise.then((value) => this.#step(place, () => write(place, value)), this.#reject);
  }

  #step(out: JsonOutput, write: () => void): void {
    try {
      out.step(write);
    } catch (error) {
      this.#reject(error);
      return;
    }
    if (--this.#pending === 0) this.#resolve(this.#out);
  }
}
