import { z } from 'zod';
import {
  databaseHost,
  databaseUrl,
  folder,
  keys,
  logLevel,
  networks,
  nodeEnvironment,
  noProxy,
  onOff,
  origins,
  proxyUrl,
  publicUrl,
  refreshTiming,
  sandboxUrl,
  seconds,
  trustedProxies,
  whole,
} from './config-values.js';
import { pullInterval, rawData } from './pull-values.js';

/** Whether a variable holds a secret, and whether `NAME_FILE` may name a file that holds it. */
type Secrecy = 'open' | 'secret' | 'secret in file';

/**
 * A setting with a fixed default. `field`: its name in `Config`, `''` where `toConfig` computes something from it.
 * `about` is its line in `docs/configuration.md` and `.env.example`.
 */
const setting = <Field extends string, Type extends z.ZodType<unknown, string>>(
  field: Field,
  type: Type,
  byDefault: string,
  about: string,
) => ({
  field,
  type: type.prefault(byDefault as z.input<Type>),
  byDefault,
  about,
  secrecy: 'open' as Secrecy,
});

/** A setting that may be absent. `byDefault` is what the documents show; `toConfig` decides. */
const optional = <Type extends z.ZodType<unknown, string>>(
  type: Type,
  byDefault: string,
  about: string,
  secrecy: Secrecy = 'open',
) => ({ field: '' as const, type: type.optional(), byDefault, about, secrecy });

