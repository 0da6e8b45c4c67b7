import { releaseBuffer } from '../process/young-garbage.js';
import type { Database, Db, StatementText, Transaction } from './database.js';

const STATEMENT_MS = 5_000;
const WRITE_MS = 20_000;
/** The binary form of `jsonb` begins with its version. The JSON follows as text (PostgreSQL, `jsonb_recv`). */
const JSONB_VERSION = 1;

/** A `Db` for one statement of background work. The statement is cancelled five seconds after this call. */
export const backgroundReader = (database: Database): Db => database.reader(AbortSignal.timeout(STATEMENT_MS));

/** A transaction of background work, for at most five seconds. @throws as `Database.transaction`. */
export const backgroundTransaction = <T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  database.transaction({ signal: AbortSignal.timeout(STATEMENT_MS), afterCommit() {} }, work);

/** Writes of background work in one round trip, for at most twenty seconds. @throws as `Database.writeTogether`. */
export const backgroundWrite = (database: Database, statements: readonly StatementText[]): Promise<void> =>
  database.writeTogether(statements, AbortSignal.timeout(WRITE_MS));

/** A `jsonb` parameter outside of V8's heap, where a long text would stay until all of the heap is collected. */
export function jsonbParameter(json: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(json) + 1);
  bytes[0] = JSONB_VERSION;
  bytes.write(json, 1);
  return bytes;
}

/** Gives the memory of such parameters back. The statements must have been run. */
export function releaseParameters(statements: readonly StatementText[]): void {
  for (const { values } of statements) for (const value of values) if (Buffer.isBuffer(value)) releaseBuffer(value);
}
