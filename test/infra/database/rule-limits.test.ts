import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type Json, startTestApp } from '../../support/app.js';
import { SAGE } from '../../support/sage.js';
import { useStarted } from '../../support/use-started.js';

/** What the rules let through at most, in the characters that take most bytes and that no compression shortens. */

const app = useStarted(() => startTestApp());

/** Han characters of the supplementary plane: four bytes each in UTF-8, all visible. */
const longest = (length: number): string =>
  Array.from({ length }, () => String.fromCodePoint(0x20000 + randomInt(0xa6d0))).join('');
const ascii = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(0x61 + randomInt(26))).join('');

const save = (clientId: string, clientSecret: string) =>
  app.ok(
    `mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) {
       __typename ... on CredentialsRejected { faults { field reason } } } }`,
    { input: { integrationKey: SAGE, credentials: { sageV31: { clientId, clientSecret } } } },
  );

describe('the longest text that a rule lets through fits its column and every index on it', () => {
  test('client id and client secret; one more character is refused by name', async () => {
    expect((await save(longest(500), longest(2048))).saveCredentials.__typename).toBe('SaveCredentialsSuccess');
    expect((await save(longest(501), longest(2049))).saveCredentials.faults).toEqual([
      { field: 'clientId', reason: 'TOO_LONG' },
      { field: 'clientSecret', reason: 'TOO_LONG' },
    ]);
  });

  test("a company's name and external id, and the search for them", async () => {
    const [name, externalId] = [longest(200), longest(200)];
    const { createCompany } = await app.ok(
      `mutation($input: CreateCompanyInput!) { createCompany(input: $input) {
         __typename ... on CreateCompanySuccess { company { id } } } }`,
      { input: { name, externalId } },
    );
    expect(createCompany.__typename).toBe('CreateCompanySuccess');
    const list = async (search: string, after: string | null): Promise<Json> =>
      (
        await app.ok(
          `query($search: String!, $after: String) {
             companies(search: $search, after: $after) { nodes { id } pageInfo { endCursor } } }`,
          { search, after },
        )
      ).companies;
    for (const search of [name, externalId]) {
      const { nodes, pageInfo } = await list(search, null);
      expect(nodes).toEqual([{ id: createCompany.company.id }]);
      expect((await list(search, pageInfo.endCursor)).nodes).toEqual([]);
    }
  });

  test("a key's name, and the end of time", async () => {
    const input = { name: longest(100), scopes: ['AUDIT_READ'], expiresAt: '9999-12-31T23:59:59.999Z' };
    const { createApiKey } = await app.ok(
      `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
         __typename ... on CreateApiKeySuccess { apiKey { expiresAt } } } }`,
      { input },
    );
    expect(createApiKey).toEqual({
      __typename: 'CreateApiKeySuccess',
      apiKey: { expiresAt: '9999-12-31T23:59:59.999Z' },
    });
  });

  test('return URLs, as many and as long as may be', async () => {
    const returnUrls = Array.from({ length: 20 }, () => `https://example.com/${ascii(1900)}`);
    const { setReturnUrls } = await app.ok(
      'mutation($input: SetReturnUrlsInput!) { setReturnUrls(input: $input) { __typename } }',
      { input: { returnUrls } },
    );
    expect(setReturnUrls.__typename).toBe('SetReturnUrlsSuccess');
  });
});
