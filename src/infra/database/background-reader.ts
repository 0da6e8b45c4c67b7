import type { Database, Db } from './database.js';

const STATEMENT_MS = 5_000;

/** For one statement of what no caller waits for: its time is its own, and begins now. */
export const backgroundReader = (database: Database): Db =>
  database.reader(AbortSignal.timeout(STATEMENT_MS));
