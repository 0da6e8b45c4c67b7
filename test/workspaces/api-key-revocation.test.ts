import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { passMs, withoutForgetting } from '../support/clock.js';
import { untilWaiting, whileLocked } from '../support/locks.js';
import { until } from '../support/processes.js';
import { expectRefusal, stateOf } from '../support/refusals.js';
import { startSecondApp } from '../support/second-app.js';
import { useStarted } from '../support/use-started.js';

const KEY = 'sage-business-cloud-accounting';
const VIEWER = '{ viewer { scopes } }';
const REVOKE = 'mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }';
const CREATE = 'mutation { createApiKey(input: { name: "late", scopes: [INTEGRATIONS_READ] }) { __typename } }';
const SAVE = `mutation($id: String!) { saveCredentials(input: { integrationKey: "${KEY}", credentials: { sageV31: { clientId: $id, clientSecret: "s" } } }) { __typename } }`;
const REVOKED = { revokeApiKey: { __typename: 'RevokeApiKeySuccess' } };

const app = useStarted(() => startTestApp());
const second = useStarted(() => startSecondApp(app));
/** A key of the first workspace, fresh for each test. */
let doomed: { id: string; key: string };
beforeAll(() => app.ok(SAVE, { id: 'first' }));
beforeEach(async () => {
  doomed = await app.newKey(['INTEGRATIONS_READ', 'INTEGRATIONS_WRITE', 'API_KEYS_WRITE']);
});

const revoke = () => app.ok(REVOKE, { id: doomed.id });

describe('a revoked key', () => {
  test('is refused by every process within a second, also by one that has just accepted it', async () => {
    for (const { status } of [await app.send(VIEWER, {}, doomed.key), await second.send(VIEWER, {}, doomed.key)])
      expect(status).toBe(200);
    expect(await revoke()).toEqual(REVOKED);
    expectRefusal(VIEWER, await app.send(VIEWER, {}, doomed.key), 401, 'UNAUTHENTICATED');
    passMs(1000);
    expectRefusal(VIEWER, await second.send(VIEWER, {}, doomed.key), 401, 'UNAUTHENTICATED');
    expectRefusal(VIEWER, await app.send(VIEWER, {}, doomed.key), 401, 'UNAUTHENTICATED');
  });

  test('does not live on because it is used all the time', async () => {
    let [end, served, refused] = [Number.POSITIVE_INFINITY, 0, 0];
    const hammer = (async () => {
      while (Date.now() < end && refused === 0) {
        const { status } = await second.send(VIEWER, {}, doomed.key);
        if (status === 200) served++;
        if (status === 401) refused++;
      }
    })();
    await until('it is used', async () => served > 0);
    await revoke();
    end = Date.now() + 1000;
    await hammer;
    for (let i = 0; i < 3; i++)
      expectRefusal(VIEWER, await second.send(VIEWER, {}, doomed.key), 401, 'UNAUTHENTICATED');
  });

  test.each<[string, string, object]>([
    ['saveCredentials', SAVE, { id: 'late' }],
    ['saveCredentials with the keys that are there', SAVE, { id: 'first' }],
    ['enableIntegration', `mutation { enableIntegration(input: { integrationKey: "${KEY}" }) { __typename } }`, {}],
    ['disableIntegration', `mutation { disableIntegration(input: { integrationKey: "${KEY}" }) { __typename } }`, {}],
    [
      'deleteCredentialSet',
      'mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) { __typename } }',
      {},
    ],
    ['createApiKey', CREATE, {}],
    ['revokeApiKey', REVOKE, {}],
  ])('writes nothing even where it is still remembered as good: %s', async (name, query, variables) => {
    const other = await app.newKey(['AUDIT_READ']);
    const { integration } = await app.ok(`{ integration(key: "${KEY}") { credentialSets { id } } }`);
    const ids = { revokeApiKey: other.id, deleteCredentialSet: integration.credentialSets[0].id };
    const id = ids[name as keyof typeof ids];
    await withoutForgetting(async () => {
      expect((await second.send(VIEWER, {}, doomed.key)).status).toBe(200);
      await revoke();
      const before = await stateOf(app.database);
      const answer = await second.send(query, { ...(id && { id }), ...variables }, doomed.key);
      expect(expectRefusal(query, answer, 401, 'UNAUTHENTICATED').message).toBe(
        'This API key is no longer valid. Nothing was changed.',
      );
      expect(await stateOf(app.database)).toEqual(before);
    });
  });
});

describe('a write that began before the revocation', () => {
  test('does not commit after it: it was waiting, and is refused', async () => {
    const before = await stateOf(app.database);
    let saving: Promise<unknown> = Promise.resolve();
    await whileLocked(app.database, ['SELECT 1 FROM ledgerlink.integration_setting FOR UPDATE'], async () => {
      saving = second.send(SAVE, { id: 'late' }, doomed.key);
      await untilWaiting(app.database, 1);
      expect(await revoke()).toEqual(REVOKED);
    });
    expectRefusal(SAVE, (await saving) as object, 401, 'UNAUTHENTICATED');
    const { credential_set, credential_secret, integration_setting } = await stateOf(app.database);
    expect({ credential_set, credential_secret, integration_setting }).toEqual({
      credential_set: before.credential_set,
      credential_secret: before.credential_secret,
      integration_setting: before.integration_setting,
    });
  });

  test('or the revocation waits for it, when it has shown its key before', async () => {
    const order: string[] = [];
    const done: Promise<unknown>[] = [];
    await whileLocked(app.database, ['LOCK TABLE ledgerlink.audit_event IN EXCLUSIVE MODE'], async () => {
      const creating = second
        .send(CREATE, undefined, doomed.key)
        .then(({ status, body }) => order.push(`${status} ${body.data?.createApiKey.__typename}`));
      await untilWaiting(app.database, 1);
      done.push(
        creating,
        revoke().then(() => order.push('revoked')),
      );
      await untilWaiting(app.database, 2);
      expect(order).toEqual([]);
    });
    await Promise.all(done);
    expect(order).toEqual(['200 CreateApiKeySuccess', 'revoked']);
    const { rows } = await app.database.admin.query(
      `SELECT action FROM ledgerlink.audit_event ORDER BY id DESC LIMIT 2`,
    );
    expect(rows.map(({ action }) => action).sort()).toEqual(['api_key.created', 'api_key.revoked']);
  });
});

test('two keys that revoke each other at once do not both win, nor hang', async () => {
  const rival = await app.newKey(['INTEGRATIONS_READ', 'INTEGRATIONS_WRITE', 'API_KEYS_WRITE']);
  const answers = await Promise.all([
    app.send(REVOKE, { id: rival.id }, doomed.key),
    second.send(REVOKE, { id: doomed.id }, rival.key),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  const { rows } = await app.database.admin.query(
    'SELECT prefix FROM ledgerlink.api_key WHERE prefix = ANY($1) AND revoked_at IS NOT NULL',
    [[doomed.key.slice(3, 11), rival.key.slice(3, 11)]],
  );
  expect(rows).toHaveLength(1);
});
