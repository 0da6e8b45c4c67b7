/** Which call failed: `connect` opens a connection to the database, `database` is any statement. A code alone does not say it: EACCES may be a port, a file, or a socket of the database. */
export type FailedCall = 'connect' | 'database' | 'listen' | 'file';

/**
 * What a failure means to the call.
 * - `conflict`: with another transaction; run it again.
 * - `timeout`: it took longer than it may.
 * - `unavailable`: it may pass by itself; wait and try again.
 * - `refused`: it stays until a setting or the other system is changed.
 * - `unprepared`: the connection is good, the tables or the rights are not what the code needs.
 * - `bug`: none of these.
 */
export type FailureKind = 'conflict' | 'timeout' | 'unavailable' | 'refused' | 'unprepared' | 'bug';

/** What is said and done about an error. */
export interface Failure {
  readonly kind: FailureKind;
  /** Says what to do, without any value. `%d` stands for the port, `%c` for the code. Absent for a bug. */
  readonly sentence?: string;
}

const URLS = 'DATABASE_URL or DATABASE_MIGRATION_URL';
const UNREACHABLE =
  'The database cannot be reached. Check DATABASE_URL and DATABASE_MIGRATION_URL, and that the server runs and lets this machine in.';
const BUSY = 'The database is busy or ended the statement: try again.';
const WRONG_LOGIN = `The database refuses the user or password of ${URLS}.`;
const NO_DATABASE = `The database that ${URLS} names does not exist: create it, or correct the name.`;
const WITHOUT_TLS =
  'The database server does not offer TLS: turn on `ssl` there, or take `sslmode` out of the URL where you trust the network.';
const NO_DESCRIPTORS = 'This process has no file descriptor left: raise its limit (`ulimit -n`).';

/** Tested in their order against `code message`. The texts are those of pg 8.23, PgBouncer, PgCat, Odyssey and Supavisor. */
type Row = readonly [symptom: RegExp, kind: FailureKind, sentence?: string];

// biome-ignore format: one row for each failure
/** What PostgreSQL and poolers say. Source: PostgreSQL manual, appendix A, "PostgreSQL Error Codes". */
const SQLSTATES: readonly Row[] = [
  [/^40/, 'conflict', BUSY],
  [/^(57014|55P03|25P0[34])/, 'timeout', BUSY],
  // The first three texts are those of `onlyReads`.
  [/^25006 no server/, 'unavailable', `None of the servers that ${URLS} names takes writes: promote a standby, or name the primary, too.`],
  [/^25006 standby/, 'unavailable', `${URLS} leads to a standby, which only answers reads: name the primary, or every server and target_session_attrs=read-write.`],
  [/^25006 read-only/, 'unavailable', 'The database only answers reads, because its default_transaction_read_only is on: turn that off for the server, the database and the role. A managed server turns it on when its disk is full.'],
  [/^25006/, 'unavailable', 'The database only answers reads: it is a standby, or its default_transaction_read_only is on. Name the primary.'],
  [/^28P01/, 'refused', WRONG_LOGIN],
  [/^28000 .*(no encryption|SSL off)/, 'refused', 'The database server lets this user in over TLS only: put sslmode=verify-full into the URL.'],
  [/^28/, 'refused', `The database server does not let the user of ${URLS} in from this machine: check the user, and pg_hba.conf on the server.`],
  [/^(3D000|57P04)/, 'refused', NO_DATABASE],
  [/^53100/, 'unavailable', 'The disk of the database server is full: make room on it.'],
  [/^53300 .* for (role|database) /, 'unavailable', 'The user or the database has as many connections as its CONNECTION LIMIT allows: raise it with ALTER ROLE or ALTER DATABASE, or lower DATABASE_POOL_SIZE.'],
  [/^53300/, 'unavailable', 'The database server has no connection left: raise its max_connections, or lower DATABASE_POOL_SIZE.'],
  [/^53/, 'unavailable', 'The database server is short of memory, disk or another resource: see its log.'],
  // The text is that of `LastingClient`, followed by the driver's.
  [/^08P01 not the PostgreSQL protocol: Unknown authentication/, 'refused', 'The database server asks for a way to sign in that is not supported, such as GSSAPI or Kerberos: let it ask this user for scram-sha-256 (pg_hba.conf).'],
  [/^08P01 not the PostgreSQL protocol/, 'refused', `What answers at the host and port of ${URLS} does not speak the protocol of PostgreSQL: correct them.`],
  // A pooler answers with 08P01, 58000 or XX000 before it has reached a server, and only its text says why.
  [/^(08|58|XX).*(no more connections|max (clients|client connections)|too many .*(clients|connections)|check ?out .*timeout)/i, 'unavailable', 'The pooler has no connection left: raise its limit (max_client_conn, pool_size), or lower DATABASE_POOL_SIZE.'],
  [/^(08|58|XX).*(no such database|database .*(does not exist|not found|disabled)|no pool|route for|tenant or user not found)/i, 'refused', `The pooler does not know the database or the user of ${URLS}: correct them, or add them to the pooler.`],
  [/^(08|58|XX).*(no such user|role .*does not exist|(password|auth\w*|sasl|credentials?)\b.*(fail|invalid|incorrect|wrong)|login rejected|(wrong|incorrect|invalid) (user|password|credential)|no credentials)/i, 'refused', `The pooler refuses the user or password of ${URLS}.`],
  [/^08.*(ssl|tls) (is )?required/i, 'refused', 'The pooler demands TLS: put sslmode=verify-full into the URL.'],
  [/^08.*(unsupported startup parameter|not allowed)/i, 'refused', 'The pooler does not allow this connection: check the parameters of the URL, such as `options`, and the rules of the pooler.'],
  [/^(08|57)/, 'unavailable', UNREACHABLE],
  [/^58/, 'unavailable', 'The system of the database server reports a fault (SQLSTATE %c): see the log of the server.'],
  [/^42501/, 'unprepared', 'A role of DATABASE_MIGRATION_URL or DATABASE_URL lacks a privilege: `npm run cli -- doctor` names it and the command that grants it.'],
  [/^(42P01|3F000)/, 'unprepared', 'The database is not set up yet: run `npm run cli -- migrate`, or start Ledgerlink once.'],
];

