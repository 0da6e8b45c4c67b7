import { afterAll, beforeAll } from '@jest/globals';

interface Closable {
  close(): Promise<void>;
}

/**
 * Starts something before the tests of a file or of a `describe`, and closes it after them. The answer stands for what was
 * started: its members can be used in tests and hooks, and not earlier.
 */
export function useStarted<Started extends Closable>(start: () => Promise<Started>): Started {
  let started: Started | undefined;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started?.close());
  return new Proxy({} as Started, {
    get: (_target, name) => {
      if (started === undefined) throw new Error('used before it was started: use it in a test or a hook');
      return Reflect.get(started, name);
    },
    set: (_target, name, value) => Reflect.set(started ?? {}, name, value),
  });
}
