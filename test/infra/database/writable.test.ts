import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';

const MAKE = 'mutation { createApiKey(input: { name: "a", scopes: [AUDIT_READ] }) { __typename } }';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ DATABASE_POOL_SIZE: '2' });
});
afterAll(() => app.close());

async function readiness(): Promise<[number, string]> {
  const { statusCode, body } = await app.app.inject('/readyz');
  return [statusCode, JSON.parse(body).status];
}
const endConnections = () =>
  app.database.admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ledgerlink'",
  );
const refused = async () => {
  const { status, errors } = await app.send(MAKE);
  return [status, errors?.[0].extensions];
};
const UNAVAILABLE = [503, expect.objectContaining({ code: 'UNAVAILABLE', retryable: true })];

describe('a database that answers reads and takes no writes is not ready, and a write may be sent again:', () => {
  test.each([
    ['53100', 'database full'],
    ['53200', 'database full'],
    ['53000', 'database full'],
  ])('SQLSTATE %s: %s, until a write went through', async (sqlState, status) => {
    await app.database.admin.query(
      `CREATE FUNCTION ledgerlink.fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'c4nary' USING ERRCODE = '${sqlState}'; END $$;
       CREATE TRIGGER fails BEFORE INSERT ON ledgerlink.api_key EXECUTE FUNCTION ledgerlink.fails()`,
    );
    expect(await refused()).toEqual(UNAVAILABLE);
    expect(await readiness()).toEqual([503, status]);
    await app.database.admin.query('DROP TRIGGER fails ON ledgerlink.api_key; DROP FUNCTION ledgerlink.fails()');
    await app.ok(MAKE);
    expect(await readiness()).toEqual([200, 'ready']);
  });

  test('read-only by its default, as after a failover: and the new primary is found on a new connection', async () => {
    const name = app.database.name;
    await app.database.admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await endConnections();
    expect(await refused()).toEqual(UNAVAILABLE);
    expect(await readiness()).toEqual([503, 'database read-only']);
    await app.database.admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await readiness();
    expect(await readiness()).toEqual([200, 'ready']);
    await app.ok(MAKE);
  });

  test('that shuts down lets nothing through, and says no database', async () => {
    const name = app.database.name;
    await app.database.admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    await endConnections();
    expect(await refused()).toEqual(UNAVAILABLE);
    expect(await readiness()).toEqual([503, 'no database']);
    await app.database.admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
    expect(await readiness()).toEqual([200, 'ready']);
    expect(app.logs()).not.toContain('c4nary');
  });
});