// biome-ignore format: one row for each failure
/** What Node and the driver say on the way to the server. Source: `man errno`, and "TLS errors" of Node's manual. */
const CONNECTIONS: readonly Row[] = [
  [/^(ENOTFOUND|EAI_NONAME|EAI_NODATA) /, 'unavailable', `The host name of ${URLS} leads to no address: correct it, or the DNS of this machine.`],
  [/^EAI_/, 'unavailable', `The DNS of this machine does not answer for the host of ${URLS}.`],
  [/^(EMFILE|ENFILE) /, 'unavailable', NO_DESCRIPTORS],
  [/^(ERR_OSSL|E\w+ .*, (open|read)\b)/, 'refused', 'A file that sslrootcert, sslcert or sslkey in the URL names cannot be read, or has no certificate or key in PEM form.'],
  [/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_(UNTRUSTED|SIGNATURE_FAILURE)|INVALID_CA)/, 'refused', "The certificate of the database server comes from an authority that is not known here: put sslrootcert=<file of the authority's certificate> into the URL."],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)/, 'refused', 'The certificate of the database server has expired or is not valid yet: renew it, or correct the clock of this machine.'],
  [/^(ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH)/, 'refused', 'The certificate of the database server is for another host name: connect by a name that is in it.'],
  [/^ The server does not support SSL/, 'refused', WITHOUT_TLS],
  [/^(CERT_|CRL_|ERR_SSL_|ERR_TLS_|EPROTO )/, 'refused', 'TLS to the database fails (%c): check the certificates and the TLS versions of both sides.'],
  [/^ There was an error establishing an SSL connection/, 'refused', `What answers at the host and port of ${URLS} is no PostgreSQL server that offers TLS.`],
  [/^ .*(client password must be|no password)/, 'refused', `The database asks for a password, and ${URLS} has none: put one into the URL, or set PGPASSWORD.`],
  [/^ .*sslmode=verify-ca/, 'refused', 'sslmode=verify-ca needs sslrootcert=<file> in the URL.'],
  [/^ .*sslnegotiation/, 'refused', 'sslnegotiation in the URL must be `postgres`, or `direct` together with sslmode.'],
  [/^ SASL/, 'refused', 'The database server and this driver agree on no way to sign in: it must accept scram-sha-256.'],
  [/^ .*(connection terminated|connection error|timeout expired|timeout exceeded when trying to connect|client was closed|not queryable)/i, 'unavailable', UNREACHABLE],
  [/^E(?!RR_)[A-Z0-9_]+ /, 'unavailable', UNREACHABLE],
];

