import { afterAll, beforeAll, beforeEach } from '@jest/globals';

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
  return standIn(() => started);
}

/** Makes something anew before each test. The answer stands for what was made for the test that runs. */
export function useNew<Made extends object>(make: () => Made | Promise<Made>): Made {
  let made: Made | undefined;
  beforeEach(async () => {
    made = await make();
  });
  return standIn(() => made);
}

function standIn<Real extends object>(find: () => Real | undefined): Real {
  return new Proxy({} as Real, {
    get: (_target, name) => {
      const real = find();
      if (real === undefined) throw new Error('used before it was started: use it in a test or a hook');
      const member = Reflect.get(real, name);
      return typeof member === 'function' ? member.bind(real) : member;
    },
    set: (_target, name, value) => Reflect.set(find() ?? {}, name, value),
  });
}
