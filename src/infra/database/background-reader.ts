import type { Database, Db, StatementText, Transaction } from './database.js';

const STATEMENT_MS = 5_000;
const WRITE_MS = 20_000;

/** A `Db` for one statement of background work. The statement is cancelled five seconds after this call. */
export const backgroundReader = (database: Database): Db => database.reader(AbortSignal.timeout(STATEMENT_MS));

/** A transaction of background work, for at most five seconds. @throws as `Database.transaction`. */
export const backgroundTransaction = <T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  database.transaction({ signal: AbortSignal.timeout(STATEMENT_MS), afterCommit() {} }, work);

/** Writes of background work in one round trip, for at most twenty seconds. @throws as `Database.writeTogether`. */
export const backgroundWrite = (database: Database, statements: readonly StatementText[]): Promise<void> =>
  database.writeTogether(statements, AbortSignal.timeout(WRITE_MS));
