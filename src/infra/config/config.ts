import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { bare, keys, onOff, origins, refreshTiming, safeOrLocal, url, whole } from './config-values.js';
import { SETTINGS } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the configuration at once, each by the variable's name and never with its value. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  }
}

const Variables = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().optional(),
  PORT: whole(0, 65_535).default(4000),
  PUBLIC_URL: url('http:', 'https:')
    .refine(bare, 'must have no user, query or fragment: `/oauth/callback` is put behind it')
    .optional(),
  TRUST_PROXY: onOff.default(false),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_MIGRATION_URL: url('postgres:', 'postgresql:').optional(),
  PGHOST: z
    .string()
    .regex(/^(\/.*|[\w.:-]+)$/, 'must be one host name, one address or the folder of a socket')
    .optional(),
  PGPORT: whole(1, 65_535).default(5432),
  PGDATABASE: z
    .string()
    .regex(/^[^?#]*$/, 'must have no ? and no #')
    .optional(),
  PGUSER: z.string().optional(),
  PGPASSWORD: z.string().optional(),
  DATABASE_POOL_SIZE: whole(2, 500).default(10),
  PREPARED_STATEMENTS: onOff.default(false),
  DATABASE_START_SECONDS: whole(0, 3600).default(30),
  DATA_DIR: z.string().default('.data'),
  ENCRYPTION_KEYS: keys.optional(),
  PORTAL: onOff.default(true),
  PLAYGROUND: onOff.optional(),
  INTROSPECTION: onOff.optional(),
  CORS_ORIGINS: origins.default([]),
  MUTATIONS_PER_MINUTE: whole(1, 999_999).default(600),
  READS_PER_MINUTE: whole(0, 999_999).default(0),
  FAILED_KEYS_PER_MINUTE: whole(1, 999_999).default(20),
  REQUEST_SECONDS: whole(1, 300).default(10),
  SHUTDOWN_SECONDS: whole(1, 300).default(15),
  METRICS: onOff.default(false),
  SPOOL_DIR: z.string().optional(),
  TOKEN_REFRESH: onOff.default(true),
  REFRESH_TIMING: refreshTiming.prefault('20000/3000/10000/10000'),
  TOKENS_PER_SECOND: whole(1, 999_999).default(100),
  KEEP_ALIVE_PER_SECOND: whole(1, 1000).default(5),
  SANDBOX: onOff.optional(),
  SANDBOX_PORT: whole(1, 65_535).default(4010),
  SANDBOX_URL: url('http:', 'https:')
    .refine(bare, 'must have no user, query or fragment')
    .refine(safeOrLocal, 'must be https, or on this machine: localhost, 127.0.0.1 or [::1]')
    .optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      'must be fatal, error, warn, info, debug or silent',
    )
    .default('info'),
});

export type Config = ReturnType<typeof toConfig>;

/** The process's own environment. The only reader of `process.env` in the code. */
export const environment = (): Environment => process.env;

const SECRET_VARIABLES = ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'PGPASSWORD', 'ENCRYPTION_KEYS'];

/**
 * The environment, for a process that stays: its secrets are taken out once they are read. Node writes the whole
 * environment into a diagnostic report (`--report-on-fatalerror`), and child processes inherit it.
 */
export function takeEnvironment(): Environment {
  const taken = { ...process.env };
  for (const name of SECRET_VARIABLES) delete process.env[name];
  return taken;
}

/** Reads and checks the environment; throws InvalidConfiguration with everything that is wrong. */
export function loadConfig(environment: Environment): Config {
  const problems: string[] = [];
  const given = readFiles(environment, problems);
  const parsed = Variables.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) problems.push(`${String(issue.path[0])} ${issue.message}`);
  problems.push(...whatIsMissing(given));
  if (!parsed.success || problems.length > 0) throw new InvalidConfiguration(problems);
  return toConfig(parsed.data);
}

/** What the sound variables mean together. */
function toConfig(data: z.output<typeof Variables>) {
  const production = data.NODE_ENV === 'production';
  const databaseUrl = completed(data.DATABASE_URL, data) ?? urlFromParts(data);
  return {
    production,
    host: data.HOST ?? (production ? '0.0.0.0' : 'localhost'),
    port: data.PORT,
    publicUrl: (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, ''),
    trustProxy: data.TRUST_PROXY,
    /** Undefined: run the embedded database. */
    databaseUrl,
    migrationUrl: completed(data.DATABASE_MIGRATION_URL, data) ?? databaseUrl,
    poolSize: data.DATABASE_POOL_SIZE,
    /** Nothing stands between us and the embedded database that could mix sessions up. */
    preparedStatements: data.PREPARED_STATEMENTS || databaseUrl === undefined,
    databaseStartMs: data.DATABASE_START_SECONDS * 1000,
    dataDir: resolve(data.DATA_DIR),
    encryptionKeys: data.ENCRYPTION_KEYS,
    portal: data.PORTAL,
    playground: data.PORTAL && (data.PLAYGROUND ?? !production),
    introspection: data.INTROSPECTION ?? !production,
    corsOrigins: data.CORS_ORIGINS,
    mutationsPerMinute: data.MUTATIONS_PER_MINUTE,
    readsPerMinute: data.READS_PER_MINUTE,
    failedKeysPerMinute: data.FAILED_KEYS_PER_MINUTE,
    requestMs: data.REQUEST_SECONDS * 1000,
    shutdownMs: data.SHUTDOWN_SECONDS * 1000,
    metrics: data.METRICS,
    spoolDir: resolve(data.SPOOL_DIR ?? join(data.DATA_DIR, 'spool')),
    tokenRefresh: data.TOKEN_REFRESH,
    refreshTiming: data.REFRESH_TIMING,
    tokensPerSecond: data.TOKENS_PER_SECOND,
    keepAlivePerSecond: data.KEEP_ALIVE_PER_SECOND,
    ...sandboxOf(data, !production && databaseUrl === undefined),
    logLevel: data.LOG_LEVEL,
  };
}

