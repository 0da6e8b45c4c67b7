/** What a failed statement means: run the transaction again, no database, too slow, or a bug. */
export type DatabaseErrorClass = 'retry' | 'unavailable' | 'timeout' | 'other';

/**
 * Sorts an error of `pg` by SQLSTATE, and by text where the driver gives none: "Connection terminated unexpectedly"
 * and the pool's time-out carry no code at all (seen with pg 8.23).
 * Source: PostgreSQL manual, appendix A, "PostgreSQL Error Codes".
 */
export function classifyDatabaseError(error: unknown): DatabaseErrorClass {
  const { code, message } = fields(error);
  if (code === '40001' || code === '40P01') return 'retry';
  if (code === '57014' || code === '55P03' || code === '25P03') return 'timeout';
  // 08 connection, 57P01-03 shut down or starting, 53300 too many connections, 25006 read-only after a failover.
  if (/^(08|57P0[1-3]$|53300$|25006$)/.test(code)) return 'unavailable';
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN)$/.test(code))
    return 'unavailable';
  if (
    code === '' &&
    /connection terminated|connection error|timeout exceeded when trying to connect|client was closed|not queryable/i.test(
      message,
    )
  ) {
    return 'unavailable';
  }
  return 'other';
}

/**
 * A migration changed a table under a prepared statement: another connection plans it anew. The code says only "feature
 * not supported"; the server's function is the same in all languages, and the message is not (`lc_messages`).
 */
export const isStalePlan = (error: unknown): boolean =>
  fields(error).code === '0A000' && (error as { routine?: unknown }).routine === 'RevalidateCachedQuery';

/**
 * Whether a single statement that failed can be sent again at once: it changed nothing, and another connection or
 * another moment may let it through. Conflicts need a role whose transactions are serializable by default.
 */
export const isAnotherTryDue = (error: unknown): boolean =>
  isStalePlan(error) || classifyDatabaseError(error) === 'retry';

/**
 * Whether the connection itself is what failed: its plans are stale, or it leads to a server that only reads since a
 * failover. Another one may do better.
 */
export const isOfItsConnection = (error: unknown): boolean =>
  isStalePlan(error) || fields(error).code === '25006';

/**
 * Whether running the whole transaction again can help: a conflict, or a connection that broke. Not where none was to
 * be had: that has taken its two seconds, and five times that is longer than anybody waits.
 */
export function isWorthRetrying(error: unknown): boolean {
  const { code, message } = fields(error);
  const fault = classifyDatabaseError(error);
  const refused = code === '25006' || code === '53300' || (code === '' && /timeout/.test(message));
  return fault === 'retry' || isStalePlan(error) || (fault === 'unavailable' && !refused);
}

/** Whether something else still refers to what was to go (SQLSTATE 23503). */
export const isStillReferredTo = (error: unknown): boolean => fields(error).code === '23503';

function fields(error: unknown): { code: string; message: string } {
  if (typeof error !== 'object' || error === null) return { code: '', message: '' };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
}
