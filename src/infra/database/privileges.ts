import pg from 'pg';
import type { Db } from './database.js';
import { UnsuitableDatabase } from './requirements.js';

/** The role of a connection as the database names it (behind a pooler not the URL's), and where the connection leads. */
export interface Connected {
  readonly role: string;
  readonly database: string;
}

/**
 * Asks the database who is connected, and to what.
 * @throws Error when it does not answer with a row, which PostgreSQL always does.
 */
export async function readConnected(db: Db): Promise<Connected> {
  const [found] = await db.query<Connected>('SELECT current_user AS role, current_database() AS database');
  if (found === undefined) throw new Error('the database does not say who is connected');
  return found;
}

/** What a role lacks, or has although audit events only grow, or row-level security that keeps rows from it. */
export interface PrivilegeDifference {
  readonly kind: 'lacks' | 'has' | 'is under';
  readonly privileges: string;
  readonly object: string;
}

/**
 * Compares the privileges of the API's role with those that it needs, in the catalogue, which every role may read.
 * Empty: nothing differs, or there is no schema yet.
 */
export function readPrivilegeDifferences(db: Db, role: string): Promise<PrivilegeDifference[]> {
  return db.query<PrivilegeDifference>(
    `SELECT 'lacks' AS kind, string_agg(p, ', ' ORDER BY place) AS privileges, o.name AS object
       FROM (SELECT oid, 'schema ' || nspname AS name, false AS is_table, '{USAGE}'::text[] AS needed
               FROM pg_namespace WHERE nspname = 'ledgerlink'
              UNION ALL
             SELECT oid, relname, true, CASE relname WHEN 'audit_event' THEN '{SELECT,INSERT}'::text[]
                                                     ELSE '{SELECT,INSERT,UPDATE,DELETE}' END
               FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace('ledgerlink')) AS o
      CROSS JOIN LATERAL unnest(o.needed) WITH ORDINALITY AS n(p, place)
      WHERE NOT CASE WHEN o.is_table THEN has_table_privilege($1::name, o.oid, p)
                     ELSE has_schema_privilege($1::name, o.oid, p) END
      GROUP BY o.is_table, o.name
      UNION ALL
     SELECT 'is under', 'ROW LEVEL SECURITY', format('ledgerlink.%I', t.relname)
       FROM pg_class t JOIN pg_roles r ON r.rolname = $1
      WHERE t.relnamespace = to_regnamespace('ledgerlink') AND t.relrowsecurity AND NOT (r.rolsuper OR r.rolbypassrls)
        AND (t.relforcerowsecurity OR NOT pg_has_role(r.oid, t.relowner, 'USAGE'))
      UNION ALL
     SELECT 'has', string_agg(DISTINCT a.privilege_type, ', ' ORDER BY a.privilege_type), t.relname
       FROM pg_class t CROSS JOIN LATERAL (
              SELECT coalesce(t.relacl, acldefault('r', t.relowner)) AS acl UNION ALL
              SELECT attacl FROM pg_attribute WHERE attrelid = t.oid) AS l CROSS JOIN LATERAL aclexplode(l.acl) AS a
      WHERE t.relnamespace = to_regnamespace('ledgerlink') AND t.relname = 'audit_event' AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
        AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = $1)
      GROUP BY t.relname
      ORDER BY 1 DESC, 2 DESC, 3`,
    [role],
  );
}

/** The first three differences in words: `the role "app" lacks USAGE on schema ledgerlink, lacks DELETE on company`. */
export function describeDifferences(role: string, differences: readonly PrivilegeDifference[]): string {
  const words = differences.map(({ kind, privileges, object }) => `${kind} ${privileges} on ${object}`);
  const more = words.length > 3 ? ` and differs on ${words.length - 3} more tables` : '';
  return `the role "${role}" ${words.slice(0, 3).join(', ')}${more}`;
}

/** SQL that mends the privileges, for the role that owns the tables. A REVOKE takes those on columns back, too. */
export function mendingCommands(role: string): string {
  const name = pg.escapeIdentifier(role);
  return [
    `GRANT USAGE ON SCHEMA ledgerlink TO ${name}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ledgerlink TO ${name}`,
    `REVOKE UPDATE, DELETE, TRUNCATE ON ledgerlink.audit_event FROM ${name}`,
  ].join('; ');
}

