// The folder `infra/config`: every setting: its variable, its default and its check. No other folder reads the
// environment.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { toDatabaseUrl } from './database-url.rules.js';
import { networkOf } from './network.js';
import { VARIABLES } from './settings.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration cannot be used. Lists every problem, by the variable's name and never with its value. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  }
}

type Table = typeof VARIABLES;
const table: readonly (readonly [string, Table[keyof Table]])[] = Object.entries(VARIABLES);
const Variables = z.object(
  Object.fromEntries(table.map(([name, { type }]) => [name, type])) as {
    [Name in keyof Table]: Table[Name]['type'];
  },
);
type Values = z.output<typeof Variables>;

/** The settings that are in `Config` as they were parsed. */
type ParsedFields = {
  readonly [Name in keyof Table as Exclude<Table[Name]['field'], ''>]: z.output<Table[Name]['type']>;
};

/** The whole configuration: the fields of `VARIABLES` and what `toConfig` computes. Times are in milliseconds. */
export type Config = ReturnType<typeof toConfig>;

/** The process's own environment. The only reader of `process.env` in the code. */
export const environment = (): Environment => process.env;

/** The proxy variables are also read in lower case, which is read first, as curl does. */
const spellings = (name: string): string[] => (/^(HTTPS?|NO)_PROXY$/.test(name) ? [name.toLowerCase(), name] : [name]);

/**
 * The environment, for a process that stays: its secrets are removed from `process.env` once they are read. Node
 * writes the environment into a diagnostic report (`--report-on-fatalerror`), and child processes inherit it.
 */
export function takeEnvironment(): Environment {
  const taken = { ...process.env };
  for (const [name, { secrecy }] of table)
    if (secrecy !== 'open') for (const spelling of spellings(name)) delete process.env[spelling];
  return taken;
}

/**
 * Checks the variables and makes the configuration.
 * @throws InvalidConfiguration with every problem.
 */
export function loadConfig(environment: Environment): Config {
  const problems: string[] = [];
  const given = readValues(environment, problems);
  const parsed = Variables.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) problems.push(`${String(issue.path[0])} ${issue.message}`);
  problems.push(...whatIsMissing(given));
  if ((parsed.data?.PLATFORM_REQUESTS_BURST ?? 0) >= (parsed.data?.PLATFORM_REQUESTS_PER_MINUTE ?? 1))
    problems.push('PLATFORM_REQUESTS_BURST must be less than PLATFORM_REQUESTS_PER_MINUTE');
  if (!parsed.success || problems.length > 0) throw new InvalidConfiguration(problems);
  return toConfig(parsed.data);
}

function toConfig(data: Values) {
  const production = data.NODE_ENV === 'production';
  const databaseUrl = completed(data.DATABASE_URL, data) ?? urlFromParts(data);
  const fields = table.filter(([, { field }]) => field !== '');
  const publicUrl = data.PUBLIC_URL ?? `http://localhost:${data.PORT}`;
  return {
    ...(Object.fromEntries(fields.map(([name, { field }]) => [field, data[name as keyof Values]])) as ParsedFields),
    production,
    host: data.HOST ?? (production ? '0.0.0.0' : 'localhost'),
    publicUrl,
    /** The path of `publicUrl`: empty, or without a slash at its end. */
    basePath: new URL(publicUrl).pathname.replace(/\/$/, ''),
    /** Where platforms send customers back to. */
    callbackUrl: `${publicUrl}/oauth/callback`,
    /** Undefined: run the embedded database. */
    databaseUrl,
    migrationUrl: completed(data.DATABASE_MIGRATION_URL, data) ?? databaseUrl,
    /** The embedded database has no pooler in front of it that could mix sessions up. */
    preparedStatements: data.PREPARED_STATEMENTS || databaseUrl === undefined,
    encryptionKeys: data.ENCRYPTION_KEYS,
    outgoingProxy: outgoingProxyOf(data),
    playground: data.PORTAL && (data.PLAYGROUND ?? !production),
    introspection: data.INTROSPECTION ?? !production,
    /** Where webhooks may be sent beside public addresses. A developer's receiver is on this machine. */
    webhookNetworks: data.WEBHOOK_ALLOW_CIDR ?? (production ? [] : LOOPBACK),
    spoolDir: data.SPOOL_DIR ?? join(data.DATA_DIR, 'spool'),
    ...sandboxOf(data, !production && databaseUrl === undefined),
  };
}

const LOOPBACK = ['127.0.0.0/8', '::1'].flatMap((text) => networkOf(text) ?? []);

/** The proxy for requests to platforms; undefined: they are called directly. */
function outgoingProxyOf({ HTTPS_PROXY, HTTP_PROXY, NO_PROXY = '' }: Values) {
  const text = HTTPS_PROXY ?? HTTP_PROXY;
  if (text === undefined) return undefined;
  const setting = HTTPS_PROXY === undefined ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  return { url: new URL(text), setting, noProxy: NO_PROXY };
}

