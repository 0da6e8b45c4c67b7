import pg from 'pg';

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: string }).text);

/** Stops this process for `ms` whenever it has sent a statement like `pattern`, while `work` runs: it reads the answer late. */
export async function whileReadLate<T>(pattern: RegExp, ms: number, work: () => Promise<T>): Promise<T> {
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const answer = Reflect.apply(query, this, args);
    // The driver writes at the end of this step of the event loop.
    if (pattern.test(textOf(args[0])))
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms));
    return answer;
  } as typeof query;
  try {
    return await work();
  } finally {
    pg.Client.prototype.query = query;
  }
}
