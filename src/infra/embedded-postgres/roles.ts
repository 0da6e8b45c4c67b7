import type pg from 'pg';
import type { Passwords } from './passwords.js';

const DATABASE = 'ledgerlink';
const OWNER_ROLE = 'ledgerlink_owner';
const APP_ROLE = 'ledgerlink';

/** Raise the number when the statements below change: they then run again on every cluster. */
const MARK = 'ledgerlink roles 1';

/** Connection URLs, `postgres://…@127.0.0.1:port/ledgerlink`, by role. */
export interface DatabaseUrls {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

/** The URLs of a server's roles. They contain the passwords. */
export function urlsOf(port: number, passwords: Passwords): DatabaseUrls {
  const url = (role: string, password: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
  return {
    superuser: url('postgres', passwords.superuser),
    owner: url(OWNER_ROLE, passwords.owner),
    app: url(APP_ROLE, passwords.app),
  };
}

/**
 * Makes the database and its two roles; only one query when they exist. `ledgerlink_owner` owns the database and makes
 * its tables. `ledgerlink` may only connect: migrations grant what it may do with tables. Neither may enter another
 * database of the cluster. The mark is set last, so that an interrupted set-up is repeated.
 */
export async function ensureRoles(
  superuser: pg.Client,
  connectTo: (database: string) => Promise<pg.Client>,
  passwords: Passwords,
): Promise<void> {
  const { rows } = await superuser.query<{ mark: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1`,
    [DATABASE],
  );
  if (rows[0]?.mark === MARK) return;
  await ensureRole(superuser, OWNER_ROLE, passwords.owner);
  await ensureRole(superuser, APP_ROLE, passwords.app);
  if (rows.length === 0) await superuser.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`);
  await superuser.query(`
    REVOKE ALL ON DATABASE postgres, template1, ${DATABASE} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${DATABASE} TO ${APP_ROLE};`);
  await closePublicSchema(await connectTo(DATABASE));
  await superuser.query(`COMMENT ON DATABASE ${DATABASE} IS '${MARK}'`);
}

async function ensureRole(superuser: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await superuser.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await superuser.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${superuser.escapeLiteral(password)}`,
  );
}

/** PostgreSQL 14 lets every role create tables in `public`. Since version 15 this changes nothing. */
async function closePublicSchema(client: pg.Client): Promise<void> {
  try {
    await client.query(`
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      ALTER SCHEMA public OWNER TO pg_database_owner;`);
  } finally {
    await client.end();
  }
}
