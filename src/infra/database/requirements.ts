import type { Db } from './database.js';
import { onlyReads, WRITE_STATE, type WriteState } from './servers.rules.js';

/** A database that can be reached, and with which Ledgerlink cannot work as it is. The message names the remedy. */
export class UnsuitableDatabase extends Error {
  override readonly name = 'UnsuitableDatabase';
}

const OLDEST = 140_000;

interface ServerFacts extends WriteState {
  readonly version: number;
  readonly encoding: string;
}

/** Why Ledgerlink cannot work with a server of this version and a database of this encoding. Undefined: it can. */
export function whyNotSuitable({ version, encoding }: Omit<ServerFacts, keyof WriteState>): string | undefined {
  if (version < OLDEST) return 'Ledgerlink needs PostgreSQL 14 or newer; this server is older.';
  if (encoding === 'UTF8') return undefined;
  return `The database has the encoding ${encoding}, which cannot hold every name: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, copy the data with pg_dump and pg_restore, and name it in DATABASE_URL.`;
}

/**
 * @throws UnsuitableDatabase for a server that is too old, or a database that does not store UTF-8; an error with
 * SQLSTATE 25006 for a server that only answers reads, such as a standby.
 */
export async function assertSuitable(db: Db): Promise<void> {
  const [facts] = await db.query<ServerFacts>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding, ${WRITE_STATE}`,
  );
  const why = facts && whyNotSuitable(facts);
  if (why !== undefined) throw new UnsuitableDatabase(why);
  if (facts?.read_only) throw onlyReads(facts.standby ? 'standby' : 'read-only');
}
