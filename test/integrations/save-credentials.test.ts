import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp, type TestWorkspace } from '../support/app.js';
import { allRows, auditedActions, idOf, SAGE, saveV30, saveV31, uuidOf } from '../support/sage.js';

let app: TestApp;
let workspace: TestWorkspace;
beforeAll(async () => {
  app = await startTestApp({ PUBLIC_URL: 'https://ledgerlink.example' });
});
afterAll(() => app.close());
beforeEach(async () => {
  workspace = await app.newWorkspace();
});

const as = (more: object = {}) => ({ key: workspace.key, ...more });
const actor = () => `default (ll_${workspace.key.slice(3, 11)})`;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const secret = { setAt: time, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) };
const codes = (list: string) => list.split(' ').map((countryCode) => ({ countryCode }));

const PAGE = `{ integration(key: "${SAGE}") {
  status enabled version updatedAt
  credentialOptions { apiVersion inputField label retiresOn preselected fields { name secret required } }
  credentialSets { id apiVersion } defaultCredentialSet { id } setupSteps { key done } } }`;
const page = async () => (await app.ok(PAGE, {}, workspace.key)).integration;
const preselected = async () =>
  (await page()).credentialOptions
    .filter((option: { preselected: boolean }) => option.preselected)
    .map((option: { apiVersion: string }) => option.apiVersion);

describe('the settings page', () => {
  test('offers both kinds of credentials with their fields, and opens on the newest', async () => {
    const field = (name: string, isSecret = true) => ({ name, secret: isSecret, required: true });
    expect(await page()).toEqual({
      status: 'NOT_CONFIGURED',
      enabled: false,
      version: 0,
      updatedAt: null,
      credentialOptions: [
        {
          apiVersion: '3.1',
          inputField: 'sageV31',
          label: 'Client ID and client secret only (API v3.1 - UKI, US, CA, DE, ES, FR)',
          retiresOn: null,
          preselected: true,
          fields: [field('clientId', false), field('clientSecret')],
        },
        {
          apiVersion: '3.0',
          inputField: 'sageV30',
          label: 'Client ID, client secret, signing secret and subscription key (API v3 - UKI)',
          retiresOn: '2026-07-31',
          preselected: false,
          fields: [field('clientId', false), field('clientSecret'), field('signingSecret'), field('subscriptionKey')],
        },
      ],
      credentialSets: [],
      defaultCredentialSet: null,
      setupSteps: [
        { key: 'register-application', done: false },
        { key: 'add-keys', done: false },
        { key: 'enable', done: false },
      ],
    });
  });
});

describe('saving v3.1 keys', () => {
  test('confirms it, shows what was saved without the secret, and leaves enabling for later', async () => {
    const saved = await saveV31(app, {}, as());
    const { id } = saved.credentialSet;
    expect(saved).toEqual({
      __typename: 'SaveCredentialsSuccess',
      message:
        'The keys of Sage Business Cloud Accounting were saved. Enable it when you are ready, with enableIntegration.',
      changed: true,
      warnings: [],
      credentialSet: {
        id: idOf('CredentialSet', uuidOf(id)),
        apiVersion: '3.1',
        label: 'Client ID and client secret only (API v3.1 - UKI, US, CA, DE, ES, FR)',
        status: 'CURRENT',
        clientId: 'f1e2/d3c4',
        savedAt: time,
        savedBy: actor(),
        clientSecret: secret,
        regions: codes('GB IE DE ES PT FR US CA AE'),
      },
      integration: {
        status: 'DISABLED',
        enabled: false,
        version: 1,
        updatedAt: saved.credentialSet.savedAt,
        credentialSets: [{ id }],
        defaultCredentialSet: { id },
      },
    });
    expect((await page()).setupSteps.map(({ done }: { done: boolean }) => done)).toEqual([true, true, false]);
    expect(await auditedActions(app, workspace.id)).toEqual([
      'workspace.created',
      'api_key.created',
      'credentials.saved',
    ]);
  });

  test('with NOW saves and enables in one step and one version', async () => {
    const saved = await saveV31(app, {}, as({ enable: 'NOW' }));
    expect(saved.message).toBe('The keys of Sage Business Cloud Accounting were saved. The integration is enabled.');
    expect(saved.integration).toMatchObject({ status: 'ENABLED', enabled: true, version: 1 });
    expect((await page()).setupSteps.map(({ done }: { done: boolean }) => done)).toEqual([true, true, true]);
    expect((await auditedActions(app, workspace.id)).slice(2)).toEqual(['credentials.saved', 'integration.enabled']);
  });
});