/**
 * Why a start cannot mend what keeps the API's role from its rows, with the remedy. Undefined: it can, or nothing does.
 * Row-level security is left to the operator, who switched it on.
 */
export async function whyNotMendable(
  db: Db,
  role: string,
  differences: readonly PrivilegeDifference[],
): Promise<string | undefined> {
  const what = `In the database ${describeDifferences(role, differences)}.`;
  const switchOff = differences
    .filter(({ kind }) => kind === 'is under')
    .map(({ object }) => `ALTER TABLE ${object} DISABLE ROW LEVEL SECURITY`);
  if (switchOff.length > 0) return `${what} Run as the role that owns the tables: ${switchOff.join('; ')}`;
  if (!differences.some(({ kind }) => kind === 'lacks')) return undefined;
  const { owners, handOver } = await readOwnership(db);
  if (owners === null) return undefined;
  return handOver === null
    ? `${what} Set DATABASE_MIGRATION_URL to the role ${owners}, which owns the tables, or run as that role: ${mendingCommands(role)}`
    : `${what} The role ${owners} owns some of the tables. Run as a superuser: ${handOver}`;
}

/**
 * Gives the API's role exactly the privileges that it needs. Changes nothing where nothing differs.
 * @throws UnsuitableDatabase when one is lacking, and the connected role may not grant it.
 */
export async function mendPrivileges(tx: Db, role: string): Promise<void> {
  const differences = await readPrivilegeDifferences(tx, role);
  const why = await whyNotMendable(tx, role, differences);
  if (why !== undefined) throw new UnsuitableDatabase(why);
  if (differences.length > 0 && (await readOwnership(tx)).owners === null) await tx.query(mendingCommands(role));
}

interface Ownership {
  /** Null: the connected role owns all, or is a member of the roles that do, or there are no tables yet. */
  readonly owners: string | null;
  /** SQL that gives the connected role the tables of `owners`. Null: it owns no table itself, or all. */
  readonly handOver: string | null;
  readonly me: string;
  readonly database: string;
  readonly mayCreate: boolean;
  /** Null: there is no schema yet. */
  readonly schemaUsable: boolean | null;
}

async function readOwnership(db: Db): Promise<Ownership> {
  const [found] = await db.query<Ownership>(
    `SELECT string_agg(DISTINCT quote_ident(pg_get_userbyid(o.owner)), ', ') FILTER (WHERE NOT mine) AS owners,
            CASE WHEN bool_or(mine AND is_table) THEN
              string_agg(format('ALTER %s OWNER TO %I', name, current_user), '; ' ORDER BY name) FILTER (WHERE NOT mine)
            END AS "handOver", quote_ident(current_user) AS me, quote_ident(current_database()) AS database,
            has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
            (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = 'ledgerlink') AS "schemaUsable"
       FROM (SELECT 'SCHEMA ledgerlink' AS name, nspowner AS owner, false AS is_table
               FROM pg_namespace WHERE nspname = 'ledgerlink' UNION ALL
             SELECT format('TABLE ledgerlink.%I', relname), relowner, true
               FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace('ledgerlink')) AS o
      CROSS JOIN LATERAL pg_has_role(o.owner, 'USAGE') AS mine`,
  );
  if (found === undefined) throw new Error('the database does not say who is connected');
  return found;
}

/**
 * Checks that the connected role may make the tables, or change those that exist. `toRead`: it is enough that it may
 * look at those that exist.
 * @throws UnsuitableDatabase
 */
export async function assertOwned(db: Db, { toRead = false } = {}): Promise<void> {
  const { owners, handOver, me, database, mayCreate, schemaUsable } = await readOwnership(db);
  if (schemaUsable === null && !mayCreate)
    throw new UnsuitableDatabase(
      `The role ${me} of DATABASE_MIGRATION_URL (or DATABASE_URL) may not create tables: let it own the database, or run as the owner: GRANT CREATE ON DATABASE ${database} TO ${me}`,
    );
  if (owners === null || (toRead && schemaUsable)) return;
  const [which, how] =
    handOver === null ? ['The', 'Set DATABASE_MIGRATION_URL to the role that owns them, or run'] : ['Some', 'Run'];
  throw new UnsuitableDatabase(
    `${which} tables of Ledgerlink belong to the role ${owners}, and ${me}, the role of DATABASE_MIGRATION_URL (or DATABASE_URL), may not change them. ${how} as a superuser: ${handOver ?? `GRANT ${owners} TO ${me}`}`,
  );
}
