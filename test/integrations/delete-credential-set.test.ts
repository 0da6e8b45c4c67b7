import { describe, expect, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { allRows, auditedActions, change, idOf, SAGE, saveV30, saveV31, uuidOf } from '../support/sage.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp());
const workspace = useNew(() => app.newWorkspace());

const as = (more: object = {}) => ({ key: workspace.key, ...more });
const remove = (credentialSetId: string, more: object = {}) =>
  change(app, 'deleteCredentialSet', { credentialSetId, ...more }, workspace.key);
const events = async () => (await auditedActions(app, workspace.id)).slice(2);
const node = async (id: string) =>
  (await app.ok('query($id: ID!) { node(id: $id) { id } }', { id }, workspace.key)).node;
const NOT_FOUND = {
  __typename: 'CredentialSetNotFound',
  code: 'CREDENTIAL_SET_NOT_FOUND',
  message:
    'There is no such credential set in this workspace. The field `credentialSets` of the integration lists them.',
};

describe('deleting a credential set', () => {
  test('takes the set and its secrets away, and leaves the other set and the audit trail', async () => {
    const v30 = await saveV30(app, {}, as({ enable: 'NOW' }));
    const v31 = await saveV31(app, {}, as());
    const { id } = v30.credentialSet;
    expect(await remove(id, { expectedVersion: 2 })).toEqual({
      __typename: 'DeleteCredentialSetSuccess',
      integration: {
        status: 'ENABLED',
        enabled: true,
        version: 3,
        credentialSets: [{ id: v31.credentialSet.id }],
        setupSteps: [
          { key: 'register-application', done: true },
          { key: 'add-keys', done: true },
          { key: 'enable', done: true },
        ],
      },
    });
    const { credential_set: sets, credential_secret: secrets } = await allRows(app);
    expect([...(sets ?? []), ...(secrets ?? [])].filter((row) => row.includes(uuidOf(id)))).toEqual([]);
    expect(await node(id)).toBeNull();
    expect(await events()).toEqual([
      'credentials.saved',
      'integration.enabled',
      'credentials.saved',
      'credentials.deleted',
    ]);
  });

  test('of the only set of an enabled integration is refused', async () => {
    const { credentialSet } = await saveV31(app, {}, as({ enable: 'NOW' }));
    const before = await allRows(app);
    expect(await remove(credentialSet.id)).toEqual({
      __typename: 'LastCredentialSet',
      code: 'LAST_CREDENTIAL_SET',
      message:
        'These are the only keys of Sage Business Cloud Accounting, which is enabled. Disable it first with disableIntegration, or save other keys.',
    });
    expect(await allRows(app)).toEqual(before);
  });

  test('of the only set works once the integration is disabled, and leaves it as before the set-up', async () => {
    const { credentialSet } = await saveV31(app, {}, as({ enable: 'NOW' }));
    await change(app, 'disableIntegration', { integrationKey: SAGE }, workspace.key);
    expect((await remove(credentialSet.id)).integration).toEqual({
      status: 'NOT_CONFIGURED',
      enabled: false,
      version: 3,
      credentialSets: [],
      setupSteps: [
        { key: 'register-application', done: false },
        { key: 'add-keys', done: false },
        { key: 'enable', done: false },
      ],
    });
    const enabled = await change(app, 'enableIntegration', { integrationKey: SAGE }, workspace.key);
    expect(enabled.__typename).toBe('CredentialsMissing');
  });

  test('of a superseded set is allowed while another one is in force', async () => {
    const first = await saveV31(app, {}, as({ enable: 'NOW' }));
    const second = await saveV31(app, { clientId: 'second' }, as());
    expect((await remove(first.credentialSet.id)).integration).toMatchObject({
      version: 3,
      credentialSets: [{ id: second.credentialSet.id }],
    });
    expect(await node(first.credentialSet.id)).toBeNull();
    expect((await remove(second.credentialSet.id)).__typename).toBe('LastCredentialSet');
  });

  test('makes the application new when it is saved again', async () => {
    const first = await saveV31(app, {}, as());
    await remove(first.credentialSet.id);
    const again = await saveV31(app, {}, as());
    expect(again).toMatchObject({ changed: true, integration: { version: 3 } });
    expect(again.credentialSet.id).not.toBe(first.credentialSet.id);
    expect(again.credentialSet.clientSecret.fingerprint).toBe(first.credentialSet.clientSecret.fingerprint);
  });

  test('against a version that is not the present one is refused, null and left out are not', async () => {
    const v30 = await saveV30(app, {}, as());
    const v31 = await saveV31(app, {}, as());
    const before = await allRows(app);
    expect(await remove(v30.credentialSet.id, { expectedVersion: 1 })).toMatchObject({
      __typename: 'VersionConflict',
      currentVersion: 2,
    });
    expect(await allRows(app)).toEqual(before);
    expect((await remove(v30.credentialSet.id, { expectedVersion: null })).integration.version).toBe(3);
    expect((await remove(v31.credentialSet.id)).integration.version).toBe(4);
  });

  test('twice, of an id that never was, and of another workspace are answered alike', async () => {
    const { credentialSet } = await saveV31(app, {}, as());
    const foreign = await saveV31(app, {}, {});
    await remove(credentialSet.id);
    const before = await allRows(app);
    const unknown = idOf('CredentialSet', '01912345-6789-7abc-8def-0123456789ab');
    for (const id of [credentialSet.id, unknown, foreign.credentialSet.id]) expect(await remove(id)).toEqual(NOT_FOUND);
    expect(await allRows(app)).toEqual(before);
  });

  test.each([
    ['of another type', idOf('Integration', SAGE), '`credentialSetId` must be the id of a CredentialSet.'],
    ['of this type without a uuid', idOf('CredentialSet', '7'), '`credentialSetId` must be the id of a CredentialSet.'],
    [
      'that this API never made',
      'x',
      '`credentialSetId` is not an id of this API: give back an id exactly as it was answered.',
    ],
  ])('by an id %s is a mistake of the caller', async (_kind, credentialSetId, message) => {
    const before = await allRows(app);
    const answer = await app.send(
      'mutation($input: DeleteCredentialSetInput!) { deleteCredentialSet(input: $input) { __typename } }',
      { input: { credentialSetId } },
    );
    expect([answer.status, answer.errors?.[0].message, answer.errors?.[0].extensions.code]).toEqual([
      400,
      message,
      'BAD_USER_INPUT',
    ]);
    expect(await allRows(app)).toEqual(before);
  });
});

test('several changes in one request follow one another, and each sees those before it', async () => {
  const saved = `... on SaveCredentialsSuccess { changed integration { ...seen } }`;
  const document = `mutation($v30: CredentialsInput!, $v31: CredentialsInput!) {
      a: saveCredentials(input: { integrationKey: "${SAGE}", credentials: $v30 }) { ${saved} }
      b: saveCredentials(input: { integrationKey: "${SAGE}", credentials: $v31, expectedVersion: 1 }) { ${saved} }
      c: saveCredentials(input: { integrationKey: "${SAGE}", credentials: $v31 }) { ${saved} }
      d: enableIntegration(input: { integrationKey: "${SAGE}", expectedVersion: 2 }) {
        ... on EnableIntegrationSuccess { integration { ...seen } } }
    }
    fragment seen on Integration {
      status version credentialSets { apiVersion } defaultCredentialSet { apiVersion }
      supportedRegions(supported: true) { linkable } }`;
  const secrets = { clientSecret: 's', signingSecret: 's', subscriptionKey: 's' };
  const answer = await app.ok(
    document,
    {
      v30: { sageV30: { clientId: 'a', ...secrets } },
      v31: { sageV31: { clientId: 'a', clientSecret: 's' } },
    },
    workspace.key,
  );
  const seen = (status: string, version: number, linkable: number, ...versions: string[]) => ({
    status,
    version,
    credentialSets: versions.map((apiVersion) => ({ apiVersion })),
    defaultCredentialSet: { apiVersion: versions[0] },
    supportedRegions: Array.from({ length: 9 }, (_, index) => ({ linkable: index < linkable })),
  });
  expect(answer).toEqual({
    a: { changed: true, integration: seen('DISABLED', 1, 2, '3.0') },
    b: { changed: true, integration: seen('DISABLED', 2, 9, '3.1', '3.0') },
    c: { changed: false, integration: seen('DISABLED', 2, 9, '3.1', '3.0') },
    d: { integration: seen('ENABLED', 3, 9, '3.1', '3.0') },
  });
});
