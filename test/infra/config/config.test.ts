import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/infra/config/config.js';
import { SETTINGS } from '../../../src/infra/config/settings.js';
import { LastingClient } from '../../../src/infra/database/database-client.js';
import { problemsOf } from '../../support/config-problems.js';

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const URL_OF = 'postgres://user:password@db.example/ledgerlink';
const PRODUCTION = { NODE_ENV: 'production', DATABASE_URL: URL_OF, ENCRYPTION_KEYS: KEY };
const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the environment', () => {
  test('empty makes an embedded, loopback, open-playground installation', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      host: 'localhost',
      port: 4000,
      publicUrl: 'http://localhost:4000',
      pulls: true,
      pullInterval: 1440,
      firstPull: true,
      dataRetentionDays: 0,
      rawData: 'keep',
      eventRetentionDays: 30,
      webhookNetworks: [
        { address: '127.0.0.0', prefix: 8, family: 'ipv4' },
        { address: '::1', prefix: 128, family: 'ipv6' },
      ],
      basePath: '',
      callbackUrl: 'http://localhost:4000/oauth/callback',
      trustedProxies: { hops: 0 },
      maxConnections: 2_000,
      databaseUrl: undefined,
      migrationUrl: undefined,
      poolSize: 10,
      preparedStatements: true,
      databaseStartMs: 30_000,
      dataDir: resolve('.data'),
      encryptionKeys: undefined,
      outgoingProxy: undefined,
      portal: true,
      playground: true,
      introspection: true,
      corsOrigins: [],
      mutationsPerMinute: 600,
      readsPerMinute: 0,
      failedKeysPerMinute: 20,
      requestMs: 10_000,
      shutdownMs: 15_000,
      metrics: false,
      spoolDir: resolve('.data/spool'),
      tokenRefresh: true,
      refreshTiming: { leaseMs: 20_000, gateMs: 3_000, waitMs: 10_000, settleMs: 10_000 },
      tokensPerSecond: 100,
      keepAlivePerSecond: 5,
      platformRequestsPerSecond: 14,
      platformRequestsAtOnce: 100,
      platformRequestsPerMinute: 100,
      platformRequestsBurst: 20,
      sandboxUrl: 'http://127.0.0.1:4010',
      startSandbox: true,
      logLevel: 'info',
    });
  });

  test('the burst of a link is less than what it may send in a minute', () => {
    const wrong = { PLATFORM_REQUESTS_PER_MINUTE: '20', PLATFORM_REQUESTS_BURST: '20' };
    expect(() => loadConfig(wrong)).toThrow('PLATFORM_REQUESTS_BURST must be less than PLATFORM_REQUESTS_PER_MINUTE');
  });

  test('runs a sandbox beside an embedded database only, or where it is told to, and never in production', () => {
    const sandbox = (environment: object) => {
      const { startSandbox, sandboxUrl } = loadConfig({ ...environment });
      return [startSandbox, sandboxUrl];
    };
    const elsewhere = { DATABASE_URL: 'postgres://u@h/d' };
    expect(sandbox(elsewhere)).toEqual([false, undefined]);
    expect(sandbox({ ...elsewhere, SANDBOX: 'on' })).toEqual([true, 'http://127.0.0.1:4010']);
    expect(sandbox({ SANDBOX: 'off' })).toEqual([false, undefined]);
    expect(sandbox({ SANDBOX_URL: 'http://127.0.0.1:5000' })).toEqual([false, 'http://127.0.0.1:5000']);
    expect(sandbox({ SANDBOX_URL: 'https://sandbox.example' })).toEqual([false, 'https://sandbox.example']);
    expect(() => loadConfig({ SANDBOX_URL: 'http://sandbox.example' })).toThrow('must be https, or on this machine');
    const production = { ...elsewhere, NODE_ENV: 'production', ENCRYPTION_KEYS: KEY };
    expect(sandbox(production)).toEqual([false, undefined]);
    expect(() => loadConfig({ ...production, SANDBOX: 'on' })).toThrow('SANDBOX');
    expect(() => loadConfig({ ...production, SANDBOX_URL: 'http://127.0.0.1:5000' })).toThrow('SANDBOX');
  });

  test('refuses refresh times that would let two instances present one token', () => {
    for (const timing of ['20000', '20000/10000/10000/1000', '3000/700/1000/4000', 'a/b/c/d'])
      expect(() => loadConfig({ REFRESH_TIMING: timing })).toThrow('REFRESH_TIMING');
  });

  test('plans statements once per connection on the embedded database, elsewhere only when told', () => {
    const planned = (more: object) => loadConfig({ DATABASE_URL: 'postgres://u@h/d', ...more }).preparedStatements;
    expect([planned({}), planned({ PREPARED_STATEMENTS: 'on' }), loadConfig({}).preparedStatements]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('completes a database URL without user or password from PGUSER and PGPASSWORD, as the driver would', () => {
    const url = (more: object) => loadConfig({ DATABASE_URL: 'postgres://h/d', ...more }).databaseUrl;
    expect(url({ PGUSER: 'u', PGPASSWORD: 'p@w' })).toBe('postgres://u:p%40w@h/d');
    expect(loadConfig({ DATABASE_URL: 'postgres://me:mine@h/d', PGUSER: 'u', PGPASSWORD: 'p' }).databaseUrl).toBe(
      'postgres://me:mine@h/d',
    );
  });

  test('of production listens everywhere and shows neither playground nor schema', () => {
    const { production, host, playground, introspection } = loadConfig(PRODUCTION);
    expect({ production, host, playground, introspection }).toEqual({
      production: true,
      host: '0.0.0.0',
      playground: false,
      introspection: false,
    });
    const on = loadConfig({ ...PRODUCTION, PLAYGROUND: 'on', INTROSPECTION: 'on' });
    expect([on.playground, on.introspection]).toEqual([true, true]);
  });

  test('counts an empty variable as not set', () => {
    expect(loadConfig(Object.fromEntries(SETTINGS.map(({ name }) => [name, ''])))).toEqual(loadConfig({}));
  });

  test('loses the white space around a value, as the line end of a file that has Windows line ends', () => {
    expect(loadConfig({ NODE_ENV: 'development\r', DATA_DIR: ' .data ', PORT: '4000\r\n' })).toEqual(
      loadConfig({ HOST: ' ' }),
    );
  });

  test.each([
    [{}, 'http://localhost:4000'],
    [{ PORT: '8080' }, 'http://localhost:8080'],
    [{ PUBLIC_URL: 'https://api.example/ledger//', PORT: '8080' }, 'https://api.example/ledger'],
    [{ PUBLIC_URL: 'https://api.example//' }, 'https://api.example'],
    [{ PUBLIC_URL: 'https://api.example/@team/x' }, 'https://api.example/@team/x'],
    [{ PUBLIC_URL: 'HTTPS://Api.Example:443/a/../Büro/ß x/' }, 'https://api.example/B%C3%BCro/%C3%9F%20x'],
  ])('%j is reached at %s', (environment, publicUrl) => {
    expect(loadConfig(environment).publicUrl).toBe(publicUrl);
  });

  test('takes several exact origins', () => {
    const { corsOrigins } = loadConfig({ CORS_ORIGINS: ' https://a.example , http://localhost:3000,' });
    expect(corsOrigins).toEqual(['https://a.example', 'http://localhost:3000']);
  });
});

describe('PG* variables', () => {
  const PARTS = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'];
  const VALUES = ['db.example', '6543', 'ledger', 'c4nary-user', 'c4nary-password'];
  const subsets = Array.from({ length: 31 }, (_, i) => PARTS.filter((_part, bit) => (i + 1) & (1 << bit)));
  const required = (name: string) => !['PGPORT', 'PGPASSWORD'].includes(name);
  const whole = subsets.filter((names) => names.filter(required).length === 3);
  const half = subsets.filter((names) => !whole.includes(names));
  const environmentOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, VALUES[PARTS.indexOf(name)]]));

  test('are refused half-set, in each of the 27 ways, by the names that are missing', () => {
    expect(half).toHaveLength(27);
    for (const names of half) {
      const missing = PARTS.filter((name) => required(name) && !names.includes(name));
      expect(problemsOf(environmentOf(names))).toEqual([
        `${names.join(', ')} without ${missing.join(', ')}: set all of PGHOST, PGDATABASE, PGUSER, or DATABASE_URL, or none of them`,
      ]);
    }
  });

  test('are a database when host, database and user are set, with and without port and password', () => {
    expect(whole.map((names) => loadConfig(environmentOf(names)).databaseUrl)).toEqual([
      'postgres://c4nary-user@db.example:5432/ledger',
      'postgres://c4nary-user@db.example:6543/ledger',
      'postgres://c4nary-user:c4nary-password@db.example:5432/ledger',
      'postgres://c4nary-user:c4nary-password@db.example:6543/ledger',
    ]);
  });

  test.each(['db.example', '10.0.0.7', '::1', '/var/run/my postgres'])(
    'reach the host %s with any characters in the other parts',
    (host) => {
      const [database, user, password] = ['a b/c:d%&ü?#+@%41', 'u@x:y', 'p/w:@%#?& ü'];
      const { databaseUrl = '', migrationUrl } = loadConfig({
        PGHOST: host,
        PGPORT: '6543',
        PGDATABASE: database,
        PGUSER: user,
        PGPASSWORD: password,
      });
      const client = new LastingClient({ connectionString: databaseUrl });
      expect(client).toMatchObject({ host, port: 6543, database, user, password });
      expect(client.getStartupConf()).toMatchObject({ database, user });
      expect(migrationUrl).toBe(databaseUrl);
    },
  );

  test('count for nothing beside DATABASE_URL', () => {
    expect(loadConfig({ DATABASE_URL: URL_OF, PGHOST: 'other' }).databaseUrl).toBe(URL_OF);
  });
});

