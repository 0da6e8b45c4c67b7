import { type EventEmitter, setMaxListeners } from 'node:events';

interface Deadline {
  readonly controller: AbortController;
  /** Of `performance.now()`. */
  readonly at: number;
}

/**
 * Signals that all abort `ms` after they were given out, unless what they are for is finished by then: one timer for
 * all, and nothing is left of a request that was answered. A timer and an `AbortSignal.timeout` each would outlive
 * their requests by far: at 1,200 requests/s and 10 s there were twelve thousand of them, 100 MB of old objects.
 */
export class Deadlines {
  /** In the order of their time, as all have the same. */
  readonly #open = new Set<Deadline>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly ms: number) {}

  /** A signal that aborts unless `answer`, a response, emits `finish` before. */
  until(answer: EventEmitter): AbortSignal {
    const deadline = { controller: new AbortController(), at: performance.now() + this.ms };
    // Each statement of the request listens; Node warns on stderr from the eleventh on.
    setMaxListeners(0, deadline.controller.signal);
    this.#open.add(deadline);
    answer.once('finish', () => this.#open.delete(deadline));
    this.#timer ??= this.#wake(this.ms);
    return deadline.controller.signal;
  }

  #wake(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#abortDue(), ms).unref();
  }

  #abortDue(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const deadline of this.#open) {
      if (deadline.at > now) {
        this.#timer = this.#wake(Math.ceil(deadline.at - now));
        return;
      }
      this.#open.delete(deadline);
      deadline.controller.abort();
    }
  }
}