// biome-ignore format: two lines for each setting: what it is, and what it is for.
/** Every environment variable that Ledgerlink reads. The only place where a setting is written. */
export const VARIABLES = {
  NODE_ENV: optional(nodeEnvironment, 'development',
    '`production` demands a database and encryption keys and invents nothing; otherwise `development` or `test`'),
  HOST: optional(z.string(), 'localhost',
    'address to listen on; `0.0.0.0` in production'),
  PORT: setting('port', whole(0, 65_535), '4000',
    'port to listen on'),
  PUBLIC_URL: optional(publicUrl, 'http://localhost:PORT',
    'where users reach this installation, also below a path: `https://host/ledgerlink`; the callback URL is this + `/oauth/callback`'),
  TRUST_PROXY: setting('trustedProxies', trustedProxies, 'off',
    'how many proxies of yours stand in front, such as `1`, or their networks, such as `10.0.0.0/8,127.0.0.1`: limits are counted per client, which is who they say in X-Forwarded-For'),
  MAX_CONNECTIONS: setting('maxConnections', whole(10, 100_000), '2000',
    'open connections per process; beyond it, the address that has the most of them gives one up'),
  DATABASE_URL: optional(databaseUrl, '',
    'PostgreSQL 14 or newer, also as several hosts of which one takes writes: `postgres://user:password@h1,h2/database`; without it an embedded PostgreSQL runs in DATA_DIR', 'secret in file'),
  DATABASE_MIGRATION_URL: optional(databaseUrl, 'DATABASE_URL',
    'the same database as the role that owns the tables: the API itself then cannot change audit events', 'secret in file'),
  PGHOST: optional(databaseHost, '',
    'with PGDATABASE and PGUSER instead of DATABASE_URL; half of them is refused'),
  PGPORT: setting('', whole(1, 65_535), '5432',
    'goes with PGHOST'),
  PGDATABASE: optional(z.string(), '',
    'goes with PGHOST'),
  PGUSER: optional(z.string(), '',
    'goes with PGHOST'),
  PGPASSWORD: optional(z.string(), '',
    'goes with PGHOST', 'secret'),
  DATABASE_POOL_SIZE: setting('poolSize', whole(2, 500), '10',
    'connections to the database, per process'),
  PREPARED_STATEMENTS: setting('', onOff, 'off',
    '`on`: statements are planned once per connection, two to four times faster; not behind PgBouncer before 1.21. The embedded database always has them'),
  DATABASE_START_SECONDS: setting('databaseStartMs', seconds(0, 3600), '30',
    'how long a start waits for the database before it gives up'),
  DATA_DIR: setting('dataDir', folder, '.data',
    'embedded database, generated keys'),
  ENCRYPTION_KEYS: optional(keys, '',
    '`name:base64 of 32 bytes`, comma-separated; the first seals, all open', 'secret in file'),
  PORTAL: setting('portal', onOff, 'on',
    'the web portal under /, and signing in to it'),
  PLAYGROUND: optional(onOff, 'on',
    'GraphiQL, a page of the portal under /playground; `off` in production'),
  INTROSPECTION: optional(onOff, 'on',
    'schema introspection; `off` in production'),
  CORS_ORIGINS: setting('corsOrigins', origins, '',
    'exact origins of browser clients, comma-separated; none by default'),
  MUTATIONS_PER_MINUTE: setting('mutationsPerMinute', whole(1, 999_999), '600',
    'per API key; five times that per workspace'),
  READS_PER_MINUTE: setting('readsPerMinute', whole(0, 999_999), '0',
    'per API key; 0 is without limit'),
  FAILED_KEYS_PER_MINUTE: setting('failedKeysPerMinute', whole(1, 999_999), '20',
    'failed authentications per address and key prefix'),
  REQUEST_SECONDS: setting('requestMs', seconds(1, 300), '10',
    'deadline of one request'),
  SHUTDOWN_SECONDS: setting('shutdownMs', seconds(1, 300), '15',
    'how long SIGTERM lets running requests finish'),
  METRICS: setting('metrics', onOff, 'off',
    'Prometheus metrics under /metrics, without a key: keep it behind your network'),
  SPOOL_DIR: optional(folder, 'DATA_DIR/spool',
    'where answers of a platform wait until they are stored; a disk that outlives the process'),
  TOKEN_REFRESH: setting('tokenRefresh', onOff, 'on',
    '`off` on every copy of a database: else the copy takes the links of the original away'),
  REFRESH_TIMING: setting('refreshTiming', refreshTiming, '20000/3000/10000/10000',
    'lease/gate/wait/settle of a token refresh, in ms; for tests, leave it alone'),
  TOKENS_PER_SECOND: setting('tokensPerSecond', whole(1, 999_999), '100',
    '`issueAccessToken` per API key and process'),
  KEEP_ALIVE_PER_SECOND: setting('keepAlivePerSecond', whole(1, 1000), '5',
    'idle links renewed per second and process'),
  PLATFORM_REQUESTS_PER_SECOND: setting('platformRequestsPerSecond', whole(1, 100_000), '14',
    'requests through this API to a platform, per application (a client id) and second, over all processes; a little less than the platform allows'),
  PLATFORM_REQUESTS_AT_ONCE: setting('platformRequestsAtOnce', whole(1, 100_000), '100',
    'the same at once, per process: with n processes, what the platform allows divided by n'),
  PLATFORM_REQUESTS_PER_MINUTE: setting('platformRequestsPerMinute', whole(2, 100_000), '100',
    'the same per link and minute, over all processes'),
  PLATFORM_REQUESTS_BURST: setting('platformRequestsBurst', whole(1, 99_999), '20',
    'how many of these a link may send at once after a pause; less than PLATFORM_REQUESTS_PER_MINUTE'),
  PULLS: setting('pulls', onOff, 'on',
    'this process pulls the data of linked companies and keeps them current; TOKEN_REFRESH=off stops it, too. What is kept: docs/data-protection.md'),
  PULL_INTERVAL: setting('pullInterval', pullInterval, 'DAILY',
    'how often the data of a new link are pulled: `OFF`, `MINUTES_15`, `HOURLY`, `EVERY_6_HOURS`, `DAILY` or `WEEKLY`'),
  FIRST_PULL: setting('firstPull', onOff, 'on',
    '`on`: the first pull of a link begins as soon as it is made; `off`: it waits for PULL_INTERVAL, or for `pullDatasets`'),
  DATA_RETENTION_DAYS: setting('dataRetentionDays', whole(0, 36_500), '0',
    'how many days the data of a link are kept after it was unlinked or has lost its access; 0: until `deleteData` or `deleteCompany`'),
  RAW_DATA: setting('rawData', rawData, 'keep',
    '`keep`: records are also stored as the platform sent them; `sealed`: the same, encrypted; `off`: only what the common model takes of them'),
  EVENT_RETENTION_DAYS: setting('eventRetentionDays', whole(1, 3650), '30',
    'how long events, and what was delivered of them, are kept'),
  WEBHOOK_ALLOW_CIDR: optional(networks, '127.0.0.0/8,::1',
    'networks of your own that webhooks may be sent to, at any port, beside public addresses; none in production'),
  HTTPS_PROXY: optional(proxyUrl, '',
    'proxy for requests to platforms, also in lower case; the database is reached without it', 'secret in file'),
  HTTP_PROXY: optional(proxyUrl, '',
    'the same, where HTTPS_PROXY is not set', 'secret in file'),
  NO_PROXY: optional(noProxy, '',
    'hosts, addresses and networks that are called without the proxy, comma-separated: a host stands for its subdomains too, each may have a port; `*` is every host. This machine is always called without it'),
  SANDBOX: optional(onOff, '',
    '`on`: run the sandbox platform beside the API, for client ids that begin with `sandbox/`; the default without any database setting, refused in production'),
  SANDBOX_PORT: setting('', whole(1, 65_535), '4010',
    'port of that sandbox, on 127.0.0.1'),
  SANDBOX_URL: optional(sandboxUrl, '',
    'a sandbox that runs already, instead of starting one'),
  LOG_LEVEL: setting('logLevel', logLevel, 'info',
    '`fatal`, `error`, `warn`, `info`, `debug` or `silent`'),
};

/** One row of the table in the documents. */
export interface Setting {
  readonly name: string;
  /** As the documents show it; `''`: not set. */
  readonly byDefault: string;
  readonly about: string;
}

/** The settings for the documents, with `NAME_FILE` after each that may come from a file. */
export const SETTINGS: readonly Setting[] = Object.entries(VARIABLES).flatMap(
  ([name, { byDefault, about, secrecy }]) => [
    { name, byDefault, about },
    ...(secrecy === 'secret in file'
      ? [{ name: `${name}_FILE`, byDefault: '', about: `file that holds ${name}` }]
      : []),
  ],
);
