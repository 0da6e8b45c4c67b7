import type { Database, Db } from './database.js';

const STATEMENT_MS = 5_000;

/** A `Db` for one statement of background work. The statement is cancelled five seconds after this call. */
export const backgroundReader = (database: Database): Db => database.reader(AbortSignal.timeout(STATEMENT_MS));
