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

/** A migration changed a table under a prepared statement: another connection plans it anew. */
export function isStalePlan(error: unknown): boolean {
  const { code, message } = fields(error);
  return code === '0A000' && message.includes('cached plan');
}

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
