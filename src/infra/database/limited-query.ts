import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { queryTogether } from './statements-together.js';

/** A row without columns. */
const LIMIT = "SELECT FROM set_config('statement_timeout', $1, true)";

/**
 * Runs one statement that the server itself ends after `limitMs` (SQLSTATE 57014). The limit is gone with the statement,
 * so it holds behind a pooler, and stays on no connection. On a one-row read it costs a quarter of the throughput, a
 * transaction with SET LOCAL costs half.
 */
export const queryWithin = (client: PoolClient, statement: QueryConfig, limitMs: number): Promise<QueryResult> =>
  queryTogether(client, [{ text: LIMIT, values: [String(Math.max(1, Math.ceil(limitMs)))] }], statement);

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
