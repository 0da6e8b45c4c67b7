import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from '../errors/error-code.js';
import { failureOf, hasSqlState } from '../errors/failure.rules.js';
import { EmbeddedPostgresError } from './error.js';

const STARTING_UP = '57P03';
const WRONG_PASSWORD = '28P01';

/**
 * Opens a superuser connection whose loss does not crash the process. Waits while the server says that it starts,
 * which it also says after one of its backends crashed. The loop is its own, because this folder takes no npm packages but pg and zod.
 * @throws EmbeddedPostgresError when the server refuses the password; the driver's error for anything else.
 */
export async function connectAsSuperuser(port: number, password: string, database: string): Promise<pg.Client> {
  for (;;) {
    // `ssl` is given so that a PGSSLMODE meant for another server does not apply.
    const address = { host: '127.0.0.1', port, user: 'postgres', password, database, ssl: false };
    const client = new pg.Client({ ...address, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined); // the owner learns it from 'end'
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (codeOf(error) === WRONG_PASSWORD) throw wrongPassword(port, error);
      if (codeOf(error) !== STARTING_UP) throw error;
    }
    await sleep(50);
  }
}

/**
 * Whether the server dropped the connection or did not take it. It drops all of them when one of its processes crashes,
 * also those that only begin, and these without a word.
 */
export function isCut(error: unknown): boolean {
  if (hasSqlState(error)) return /^57P0[12]$/.test(String(codeOf(error)));
  return failureOf('connect', error).kind === 'unavailable';
}

function wrongPassword(port: number, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'FAILED',
    `The database server of this folder (port ${port}) refuses the password in postgres.json. Bring that file back from a backup.`,
    { cause },
  );
}
