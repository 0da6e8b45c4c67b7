import pg, { type PoolClient, type QueryConfig, type QueryResult } from 'pg';

/** What `pg` does on the wire for a query, which its types do not declare. */
interface Wire {
  parse(message: { text: string }): void;
  bind(message: { values: readonly string[] }): void;
  execute(message: object): void;
}
type Prepares = { prepare(wire: Wire): void };

/** A row without columns, because the driver is told of no columns for it. */
const LIMIT = "SELECT FROM set_config('statement_timeout', $1, true)";

/** A statement behind another one that bounds it: one round trip and one transaction, as both end with one Sync. */
class LimitedQuery extends pg.Query {
  constructor(
    config: QueryConfig,
    private readonly limitMs: number,
    done: (error: Error | null, result: QueryResult | QueryResult[]) => void,
  ) {
    super(config, undefined, done as never);
  }

  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    wire.parse({ text: LIMIT });
    wire.bind({ values: [String(this.limitMs)] });
    wire.execute({});
    (pg.Query.prototype as unknown as Prepares).prepare.call(this, wire);
  }
}

/**
 * Runs one statement that the server itself ends after `limitMs` (SQLSTATE 57014). The limit is gone with the statement,
 * so it holds behind a pooler, and stays on no connection. On a one-row read it costs a quarter of the throughput, a
 * transaction with SET LOCAL costs half.
 */
export function queryWithin(client: PoolClient, config: QueryConfig, limitMs: number): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: QueryResult | QueryResult[]) => {
      const last = Array.isArray(result) ? result.at(-1) : result;
      if (error !== null || last === undefined) reject(error);
      else resolve(last);
    };
    client.query(new LimitedQuery(config, Math.max(1, Math.ceil(limitMs)), done));
  });
}

const pooled = new WeakMap<PoolClient, boolean>();

/** Whether a pooler stands in front of the server, for a connection that `askWhetherPooled` has looked at. */
export const isBehindPooler = (client: PoolClient): boolean => pooled.get(client) === true;

/**
 * Compares, once per connection, the server's process id with the one that a cancellation would name: a pooler invents
 * it. Answers the connection.
 * @throws the driver's error, after the connection was released.
 */
export async function askWhetherPooled(client: PoolClient): Promise<PoolClient> {
  if (pooled.has(client)) return client;
  try {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    pooled.set(client, rows[0]?.pid !== (client as unknown as { processID: number | null }).processID);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
