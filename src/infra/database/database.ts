// The folder `infra/database`: connections, transactions with their time-outs and retries, statements put together
// from fragments, and migrating. SQL about a table stands in the repository of the slice that owns the table.

import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import {
  isAnotherTryDue,
  isOfItsConnection,
  isReadOnly,
  isShortage,
  markDatabaseError,
  retryConflicts,
} from './database-errors.js';
import { askWhetherPooled, isBehindPooler, queryWithin } from './limited-query.js';
import { type Db, OpenTransaction, type Transaction } from './open-transaction.js';
import { SharedTransaction } from './shared-transaction.js';
import { StatementNames } from './statement-names.js';
import { queryTogether } from './statements-together.js';
import { withAbortSignal } from './with-abort-signal.js';

export type { Db, Transaction };

/** A statement with its parameters. */
export interface StatementText {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The caller of a transaction: when it stops waiting, and how it learns of a commit. */
export interface TransactionContext {
  readonly signal: AbortSignal;
  /** Called after every commit, so that later reads of the same request see it. */
  afterCommit(): void;
  /** The transaction that takes all writes of the caller, while its request has an idempotency key. */
  shared?: SharedTransaction | undefined;
}

/** How long cancelling a statement may take. */
const CANCEL_MS = 2_000;
/** How long a server counts as full after it had no room for a write, unless a transaction commits before. */
const SHORT_MS = 30_000;
/** True also on a standby. */
const READ_ONLY = "SELECT current_setting('transaction_read_only') = 'on' AS read_only";

/**
 * Runs statements on one pool of connections, which TypeORM owns. Statements do not use TypeORM's query runner, because
 * its `query_timeout` breaks the pool: after a time-out a dead client is handed out again.
 */
export class Database {
  readonly #names = new StatementNames();
  /** Until when the server counts as full, by `performance.now()`. */
  #shortUntil = 0;

  /**
   * `prepared`: plan each statement once per connection, under a name; impossible behind some poolers. `readMs`: how long
   * the statements of one reader may take behind a pooler, where they cannot be cancelled.
   */
  constructor(
    readonly dataSource: DataSource,
    private readonly prepared = false,
    private readonly readMs = 10_000,
  ) {}

  get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /**
   * A `Db` for statements outside a transaction. A statement is cancelled when `signal` aborts; behind a pooler the server
   * itself ends it, `readMs` after this call.
   * @throws TIMEOUT (from its `query`) when `signal` aborts; the driver's error for anything else.
   */
  reader(signal?: AbortSignal): Db {
    const until = performance.now() + this.readMs;
    return { query: (text, values = []) => this.#read(this.#statement(text, values), until, signal) };
  }

  /** As `reader`, for the caller of a transaction: it also reads what this caller has not committed yet. */
  readerFor({ signal, shared }: TransactionContext): Db {
    return shared?.reader ?? this.reader(signal);
  }

  async #read<Row>(statement: QueryConfig, until: number, signal?: AbortSignal): Promise<Row[]> {
    const client = await connect(this.pool, signal);
    try {
      const limited = signal !== undefined && isBehindPooler(client);
      const reading = limited ? queryWithin(client, statement, until - performance.now()) : client.query(statement);
      const { rows } = await withAbortSignal(reading, signal);
      client.release();
      return rows as Row[];
    } catch (error) {
      // A client with an abandoned statement must not go back to the pool: its next user would get this answer.
      client.release(signal?.aborted || isOfItsConnection(error) ? true : undefined);
      if (isAnotherTryDue(error) && !signal?.aborted) return this.#read(statement, until, signal);
      if (signal?.aborted) this.#cancel(client);
      throw this.#noted(error);
    }
  }

