import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrations } from '../../migrations/index.js';
import { whyNotKeyRing } from '../../src/infra/secrets/key-ring.js';
import { parseKey, SCOPES } from '../../src/workspaces/api-key.rules.js';
import { cliJson } from '../support/cli.js';
import { createDatabase, encryptionKeys, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/processes.js';
import { run } from '../support/server.js';
import { tableSums } from '../support/table-sums.js';

let database: TestDatabase;
let empty: TestDatabase;
let dataDir: string;
let env: Record<string, string>;
beforeAll(async () => {
  [database, empty] = [await createDatabase(), await createDatabase({ empty: true })];
  dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-cli-'));
  env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://api.example',
    DATABASE_URL: database.urls.app,
    DATABASE_MIGRATION_URL: database.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
    DATA_DIR: dataDir,
  };
});
afterAll(async () => {
  await database.drop();
  await empty.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const cli = (args: readonly string[], more: Record<string, string> = {}) => cliJson(args, { ...env, ...more });
const refusal = (code: number, stderr: string) => ({ code, stderr: `${stderr}\n`, answer: undefined });
const onEmpty = () => ({ DATABASE_URL: empty.urls.app, DATABASE_MIGRATION_URL: empty.urls.owner });

describe('migrate', () => {
  test('brings an empty database up, does nothing the second time, and can be taken back', async () => {
    const before = await cli(['workspace', 'list'], onEmpty());
    expect(before).toEqual(
      refusal(78, 'The database is not set up yet: run `npm run cli -- migrate`, or start Ledgerlink once.'),
    );
    expect(await cli(['migrate:revert'], onEmpty())).toMatchObject({ code: 0, answer: { reverted: null } });
    const names = migrations.map(({ name }) => name);
    expect(await cli(['migrate'], onEmpty())).toEqual({ code: 0, stderr: '', answer: { applied: names } });
    expect(await cli(['migrate'], onEmpty())).toEqual({ code: 0, stderr: '', answer: { applied: [] } });
    // That all can be taken back is shown by `migrations.test.ts`.
    for (const reverted of names.slice(-2).toReversed())
      expect(await cli(['migrate:revert', '--yes'], onEmpty())).toEqual({
        code: 0,
        stderr: '',
        answer: { reverted },
      });
    expect(await cli(['migrate'], onEmpty())).toMatchObject({ code: 0, answer: { applied: names.slice(-2) } });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('is not taken back without a terminal or --yes: exit code 64, and what would be lost', async () => {
    const before = await tableSums(database.admin);
    expect(await cli(['migrate:revert'])).toEqual(
      refusal(
        64,
        `Taking back ${migrations.at(-1)?.name} loses nothing that is stored. Nothing was done. Give --yes to do it.`,
      ),
    );
    expect(await tableSums(database.admin)).toEqual(before);
  });

  test('refuses a wrong encryption key with exit code 78 and writes nothing', async () => {
    const before = await tableSums(database.admin);
    const { answer } = await cli(['keys', 'generate']);
    expect(await cli(['migrate'], { ENCRYPTION_KEYS: answer.entry })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('ENCRYPTION_KEYS does not open this database'),
    });
    expect(await tableSums(database.admin)).toEqual(before);
  });
});

describe('workspaces and their keys', () => {
  test('are created, listed and revoked; only `create` prints a key, and it prints it once', async () => {
    expect((await cli(['workspace', 'list'])).answer).toEqual({ workspaces: [] });
    expect(await cli(['api-key', 'create', '--name', 'early'])).toEqual(
      refusal(64, 'there is no such workspace: `workspace create` makes one'),
    );
    const made = await cli(['workspace', 'create', '--name', 'Acme']);
    const { workspaceId, apiKey } = made.answer;
    expect(made).toEqual({ code: 0, stderr: '', answer: { workspaceId, name: 'Acme', apiKey } });
    expect(parseKey(apiKey)?.workspaceId).toBe(workspaceId);

    const reader = await cli(['api-key', 'create', '--name', 'reader', '--scopes', 'integrations_read, audit_read']);
    const { key } = reader.answer;
    expect(reader).toEqual({ code: 0, stderr: '', answer: { id: expect.any(String), key } });
    expect(parseKey(key)?.workspaceId).toBe(workspaceId);
    const prefixes = [apiKey, key].map((text: string) => text.slice(0, 11));
    const row = { createdAt: expect.any(String), expiresAt: null, lastUsedAt: null, revokedAt: null };
    const listed = await cli(['api-key', 'list']);
    expect(listed.answer).toEqual({
      apiKeys: [
        { prefix: prefixes[0], name: 'default', scopes: SCOPES.join(','), ...row },
        { prefix: prefixes[1], name: 'reader', scopes: 'INTEGRATIONS_READ,AUDIT_READ', ...row },
      ],
    });

    const [prefix = ''] = prefixes.slice(1);
    expect((await cli(['api-key', 'revoke', prefix])).answer).toEqual({ revoked: prefix.slice(3) });
    const table = await run(['cli.js', 'api-key', 'list', '--workspace', workspaceId], env);
    const [head, first, second] = table.stdout.trim().split('\n');
    expect(head?.split(/ +/)).toEqual([
      'prefix',
      'name',
      'scopes',
      'createdAt',
      'expiresAt',
      'lastUsedAt',
      'revokedAt',
    ]);
    expect([first?.split(/ +/).at(-1), second?.split(/ +/).at(-1)]).toEqual(['-', expect.stringMatching(/^\d{4}-/)]);
    for (const { stdout, stderr } of [table, await run(['cli.js', 'doctor'], env)]) {
      for (const secret of [apiKey, key]) expect(stdout + stderr).not.toContain(secret.slice(11));
    }
    const { rows } = await database.admin.query(
      'SELECT actor, action, request_id FROM ledgerlink.audit_event ORDER BY occurred_at, id',
    );
    const by = { actor: 'cli', request_id: 'cli' };
    expect(rows).toEqual([
      { ...by, action: 'workspace.created' },
      { ...by, action: 'api_key.created' },
      { ...by, action: 'api_key.created' },
      { ...by, action: 'api_key.revoked' },
    ]);
  });

  test('a workspace gets another name, which is recorded once', async () => {
    const { workspaces } = (await cli(['workspace', 'list'])).answer;
    const renamed = { workspaceId: workspaces[0].id, name: 'Acme Bookkeeping' };
    for (let time = 0; time < 2; time++) {
      const { code, answer } = await cli(['workspace', 'rename', '--name', renamed.name]);
      expect([code, answer]).toEqual([0, renamed]);
    }
    expect((await cli(['workspace', 'list'])).answer.workspaces).toEqual([
      { id: renamed.workspaceId, name: renamed.name },
    ]);
    const { rows } = await database.admin.query(
      "SELECT actor, target_id, changed_fields FROM ledgerlink.audit_event WHERE action = 'workspace.renamed'",
    );
    expect(rows).toEqual([{ actor: 'cli', target_id: renamed.workspaceId, changed_fields: ['name'] }]);
  });

  test.each([
    [['api-key', 'revoke', 'nobody00'], 'there is no API key with this prefix in the workspace'],
    [['api-key', 'create', '--name', 'x', '--scopes', 'EVERYTHING'], `--scopes takes ${SCOPES.join(', ')}`],
    [
      ['api-key', 'create', '--name', 'x', '--expires-at', '2027-02-30'],
      '--expires-at is not an ISO 8601 time, such as 2027-01-31T12:00:00Z',
    ],
    [
      ['api-key', 'create', '--name', 'x', '--expires-at', '9999-12-31T23:59:59-12:00'],
      '--expires-at is not an ISO 8601 time, such as 2027-01-31T12:00:00Z',
    ],
    [
      ['api-key', 'create', '--name', 'x', '--expires-at', '2020-01-01'],
      '--expires-at is in the past. Send a time in the future, or leave it out.',
    ],
    [
      ['api-key', 'create', '--name', ' '],
      '--name must have 1 to 100 characters that can be seen, and no invisible ones.',
    ],
    [['api-key', 'list', '--workspace', 'no'], 'there is no such workspace: `workspace create` makes one'],
    [
      ['workspace', 'rename', '--name', '\u200b'],
      '--name must have 1 to 100 characters that can be seen, and no invisible ones',
    ],
    [
      ['workspace', 'rename', '--name', 'x', '--workspace', 'no'],
      'there is no such workspace: `workspace create` makes one',
    ],
    [['workspace', 'create'], "error: required option '--name <name>' not specified"],
    [['revoke-everything'], "error: unknown command 'revoke-everything'"],
  ])('%j is refused with exit code 64, and nothing changes', async (args, sentence) => {
    const before = await tableSums(database.admin);
    expect(await cli(args)).toEqual(refusal(64, sentence));
    expect(await tableSums(database.admin)).toEqual(before);
  });
});

describe('keys generate', () => {
  test('prints an entry that the configuration takes, another one each time, and needs no environment', async () => {
    const { code, stdout } = await run(['cli.js', 'keys', 'generate'], {});
    const { answer } = await cli(['keys', 'generate']);
    expect(code).toBe(0);
    expect(whyNotKeyRing(`${stdout.trim()},${answer.entry}`)).toBeUndefined();
  });
});

test('a database that cannot be reached is exit code 69, a configuration that cannot be 78', async () => {
  const url = `postgres://u:c4nary@127.0.0.1:${await freePort()}/d`;
  const unreachable = { DATABASE_URL: url, DATABASE_MIGRATION_URL: url };
  const sentence =
    'The database cannot be reached. Check DATABASE_URL and DATABASE_MIGRATION_URL, and that the server runs and lets this machine in.';
  for (const args of [['migrate'], ['workspace', 'list']])
    expect(await cli(args, unreachable)).toEqual(refusal(69, sentence));
  const { code, stderr } = await cli(['migrate'], { PORT: 'c4nary' });
  expect([code, stderr]).toEqual([
    78,
    'The configuration is not usable:\n  - PORT must be a whole number from 0 to 65535\n',
  ]);
});
