import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { readAuditProtection } from '../../../src/audit/audit-protection.repository.js';
import { createDataSource } from '../../../src/composition/data-source.js';
import { migrate } from '../../../src/infra/database/migrate.js';
import { readPrivilegeDifferences } from '../../../src/infra/database/privileges.js';
import { appRoleOf } from '../../../src/start/start-up.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { TABLES } from '../../support/source-files.js';

let database: TestDatabase;
/** A role that may log in and has no privilege at all. Its name needs quotation marks. */
const other = `other "${randomBytes(4).toString('hex')}" Röle`;
const quoted = pg.escapeIdentifier(other);
const sql = (text: string) => database.admin.query(text);
beforeAll(async () => {
  database = await createDatabase();
  await sql(`CREATE ROLE ${quoted} LOGIN PASSWORD 'p'`);
});
afterEach(async () => {
  await sql(`DROP OWNED BY ${quoted}`);
  await startAs(urls().owner);
});
afterAll(async () => {
  await sql(`DROP OWNED BY ${quoted}`);
  await sql(`DROP ROLE ${quoted}`);
  await database.drop();
});

const urls = () => database.urls;
const urlOfOther = () =>
  Object.assign(new URL(urls().app), { username: encodeURIComponent(other), password: 'p' }).href;
const asAdmin = {
  query: async <Row>(text: string, values?: readonly unknown[]) =>
    (await database.admin.query(text, values && [...values])).rows as Row[],
};
const differences = async (role: string) =>
  (await readPrivilegeDifferences(asAdmin, role)).map((one) => `${one.kind} ${one.privileges} ${one.object}`);
const APP = 'ledgerlink';

/** What a start does with the privileges: the database is asked for the API's role, under whatever name it came. */
async function startAs(owner: string, app = urls().app): Promise<void> {
  const sources = [owner, app].map((url) => createDataSource(url, 2));
  const [migrating, serving] = sources as [(typeof sources)[0], (typeof sources)[0]];
  try {
    for (const source of sources) await source.initialize();
    const role = await appRoleOf(serving, migrating);
    await migrate(migrating, role, { before: async () => {}, after: async () => {} });
  } finally {
    for (const source of sources) if (source.isInitialized) await source.destroy();
  }
}

describe('a start without pending migrations gives the API what it lacks:', () => {
  test.each([
    [
      'a restore without privileges',
      `REVOKE ALL ON ALL TABLES IN SCHEMA ledgerlink FROM ${APP}; REVOKE ALL ON SCHEMA ledgerlink FROM ${APP}`,
      // Every table, and the schema.
      TABLES + 1,
    ],
    ['one privilege on one table', `REVOKE DELETE ON ledgerlink.company FROM ${APP}`, 1],
    ['the schema alone', `REVOKE USAGE ON SCHEMA ledgerlink FROM ${APP}`, 1],
    [
      'a right to change audit events, which it takes back',
      `GRANT UPDATE, TRUNCATE ON ledgerlink.audit_event TO ${APP}`,
      1,
    ],
    ['a right to change one column of them, too', `GRANT UPDATE (actor) ON ledgerlink.audit_event TO ${APP}`, 1],
  ])('%s', async (_what, damage, count) => {
    await sql(damage);
    expect(await differences(APP)).toHaveLength(count);
    await startAs(urls().owner);
    expect(await differences(APP)).toEqual([]);
  });

  test('another user of DATABASE_URL, and a second start changes nothing', async () => {
    expect(await differences(other)).toContain('lacks USAGE schema ledgerlink');
    await startAs(urls().owner, urlOfOther());
    expect(await differences(other)).toEqual([]);
    const versions = async () => (await sql('SELECT oid, xmin FROM pg_class ORDER BY oid')).rows;
    const before = await versions();
    await startAs(urls().owner, urlOfOther());
    expect(await versions()).toEqual(before);
  });

  test('one role for both, then two roles', async () => {
    await startAs(urls().owner, urls().owner);
    expect(await differences('ledgerlink_owner')).toEqual([]);
    await startAs(urls().owner, urlOfOther());
    expect(await differences(other)).toEqual([]);
  });
});

test('a login that the database knows as another role, as behind a pooler, gets nothing; the role does', async () => {
  await sql(`GRANT ${APP} TO ${quoted}`);
  await sql(`ALTER ROLE ${quoted} IN DATABASE ${database.name} SET role = '${APP}'`);
  await sql(`REVOKE INSERT ON ledgerlink.company FROM ${APP}`);
  await startAs(urls().owner, urlOfOther());
  await sql(`ALTER ROLE ${quoted} IN DATABASE ${database.name} RESET role`);
  await sql(`REVOKE ${APP} FROM ${quoted}`);
  expect(await differences(APP)).toEqual([]);
  expect(await differences(other)).toHaveLength(TABLES + 1);
});

