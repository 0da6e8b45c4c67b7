import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { environmentFiles, withEnvironmentTable } from '../../../scripts/environment-files.js';
import { type Config, loadConfig } from '../../../src/infra/config/config.js';
import { SETTINGS } from '../../../src/infra/config/settings.js';

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const PROXY = 'http://proxy.example:3128';
const DATABASE = 'postgres://user@db.example/ledgerlink';

/** What each setting changes: a value that is not its default, and what becomes of it. */
const EFFECTS: Readonly<Record<string, [value: string, field: keyof Config, becomes: unknown]>> = {
  HOST: ['127.0.0.1', 'host', '127.0.0.1'],
  PORT: ['4001', 'port', 4001],
  PUBLIC_URL: ['https://api.example', 'publicUrl', 'https://api.example'],
  TRUST_PROXY: ['2', 'trustedProxies', { hops: 2 }],
  MAX_CONNECTIONS: ['77', 'maxConnections', 77],
  DATABASE_URL: [DATABASE, 'databaseUrl', DATABASE],
  DATABASE_POOL_SIZE: ['3', 'poolSize', 3],
  DATABASE_START_SECONDS: ['0', 'databaseStartMs', 0],
  DATA_DIR: ['elsewhere', 'dataDir', resolve('elsewhere')],
  ENCRYPTION_KEYS: [KEY, 'encryptionKeys', KEY],
  PORTAL: ['off', 'portal', false],
  PLAYGROUND: ['off', 'playground', false],
  INTROSPECTION: ['off', 'introspection', false],
  CORS_ORIGINS: ['https://app.example', 'corsOrigins', ['https://app.example']],
  MUTATIONS_PER_MINUTE: ['7', 'mutationsPerMinute', 7],
  READS_PER_MINUTE: ['7', 'readsPerMinute', 7],
  FAILED_KEYS_PER_MINUTE: ['7', 'failedKeysPerMinute', 7],
  REQUEST_SECONDS: ['7', 'requestMs', 7_000],
  SHUTDOWN_SECONDS: ['7', 'shutdownMs', 7_000],
  METRICS: ['on', 'metrics', true],
  SPOOL_DIR: ['elsewhere', 'spoolDir', resolve('elsewhere')],
  TOKEN_REFRESH: ['off', 'tokenRefresh', false],
  REFRESH_TIMING: ['3000/700/1000/1000', 'refreshTiming', { leaseMs: 3000, gateMs: 700, waitMs: 1000, settleMs: 1000 }],
  TOKENS_PER_SECOND: ['7', 'tokensPerSecond', 7],
  KEEP_ALIVE_PER_SECOND: ['7', 'keepAlivePerSecond', 7],
  PLATFORM_REQUESTS_PER_SECOND: ['7', 'platformRequestsPerSecond', 7],
  PLATFORM_REQUESTS_AT_ONCE: ['7', 'platformRequestsAtOnce', 7],
  PLATFORM_REQUESTS_PER_MINUTE: ['77', 'platformRequestsPerMinute', 77],
  PLATFORM_REQUESTS_BURST: ['7', 'platformRequestsBurst', 7],
  PULLS: ['off', 'pulls', false],
  PULL_INTERVAL: ['HOURLY', 'pullInterval', 60],
  FIRST_PULL: ['off', 'firstPull', false],
  DATA_RETENTION_DAYS: ['30', 'dataRetentionDays', 30],
  RAW_DATA: ['off', 'rawData', 'off'],
  EVENT_RETENTION_DAYS: ['7', 'eventRetentionDays', 7],
  WEBHOOK_ALLOW_CIDR: ['10.1.0.0/16', 'webhookNetworks', [{ address: '10.1.0.0', prefix: 16, family: 'ipv4' }]],
  HTTPS_PROXY: [PROXY, 'outgoingProxy', { url: new URL(PROXY), setting: 'HTTPS_PROXY', noProxy: '' }],
  HTTP_PROXY: [PROXY, 'outgoingProxy', { url: new URL(PROXY), setting: 'HTTP_PROXY', noProxy: '' }],
  SANDBOX: ['off', 'startSandbox', false],
  SANDBOX_PORT: ['4711', 'sandboxUrl', 'http://127.0.0.1:4711'],
  SANDBOX_URL: ['http://127.0.0.1:5000', 'sandboxUrl', 'http://127.0.0.1:5000'],
  LOG_LEVEL: ['warn', 'logLevel', 'warn'],
};
/** `test/infra/config/config.test.ts` says what these do: they need or are each other. */
const TOGETHER = /^(NODE_ENV|NO_PROXY|PG\w+|DATABASE_MIGRATION_URL|PREPARED_STATEMENTS|\w+_FILE)$/;

test('docs/configuration.md and .env.example list exactly the settings, in order, with their defaults', () => {
  const files = environmentFiles();
  expect(files.map(({ path }) => path)).toEqual(['docs/configuration.md', '.env.example']);
  for (const { path, stands, shouldBe } of files) expect({ path, text: stands }).toEqual({ path, text: shouldBe });
});

test('a page without its markers is refused, not written over', () => {
  expect(() => withEnvironmentTable('a page without a table', SETTINGS)).toThrow('lacks the markers');
});

test('every setting has an effect, and no two share a name', () => {
  const names = SETTINGS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(EFFECTS)).toEqual(names.filter((name) => !TOGETHER.test(name)));
  for (const [name, [value, field, becomes]] of Object.entries(EFFECTS)) {
    expect({ name, [field]: loadConfig({ [name]: value })[field] }).toEqual({ name, [field]: becomes });
    expect(loadConfig({})[field]).not.toEqual(becomes);
  }
});

test('every default that is shown is what leaving the setting out means', () => {
  const shown = SETTINGS.filter(({ name, byDefault }) => byDefault !== '' && name in EFFECTS);
  expect(shown).toHaveLength(35);
  for (const { name, byDefault } of shown) {
    const value = byDefault.replace(/\bPORT\b/, '4000').replace('DATA_DIR', '.data');
    expect({ name, config: loadConfig({ [name]: value }) }).toEqual({ name, config: loadConfig({}) });
  }
});
