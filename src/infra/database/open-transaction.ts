import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { isOfItsConnection } from './database-errors.js';
import { queryTogether } from './statements-together.js';
import { withAbortSignal } from './with-abort-signal.js';

/** The first parameter of every repository function: a request's reader, or the open transaction. */
export interface Db {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** An open transaction. */
export interface Transaction extends Db {
  /** The database's time when the transaction began, with its microseconds. For parameters of type `timestamptz`. */
  readonly now: string;
  /** Sends a statement with the COMMIT, in one round trip. Its failure is the transaction's. `last`: after the others. */
  atCommit(text: string, values: readonly unknown[], last?: 'last' | undefined): void;
}

// One round trip for all of it; SET LOCAL is gone with the transaction, so it holds behind a pooler too.
const BEGIN =
  "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = '8s'; SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '5s'; SELECT now()::text AS now";

/** The connection of a transaction, and what its `Database` does for it. */
export interface TransactionConnection {
  readonly client: PoolClient;
  /** The caller stops waiting when it aborts. */
  readonly signal: AbortSignal;
  statement(text: string, values: readonly unknown[]): QueryConfig;
  /** Ends the statement that a client left behind. */
  cancel(client: PoolClient): void;
}

/** A transaction that has begun. Its owner commits it or rolls it back: until then it has a connection of the pool. */
export class OpenTransaction implements Transaction {
  readonly #atCommit: QueryConfig[] = [];
  readonly #last: QueryConfig[] = [];

  private constructor(
    private readonly connection: TransactionConnection,
    readonly now: string,
  ) {}

  /** @throws TIMEOUT when the signal aborts; the driver's error for anything else. The connection is released then. */
  static async begin(connection: TransactionConnection): Promise<OpenTransaction> {
    const { client, signal, cancel } = connection;
    try {
      const begun = (await withAbortSignal(client.query(BEGIN), signal)) as unknown as QueryResult[];
      return new OpenTransaction(connection, begun.at(-1)?.rows[0].now);
    } catch (error) {
      client.release(true);
      if (signal.aborted) cancel(client);
      throw error;
    }
  }

  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#send(this.connection.statement(text, values))).rows as Row[];
  }

  atCommit(text: string, values: readonly unknown[], last?: 'last'): void {
    (last ? this.#last : this.#atCommit).push(this.connection.statement(text, values));
  }

  /**
   * Runs a part of the transaction. What it has written is undone if it throws. What it sends last waits for the COMMIT:
   * it may lock a row that all writers need.
   */
  async part<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const before = this.#last.length;
    await this.#send({ text: 'SAVEPOINT part' });
    try {
      const result = await work(this);
      for (const statement of this.#atCommit.splice(0)) await this.#send(statement);
      await this.#send({ text: 'RELEASE SAVEPOINT part' });
      return result;
    } catch (error) {
      this.#atCommit.length = 0;
      this.#last.length = before;
      // Where this fails, too, the transaction is lost, and so is its COMMIT.
      await this.#send({ text: 'ROLLBACK TO SAVEPOINT part' }).catch(() => undefined);
      throw error;
    }
  }

  /** @throws the driver's error; then the owner calls `rollback`. */
  async commit(): Promise<void> {
    const { client, signal } = this.connection;
    await withAbortSignal(queryTogether(client, [...this.#atCommit, ...this.#last], { text: 'COMMIT' }), signal);
    client.release();
  }

  /** Gives the connection back, or closes it where its state is not known. `error`: why the transaction ends. */
  async rollback(error?: unknown): Promise<void> {
    const { client, signal, cancel } = this.connection;
    const clean =
      !signal.aborted &&
      (await this.#send({ text: 'ROLLBACK' }).then(
        () => true,
        () => false,
      ));
    client.release(!clean || this.#atCommit.length + this.#last.length > 0 || isOfItsConnection(error));
    if (signal.aborted) cancel(client);
  }

  #send(statement: QueryConfig): Promise<QueryResult> {
    return withAbortSignal(this.connection.client.query(statement), this.connection.signal);
  }
}