// biome-ignore format: one row for each failure
const TABLE: Readonly<Record<FailedCall, readonly Row[]>> = {
  connect: [
    [/^42501/, 'refused', `The user of ${URLS} may not connect to the database that it names: run GRANT CONNECT ON DATABASE … TO … as the owner of the database.`],
    ...SQLSTATES,
    ...CONNECTIONS,
    [/^\S/, 'refused', 'The database, or a pooler in front of it, refuses the connection (%c): see its log.'],
  ],
  database: [...SQLSTATES, ...CONNECTIONS],
  listen: [
    [/^EADDRINUSE /, 'unavailable', 'Port %d is taken: stop what listens there, or set PORT.'],
    [/^(EACCES|EPERM) /, 'refused', 'Port %d may not be used by this user: set PORT to 1024 or more, or allow low ports to this user.'],
    [/^(EMFILE|ENFILE) /, 'unavailable', NO_DESCRIPTORS],
    [/^(EADDRNOTAVAIL|ENOTFOUND|EAI_|EAFNOSUPPORT|EINVAL|ENODEV|ERR_)/, 'refused', 'HOST is no address of this machine: set it to one that is, to localhost, or to 0.0.0.0 for all.'],
    [/^/, 'unavailable', 'HOST and PORT cannot be listened on (%c): set others.'],
  ],
  file: [
    [/^(ENOSPC|EDQUOT) /, 'unavailable', 'The disk of DATA_DIR or SPOOL_DIR is full: make room on it, or set another folder.'],
    [/^(EMFILE|ENFILE) /, 'unavailable', NO_DESCRIPTORS],
    [/^(EROFS|EACCES|EPERM) /, 'refused', 'DATA_DIR or SPOOL_DIR cannot be written by this user: make it writable, or set another folder.'],
    [/^(ENOENT|ENOTDIR|EEXIST|EISDIR|ELOOP|ENAMETOOLONG|EINVAL) /, 'refused', 'DATA_DIR or SPOOL_DIR is no folder, or cannot be made where it should be: set another folder.'],
    [/^/, 'unavailable', 'DATA_DIR or SPOOL_DIR cannot be used (%c): check its disk, or set another folder.'],
  ],
};

/** Sorts an error of such a call by its SQLSTATE, its errno, or its text where it has neither. */
export function failureOf(call: FailedCall, error: unknown): Failure {
  const { code, message } = fieldsOf(error);
  const symptom = `${code} ${message}`;
  const [, kind, sentence] = TABLE[call].find(([pattern]) => pattern.test(symptom)) ?? [null, 'bug' as const];
  const { port = '' } = (error ?? {}) as { port?: unknown };
  return {
    kind,
    ...(sentence && { sentence: sentence.replace('%d', String(port)).replace('%c', () => code) }),
  };
}

/** Whether an error has a SQLSTATE, which no errno looks like: only the database says one. */
export const hasSqlState = (error: unknown): boolean => /^([0-9]|F0|HV|P0|XX)[0-9A-Z]{3,4}$/.test(fieldsOf(error).code);

/**
 * Whether a call of the file system failed. Errors of child processes and of connections name a path, too. Errors of a
 * file that is open name none, and those of its disk have codes that no connection has.
 */
export function isFileError(error: unknown): boolean {
  const { code = '', path, syscall = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const isOfDisk = /^(ENOSPC|EDQUOT|EFBIG|EIO)$/.test(code);
  return (isOfDisk || typeof path === 'string') && !/^(spawn|connect)/.test(syscall);
}

/** Code and message of an error; empty where it has none. */
export function fieldsOf(error: unknown): { code: string; message: string } {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
}
