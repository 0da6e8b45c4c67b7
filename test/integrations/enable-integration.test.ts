import { describe, expect, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { allRows, auditedActions, change, SAGE, saveV30, saveV31 } from '../support/sage.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({ PUBLIC_URL: 'https://ledgerlink.example' }));
const workspace = useNew(() => app.newWorkspace());

const as = (more: object = {}) => ({ key: workspace.key, ...more });
const enable = (more: object = {}) =>
  change(app, 'enableIntegration', { integrationKey: SAGE, ...more }, workspace.key);
const disable = (more: object = {}) =>
  change(app, 'disableIntegration', { integrationKey: SAGE, ...more }, workspace.key);
const events = async () => (await auditedActions(app, workspace.id)).slice(2);

const steps = (saved: boolean, enabled: boolean) => [
  { key: 'register-application', done: saved },
  { key: 'add-keys', done: saved },
  { key: 'enable', done: enabled },
];
const NOT_FOUND = {
  __typename: 'IntegrationNotFound',
  code: 'INTEGRATION_NOT_FOUND',
  message: 'There is no integration with this key. The `integrations` query lists all keys.',
};
const conflict = (currentVersion: number) => ({
  __typename: 'VersionConflict',
  code: 'VERSION_CONFLICT',
  message:
    'The integration was changed since you read it. Read it again, then repeat the change with its current version.',
  currentVersion,
});

describe('enabling', () => {
  test('without keys is refused with the unmet steps and the real callback URL', async () => {
    const before = await allRows(app);
    const answer = await enable();
    expect(answer).toMatchObject({
      __typename: 'CredentialsMissing',
      code: 'CREDENTIALS_MISSING',
      message:
        "Sage Business Cloud Accounting cannot be enabled yet. Still to do: Register your application with Sage; Add the application's secure keys.",
      unmetSteps: [
        { key: 'register-application', title: 'Register your application with Sage', done: false },
        { key: 'add-keys', title: "Add the application's secure keys", done: false },
      ],
    });
    const [register] = answer.unmetSteps;
    expect(register.instructions).toContain(': https://ledgerlink.example/oauth/callback.');
    expect(register.instructions).toContain('https://developerselfservice.sageone.com/session/new');
    expect(JSON.stringify(answer)).not.toMatch(/\{\w+\}/);
    const { integration_setting: settings, ...others } = await allRows(app);
    const { integration_setting: settingsBefore, ...othersBefore } = before;
    expect(others).toEqual(othersBefore);
    // The row that the lock stands on may be there now, and says nothing: version 0, never updated.
    const made = (settings ?? []).filter((row) => !settingsBefore?.includes(row)).map((row) => JSON.parse(row));
    expect(made).toEqual([
      {
        workspace_id: workspace.id,
        integration_key: SAGE,
        enabled: false,
        version: 0,
        change_id: null,
        updated_at: null,
      },
    ]);
    const after = await allRows(app);
    expect((await enable()).__typename).toBe('CredentialsMissing');
    expect(await allRows(app)).toEqual(after);
  });

  test('with keys grows the version by one; enabling twice changes nothing', async () => {
    const { credentialSet } = await saveV30(app, {}, as());
    const enabled = {
      __typename: 'EnableIntegrationSuccess',
      integration: {
        status: 'ENABLED',
        enabled: true,
        version: 2,
        credentialSets: [{ id: credentialSet.id }],
        setupSteps: steps(true, true),
      },
    };
    expect(await enable({ expectedVersion: 1 })).toEqual(enabled);
    const before = await allRows(app);
    expect(await enable({ expectedVersion: 1 })).toEqual(enabled);
    expect(await enable()).toEqual(enabled);
    expect(await allRows(app)).toEqual(before);
    expect(await events()).toEqual(['credentials.saved', 'integration.enabled']);
  });

  test('against a version that is not the present one is refused, null and left out are not', async () => {
    await saveV31(app, {}, as());
    const before = await allRows(app);
    expect(await enable({ expectedVersion: 0 })).toEqual(conflict(1));
    expect(await allRows(app)).toEqual(before);
    expect((await enable({ expectedVersion: null })).integration.version).toBe(2);
    await disable();
    expect((await enable()).integration.version).toBe(4);
  });
});

describe('disabling', () => {
  test('keeps the keys, grows the version by one, and enabling again takes up where it was', async () => {
    const { credentialSet } = await saveV31(app, {}, as({ enable: 'NOW' }));
    const disabled = {
      __typename: 'DisableIntegrationSuccess',
      integration: {
        status: 'DISABLED',
        enabled: false,
        version: 2,
        credentialSets: [{ id: credentialSet.id }],
        setupSteps: steps(true, false),
      },
    };
    const { credential_secret: secrets } = await allRows(app);
    expect(await disable()).toEqual(disabled);
    const before = await allRows(app);
    expect(before.credential_secret).toEqual(secrets);
    expect(await disable({ expectedVersion: 1 })).toEqual(disabled);
    expect(await allRows(app)).toEqual(before);
    expect((await enable()).integration).toMatchObject({ status: 'ENABLED', version: 3 });
    expect(await events()).toEqual([
      'credentials.saved',
      'integration.enabled',
      'integration.disabled',
      'integration.enabled',
    ]);
  });

  test('what was never enabled succeeds and says so', async () => {
    expect(await disable()).toMatchObject({
      __typename: 'DisableIntegrationSuccess',
      integration: { status: 'NOT_CONFIGURED', enabled: false, version: 0, setupSteps: steps(false, false) },
    });
    expect(await events()).toEqual([]);
  });

  test('against a version that is not the present one is refused', async () => {
    await saveV31(app, {}, as({ enable: 'NOW' }));
    const before = await allRows(app);
    expect(await disable({ expectedVersion: 7 })).toEqual(conflict(1));
    expect(await allRows(app)).toEqual(before);
  });
});

test('an integration that is not there is neither enabled nor disabled', async () => {
  const before = await allRows(app);
  expect(await enable({ integrationKey: 'no-such' })).toEqual(NOT_FOUND);
  expect(await disable({ integrationKey: '' })).toEqual(NOT_FOUND);
  expect(await allRows(app)).toEqual(before);
});
