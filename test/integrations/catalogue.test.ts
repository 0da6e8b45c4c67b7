import { expect, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { addIntegrations } from '../support/catalogue.js';
import { passMs } from '../support/clock.js';
import { allRows, SAGE, saveV30, saveV31 } from '../support/sage.js';
import { useStarted } from '../support/use-started.js';

const OTHER = 'other-accounting';

const app = useStarted(() => startTestApp());

const KEYS = '{ integrations { key credentialOptions { inputField preselected } } }';
const SAGE_ALONE = [
  {
    key: SAGE,
    credentialOptions: [
      { inputField: 'sageV31', preselected: true },
      { inputField: 'sageV30', preselected: false },
    ],
  },
];
const WITH_OTHER = [{ key: OTHER, credentialOptions: [{ inputField: 'sageV31', preselected: true }] }, ...SAGE_ALONE];

test('an integration that another build adds is seen by a running process, by a known key within a second', async () => {
  expect((await app.ok(KEYS)).integrations).toEqual(SAGE_ALONE);
  await addIntegrations(app.database, [OTHER], ['3.1']);
  const { key } = await app.newWorkspace();
  expect((await app.ok(KEYS, {}, key)).integrations).toEqual(WITH_OTHER);
  passMs(1000);
  expect((await app.ok(KEYS)).integrations).toEqual(WITH_OTHER);
});

test('keys of a kind that an integration does not take are refused, whatever else is wrong with them', async () => {
  const { key } = await app.newWorkspace();
  const before = await allRows(app);
  const answer = await saveV30(app, { clientId: ' ', clientSecret: '' }, { key, integrationKey: OTHER });
  expect(answer).toEqual({
    __typename: 'CredentialsRejected',
    code: 'CREDENTIALS_REJECTED',
    message: 'The keys were not saved. `faults` says for each field what is wrong and what to do.',
    faults: [
      {
        field: 'sageV30',
        reason: 'NOT_APPLICABLE',
        message:
          'This integration does not accept credentials of the kind sageV30. `credentialOptions` lists the kinds that it accepts.',
      },
    ],
  });
  expect(await allRows(app)).toEqual(before);
});

test('two integrations of one workspace keep their keys, versions and states apart', async () => {
  const { key } = await app.newWorkspace();
  const [one, other] = [
    await saveV31(app, {}, { key, enable: 'NOW' }),
    await saveV31(app, {}, { key, integrationKey: OTHER }),
  ];
  expect(other).toMatchObject({ changed: true, integration: { status: 'DISABLED', version: 1 } });
  expect(other.credentialSet.clientSecret.fingerprint).not.toBe(one.credentialSet.clientSecret.fingerprint);
  const { integrations } = await app.ok('{ integrations { key status version credentialSets { id } } }', {}, key);
  expect(integrations).toEqual([
    { key: OTHER, status: 'DISABLED', version: 1, credentialSets: [{ id: other.credentialSet.id }] },
    { key: SAGE, status: 'ENABLED', version: 1, credentialSets: [{ id: one.credentialSet.id }] },
  ]);
});

test('the list can be asked for enabled integrations only, or for the others only', async () => {
  const { key } = await app.newWorkspace();
  await saveV31(app, {}, { key, enable: 'NOW' });
  const list = async (enabled?: boolean | null) =>
    (
      await app.ok('query($enabled: Boolean) { integrations(enabled: $enabled) { key } }', { enabled }, key)
    ).integrations.map((one: { key: string }) => one.key);
  expect(await list(true)).toEqual([SAGE]);
  expect(await list(false)).toEqual([OTHER]);
  expect(await list(null)).toEqual([OTHER, SAGE]);
  expect(await list()).toEqual([OTHER, SAGE]);
});

test('an integration that is not there is null by its key', async () => {
  const { integration } = await app.ok('{ integration(key: "no-such") { key } }');
  expect(integration).toBeNull();
});
