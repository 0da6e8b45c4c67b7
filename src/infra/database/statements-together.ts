import pg, { type PoolClient, type QueryConfig, type QueryResult } from 'pg';

type Wire = object;
type Prepares = { prepare(wire: Wire): void };

/** Several statements on the wire of one: they end with one Sync. */
class StatementsTogether extends pg.Query {
  constructor(
    private readonly first: readonly QueryConfig[],
    last: QueryConfig,
    done: (error: Error | null, results: QueryResult | QueryResult[]) => void,
  ) {
    super(last, undefined, done as never);
  }

  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    const withoutSync = Object.create(wire, { sync: { value: () => undefined } });
    for (const statement of this.first) (new pg.Query(statement) as unknown as Prepares).prepare(withoutSync);
    (pg.Query.prototype as unknown as Prepares).prepare.call(this, wire);
  }
}

/**
 * Runs several statements in one round trip, and answers the result of the last. The server runs none after one that
 * fails. Outside a transaction they are one transaction, because they end with one Sync (PostgreSQL, "Extended Query",
 * pipelining). After a failure the connection must be closed: which of the named statements the server has prepared is
 * not known.
 * @throws the driver's error for the first that fails.
 */
export function queryTogether(
  client: PoolClient,
  first: readonly QueryConfig[],
  last: QueryConfig,
): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, results: QueryResult | QueryResult[]) => {
      const result = Array.isArray(results) ? results.at(-1) : results;
      if (error !== null || result === undefined) reject(error);
      else resolve(result);
    };
    client.query(new StatementsTogether(first, last, done));
  });
}
