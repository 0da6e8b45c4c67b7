import { describe, expect, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { allRows, auditedActions, change, SAGE, saveV30, saveV31, uuidOf } from '../support/sage.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp());
const workspace = useNew(() => app.newWorkspace());

const as = (more: object = {}) => ({ key: workspace.key, ...more });
const events = async () => (await auditedActions(app, workspace.id)).slice(2);

const NODE = `query($id: ID!) { node(id: $id) { id ... on CredentialSet {
  status clientId savedAt clientSecret { setAt fingerprint } } } }`;
const node = async (id: string) => (await app.ok(NODE, { id }, workspace.key)).node;
const listed = async () =>
  (await app.ok(`{ integration(key: "${SAGE}") { credentialSets { id } } }`, {}, workspace.key)).integration
    .credentialSets;

interface SecretRow {
  field: string;
  sealed: string | null;
  set_at: Date;
  previous_sealed: string | null;
  hours: number | null;
}
/** The secrets of a set, by field, and for how many hours more the previous one is kept. */
const secretsOf = async (id: string): Promise<SecretRow[]> =>
  (
    await app.database.admin.query<SecretRow>(
      `SELECT field, sealed, set_at, previous_sealed, extract(epoch FROM previous_until - set_at)::float / 3600 AS hours
         FROM ledgerlink.credential_secret WHERE credential_set_id = $1 ORDER BY field`,
      [uuidOf(id)],
    )
  ).rows;

describe('saving exactly the same keys again', () => {
  test('answers the same set, unchanged, and writes nothing', async () => {
    const first = await saveV30(app, {}, as());
    const before = await allRows(app);
    const again = await saveV30(app, {}, as());
    expect(again).toMatchObject({
      changed: false,
      message:
        'These keys of Sage Business Cloud Accounting were already saved. Enable it when you are ready, with enableIntegration.',
      credentialSet: first.credentialSet,
      integration: first.integration,
    });
    expect(again.warnings).toHaveLength(1);
    expect(await allRows(app)).toEqual(before);
  });

  test('with NOW enables what was disabled, and the keys still count as unchanged', async () => {
    const first = await saveV31(app, {}, as());
    const again = await saveV31(app, {}, as({ enable: 'NOW' }));
    expect(again).toMatchObject({
      changed: false,
      message: 'These keys of Sage Business Cloud Accounting were already saved. The integration is enabled.',
      credentialSet: first.credentialSet,
      integration: { status: 'ENABLED', version: 2 },
    });
    expect(await events()).toEqual(['credentials.saved', 'integration.enabled']);
    const before = await allRows(app);
    expect((await saveV31(app, {}, as({ enable: 'NOW' }))).integration.version).toBe(2);
    expect((await saveV31(app, {}, as({ enable: 'LATER' }))).integration.status).toBe('ENABLED');
    expect(await allRows(app)).toEqual(before);
  });
});

describe('a new secret for the same application', () => {
  test('keeps the set, re-seals that secret alone, and holds the previous one for 24 hours', async () => {
    const first = await saveV30(app, {}, as());
    const { id } = first.credentialSet;
    const before = await secretsOf(id);
    const renewed = await saveV30(app, { signingSecret: 'another' }, as());
    expect(renewed).toMatchObject({ changed: true, integration: { version: 2, credentialSets: [{ id }] } });
    const { signingSecret, clientSecret, subscriptionKey } = renewed.credentialSet;
    expect({ clientSecret, subscriptionKey }).toEqual({
      clientSecret: first.credentialSet.clientSecret,
      subscriptionKey: first.credentialSet.subscriptionKey,
    });
    expect(signingSecret.fingerprint).not.toBe(first.credentialSet.signingSecret.fingerprint);
    expect(signingSecret.setAt > first.credentialSet.signingSecret.setAt).toBe(true);
    expect(signingSecret.setAt).toBe(renewed.credentialSet.savedAt);
    // What the mutation answered is what is read afterwards.
    expect(await node(id)).toEqual({
      id,
      status: 'CURRENT',
      clientId: 'app-30',
      savedAt: renewed.credentialSet.savedAt,
      clientSecret,
    });
    const [client, signing, subscription] = await secretsOf(id);
    expect([client, subscription]).toEqual([before[0], before[2]]);
    expect(signing).toMatchObject({ field: 'signingSecret', previous_sealed: before[1]?.sealed, hours: 24 });
    expect(signing?.sealed).not.toBe(before[1]?.sealed);
    const { rows } = await app.database.admin.query(
      'SELECT action, changed_fields FROM ledgerlink.audit_event WHERE workspace_id = $1 ORDER BY id OFFSET 3',
      [workspace.id],
    );
    expect(rows).toEqual([{ action: 'credentials.saved', changed_fields: ['signingSecret'] }]);
  });
});

describe('another application of the same version', () => {
  test('is a new set; the old one is superseded, its secrets erased, and only its id still leads to it', async () => {
    const first = await saveV31(app, {}, as());
    const second = await saveV31(app, { clientId: 'second' }, as());
    expect(second.credentialSet.id).not.toBe(first.credentialSet.id);
    expect(second.integration).toMatchObject({
      version: 2,
      credentialSets: [{ id: second.credentialSet.id }],
      defaultCredentialSet: { id: second.credentialSet.id },
    });
    expect(await listed()).toEqual([{ id: second.credentialSet.id }]);
    expect(await node(first.credentialSet.id)).toMatchObject({ status: 'SUPERSEDED', clientId: 'f1e2/d3c4' });
    expect(await secretsOf(first.credentialSet.id)).toMatchObject([{ sealed: null, previous_sealed: null }]);
    expect(await events()).toEqual(['credentials.saved', 'credentials.saved', 'credentials.superseded']);
  });

  test('also erases the previous secret that was held for 24 hours', async () => {
    const first = await saveV31(app, {}, as());
    await saveV31(app, { clientSecret: 'renewed' }, as());
    expect((await secretsOf(first.credentialSet.id))[0]?.previous_sealed).not.toBeNull();
    await saveV31(app, { clientId: 'second' }, as());
    expect(await secretsOf(first.credentialSet.id)).toMatchObject([
      { sealed: null, previous_sealed: null, hours: null },
    ]);
  });

  test('leaves the set of the other version as it was', async () => {
    const v30 = await saveV30(app, {}, as());
    const before = await secretsOf(v30.credentialSet.id);
    await saveV31(app, {}, as());
    await saveV31(app, { clientId: 'second' }, as());
    expect(await node(v30.credentialSet.id)).toMatchObject({ status: 'CURRENT' });
    expect(await secretsOf(v30.credentialSet.id)).toEqual(before);
  });

  test('that comes back is the set it was, sealed anew, without a previous secret', async () => {
    const first = await saveV30(app, {}, as());
    const second = await saveV30(app, { clientId: 'second' }, as());
    const back = await saveV30(app, {}, as());
    const { id } = first.credentialSet;
    expect(back).toMatchObject({
      changed: true,
      credentialSet: { id, status: 'CURRENT' },
      integration: { version: 3, credentialSets: [{ id }] },
    });
    expect(back.credentialSet.signingSecret.fingerprint).toBe(first.credentialSet.signingSecret.fingerprint);
    const secrets = await secretsOf(id);
    expect(secrets.map(({ sealed, previous_sealed, hours }) => [typeof sealed, previous_sealed, hours])).toEqual([
      ['string', null, null],
      ['string', null, null],
      ['string', null, null],
    ]);
    expect(await node(second.credentialSet.id)).toMatchObject({ status: 'SUPERSEDED' });
    expect((await secretsOf(second.credentialSet.id)).map(({ sealed }) => sealed)).toEqual([null, null, null]);
  });
});

describe('the version the caller has read', () => {
  const CONFLICT = {
    __typename: 'VersionConflict',
    code: 'VERSION_CONFLICT',
    message:
      'The integration was changed since you read it. Read it again, then repeat the change with its current version.',
  };

  test('must be the present one; otherwise nothing is changed', async () => {
    await saveV31(app, {}, as({ expectedVersion: 0 }));
    const before = await allRows(app);
    const other = { clientSecret: 'other' };
    for (const expectedVersion of [0, 2, -1, 2147483647])
      expect(await saveV31(app, other, as({ expectedVersion, enable: 'NOW' }))).toEqual({
        ...CONFLICT,
        currentVersion: 1,
      });
    expect(await allRows(app)).toEqual(before);
    expect((await saveV31(app, other, as({ expectedVersion: 1 }))).integration.version).toBe(2);
  });

  test('is not asked for where it is null, nor where it is left out', async () => {
    await saveV31(app, {}, as());
    expect((await saveV31(app, { clientSecret: '2' }, as({ expectedVersion: null }))).integration.version).toBe(2);
    expect((await saveV31(app, { clientSecret: '3' }, as())).integration.version).toBe(3);
  });

  test('may be the old one when the very same save is sent again, as after a lost answer', async () => {
    const sent = as({ expectedVersion: 0, enable: 'NOW' });
    const first = await saveV31(app, {}, sent);
    const before = await allRows(app);
    expect(await saveV31(app, {}, sent)).toMatchObject({ changed: false, integration: first.integration });
    expect(await allRows(app)).toEqual(before);
  });

  test('must be the present one for enabling with the same keys', async () => {
    await saveV31(app, {}, as());
    await change(app, 'enableIntegration', { integrationKey: SAGE }, workspace.key);
    await change(app, 'disableIntegration', { integrationKey: SAGE }, workspace.key);
    const before = await allRows(app);
    expect(await saveV31(app, {}, as({ expectedVersion: 1, enable: 'NOW' }))).toEqual({
      ...CONFLICT,
      currentVersion: 3,
    });
    expect(await allRows(app)).toEqual(before);
  });
});
