import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDataSource } from '../../../src/composition/data-source.js';
import { loadConfig } from '../../../src/infra/config/config.js';
import { endingOf } from '../../../src/start/exit.js';
import { connect } from '../../../src/start/start-up.js';
import { cliJson } from '../../support/cli.js';
import { encryptionKeys } from '../../support/database.js';
import { type OwnCluster, startOwnCluster } from '../../support/own-cluster.js';
import { launchServer, until } from '../../support/processes.js';
import { selfSigned } from '../../support/self-signed.js';

const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-tls-'));
/** PostgreSQL takes a key of its own user or of root alone; as root, the tests run it as the user 65534. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
  return path;
}
const pairs = {
  good: selfSigned(),
  foreign: selfSigned('other.example'),
  expired: selfSigned('localhost', '20210101000000Z'),
};
type Pair = keyof typeof pairs;

let cluster: OwnCluster;
let served: Pair | 'none';
beforeAll(async () => {
  chmodSync(folder, 0o755);
  for (const [name, { cert, key }] of Object.entries(pairs)) {
    file(`${name}.crt`, cert);
    file(`${name}.key`, key);
  }
  cluster = await startOwnCluster();
});
afterAll(async () => {
  await cluster.database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the server offer TLS with this certificate. */
async function serve(pair: Pair | 'none'): Promise<void> {
  if (served === pair) return;
  const { admin } = cluster.database;
  served = pair;
  await admin.query(`ALTER SYSTEM SET ssl_cert_file = '${join(folder, `${pair === 'none' ? 'good' : pair}.crt`)}'`);
  await admin.query(`ALTER SYSTEM SET ssl_key_file = '${join(folder, `${pair === 'none' ? 'good' : pair}.key`)}'`);
  await admin.query(`ALTER SYSTEM SET ssl = ${pair === 'none' ? 'off' : 'on'}`);
  const before = await admin.query('SELECT pg_conf_load_time() AS at');
  await admin.query('SELECT pg_reload_conf()');
  await until('the configuration is loaded', async () => {
    const { rows } = await admin.query('SELECT pg_conf_load_time() > $1 AS loaded', [before.rows[0].at]);
    return rows[0].loaded;
  });
}
function urlWith(query: string, change: Partial<URL> = {}): string {
  const url = Object.assign(new URL(cluster.database.urls.owner), { hostname: 'localhost', ...change });
  return `${url.href}?${query}`;
}
/** What a start and `doctor` say about a URL; undefined where it connects. */
async function ending(url: string) {
  const source = createDataSource(loadConfig({ DATABASE_URL: url }).databaseUrl ?? '', 1);
  return connect(source).then(
    async () => void (await source.destroy()),
    (error: unknown) => endingOf(error),
  );
}
const root = (pair: Pair) => `sslrootcert=${join(folder, `${pair}.crt`)}`;

const UNKNOWN =
  /^The certificate of the database server comes from an authority that is not known here: put sslrootcert=/;
describe('TLS to the database', () => {
  test.each<[Pair | 'none', string, () => string, RegExp | undefined]>([
    ['good', 'its authority is named', () => urlWith(`sslmode=verify-full&${root('good')}`), undefined],
    ['good', 'require verifies, too', () => urlWith(`sslmode=require&${root('good')}`), undefined],
    ['good', 'encrypted without verifying', () => urlWith('sslmode=no-verify'), undefined],
    ['good', 'not asked for', () => urlWith('sslmode=disable'), undefined],
    ['good', 'a private authority', () => urlWith('sslmode=require'), UNKNOWN],
    ['good', 'a private authority, ssl=true', () => urlWith('ssl=true'), UNKNOWN],
    ['good', 'another authority', () => urlWith(`sslmode=verify-full&${root('foreign')}`), UNKNOWN],
    [
      'good',
      'another host name',
      () => urlWith(`sslmode=verify-full&${root('good')}`, { hostname: '127.0.0.1' }),
      /for another host name/,
    ],
    [
      'good',
      'a file that is missing',
      () => urlWith('sslmode=verify-full&sslrootcert=/c4nary'),
      /^A file that sslrootcert, /,
    ],
    [
      'good',
      'a file that is a folder',
      () => urlWith(`sslmode=verify-full&sslrootcert=${folder}`),
      /^A file that sslrootcert, /,
    ],
    [
      'good',
      'a key file that is no key',
      () =>
        urlWith(
          `sslmode=verify-full&${root('good')}&sslcert=${join(folder, 'good.crt')}&sslkey=${join(folder, 'good.crt')}`,
        ),
      /^A file that sslrootcert, /,
    ],
    [
      'good',
      'no password',
      () => urlWith('sslmode=no-verify', { password: '' }),
      /^The database asks for a password, .*PGPASSWORD\.$/,
    ],
    [
      'good',
      'verify-ca of libpq without a file',
      () => urlWith('sslmode=verify-ca&uselibpqcompat=true'),
      /^sslmode=verify-ca needs sslrootcert/,
    ],
    [
      'foreign',
      'a certificate for another host',
      () => urlWith(`sslmode=require&${root('foreign')}`),
      /for another host name/,
    ],
    [
      'expired',
      'a certificate that has expired',
      () => urlWith(`sslmode=require&${root('expired')}`),
      /^The certificate of the database server has expired/,
    ],
    [
      'none',
      'a server without TLS',
      () => urlWith('sslmode=require'),
      /^The database server does not offer TLS: turn on `ssl` there/,
    ],
  ])('%s certificate, %s', async (pair, _what, url, sentence) => {
    await serve(pair);
    const found = await ending(url());
    expect(found).toEqual(sentence && { status: 78, sentence: expect.stringMatching(sentence) });
    expect(found?.sentence ?? '').not.toMatch(/c4nary|password:|\n/);
  });

  test('that fails ends a start with exit code 78 and one sentence, at once, and doctor says the same', async () => {
    await serve('good');
    const env = { DATABASE_URL: urlWith('sslmode=require'), ENCRYPTION_KEYS: encryptionKeys() };
    const server = launchServer({ ...env, PORT: '0' });
    expect(await server.ended).toBe(78);
    expect(server.output()).toMatch(new RegExp(`${UNKNOWN.source}[^\\n]*\\n$`));
    const { code, answer } = await cliJson(['doctor'], env);
    expect(code).toBe(1);
    expect(answer.findings.at(-1)).toEqual({
      state: 'fails',
      what: 'database',
      detail: server.output().trim(),
    });
  });
});
