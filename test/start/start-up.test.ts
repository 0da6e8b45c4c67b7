import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyEntry } from '../../src/infra/secrets/key-ring.js';
import { makeKey } from '../../src/workspaces/api-key.rules.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { endProcesses, freePort, graphql, launchServer, type Process, statusOf, until } from '../support/processes.js';

let database: TestDatabase;
let dataDir: string;
beforeEach(async () => {
  database = await createDatabase({ empty: true });
  dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-start-'));
});
afterEach(async () => {
  await endProcesses();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});
afterAll(endProcesses);

interface Started extends Process {
  readonly url: string;
  /** Ends it the hard way; what it had on the disk then is all there is. */
  kill(): Promise<void>;
}

async function start(env: Record<string, string> = {}, asShipped = false): Promise<Started> {
  const port = await freePort();
  const own = { DATABASE_URL: database.urls.owner, DATA_DIR: dataDir, PORT: String(port) };
  const server = launchServer({ ...own, ...env }, { asShipped });
  const url = `http://localhost:${port}`;
  await until(`ready: ${server.output()}`, async () => {
    if (server.child.exitCode !== null) throw new Error(`ended: ${server.output()}`);
    return (await statusOf(`${url}/readyz`)) === 200;
  });
  const kill = async () => {
    server.child.kill('SIGKILL');
    await server.ended;
  };
  return { ...server, url, kill };
}

const read = (name: string): string => readFileSync(join(dataDir, name), 'utf8').trim();
const viewer = (url: string, key: string) => graphql(url, key, '{ viewer { workspace { name } } }');
const count = async (sql: string): Promise<number> =>
  Number((await database.admin.query<{ n: string }>(`SELECT count(*) AS n FROM ledgerlink.${sql}`)).rows[0]?.n);