describe('variables that name a file', () => {
  test('give what the file holds, without its line end', () => {
    const { databaseUrl, migrationUrl, encryptionKeys } = loadConfig({
      NODE_ENV: 'production',
      DATABASE_URL_FILE: file('url', `${URL_OF}\n`),
      DATABASE_MIGRATION_URL_FILE: file('migration-url', 'postgres://owner@db.example/ledgerlink\r\n'),
      ENCRYPTION_KEYS_FILE: file('keys', `${KEY}\n`),
    });
    expect({ databaseUrl, migrationUrl, encryptionKeys }).toEqual({
      databaseUrl: URL_OF,
      migrationUrl: 'postgres://owner@db.example/ledgerlink',
      encryptionKeys: KEY,
    });
  });

  test('yield to the variable itself', () => {
    const other = file('other', 'postgres://other@db.example/other');
    expect(loadConfig({ DATABASE_URL: URL_OF, DATABASE_URL_FILE: other }).databaseUrl).toBe(URL_OF);
  });

  test('are refused where there is no such file, or nothing in it', () => {
    expect(problemsOf({ ...PRODUCTION, ENCRYPTION_KEYS: '', ENCRYPTION_KEYS_FILE: join(folder, 'c4nary') })).toEqual([
      'ENCRYPTION_KEYS_FILE names a file that cannot be read',
      'ENCRYPTION_KEYS (or ENCRYPTION_KEYS_FILE) must be set in production: make one with `npm run cli -- keys generate`',
    ]);
    expect(problemsOf({ DATABASE_URL_FILE: file('empty', '\n') })).toEqual([
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://',
    ]);
    expect(problemsOf({ DATABASE_URL_FILE: folder })).toEqual(['DATABASE_URL_FILE names a file that cannot be read']);
  });
});
