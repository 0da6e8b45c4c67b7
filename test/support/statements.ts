import pg from 'pg';

/** The texts of all statements that any connection of this process sends, while `work` runs. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const query = pg.Client.prototype.query;
  // At the driver, below every library: TypeORM's own log saw one statement of two.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    texts.push(typeof first === 'string' ? first : String((first as { text?: string }).text));
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return texts;
}

/**
 * Not so for what is written once a minute per key, and for what a new connection is asked: it is opened where the others are
 * in use, as by that write.
 */
export const isOfRequest = (text: string): boolean => !/SET last_used_at = |pg_backend_pid\(\)/.test(text);
