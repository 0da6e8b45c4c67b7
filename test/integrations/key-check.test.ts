import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Linking, newLinkingWorkspace, startLinking, V30_KEYS, V31_KEYS } from '../support/linking.js';
import { msAlone } from '../support/pace.js';
import { SAGE } from '../support/sage.js';

let linking: Linking;
let key: string;
beforeAll(async () => {
  linking = await startLinking();
  key = (await newLinkingWorkspace(linking)).key;
});
afterAll(() => linking.close());

async function save(credentials: object, check?: boolean) {
  const input = { integrationKey: SAGE, credentials, ...(check === undefined ? {} : { check }) };
  const { saveCredentials } = await linking.app.ok(
    `mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) {
       __typename ... on SaveCredentialsSuccess { keyCheck warnings credentialSet { faultySince fallbackSince } } } }`,
    { input },
    key,
  );
  return saveCredentials;
}
const fault = (what: object) => linking.sandbox.control.post('/faults', { endpoint: 'exchange', count: 1, ...what });

const WRONG = { ...V31_KEYS, clientSecret: 'of-another-application' };

const SINCE = expect.any(String);
const SOUND = { faultySince: null, fallbackSince: null };

test.each<[string, object, string, object]>([
  ['good keys', { sageV31: V31_KEYS }, 'ACCEPTED', SOUND],
  ['a wrong secret', { sageV31: WRONG }, 'REFUSED', { ...SOUND, fallbackSince: SINCE }],
  ['the right secret again', { sageV31: V31_KEYS }, 'ACCEPTED', SOUND],
  [
    'an unknown client id',
    { sageV31: { ...V31_KEYS, clientId: 'sandbox/nobody' } },
    'REFUSED',
    { ...SOUND, faultySince: SINCE },
  ],
  ['keys of a version that cannot be asked', { sageV30: V30_KEYS }, 'NOT_POSSIBLE', SOUND],
])(
  'saving %s with a check saves them, says %s, and remembers a refusal',
  async (_what, credentials, keyCheck, health) => {
    const saved = await save(credentials, true);
    expect(saved).toMatchObject({ __typename: 'SaveCredentialsSuccess', keyCheck });
    expect(saved.warnings.some((text: string) => text.startsWith('The platform refuses these keys'))).toBe(
      keyCheck === 'REFUSED',
    );
    // The answer has read the set after the check.
    expect(saved.credentialSet).toEqual(health);
  },
);

test('without a check the platform is not asked', async () => {
  const events = async () => (await linking.sandbox.control.get('/events?limit=10000')) as { events: unknown[] };
  const before = (await events()).events.length;
  expect(await save({ sageV31: WRONG })).toMatchObject({ keyCheck: null });
  expect((await events()).events).toHaveLength(before);
});

test.each([
  ['fails', { kind: 'status', status: 503 }],
  ['refuses in another form', { kind: 'body', status: 400, body: '[{"$severity":"error"}]' }],
  ['hangs', { kind: 'hang', ms: 60_000 }],
])('a platform that %s leaves it open, soon', async (_what, how) => {
  await fault(how);
  const ms = await msAlone(async () => {
    expect(await save({ sageV31: V31_KEYS }, true)).toMatchObject({
      __typename: 'SaveCredentialsSuccess',
      keyCheck: 'UNKNOWN',
    });
  });
  expect(ms).toBeLessThan(9_000);
  await linking.sandbox.control.delete('/faults');
});
