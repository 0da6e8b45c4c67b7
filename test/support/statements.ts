import pg from 'pg';

/** Calls `sent` with the text of each statement that any connection of this process has sent, while `work` runs. */
async function whileListening<T>(sent: (text: string) => void, work: () => Promise<T>): Promise<T> {
  const query = pg.Client.prototype.query;
  // At the driver, below every library: TypeORM's own log saw one statement of two.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const answer = Reflect.apply(query, this, args);
    const [first] = args;
    sent(typeof first === 'string' ? first : String((first as { text?: string }).text));
    return answer;
  } as typeof query;
  try {
    return await work();
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** The texts of all statements that any connection of this process sends, while `work` runs. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  await whileListening((text) => texts.push(text), work);
  return texts;
}

/** Stops this process for `ms` whenever it has sent a statement like `pattern`, while `work` runs: it reads the answer late. */
export const whileReadLate = <T>(pattern: RegExp, ms: number, work: () => Promise<T>): Promise<T> =>
  whileListening((text) => {
    // The driver writes at the end of this step of the event loop.
    if (pattern.test(text)) setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms));
  }, work);

/** Written once a minute per key, and no answer waits for it: it is not part of the cost of a request. */
export const isLastUsed = (text: string): boolean => /SET last_used_at = /.test(text);
