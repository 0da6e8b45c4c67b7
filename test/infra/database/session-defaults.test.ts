import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/composition/data-source.js';
import { Database } from '../../../src/infra/database/database.js';
import { isStalePlan } from '../../../src/infra/database/database-errors.js';
import { assertSuitable, whyNotSuitable } from '../../../src/infra/database/requirements.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { saveV31 } from '../../support/sage.js';

/** Defaults that a role, a database or a server may have, each of which changes what an application reads or writes. */
const DEFAULTS = {
  datestyle: 'German, DMY',
  intervalstyle: 'sql_standard',
  timezone: 'Asia/Kathmandu',
  client_encoding: 'LATIN1',
  standard_conforming_strings: 'off',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  array_nulls: 'off',
  transform_null_equals: 'on',
  quote_all_identifiers: 'on',
  search_path: 'nowhere',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  row_security: 'off',
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  for (const [name, value] of Object.entries(DEFAULTS))
    await app.database.admin.query(
      `ALTER DATABASE ${app.database.name} SET ${name} = ${value.includes(',') ? value : `'${value}'`}`,
    );
  await app.database.admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ledgerlink'",
  );
});
afterAll(() => app.close());

const CREATE_KEY = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  ... on CreateApiKeySuccess { key apiKey { createdAt expiresAt } } } }`;
const CREATE_COMPANY = `mutation($input: CreateCompanyInput!) { createCompany(input: $input) {
  ... on CreateCompanySuccess { company { name createdAt } } } }`;

describe('whatever the defaults of a role or database are', () => {
  test('moments are read and written as they are', async () => {
    for (const ms of [10_000, 86_400_000]) {
      const expiresAt = new Date(Date.now() + ms).toISOString();
      const { createApiKey } = await app.ok(CREATE_KEY, {
        input: { name: `k${ms}`, scopes: ['AUDIT_READ'], expiresAt },
      });
      expect(createApiKey.apiKey.expiresAt).toBe(expiresAt);
      expect(Math.abs(Date.parse(createApiKey.apiKey.createdAt) - Date.now())).toBeLessThan(60_000);
      const { viewer } = await app.ok('{ viewer { apiKey { expiresAt } } }', {}, createApiKey.key);
      expect(viewer.apiKey.expiresAt).toBe(expiresAt);
    }
    const { auditEvents } = await app.ok('{ auditEvents { nodes { occurredAt } } }');
    for (const { occurredAt } of auditEvents.nodes)
      expect(Math.abs(Date.parse(occurredAt) - Date.now())).toBeLessThan(60_000);
  });

  test('secrets compare and names are found, with backslashes and characters of any language', async () => {
    expect(await saveV31(app)).toMatchObject({ changed: true });
    const again = await saveV31(app);
    expect(again).toMatchObject({ changed: false });
    expect(Math.abs(Date.parse(again.credentialSet.savedAt) - Date.now())).toBeLessThan(60_000);
    for (const name of ['Ω \\ 株式会社', "o'\\'x", 'Ünïted "%_" 100']) {
      await app.ok(CREATE_COMPANY, { input: { name } });
      const { companies } = await app.ok('query($search: String!) { companies(search: $search) { nodes { name } } }', {
        search: name.slice(0, 5),
      });
      expect(companies.nodes).toEqual([{ name }]);
    }
  });

  test('changes at the same time are all made', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, i) => app.send(CREATE_COMPANY, { input: { name: `at once ${i}` } })),
    );
    expect(made.map(({ errors }) => errors)).toEqual(made.map(() => undefined));
  });
});

describe('statements that need another try get it, told by code and not by a sentence:', () => {
  let source: DataSource;
  beforeAll(async () => {
    source = await createDataSource(app.database.urls.superuser, 4).initialize();
  });
  afterAll(() => source.destroy());

  test('a plan that a migration made stale, outside and inside of a transaction', async () => {
    const database = new Database(source, true);
    const read = 'SELECT * FROM public.moved';
    const inTransaction = () =>
      database.transaction({ signal: AbortSignal.timeout(10_000), afterCommit() {} }, (tx) => tx.query(read));
    await app.database.admin.query('CREATE TABLE public.moved AS SELECT 1 AS a');
    expect([await database.reader().query(read), await inTransaction()]).toEqual([[{ a: 1 }], [{ a: 1 }]]);
    await app.database.admin.query('ALTER TABLE public.moved ADD b int');
    expect(await database.reader().query(read)).toEqual([{ a: 1, b: null }]);
    await app.database.admin.query('ALTER TABLE public.moved DROP a');
    expect(await inTransaction()).toEqual([{ b: null }]);
  });

  test('single statements that conflict, where transactions are serializable by default', async () => {
    await app.database.admin.query('CREATE TABLE public.counted AS SELECT 0 AS n');
    const db = new Database(source).reader();
    const raise = 'UPDATE public.counted SET n = n + 1 + 0 * length(pg_sleep(0.01)::text)';
    await Promise.all(Array.from({ length: 20 }, () => db.query(raise)));
    expect(await db.query('SELECT n FROM public.counted')).toEqual([{ n: 20 }]);
  });

  test.each(['cached plan must not change result type', 'gespeicherter Plan darf den Ergebnistyp nicht ändern'])(
    'in any language: %s',
    (message) => {
      expect(isStalePlan({ code: '0A000', routine: 'RevalidateCachedQuery', message })).toBe(true);
      expect(isStalePlan({ code: '0A000', routine: 'transformSelectStmt', message })).toBe(false);
    },
  );
});

describe('a database that', () => {
  test.each([
    ['is of PostgreSQL 13', { version: 130_099, encoding: 'UTF8' }, /PostgreSQL 14 or newer/],
    ['is of PostgreSQL 9.6', { version: 90_624, encoding: 'UTF8' }, /PostgreSQL 14 or newer/],
    ['stores Latin letters', { version: 180_000, encoding: 'LATIN1' }, /encoding LATIN1.*ENCODING 'UTF8'/],
    ['stores Cyrillic letters', { version: 180_000, encoding: 'WIN1251' }, /encoding WIN1251/],
    ['stores any bytes', { version: 140_000, encoding: 'SQL_ASCII' }, /encoding SQL_ASCII/],
  ])('%s is refused', async (_what, facts, why) => {
    expect(whyNotSuitable(facts)).toMatch(why);
    const db = { query: async <Row>() => [facts] as Row[] };
    await expect(assertSuitable(db)).rejects.toMatchObject({ name: 'UnsuitableDatabase' });
  });

  test('stores UTF-8 is taken, from PostgreSQL 14 on', () => {
    expect(whyNotSuitable({ version: 140_000, encoding: 'UTF8' })).toBeUndefined();
  });
});
