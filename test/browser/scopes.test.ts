import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { startPortal } from './support/portal.js';

const portal = useStarted(() => startPortal());
beforeAll(async () => {
  await portal.api('mutation { createCompany(input: { name: "Acme Ltd" }) { __typename } }');
});

/** What each scope alone opens: where sign-in leads, and the pages of the navigation. */
const PAGES: Readonly<Record<string, { readonly landing: string; readonly navigation: string[]; shows: string }>> = {
  INTEGRATIONS_READ: {
    landing: '/integrations',
    navigation: ['Accounting integrations', 'Playground'],
    shows: 'Sage Business Cloud Accounting',
  },
  COMPANIES_READ: { landing: '/companies', navigation: ['Companies', 'Playground'], shows: 'Acme Ltd' },
  API_KEYS_WRITE: { landing: '/api-keys', navigation: ['API keys', 'Playground'], shows: 'default' },
  AUDIT_READ: { landing: '/audit', navigation: ['Audit', 'Playground'], shows: 'Created a company' },
  INTEGRATIONS_WRITE: { landing: '/playground', navigation: ['Playground'], shows: 'Playground' },
  COMPANIES_WRITE: { landing: '/playground', navigation: ['Playground'], shows: 'Playground' },
  TOKENS_ISSUE: { landing: '/playground', navigation: ['Playground'], shows: 'Playground' },
  PLATFORM_READ: { landing: '/playground', navigation: ['Playground'], shows: 'Playground' },
  PLATFORM_WRITE: { landing: '/playground', navigation: ['Playground'], shows: 'Playground' },
  EVENTS_READ: { landing: '/events', navigation: ['Events', 'Webhooks', 'Playground'], shows: 'Nothing has happened' },
  WEBHOOKS_WRITE: { landing: '/playground', navigation: ['Playground'], shows: 'Playground' },
};

async function keyWith(scope: string): Promise<string> {
  const { createApiKey } = await portal.api(
    `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } } }`,
    { input: { name: scope, scopes: [scope] } },
  );
  return createApiKey.key;
}

const alertsOf = async (page: Page): Promise<string[]> =>
  (await page.getByRole('alert').allTextContents()).filter((text) => text !== '');

test.each(Object.entries(PAGES))(
  'a key with %s alone lands on a page that it may use, and is offered no other',
  async (scope, { landing, navigation, shows }) => {
    const { page, observed } = await portal.open();
    await page.goto(`${portal.server.baseUrl}/#key=${await keyWith(scope)}`);
    await page.waitForURL(`${portal.server.baseUrl}${landing}`);
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual(navigation);
    await page.getByText(shows).first().waitFor();
    expect(await alertsOf(page)).toEqual([]);
    expect(observed.complaints).toEqual([]);
  },
);

test('a key with COMPANIES_READ alone sees a company and its links, without what other scopes show', async () => {
  const { page } = await portal.open();
  await page.goto(`${portal.server.baseUrl}/companies#key=${await keyWith('COMPANIES_READ')}`);
  await page.getByRole('link', { name: 'Acme Ltd' }).click();
  await page.getByRole('heading', { name: 'Acme Ltd' }).waitFor();
  expect(await alertsOf(page)).toEqual([expect.stringContaining('AUDIT_READ')]);
});
