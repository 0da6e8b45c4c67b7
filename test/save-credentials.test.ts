import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from './support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('saves v3.1 keys and enables in one step', async () => {
  const { saveCredentials } = await app.ok(
    `mutation($c: CredentialsInput!) { saveCredentials(input: { integrationKey: "sage-business-cloud-accounting", credentials: $c, enable: NOW }) {
       __typename ... on SaveCredentialsSuccess { changed integration { status version } } } }`,
    { c: { sageV31: { clientId: 'a/b', clientSecret: 'secret' } } },
  );
  expect(saveCredentials).toEqual({
    __typename: 'SaveCredentialsSuccess',
    changed: true,
    integration: { status: 'ENABLED', version: 1 },
  });
});
