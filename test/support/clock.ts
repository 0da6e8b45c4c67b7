import { afterAll } from '@jest/globals';

/**
 * The clock by which this process measures how long things take (`performance.now()`), under the hand of a test. It never
 * goes back while the tests of a file run, and is the real one again after them. The clock of the day stays as it is.
 */
const clock = performance.now;
const real = () => clock.call(performance);
let [since, reading, pace] = [0, 0, 1];
const now = () => reading + (real() - since) * pace;

function set(ahead: number, newPace: number): void {
  const at = performance.now() + ahead;
  [since, reading, pace] = [real(), at, newPace];
  performance.now = now;
}

afterAll(() => {
  performance.now = clock;
});

/** So many milliseconds pass at once: what is remembered for less is forgotten. */
export const passMs = (ms: number): void => set(ms, pace);

/** Time nearly stands still while `work` goes on, so that a busy machine forgets nothing in the middle of it. */
export async function withoutForgetting<T>(work: () => Promise<T>): Promise<T> {
  set(0, 0.001);
  try {
    return await work();
  } finally {
    set(0, 1);
  }
}