  /**
   * Runs `work` in one transaction, and again on a conflict or a broken connection (`retryConflicts`). `work` must not
   * call other systems, and its ids must be made outside of it: a run that follows a commit whose answer was lost then
   * finds its own rows. A statement ends after 8 s, a wait for a lock after 5 s.
   * @throws TIMEOUT when `waiting.signal` aborts; what `work` throws; the driver's error for anything else.
   */
  async transaction<T>(waiting: TransactionContext, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { signal, shared } = waiting;
    const isShared = shared?.isOver === false;
    const result = await (isShared ? shared.run(work) : retryConflicts(() => this.#once(signal, work), signal));
    waiting.afterCommit();
    return result;
  }

  async #once<T>(signal: AbortSignal, work: (tx: Transaction) => Promise<T>): Promise<T> {
    let tx: OpenTransaction | undefined;
    try {
      tx = await this.#begin(signal);
      const result = await work(tx);
      await tx.commit();
      this.#shortUntil = 0;
      return result;
    } catch (error) {
      await tx?.rollback(error);
      throw this.#noted(error);
    }
  }

  async #begin(signal: AbortSignal): Promise<OpenTransaction> {
    const client = await connect(this.pool, signal);
    const statement = (text: string, values: readonly unknown[]) => this.#statement(text, values);
    return OpenTransaction.begin({ client, signal, statement, cancel: (one) => this.#cancel(one) });
  }

  /** A transaction for all writes of a request (`TransactionContext.shared`). `first` runs when it begins. */
  share(signal: AbortSignal, first: (tx: Transaction) => Promise<void>): SharedTransaction {
    return new SharedTransaction({ begin: () => this.#begin(signal), first, noted: (error) => this.#noted(error) });
  }

  /**
   * Runs statements in one round trip and as one transaction, and again on a conflict or a broken connection: a repetition
   * must write the same. A statement ends after 8 s, a wait for a lock after 5 s.
   * @throws TIMEOUT when `signal` aborts; the driver's error for anything else.
   */
  writeTogether(statements: readonly StatementText[], signal: AbortSignal): Promise<void> {
    return retryConflicts(() => this.#together(statements, signal), signal);
  }

  async #together(statements: readonly StatementText[], signal: AbortSignal): Promise<void> {
    const client = await connect(this.pool, signal);
    const [last, ...before] = statements.map(({ text, values }) => this.#statement(text, values)).reverse();
    if (last === undefined) return client.release();
    try {
      await withAbortSignal(queryTogether(client, [{ text: LIMITS }, ...before.reverse()], last), signal);
      client.release();
    } catch (error) {
      client.release(true);
      if (signal.aborted) this.#cancel(client);
      throw this.#noted(error);
    }
  }

  /**
   * Why this process cannot serve now, or undefined: no answer within `ms`, a server that only answers reads, or one
   * that had no room for a write a short time ago. Only a write can show that there is room again.
   */
  async whyNotReady(ms: number): Promise<'no database' | 'database read-only' | 'database full' | undefined> {
    const signal = AbortSignal.timeout(ms);
    try {
      const client = await connect(this.pool, signal);
      const { rows } = await withAbortSignal(client.query(READ_ONLY), signal).catch((error) => {
        client.release(true);
        throw error;
      });
      // After a failover another connection may lead to the new primary.
      client.release(rows[0].read_only);
      if (rows[0].read_only) return 'database read-only';
      return performance.now() < this.#shortUntil ? 'database full' : undefined;
    } catch (error) {
      // For every kind of error the process is not ready.
      return isReadOnly(error) ? 'database read-only' : 'no database';
    }
  }

  #noted(error: unknown): unknown {
    if (isShortage(error)) this.#shortUntil = performance.now() + SHORT_MS;
    return markDatabaseError(error);
  }

  #statement(text: string, values: readonly unknown[]): QueryConfig {
    return { ...(this.prepared && this.#names.of(text)), text, values: [...values] };
  }

  #cancel(client: PoolClient): void {
    const pid = (client as unknown as { processID: number | null }).processID;
    // A pooler invents the number: it may be that of another's connection.
    if (pid === null || isBehindPooler(client)) return;
    // Best effort: the client is destroyed already, but the server would go on with its statement. The time limit
    // matters on a network that went silent: without it every call would keep a connection for good.
    const signal = AbortSignal.timeout(CANCEL_MS);
    connect(this.pool, signal)
      .then((other) =>
        withAbortSignal(other.query('SELECT pg_cancel_backend($1)', [pid]), signal).then(
          () => other.release(),
          () => other.release(true),
        ),
      )
      .catch(() => undefined);
  }
}

const LIMITS = "SELECT set_config('statement_timeout', '8s', true), set_config('lock_timeout', '5s', true)";

/** A connection, unless the caller's time is over first: then the one that comes late goes straight back. */
async function connect(pool: Pool, signal?: AbortSignal): Promise<PoolClient> {
  const connecting = pool.connect().then(askWhetherPooled);
  try {
    return await withAbortSignal(connecting, signal);
  } catch (error) {
    if (signal?.aborted) connecting.then((client) => client.release()).catch(() => undefined);
    throw markDatabaseError(error);
  }
}
