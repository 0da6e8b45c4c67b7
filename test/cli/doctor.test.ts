import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliJson } from '../support/cli.js';
import { createDatabase, encryptionKeys, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/processes.js';
import { tableSums } from '../support/table-sums.js';

let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  database = await createDatabase();
  env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://api.example',
    DATABASE_URL: database.urls.app,
    DATABASE_MIGRATION_URL: database.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
  };
});
afterAll(() => database.drop());

const cli = (args: readonly string[], more: Record<string, string> = {}) => cliJson(args, { ...env, ...more });

describe('doctor', () => {
  const ok = (what: string, detail: string) => ({ state: 'ok', what, detail });
  const fails = (what: string, detail: string) => ({ state: 'fails', what, detail });
  const configured = [
    ok('configuration', 'production; playground off'),
    ok('callback URL', 'https://api.example/oauth/callback'),
    ok('spool', 'SPOOL_DIR can be written'),
  ];

  test('finds all well', async () => {
    const proxied = await cli(['doctor'], { https_proxy: 'http://u:c4nary@proxy.example:3128' });
    expect(proxied).toEqual({
      code: 0,
      stderr: '',
      answer: {
        ok: true,
        findings: [
          ...configured.slice(0, 2),
          ok('proxy', 'platforms are called through http://proxy.example:3128 (HTTPS_PROXY); the database is not'),
          ...configured.slice(2),
          ok('database', expect.stringMatching(/^PostgreSQL \d+/) as unknown as string),
          ok('migrations', 'all applied'),
          ok('encryption key', 'opens this database and its 0 stored secrets'),
          ok('privileges', 'the role "ledgerlink" has all that it needs'),
          ok('audit trail', 'the API can add to it and not change it'),
        ],
      },
    });
  });

  test('names what would fail, without a value, and changes nothing', async () => {
    const before = await tableSums(database.admin);
    const half = await cli(['doctor'], {
      DATABASE_URL: '',
      DATABASE_MIGRATION_URL: '',
      PGHOST: 'c4nary',
      PORT: 'c4nary',
    });
    expect(half).toMatchObject({ code: 1, stderr: '', answer: { ok: false } });
    expect(half.answer.findings).toEqual([
      fails('configuration', 'PORT must be a whole number from 0 to 65535'),
      fails(
        'configuration',
        'PGHOST without PGDATABASE, PGUSER: set all of PGHOST, PGDATABASE, PGUSER, or DATABASE_URL, or none of them',
      ),
    ]);
    const { answer } = await cli(['keys', 'generate']);
    const wrong = await cli(['doctor'], { ENCRYPTION_KEYS: answer.entry });
    expect([wrong.code, wrong.answer.findings.at(-1)]).toEqual([
      1,
      fails(
        'encryption key',
        expect.stringContaining('ENCRYPTION_KEYS does not open this database') as unknown as string,
      ),
    ]);
    const url = (part: 'password' | 'pathname', value: string) =>
      Object.assign(new URL(database.urls.app), { [part]: value }).href;
    for (const [DATABASE_URL, sentence] of [
      [
        url('password', 'c4nary'),
        'The database refuses the user or password of DATABASE_URL or DATABASE_MIGRATION_URL.',
      ],
      [
        url('pathname', '/c4nary'),
        'The database that DATABASE_URL or DATABASE_MIGRATION_URL names does not exist: create it, or correct the name.',
      ],
      [
        `postgres://u:c4nary@127.0.0.1:${await freePort()}/d`,
        'The database cannot be reached. Check DATABASE_URL and DATABASE_MIGRATION_URL, and that the server runs and lets this machine in.',
      ],
    ] as const) {
      const { code, answer } = await cli(['doctor'], { DATABASE_URL });
      expect([code, answer.findings]).toEqual([1, [...configured, fails('database', sentence)]]);
    }
    const DATABASE_MIGRATION_URL = url('password', 'c4nary');
    const separate = await cli(['doctor'], { DATABASE_MIGRATION_URL });
    expect([separate.code, separate.answer.findings.at(-1).what]).toEqual([1, 'database']);
    expect(await tableSums(database.admin)).toEqual(before);
  });

  test('names a missing privilege and the command that mends it, which does', async () => {
    const stranger = `stranger_${database.name}`;
    await database.admin.query(`CREATE ROLE ${stranger} LOGIN PASSWORD 'p'`);
    const DATABASE_URL = Object.assign(new URL(database.urls.app), {
      username: stranger,
      password: 'p',
    }).href;
    const privileges = async () =>
      (await cli(['doctor'], { DATABASE_URL })).answer.findings.filter(
        ({ what }: { what: string }) => what === 'privileges',
      );
    expect(await privileges()).toEqual([
      {
        state: 'note',
        what: 'privileges',
        detail: expect.stringMatching(
          /^the role "stranger_\w+" lacks USAGE on schema ledgerlink, .*cli -- migrate` now$/,
        ),
      },
    ]);
    expect((await cli(['migrate'], { DATABASE_URL })).code).toBe(0);
    expect(await privileges()).toEqual([ok('privileges', `the role "${stranger}" has all that it needs`)]);
    await database.admin.query(`DROP OWNED BY ${stranger}; DROP ROLE ${stranger}`);
  });

  test('counts the stored secrets that do not open, by key', async () => {
    await database.admin.query(
      `SET session_replication_role = replica;
       INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_by)
       VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'books', '1', 'a', 'CURRENT', 'cli');
       INSERT INTO ledgerlink.credential_secret (workspace_id, credential_set_id, field, sealed, fingerprint)
       SELECT '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', f, 'damaged', sha256('') FROM unnest('{a,b}'::text[]) f;
       RESET session_replication_role`,
    );
    const { code, answer } = await cli(['doctor']);
    await database.admin.query('DELETE FROM ledgerlink.credential_secret; DELETE FROM ledgerlink.credential_set');
    expect(code).toBe(1);
    expect(answer.findings).toContainEqual(
      fails(
        'encryption key',
        expect.stringMatching(
          /^of 2 stored secrets these do not open: 2 in credential_secret sealed by the key unknown; .*save those application keys again/,
        ) as unknown as string,
      ),
    );
  });

  test('says what works but should be known', async () => {
    const { code, answer } = await cli(['doctor'], { DATABASE_URL: database.urls.owner, PUBLIC_URL: '' });
    const notes = answer.findings.filter(({ state }: { state: string }) => state === 'note');
    expect([code, notes.map(({ what }: { what: string }) => what)]).toEqual([
      0,
      ['PUBLIC_URL', 'privileges', 'audit trail'],
    ]);
  });

  test('says when answers cannot be spooled, and that a copy keeps nothing alive', async () => {
    const { code, answer } = await cli(['doctor'], { SPOOL_DIR: '/dev/null/spool' });
    expect(code).toBe(1);
    expect(answer.findings).toContainEqual(
      fails('spool', 'SPOOL_DIR cannot be written (ENOTDIR): a process that is killed may lose a link'),
    );
    const copy = await cli(['doctor'], { TOKEN_REFRESH: 'off' });
    expect(copy.answer.findings).toContainEqual({
      state: 'note',
      what: 'token refresh',
      detail: 'off: links are not kept alive by this process (a copy of a database)',
    });
  });

  test('lists application keys that the platform refuses', async () => {
    // Without the rows that the foreign keys ask for: only this table matters here.
    await database.admin.query(
      `SET session_replication_role = replica;
       INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_by, faulty_since)
       VALUES (gen_random_uuid(), gen_random_uuid(), 'books', '1', 'app-1', 'CURRENT', 'cli', '2026-01-02T03:04:05Z');
       RESET session_replication_role`,
    );
    const { code, answer } = await cli(['doctor']);
    await database.admin.query('DELETE FROM ledgerlink.credential_set');
    expect([code, answer.ok]).toEqual([0, true]);
    expect(answer.findings).toContainEqual({
      state: 'note',
      what: 'application keys',
      detail: expect.stringMatching(/^app-1 \(books 1, workspace .*refused them since 2026-01-02T03:04:05/),
    });
  });
});
