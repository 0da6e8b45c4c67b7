import { type FailureKind, failureOf, fieldsOf, hasSqlState } from '../errors/failure.rules.js';
import { retry } from '../process/retry.js';

/** Errors without a SQLSTATE that came from a connection to the database: EMFILE may as well come from a file. */
const fromConnections = new WeakSet<object>();

/** Marks what a connection or its pool threw, and answers it. */
export function markDatabaseError(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) fromConnections.add(error);
  return error;
}

/** What an error of the database means; `bug` for an error that is not of the database. */
export function classifyDatabaseError(error: unknown): FailureKind {
  const isOfDatabase = hasSqlState(error) || fromConnections.has(error as object);
  return isOfDatabase ? failureOf('database', error).kind : 'bug';
}

/**
 * A migration changed a table under a prepared statement: another connection plans it anew. The code says only "feature
 * not supported"; the server's function is the same in all languages, and the message is not (`lc_messages`).
 */
export const isStalePlan = (error: unknown): boolean =>
  fieldsOf(error).code === '0A000' && (error as { routine?: unknown }).routine === 'RevalidateCachedQuery';

/**
 * Whether a single statement that failed can be sent again at once: it changed nothing, and another connection or
 * another moment may let it through. Conflicts need a role whose transactions are serializable by default.
 */
export const isAnotherTryDue = (error: unknown): boolean =>
  isStalePlan(error) || classifyDatabaseError(error) === 'conflict';

/** Whether the server only answers reads: an error of a statement, or of a connection that was refused for it. */
export const isReadOnly = (error: unknown): boolean => fieldsOf(error).code === '25006';

/**
 * Whether the connection itself is what failed: its plans are stale, or it leads to a server that only reads since a
 * failover. Another one may do better.
 */
export const isOfItsConnection = (error: unknown): boolean => isStalePlan(error) || isReadOnly(error);

/** Whether the server has no disk or memory left for a write (SQLSTATE class 53, except for its connections). */
export const isShortage = (error: unknown): boolean => /^53(?!300)/.test(fieldsOf(error).code);

/**
 * Whether running the whole transaction again can help: a conflict, or a connection that broke. Not where none was to
 * be had, which has taken two seconds, and not where the server only reads or is short of something.
 */
export function isWorthRetrying(error: unknown): boolean {
  const { code, message } = fieldsOf(error);
  const kind = classifyDatabaseError(error);
  const lasts = /^(25006|53|58)/.test(code) || (code === '' && /timeout/.test(message));
  return kind === 'conflict' || isStalePlan(error) || (kind === 'unavailable' && !lasts);
}

/** Whether something else still refers to what was to go (SQLSTATE 23503). */
export const isStillReferredTo = (error: unknown): boolean => fieldsOf(error).code === '23503';

/**
 * Runs a statement or a transaction again on a conflict or a broken connection: five attempts, with jitter, while the
 * caller waits.
 * @throws the last error.
 */
export function retryConflicts<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return retry(work, {
    tries: 5,
    pauseMs: 25,
    factor: 2,
    jitter: true,
    isWorthRetrying: (error) => !signal.aborted && isWorthRetrying(error),
  });
}