describe('the first start on an empty database', () => {
  test('invents an encryption key and an API key that only their owner can read, and says where all is', async () => {
    // A process that was killed had only begun to write them.
    for (const name of ['api-key', 'encryption-keys']) writeFileSync(join(dataDir, `${name}.draft`), '');
    const server = await start({}, true);
    expect(readdirSync(dataDir).sort()).toEqual(['api-key', 'encryption-keys', 'spool']);
    const modes = ['api-key', 'encryption-keys'].map((name) => statSync(join(dataDir, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
    const place = (name: string) => `in ${relative(process.cwd(), join(dataDir, name))}`;
    const welcome = [
      '',
      `  Ledgerlink      ${server.url}/graphql`,
      `  Portal          ${server.url}/#key=${read('api-key')}`,
      `  Playground      ${server.url}/playground`,
      '  Database        the one that DATABASE_URL names',
      `  API key         ${place('api-key')}`,
      `  Encryption key  ${place('encryption-keys')}: keep a copy, nothing opens without it`,
      '\n',
    ].join('\n');
    await until('all is printed', async () => server.output().includes('Encryption key'));
    expect(server.output()).toContain(welcome);
    expect(server.output()).not.toContain(read('encryption-keys').split(':')[1]);
    expect((await viewer(server.url, read('api-key'))).data).toEqual({
      viewer: { workspace: { name: 'default' } },
    });
  });

  test('lets the owner make the tables and serves as a role that cannot change the audit trail, from a data folder that it makes', async () => {
    const server = await start({
      DATA_DIR: join(dataDir, 'a', 'b'),
      DATABASE_URL: database.urls.app,
      DATABASE_MIGRATION_URL: database.urls.owner,
    });
    expect((await viewer(server.url, read('a/b/api-key'))).data).toEqual({
      viewer: { workspace: { name: 'default' } },
    });
    const role = new URL(database.urls.app).username;
    const { rows } = await database.admin.query(
      `SELECT has_table_privilege($1, 'ledgerlink.audit_event', 'INSERT') AS adds,
              has_table_privilege($1, 'ledgerlink.audit_event', 'UPDATE, DELETE, TRUNCATE') AS changes`,
      [role],
    );
    expect(rows).toEqual([{ adds: true, changes: false }]);
  });

  test('works with PGHOST, PGDATABASE and PGUSER, and with a URL that leaves the user to PGUSER', async () => {
    const { hostname, port, username, password } = new URL(database.urls.owner);
    const env = { DATABASE_URL: '', PGHOST: hostname, PGPORT: port, PGDATABASE: database.name };
    const login = { PGUSER: username, PGPASSWORD: decodeURIComponent(password) };
    await (await start({ ...env, ...login })).kill();
    await database.admin.query('DROP SCHEMA ledgerlink CASCADE');
    await start({ ...login, DATABASE_URL: `postgres://${hostname}:${port}/${database.name}` });
    expect(await count('api_key')).toBe(1);
  });
});

describe('a later start', () => {
  test('uses the keys that are there', async () => {
    const first = await start();
    const files = [read('api-key'), read('encryption-keys')];
    await first.kill();
    const second = await start();
    expect([read('api-key'), read('encryption-keys')]).toEqual(files);
    expect((await viewer(second.url, read('api-key'))).status).toBe(200);
    expect(await count('api_key')).toBe(1);
    expect(await count('audit_event')).toBe(2);
  });

  test('inserts the key of a file that has no row: the process was killed in between', async () => {
    const { key } = makeKey('01890a5d-ac96-774b-bcce-b302099a8057');
    writeFileSync(join(dataDir, 'api-key'), `${key}\n`);
    writeFileSync(join(dataDir, 'encryption-keys'), `${generateKeyEntry('2026-01-01')}\n`);
    const server = await start();
    expect((await viewer(server.url, key)).data).toEqual({ viewer: { workspace: { name: 'default' } } });
    expect(read('api-key')).toBe(key);
    expect(await count('api_key')).toBe(1);
  });

  test('makes a new key where the file of the first is gone, and revokes the first, whatever its workspace is called by now', async () => {
    const first = await start();
    const lost = read('api-key');
    await first.kill();
    await database.admin.query("UPDATE ledgerlink.workspace SET name = 'Bookkeepers Ltd'");
    rmSync(join(dataDir, 'api-key'));
    const second = await start();
    expect(read('api-key')).not.toBe(lost);
    expect((await viewer(second.url, read('api-key'))).data).toEqual({
      viewer: { workspace: { name: 'Bookkeepers Ltd' } },
    });
    expect(await viewer(second.url, lost)).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
    const { rows } = await database.admin.query(
      'SELECT actor, action FROM ledgerlink.audit_event ORDER BY occurred_at, id',
    );
    expect(rows).toEqual([
      { actor: 'first start', action: 'workspace.created' },
      { actor: 'first start', action: 'api_key.created' },
      { actor: 'first start', action: 'api_key.revoked' },
      { actor: 'first start', action: 'api_key.created' },
    ]);
    expect(await count('workspace')).toBe(1);
  });
});

test('a start whose key was revoked says so, links to the portal without it, and leaves it revoked', async () => {
  await (await start()).kill();
  const key = read('api-key');
  await database.admin.query('UPDATE ledgerlink.api_key SET revoked_at = now()');
  const server = await start();
  expect(server.output()).toContain('not valid any more: remove the file, and the next start makes a new one');
  expect(server.output()).not.toContain('#key=');
  expect([read('api-key'), (await viewer(server.url, key)).status]).toEqual([key, 401]);
});

describe('a start in production', () => {
  const production = () => ({ NODE_ENV: 'production', ENCRYPTION_KEYS: generateKeyEntry('2026-01-01') });

  test('invents nothing, prints no key, and shows neither playground nor schema', async () => {
    const server = await start(production());
    expect(readdirSync(dataDir)).toEqual(['spool']);
    expect([await count('workspace'), await count('api_key'), await count('installation')]).toEqual([0, 0, 1]);
    expect(server.output()).not.toMatch(/ll_|Portal|Playground|API key/);
    expect(await statusOf(`${server.url}/playground`)).toBe(404);
  });

  test('answers introspection and serves the playground only where they are switched on', async () => {
    const keys = production();
    await (await start({ ...keys, NODE_ENV: 'development' })).kill();
    const shown = async (env: Record<string, string>) => {
      const server = await start({ ...keys, ...env });
      const { codes } = await graphql(server.url, read('api-key'), '{ __schema { queryType { name } } }');
      const playground = await statusOf(`${server.url}/playground`);
      await server.kill();
      return [[...new Set(codes)], playground];
    };
    expect(await shown({})).toEqual([['GRAPHQL_VALIDATION_FAILED'], 404]);
    expect(await shown({ PLAYGROUND: 'on', INTROSPECTION: 'on' })).toEqual([[], 200]);
  });
});
