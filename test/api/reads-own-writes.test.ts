import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkspace } from '../support/app.js';
import { type Linking, linked, newLinkingWorkspace, startLinking } from '../support/linking.js';
import { SAGE } from '../support/sage.js';

let linking: Linking;
let workspace: TestWorkspace;
beforeAll(async () => {
  linking = await startLinking();
  workspace = await newLinkingWorkspace(linking);
});
afterAll(() => linking.close());

// Both mutations read the company's links through the request's loaders, which remember what they have read.
test('a second mutation of one request sees what the first has changed, and what it changes itself', async () => {
  const link = await linked(linking, workspace.key);
  const query = `mutation($link: ID!) {
    before: disableIntegration(input: { integrationKey: "${SAGE}" }) { ... on DisableIntegrationSuccess { integration { status } } }
    again: unlinkCompany(input: { linkId: $link }) { ...Shown }
    after: enableIntegration(input: { integrationKey: "${SAGE}" }) { ... on EnableIntegrationSuccess { integration { status } } }
    twice: unlinkCompany(input: { linkId: $link }) { ...Shown }
  }
  fragment Shown on UnlinkCompanyResult { ... on UnlinkCompanySuccess { link { integration { status } company { links { status integration { status } } } } } }`;
  const data = await linking.app.ok(query, { link: link.id }, workspace.key);
  const shown = (status: string) => ({
    link: { integration: { status }, company: { links: [{ status: 'UNLINKED', integration: { status } }] } },
  });
  expect(data).toMatchObject({ again: shown('DISABLED'), twice: shown('ENABLED') });
});
