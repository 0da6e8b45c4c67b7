interface Waiting {
  readonly enter: (release: (() => void) | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets at most so many requests of one application be under way. The others wait in the order in which they came. */
export class AtOnce {
  readonly #applications = new Map<string, { running: number; readonly queue: Set<Waiting> }>();

  constructor(private readonly most: number) {}

  /** Answers what ends the request, once; undefined: there was no room until `until`, of `performance.now()`. */
  enter(application: string, until: number): Promise<(() => void) | undefined> {
    const state = this.#applications.get(application) ?? { running: 0, queue: new Set<Waiting>() };
    this.#applications.set(application, state);
    if (state.running < this.most) {
      state.running += 1;
      return Promise.resolve(this.#release(application));
    }
    return new Promise((enter) => {
      const timer = setTimeout(
        () => {
          state.queue.delete(waiting);
          enter(undefined);
        },
        Math.max(0, until - performance.now()),
      );
      const waiting = { enter, timer };
      state.queue.add(waiting);
    });
  }

  #release(application: string): () => void {
    let released = false;
    return () => {
      const state = this.#applications.get(application);
      if (released || state === undefined) return;
      released = true;
      const [next] = state.queue;
      if (next === undefined) {
        state.running -= 1;
        if (state.running === 0) this.#applications.delete(application);
        return;
      }
      state.queue.delete(next);
      clearTimeout(next.timer);
      next.enter(this.#release(application));
    };
  }
}
