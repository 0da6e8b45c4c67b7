import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyEntry } from '../../src/infra/secrets/key-ring.js';
import { createDatabase, encryptionKeys, type TestDatabase } from '../support/database.js';
import { endProcesses, freePort, launchServer, statusOf, until } from '../support/processes.js';
import { TABLES } from '../support/source-files.js';
import { tableSums } from '../support/table-sums.js';
import { startTcpProxy } from '../support/tcp-proxy.js';

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-refusals-'));
});
beforeEach(() => {
  for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
});
afterAll(async () => {
  await endProcesses();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A start that ends by itself: its exit code and all that it printed. */
async function refused(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const server = launchServer({ DATA_DIR: dataDir, PORT: '0', ...env });
  return { code: await server.ended, output: server.output() };
}
const changed = (part: 'password' | 'pathname' | 'username', value: string): string =>
  Object.assign(new URL(database.urls.app), { [part]: value }).href;

describe('a configuration that cannot be', () => {
  test('is refused with exit code 78, every problem in one list, before anything is made', async () => {
    expect(await refused({ NODE_ENV: 'production', PORT: 'c4nary', PGHOST: 'c4nary' })).toEqual({
      code: 78,
      output: [
        'The configuration is not usable:',
        '  - PORT must be a whole number from 0 to 65535',
        '  - PGHOST without PGDATABASE, PGUSER: set all of PGHOST, PGDATABASE, PGUSER, or DATABASE_URL, or none of them',
        '  - ENCRYPTION_KEYS (or ENCRYPTION_KEYS_FILE) must be set in production: make one with `npm run cli -- keys generate`',
        '',
      ].join('\n'),
    });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test.each([
    [
      'a password that is wrong',
      () => changed('password', 'c4nary'),
      'The database refuses the user or password of DATABASE_URL or DATABASE_MIGRATION_URL.\n',
    ],
    [
      'a user that is unknown',
      () => changed('username', 'c4nary'),
      'The database refuses the user or password of DATABASE_URL or DATABASE_MIGRATION_URL.\n',
    ],
    [
      'a database that is unknown',
      () => changed('pathname', '/c4nary'),
      'The database that DATABASE_URL or DATABASE_MIGRATION_URL names does not exist: create it, or correct the name.\n',
    ],
  ])('is %s: exit code 78 and a sentence without the value', async (_what, url, sentence) => {
    expect(await refused({ DATABASE_URL: url(), ENCRYPTION_KEYS: encryptionKeys() })).toEqual({
      code: 78,
      output: sentence,
    });
  });

  test('is a role that may not make the tables', async () => {
    const empty = await createDatabase({ empty: true });
    expect(await refused({ DATABASE_URL: empty.urls.app, ENCRYPTION_KEYS: encryptionKeys() })).toEqual({
      code: 78,
      output: `The role ledgerlink of DATABASE_MIGRATION_URL (or DATABASE_URL) may not create tables: let it own the database, or run as the owner: GRANT CREATE ON DATABASE ${empty.name} TO ledgerlink\n`,
    });
    await empty.drop();
  });

  test('is a port that is taken', async () => {
    const other: Server = createServer().listen(0, 'localhost');
    await until('the port is taken', async () => other.listening);
    const port = String((other.address() as { port: number }).port);
    expect(await refused({ DATABASE_URL: database.urls.app, PORT: port })).toEqual({
      code: 69,
      output: expect.stringMatching(/^Port \d+ is taken: stop what listens there, or set PORT\.\n$/),
    });
    other.close();
  });
});

describe('a place that cannot be had ends the start with its own sentence:', () => {
  const inDatabase = () => ({ DATABASE_URL: database.urls.app });
  const HOST = /^HOST is no address of this machine: set it to one that is, /;
  test.each<[string, () => Record<string, string>, number, RegExp]>([
    ['a foreign address', () => ({ ...inDatabase(), HOST: '192.0.2.1' }), 78, HOST],
    ['a name without an address', () => ({ ...inDatabase(), HOST: 'nosuch.invalid' }), 78, HOST],
    ['an address with its port', () => ({ ...inDatabase(), HOST: '127.0.0.1:80' }), 78, HOST],
    [
      'a data folder below a file',
      () => ({ DATA_DIR: '/dev/null/data' }),
      69,
      /^The embedded database did not start: DATA_DIR or SPOOL_DIR is no folder/,
    ],
    [
      'a database without a name in DNS',
      () => ({ DATABASE_URL: 'postgres://u:c4nary@nosuch.invalid/d', DATABASE_START_SECONDS: '0' }),
      69,
      /^The (host name of|DNS of this machine)/m,
    ],
    [
      // To connect to a broadcast address is refused by this machine's own kernel.
      'a network that cannot be reached, after some waiting',
      () => ({ DATABASE_URL: 'postgres://u:c4nary@255.255.255.255/d', DATABASE_START_SECONDS: '1' }),
      69,
      /^(?=([\s\S]*"code":"ENETUNREACH"){3})[\s\S]*^The database cannot be reached\./m,
    ],
  ])('%s', async (_what, env, code, sentence) => {
    const found = await refused(env());
    expect(found).toEqual({ code, output: expect.stringMatching(sentence) });
    expect(found.output).not.toMatch(/c4nary|\n +at |192\.0|nosuch/);
  });
});

describe('an encryption key that does not open the database', () => {
  const WRONG =
    'ENCRYPTION_KEYS does not open this database: it was set up with another key. Give the key it was set up with (it may stand behind a newer one in the list). Nothing was written.\n';
  const MISSING =
    'This database was set up with an encryption key, and there is none now: ENCRYPTION_KEYS is not set, and DATA_DIR holds no file encryption-keys. Put the file back, or set ENCRYPTION_KEYS. Nothing was written.\n';
  const urls = () => ({ DATABASE_URL: database.urls.app, DATABASE_MIGRATION_URL: database.urls.owner });

  test.each<[string, () => Record<string, string>, string?]>([
    ['another one in production', () => ({ NODE_ENV: 'production', ENCRYPTION_KEYS: generateKeyEntry('2026-02-02') })],
    ['another one outside it', () => ({ ENCRYPTION_KEYS: generateKeyEntry('2026-02-02') })],
    [
      'another one of the same name',
      () => ({
        ENCRYPTION_KEYS: `${encryptionKeys().split(':')[0]}:${generateKeyEntry('2026-02-02').split(':')[1]}`,
      }),
    ],
    ['none, and no file', () => ({ ENCRYPTION_KEYS: '' }), MISSING],
  ])('%s: exit code 78, nothing written, nothing invented', async (_what, env, sentence = WRONG) => {
    const before = await tableSums(database.admin);
    expect(Object.keys(before)).toHaveLength(TABLES);
    expect(await refused({ ...urls(), ...env() })).toEqual({ code: 78, output: sentence });
    expect(await tableSums(database.admin)).toEqual(before);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test.each([
    [
      'encryption-keys',
      'encryption-keys in DATA_DIR: entry 1 is not `name:base64 of 32 bytes` (make one with `npm run cli -- keys generate`)',
    ],
    ['api-key', 'api-key in DATA_DIR: is not an API key. Remove the file: the next start makes a new key'],
  ])('a file %s that holds something else is named, and left as it is', async (name, problem) => {
    writeFileSync(join(dataDir, name), 'c4nary\n');
    const before = await tableSums(database.admin);
    const env = { ENCRYPTION_KEYS: name === 'api-key' ? encryptionKeys() : '' };
    expect(await refused({ ...urls(), ...env })).toEqual({
      code: 78,
      output: `The configuration is not usable:\n  - ${problem}\n`,
    });
    expect(await tableSums(database.admin)).toEqual(before);
    expect(readdirSync(dataDir)).toEqual([name]);
  });

  test('the old key behind a new one opens it', async () => {
    const port = String(await freePort());
    const ENCRYPTION_KEYS = `${generateKeyEntry('2026-02-02')},${encryptionKeys()}`;
    launchServer({ ...urls(), NODE_ENV: 'production', ENCRYPTION_KEYS, PORT: port, DATA_DIR: dataDir });
    await until('ready', async () => (await statusOf(`http://localhost:${port}/readyz`)) === 200);
  });
});

describe('a database that is not there', () => {
  test('is waited for, healthy but not ready, and given up with exit code 69', async () => {
    const [port, unused] = [await freePort(), await freePort()];
    const url = `http://localhost:${port}`;
    const server = launchServer({
      DATABASE_URL: `postgres://user:c4nary@127.0.0.1:${unused}/ledgerlink`,
      // Long enough to look at it meanwhile.
      DATABASE_START_SECONDS: '4',
      DATA_DIR: dataDir,
      PORT: String(port),
    });
    await until('the port is open', async () => (await statusOf(`${url}/healthz`)) === 200);
    expect(await statusOf(`${url}/readyz`)).toBe(503);
    const answer = await fetch(`${url}/graphql`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAVAILABLE', retryable: true } }],
    });
    expect(await server.ended).toBe(69);
    const lines = server.output().trim().split('\n');
    expect(lines).toContain(
      'The database cannot be reached. Check DATABASE_URL and DATABASE_MIGRATION_URL, and that the server runs and lets this machine in.',
    );
    const waits = lines.filter((line) => line.includes('"msg":"the database cannot be reached yet"'));
    // Pauses of 0.1 s, 0.2 s, 0.4 s …, of which the end of the four seconds cuts the last short: seven tries, fewer where the
    // machine is busy, and eight where the timer of the last pause is early by a part of a ms.
    expect(waits.length).toBeGreaterThanOrEqual(3);
    expect(waits.length).toBeLessThanOrEqual(8);
    expect(waits.every((line) => line.includes('"code":"ECONNREFUSED"'))).toBe(true);
    expect(server.output()).not.toContain('c4nary');
  });

  test('is taken as soon as it comes', async () => {
    const [port, later] = [await freePort(), await freePort()];
    const { hostname, port: real } = new URL(database.urls.app);
    const late = (url: string) => url.replace(`:${real}/`, `:${later}/`);
    const server = launchServer({
      DATABASE_URL: late(database.urls.app),
      DATABASE_MIGRATION_URL: late(database.urls.owner),
      ENCRYPTION_KEYS: encryptionKeys(),
      DATA_DIR: dataDir,
      PORT: String(port),
    });
    await until('it waits', async () => server.output().includes('cannot be reached yet'));
    const proxy = await startTcpProxy({ host: hostname, port: Number(real) }, later);
    await until('ready', async () => (await statusOf(`http://localhost:${port}/readyz`)) === 200);
    server.child.kill('SIGKILL');
    await server.ended;
    await proxy.close();
  });
});