function sandboxOf({ SANDBOX, SANDBOX_URL, SANDBOX_PORT }: z.output<typeof Variables>, usual: boolean) {
  const startSandbox = SANDBOX_URL === undefined && (SANDBOX ?? usual);
  return {
    startSandbox,
    /** Where client ids that begin with `sandbox/` go; undefined: they are refused. */
    sandboxUrl: SANDBOX_URL ?? (startSandbox ? `http://127.0.0.1:${SANDBOX_PORT}` : undefined),
  };
}

/** An empty variable counts as not set; `NAME_FILE` stands in for `NAME` (how containers hand secrets over). */
function readFiles(environment: Environment, problems: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { name } of SETTINGS) {
    const value = environment[name];
    if (value === undefined || value === '') continue;
    if (!name.endsWith('_FILE')) {
      given[name] = value;
      continue;
    }
    try {
      given[name.slice(0, -'_FILE'.length)] ??= readFileSync(value, 'utf8').trim();
    } catch {
      problems.push(`${name} names a file that cannot be read`);
    }
  }
  return given;
}

function whatIsMissing(given: Record<string, string>): string[] {
  const missing: string[] = [];
  const parts = ['PGHOST', 'PGDATABASE', 'PGUSER'];
  const half = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'].filter(
    (name) => given[name] !== undefined,
  );
  const absent = parts.filter((name) => given[name] === undefined);
  const byUrl = given.DATABASE_URL !== undefined;
  if (!byUrl && half.length > 0 && absent.length > 0) {
    missing.push(
      `${half.join(', ')} without ${absent.join(', ')}: set all of ${parts.join(', ')}, or DATABASE_URL, or none of them`,
    );
  }
  if (!byUrl && half.length === 0 && given.DATABASE_MIGRATION_URL !== undefined) {
    missing.push(
      'DATABASE_MIGRATION_URL without DATABASE_URL: set both, or neither for the embedded database',
    );
  }
  if (given.NODE_ENV !== 'production') return missing;
  if (given.SANDBOX === 'on' || given.SANDBOX_URL !== undefined) {
    missing.push(
      'SANDBOX and SANDBOX_URL must not be set in production: the sandbox is no accounting platform',
    );
  }
  if (!byUrl && half.length === 0)
    missing.push('DATABASE_URL (or DATABASE_URL_FILE) must be set in production');
  if (given.ENCRYPTION_KEYS === undefined) {
    missing.push(
      'ENCRYPTION_KEYS (or ENCRYPTION_KEYS_FILE) must be set in production: make one with `npm run cli -- keys generate`',
    );
  }
  return missing;
}

/** A URL may leave user and password to PGUSER and PGPASSWORD. Here, because they do not stay in the environment. */
function completed(
  url: string | undefined,
  { PGUSER, PGPASSWORD }: z.output<typeof Variables>,
): string | undefined {
  if (url === undefined) return undefined;
  const full = new URL(url);
  if (full.username === '' && PGUSER !== undefined) full.username = encodeURIComponent(PGUSER);
  if (full.password === '' && PGPASSWORD !== undefined) full.password = encodeURIComponent(PGPASSWORD);
  return full.href;
}

function urlFromParts(data: z.output<typeof Variables>): string | undefined {
  if (data.PGHOST === undefined || data.PGUSER === undefined || data.PGDATABASE === undefined)
    return undefined;
  const password = data.PGPASSWORD === undefined ? '' : `:${encodeURIComponent(data.PGPASSWORD)}`;
  // A socket's folder goes into the query, which wins over the host; without a host it were no URL. The driver
  // decodes the database's name with decodeURI.
  const socket = data.PGHOST.startsWith('/');
  const host = data.PGHOST.includes(':') ? `[${data.PGHOST}]` : data.PGHOST;
  const place = `${socket ? 'localhost' : host}:${data.PGPORT}/${encodeURI(data.PGDATABASE)}`;
  const query = socket ? `?host=${encodeURIComponent(data.PGHOST)}` : '';
  return `postgres://${encodeURIComponent(data.PGUSER)}${password}@${place}${query}`;
}