function sandboxOf({ SANDBOX, SANDBOX_URL, SANDBOX_PORT }: Values, usual: boolean) {
  const startSandbox = SANDBOX_URL === undefined && (SANDBOX ?? usual);
  return {
    startSandbox,
    /** The platform of client ids that begin with `sandbox/`. Undefined: they are refused. */
    sandboxUrl: SANDBOX_URL ?? (startSandbox ? `http://127.0.0.1:${SANDBOX_PORT}` : undefined),
  };
}

/**
 * The values without white space around them; an empty one counts as not set. `NAME_FILE` replaces `NAME`: containers
 * hand secrets over in files. A value in quotation marks is refused: `docker --env-file` and others pass them on, and
 * the rest of the checks are made on what they enclose.
 */
function readValues(environment: Environment, problems: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  const bare = (name: string, value = ''): string => {
    const [, , within] = /^(["'`])(.*)\1$/s.exec(value.trim()) ?? [];
    if (within !== undefined) problems.push(`${name} is in quotation marks: leave them out`);
    return within ?? value.trim();
  };
  for (const [name, { secrecy }] of table) {
    const spelling = spellings(name).find((each) => environment[each]?.trim()) ?? name;
    const value = bare(name, environment[spelling]);
    if (value !== '') given[name] = value;
    const path = secrecy === 'secret in file' && value === '' && bare(`${name}_FILE`, environment[`${name}_FILE`]);
    if (!path) continue;
    try {
      given[name] = bare(name, readFileSync(path, 'utf8'));
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read`);
    }
  }
  return given;
}

function whatIsMissing(given: Record<string, string>): string[] {
  const missing: string[] = [];
  const parts = ['PGHOST', 'PGDATABASE', 'PGUSER'];
  const half = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'].filter((name) => given[name] !== undefined);
  const absent = parts.filter((name) => given[name] === undefined);
  const byUrl = given.DATABASE_URL !== undefined;
  if (!byUrl && half.length > 0 && absent.length > 0) {
    missing.push(
      `${half.join(', ')} without ${absent.join(', ')}: set all of ${parts.join(', ')}, or DATABASE_URL, or none of them`,
    );
  }
  if (!byUrl && half.length === 0 && given.DATABASE_MIGRATION_URL !== undefined) {
    missing.push('DATABASE_MIGRATION_URL without DATABASE_URL: set both, or neither for the embedded database');
  }
  if (given.NODE_ENV !== 'production') return missing;
  if (given.SANDBOX === 'on' || given.SANDBOX_URL !== undefined) {
    missing.push('SANDBOX and SANDBOX_URL must not be set in production: the sandbox is no accounting platform');
  }
  if (!byUrl && half.length === 0) missing.push('DATABASE_URL (or DATABASE_URL_FILE) must be set in production');
  if (given.ENCRYPTION_KEYS === undefined) {
    missing.push(
      'ENCRYPTION_KEYS (or ENCRYPTION_KEYS_FILE) must be set in production: make one with `npm run cli -- keys generate`',
    );
  }
  return missing;
}

/**
 * Fills in user and password from PGUSER and PGPASSWORD, as the driver does. They do not stay in the environment. The
 * driver verifies certificates for these three values of `sslmode` as for `verify-full`, and warns that a later version
 * will not: the URL then says what holds.
 */
function completed(url: string | undefined, { PGUSER, PGPASSWORD }: Values): string | undefined {
  if (url === undefined) return undefined;
  const full = toDatabaseUrl(url) ?? new URL(url);
  if (full.username === '' && PGUSER !== undefined) full.username = encodeURIComponent(PGUSER);
  if (full.password === '' && PGPASSWORD !== undefined) full.password = encodeURIComponent(PGPASSWORD);
  const { searchParams: query } = full;
  if (/^(prefer|require|verify-ca)$/.test(query.get('sslmode') ?? '') && !query.has('uselibpqcompat'))
    query.set('sslmode', 'verify-full');
  return full.href;
}

function urlFromParts(data: Values): string | undefined {
  if (data.PGHOST === undefined || data.PGUSER === undefined || data.PGDATABASE === undefined) return undefined;
  const password = data.PGPASSWORD === undefined ? '' : `:${encodeURIComponent(data.PGPASSWORD)}`;
  // A socket's folder goes into the query, which overrides the host that a URL must have.
  const socket = data.PGHOST.startsWith('/');
  const host = data.PGHOST.includes(':') ? `[${data.PGHOST}]` : data.PGHOST;
  const place = `${socket ? 'localhost' : host}:${data.PGPORT}/${encodeURIComponent(data.PGDATABASE)}`;
  const query = socket ? `?host=${encodeURIComponent(data.PGHOST)}` : '';
  return `postgres://${encodeURIComponent(data.PGUSER)}${password}@${place}${query}`;
}