test('time limits that a role has do not end a migration, nor the wait for the one of another instance', async () => {
  for (const limit of ['lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout'])
    await sql(`ALTER DATABASE ${database.name} SET ${limit} = '100ms'`);
  const holder = await database.admin.connect();
  // MIGRATION_LOCK of migrate.ts.
  await holder.query('SELECT pg_advisory_lock(7251936402)');
  const started = startAs(urls().owner).then(
    () => 'started',
    ({ code }) => code,
  );
  await new Promise((wake) => setTimeout(wake, 600));
  await holder.query('SELECT pg_advisory_unlock(7251936402)');
  holder.release();
  expect(await started).toBe('started');
  await sql(`ALTER DATABASE ${database.name} RESET ALL`);
});

describe('a start that cannot give it ends with one sentence:', () => {
  const refusal = (owner: string, app = owner) =>
    startAs(owner, app).then(
      () => 'started',
      ({ name, message }) => `${name}: ${message}`,
    );

  test('which privilege is missing, who may grant it, and how', async () => {
    expect(await refusal(urls().app)).toBe('started');
    await sql(`REVOKE UPDATE, DELETE ON ledgerlink.company FROM ${APP}`);
    expect(await refusal(urls().app)).toMatch(
      /^UnsuitableDatabase: .*"ledgerlink" lacks UPDATE, DELETE on company\. .* role ledgerlink_owner, .* ON ALL TABLES IN SCHEMA ledgerlink TO "ledgerlink";/,
    );
  });

  test('tables that another role owns, with or without a pending migration', async () => {
    const notOwned =
      /^UnsuitableDatabase: The tables of Ledgerlink belong to the role ledgerlink_owner, and .*GRANT ledgerlink_owner TO "other/;
    expect(await refusal(urlOfOther())).toMatch(notOwned);
    await startAs(urls().owner, urlOfOther());
    expect(await refusal(urlOfOther())).toBe('started');
    await sql(
      'BEGIN; CREATE TABLE kept AS SELECT * FROM ledgerlink.migration; DELETE FROM ledgerlink.migration WHERE id = (SELECT max(id) FROM ledgerlink.migration); COMMIT',
    );
    expect(await refusal(urlOfOther())).toMatch(notOwned);
    await sql(
      'INSERT INTO ledgerlink.migration SELECT * FROM kept EXCEPT SELECT * FROM ledgerlink.migration; DROP TABLE kept',
    );
  });

  test('one table of another role, which is handed over', async () => {
    await sql(`ALTER TABLE ledgerlink.company OWNER TO ${quoted}; REVOKE ALL ON ledgerlink.company FROM ${APP}`);
    const message = await refusal(urls().owner, urls().app);
    expect(message).toMatch(/owns some of the tables\. Run as a superuser: ALTER TABLE ledgerlink\.company OWNER TO /);
    await sql(/superuser: (.*)$/.exec(message)?.[1] ?? '');
    expect(await refusal(urls().owner, urls().app)).toBe('started');
  });

  test('row-level security, which hides rows, and how to switch it off', async () => {
    const SECURED = 'is under ROW LEVEL SECURITY ledgerlink.company';
    await sql('ALTER TABLE ledgerlink.company ENABLE ROW LEVEL SECURITY');
    expect(await differences('ledgerlink_owner')).not.toContain(SECURED);
    await sql('ALTER TABLE ledgerlink.company FORCE ROW LEVEL SECURITY');
    expect(await differences('ledgerlink_owner')).toContain(SECURED);
    const message = await refusal(urls().owner, urls().app);
    expect(message).toMatch(
      /^UnsuitableDatabase: .*"ledgerlink" is under ROW LEVEL SECURITY on ledgerlink\.company\. Run as the role that owns the tables: /,
    );
    await sql(/tables: (.*)$/.exec(message)?.[1] ?? '');
    expect(await refusal(urls().owner, urls().app)).toBe('started');
  });

  test('the URLs of two databases', async () => {
    const second = Object.assign(new URL(urls().app), { pathname: '/ledgerlink' }).href;
    expect(await refusal(urls().owner, second)).toMatch(
      /^UnsuitableDatabase: DATABASE_URL leads to the database "ledgerlink" and DATABASE_MIGRATION_URL to "test_/,
    );
  });
});

describe('whether a role may change audit events is seen', () => {
  const AUDIT = 'ON ledgerlink.audit_event TO';
  test.each([
    ['where it may add only', '', false],
    ['by one column', `GRANT UPDATE (actor) ${AUDIT} ${quoted}`, true],
    ['through another role', `GRANT TRUNCATE ${AUDIT} trusted; GRANT trusted TO ${quoted}`, true],
    [
      'through a role that it must take on',
      `ALTER ROLE ${quoted} NOINHERIT; GRANT DELETE ${AUDIT} trusted; GRANT trusted TO ${quoted}`,
      true,
    ],
    ['through PUBLIC', `GRANT DELETE ${AUDIT} PUBLIC`, true],
  ])('%s', async (_how, grants, mayChange) => {
    const client = await database.admin.connect();
    const as: typeof asAdmin = { query: async (text) => (await client.query(text)).rows };
    try {
      await client.query('BEGIN; CREATE ROLE trusted');
      await client.query(`GRANT USAGE ON SCHEMA ledgerlink TO ${quoted}; GRANT INSERT ${AUDIT} ${quoted}; ${grants}`);
      await client.query(`SET LOCAL ROLE ${quoted}`);
      expect((await readAuditProtection(as)).may_change).toBe(mayChange);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
