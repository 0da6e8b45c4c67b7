/** One row of the environment table. `docs/configuration.md` and `.env.example` are made of these (`npm run gen:docs`). */
export interface Setting {
  readonly name: string;
  /** As shown in the table; `''` means not set. */
  readonly byDefault: string;
  readonly about: string;
}

const setting = (name: string, byDefault: string, about: string): Setting => ({ name, byDefault, about });

export const SETTINGS: readonly Setting[] = [
  setting('NODE_ENV', '', '`production` demands a database and encryption keys and invents nothing'),
  setting('HOST', 'localhost', 'address to listen on; `0.0.0.0` in production'),
  setting('PORT', '4000', 'port to listen on'),
  setting(
    'PUBLIC_URL',
    'http://localhost:PORT',
    'where users reach this installation; the callback URL is this + `/oauth/callback`',
  ),
  setting(
    'TRUST_PROXY',
    'off',
    '`on` when a proxy of yours sets X-Forwarded-For; limits are counted per address',
  ),
  setting('DATABASE_URL', '', 'PostgreSQL 14 or newer; without it an embedded PostgreSQL runs in DATA_DIR'),
  setting('DATABASE_URL_FILE', '', 'file that holds DATABASE_URL'),
  setting(
    'DATABASE_MIGRATION_URL',
    'DATABASE_URL',
    'the same database as the role that owns the tables: the API itself then cannot change audit events',
  ),
  setting('DATABASE_MIGRATION_URL_FILE', '', 'file that holds DATABASE_MIGRATION_URL'),
  setting('PGHOST', '', 'with PGDATABASE and PGUSER instead of DATABASE_URL; half of them is refused'),
  setting('PGPORT', '5432', 'goes with PGHOST'),
  setting('PGDATABASE', '', 'goes with PGHOST'),
  setting('PGUSER', '', 'goes with PGHOST'),
  setting('PGPASSWORD', '', 'goes with PGHOST'),
  setting('DATABASE_POOL_SIZE', '10', 'connections to the database, per process'),
  setting(
    'PREPARED_STATEMENTS',
    'off',
    '`on`: statements are planned once per connection, two to four times faster; not behind PgBouncer before 1.21. The embedded database always has them',
  ),
  setting('DATABASE_START_SECONDS', '30', 'how long a start waits for the database before it gives up'),
  setting('DATA_DIR', '.data', 'embedded database, generated keys'),
  setting('ENCRYPTION_KEYS', '', '`name:base64 of 32 bytes`, comma-separated; the first seals, all open'),
  setting('ENCRYPTION_KEYS_FILE', '', 'file that holds ENCRYPTION_KEYS'),
  setting('PORTAL', 'on', 'the web portal under /, and signing in to it'),
  setting('PLAYGROUND', 'on', 'GraphiQL, a page of the portal under /playground; `off` in production'),
  setting('INTROSPECTION', 'on', 'schema introspection; `off` in production'),
  setting('CORS_ORIGINS', '', 'exact origins of browser clients, comma-separated; none by default'),
  setting('MUTATIONS_PER_MINUTE', '600', 'per API key; five times that per workspace'),
  setting('READS_PER_MINUTE', '0', 'per API key; 0 is without limit'),
  setting('FAILED_KEYS_PER_MINUTE', '20', 'failed authentications per address and key prefix'),
  setting('REQUEST_SECONDS', '10', 'deadline of one request'),
  setting('SHUTDOWN_SECONDS', '15', 'how long SIGTERM lets running requests finish'),
  setting('METRICS', 'off', 'Prometheus metrics under /metrics, without a key: keep it behind your network'),
  setting(
    'SPOOL_DIR',
    'DATA_DIR/spool',
    'where answers of a platform wait until they are stored; a disk that outlives the process',
  ),
  setting(
    'TOKEN_REFRESH',
    'on',
    '`off` on every copy of a database: else the copy takes the links of the original away',
  ),
  setting(
    'REFRESH_TIMING',
    '20000/3000/10000/10000',
    'lease/gate/wait/settle of a token refresh, in ms; for tests, leave it alone',
  ),
  setting('TOKENS_PER_SECOND', '100', '`issueAccessToken` per API key and process'),
  setting('KEEP_ALIVE_PER_SECOND', '5', 'idle links renewed per second and process'),
  setting(
    'SANDBOX',
    '',
    '`on`: run the sandbox platform beside the API, for client ids that begin with `sandbox/`; the default without any database setting, refused in production',
  ),
  setting('SANDBOX_PORT', '4010', 'port of that sandbox, on 127.0.0.1'),
  setting('SANDBOX_URL', '', 'a sandbox that runs already, instead of starting one'),
  setting('LOG_LEVEL', 'info', '`fatal`, `error`, `warn`, `info`, `debug` or `silent`'),
];
