import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp } from '../../support/app.js';
import { expectRefusal, operation, sendHttp, stateOf } from '../../support/refusals.js';
import { useStarted } from '../../support/use-started.js';

const C = 'c4naryS3cret';
const KEY = 'sage-business-cloud-accounting';

const app = useStarted(() => startTestApp());
beforeAll(async () => {
  const credentials = { sageV31: { clientId: 'id', clientSecret: C } };
  await app.ok('mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) { __typename } }', {
    input: { integrationKey: KEY, credentials },
  });
});

const linesWith = (pattern: RegExp, ...texts: string[]) =>
  texts.flatMap((text) => text.split('\n')).filter((line) => pattern.test(line));

describe('a failure of ours shows one sentence and the request id, and is logged by name, code and frames only:', () => {
  const SENTENCE = 'Something went wrong on our side. Quote the request id when you report it.';
  const DSN = `postgres://ledgerlink:${C}@db.internal:5432/x`;
  let mend = '';
  afterEach(async () => {
    await app.database.admin.query(mend);
  });

  test.each([
    [
      'a column is gone',
      `ALTER TABLE ledgerlink.credential_set RENAME client_id TO ${C}`,
      `ALTER TABLE ledgerlink.credential_set RENAME "${C.toLowerCase()}" TO client_id`,
      '42703',
    ],
    [
      'a table is gone',
      `ALTER TABLE ledgerlink.credential_set RENAME TO ${C}`,
      `ALTER TABLE ledgerlink."${C.toLowerCase()}" RENAME TO credential_set`,
      '42P01',
    ],
    [
      'a privilege is gone',
      'REVOKE SELECT ON ledgerlink.credential_set FROM ledgerlink',
      'GRANT SELECT ON ledgerlink.credential_set TO ledgerlink',
      '42501',
    ],
    [
      'the database answers with a connection string',
      `CREATE FUNCTION ledgerlink.fails() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RAISE 'SELECT secret: ${DSN}' USING DETAIL = '${C}', HINT = '${C}'; END $$;
       ALTER TABLE ledgerlink.credential_set RENAME TO set_aside;
       CREATE VIEW ledgerlink.credential_set AS SELECT * FROM ledgerlink.set_aside WHERE ledgerlink.fails();
       GRANT SELECT ON ledgerlink.credential_set TO ledgerlink`,
      'DROP VIEW ledgerlink.credential_set; ALTER TABLE ledgerlink.set_aside RENAME TO credential_set; DROP FUNCTION ledgerlink.fails()',
      'P0001',
    ],
  ])('%s', async (_name, breaking, mending, sqlState) => {
    mend = mending;
    await app.database.admin.query(breaking);
    const body = operation('{ integrations { key } }');
    const answer = await sendHttp(app, { body });
    const { message, path } = expectRefusal(body, answer, 500, 'INTERNAL_SERVER_ERROR');
    expect([message, path]).toEqual([SENTENCE, ['integrations']]);

    const partly = await app.send(`{ viewer { workspace { name } } integration(key: "${KEY}") { key } }`);
    expect([partly.status, partly.data, partly.errors?.[0].message]).toEqual([
      200,
      { viewer: { workspace: { name: 'first' } }, integration: null },
      SENTENCE,
    ]);
    const entry = app
      .logs()
      .split('\n')
      .find((line) => line.includes('"a request failed"') && line.includes(answer.headers['x-request-id'] as string));
    expect(JSON.parse(entry ?? '{}')).toMatchObject({
      level: 'error',
      code: sqlState,
      requestId: answer.headers['x-request-id'],
    });
    const told = new RegExp(`${C}|SELECT|does not exist|permission denied|postgres:|set_aside`, 'i');
    expect(linesWith(told, answer.text, partly.text, app.logs())).toEqual([]);
  });

  test('a unique value is taken already', async () => {
    mend = 'DROP INDEX ledgerlink.one_name';
    await app.database.admin.query('CREATE UNIQUE INDEX one_name ON ledgerlink.api_key (workspace_id, name)');
    const make =
      'mutation($name: String!) { createApiKey(input: { name: $name, scopes: [AUDIT_READ] }) { __typename } }';
    expect(await app.ok(make, { name: C })).toEqual({ createApiKey: { __typename: 'CreateApiKeySuccess' } });
    const state = await stateOf(app.database);
    const body = operation(make, { name: C });
    const answer = await sendHttp(app, { body });
    expect(expectRefusal(body, answer, 500, 'INTERNAL_SERVER_ERROR').message).toBe(SENTENCE);
    expect(await stateOf(app.database)).toEqual(state);
    expect(app.logs()).toMatch(/"code":"23505","constraint":"one_name","table":"api_key"/);
    expect(linesWith(new RegExp(`${C}|duplicate key|Key \\(workspace`), answer.text, app.logs())).toEqual([]);
  });
});