describe('saving v3.0 keys', () => {
  test('is still possible, covers two countries, and warns that Sage retires this version', async () => {
    const saved = await saveV30(app, {}, as({ enable: 'NOW' }));
    expect(saved.warnings).toEqual([
      'Sage announced on 21 July 2025 that API v3.0 is retired on 31 July 2026 and is from then on neither supported nor reachable. Existing links keep working for as long as Sage answers them; save v3.1 keys beside these to link companies from now on.',
    ]);
    expect(saved.credentialSet).toMatchObject({
      apiVersion: '3.0',
      clientSecret: secret,
      signingSecret: secret,
      subscriptionKey: secret,
      regions: codes('GB IE'),
    });
    expect(saved.integration).toMatchObject({ status: 'ENABLED', version: 1 });
    expect(await preselected()).toEqual(['3.0']);
  });
});

describe('both versions side by side', () => {
  test('saving v3.1 beside v3.0 removes nothing and becomes what new links use', async () => {
    const old = await saveV30(app, {}, as({ enable: 'NOW' }));
    const before = (await allRows(app)).credential_secret ?? [];
    const made = await saveV31(app, {}, as());
    const ids = [{ id: made.credentialSet.id }, { id: old.credentialSet.id }];
    expect(made.integration).toMatchObject({
      status: 'ENABLED',
      version: 2,
      credentialSets: ids,
      defaultCredentialSet: ids[0],
    });
    expect(await page()).toMatchObject({
      credentialSets: [
        { ...ids[0], apiVersion: '3.1' },
        { ...ids[1], apiVersion: '3.0' },
      ],
      defaultCredentialSet: ids[0],
    });
    expect(await preselected()).toEqual(['3.1']);
    const after = (await allRows(app)).credential_secret ?? [];
    expect(after).toHaveLength(before.length + 1);
    expect(after).toEqual(expect.arrayContaining(before));
  });

  test('saving v3.0 beside v3.1 leaves v3.1 in use', async () => {
    const made = await saveV31(app, {}, as());
    const old = await saveV30(app, {}, as());
    expect(old.integration).toMatchObject({
      version: 2,
      credentialSets: [{ id: made.credentialSet.id }, { id: old.credentialSet.id }],
      defaultCredentialSet: { id: made.credentialSet.id },
    });
    expect(await preselected()).toEqual(['3.1']);
  });
});

describe('unsound keys', () => {
  test('are refused with all their faults at once, nothing trimmed, repeated or changed', async () => {
    const before = await allRows(app);
    const keys = {
      clientId: ' qx1',
      clientSecret: 'qx2\u0000',
      signingSecret: 'qx3\u200B\n',
      subscriptionKey: '',
    };
    const answer = await saveV30(app, keys, as({ enable: 'NOW' }));
    expect(answer).toMatchObject({
      __typename: 'CredentialsRejected',
      code: 'CREDENTIALS_REJECTED',
      message: 'The keys were not saved. `faults` says for each field what is wrong and what to do.',
    });
    expect(answer.faults.map(({ field, reason }: Record<string, string>) => `${field} ${reason}`)).toEqual([
      'clientId CONTAINS_WHITESPACE',
      'clientSecret CONTAINS_INVISIBLE_CHARACTER',
      'signingSecret CONTAINS_WHITESPACE',
      'signingSecret CONTAINS_INVISIBLE_CHARACTER',
      'subscriptionKey MISSING',
    ]);
    expect(JSON.stringify(answer)).not.toContain('qx');
    expect(await allRows(app)).toEqual(before);
  });

  test('for an integration that is not there are refused before they are looked at', async () => {
    const before = await allRows(app);
    const answer = await saveV31(app, { clientId: ' ' }, as({ integrationKey: 'no-such' }));
    expect(answer).toEqual({
      __typename: 'IntegrationNotFound',
      code: 'INTEGRATION_NOT_FOUND',
      message: 'There is no integration with this key. The `integrations` query lists all keys.',
    });
    expect(await allRows(app)).toEqual(before);
  });
});

describe('a fingerprint', () => {
  const of = async (save: Promise<{ credentialSet: Record<string, { fingerprint: string }> }>) => {
    const { clientSecret, signingSecret, subscriptionKey } = (await save).credentialSet;
    return [clientSecret, signingSecret, subscriptionKey].map((stored) => stored?.fingerprint);
  };

  test('is equal for equal secrets of one workspace, version and field, and differs otherwise', async () => {
    const same = { clientSecret: 'same', signingSecret: 'same', subscriptionKey: 'same' };
    const first = await of(saveV30(app, same, as()));
    expect(new Set(first).size).toBe(3);
    expect(await of(saveV30(app, { ...same, clientId: 'another-app' }, as()))).toEqual(first);
    const [onV31] = await of(saveV31(app, { clientSecret: 'same' }, as()));
    expect(first).not.toContain(onV31);
    workspace = await app.newWorkspace();
    const elsewhere = await of(saveV30(app, same, as()));
    expect(elsewhere.filter((one) => first.includes(one))).toEqual([]);
  });
});
