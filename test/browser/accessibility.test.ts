import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';
import { axe, COLOURS, testInBothColours } from './support/accessibility.js';
import { loaded } from './support/loaded.js';
import { NAME, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { choose, save, saveByApi } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeAll(async () => {
  await saveByApi(portal, {
    sageV30: { clientId: 'old', clientSecret: 's', signingSecret: 's', subscriptionKey: 's' },
  });
});

/** Every page, and every state of one that looks otherwise: how to get there from its address. */
const SCENES: readonly [name: string, path: string, get: (page: Page) => Promise<unknown>][] = [
  [
    'signing in',
    '/',
    async (page) => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out.').waitFor();
    },
  ],
  ['the list', '/integrations', async (page) => page.getByRole('switch').waitFor()],
  ['settings', SETTINGS_PAGE, async (page) => page.getByRole('button', { name: 'Save' }).waitFor()],
  [
    'faults',
    SETTINGS_PAGE,
    async (page) => {
      await save(page, { 'Client ID': 'a b' });
      await page.getByRole('alert').filter({ hasText: 'The keys were not saved' }).waitFor();
    },
  ],
  [
    'the dialog after saving',
    SETTINGS_PAGE,
    async (page) => {
      await choose(page, '3.1');
      await save(page, { 'Client ID': 'app', 'Client secret': `s${Math.random()}` });
      await page.getByRole('dialog', { name: `Enable ${NAME}` }).waitFor();
    },
  ],
  [
    'sources of the countries',
    SETTINGS_PAGE,
    async (page) => {
      await page.getByText('Source').first().click();
      await page.getByText('Confirmed').first().waitFor();
    },
  ],
  [
    'API keys and creating one',
    '/api-keys',
    async (page) => {
      await page.getByRole('button', { name: 'Create a key' }).click();
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('Enter a name').waitFor();
    },
  ],
  [
    'a key that was created',
    '/api-keys',
    async (page) => {
      await page.getByRole('button', { name: 'Create a key' }).click();
      await page.getByLabel('Name').fill('for axe');
      await page.getByRole('checkbox').first().check();
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('button', { name: 'I have copied it' }).waitFor();
      await page.locator('tr', { hasText: 'for axe' }).waitFor({ state: 'attached' });
    },
  ],
  [
    'revoking a key',
    '/api-keys',
    async (page) => {
      await page.getByRole('button', { name: 'Revoke default' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  ['the audit trail', '/audit', async (page) => page.getByRole('row').nth(1).waitFor()],
  [
    'being offline',
    '/integrations',
    async (page) => {
      await page.getByRole('switch').waitFor();
      await page.context().setOffline(true);
      await page.getByText('You are offline').waitFor();
    },
  ],
];

for (const [name, path, get] of SCENES) {
  testInBothColours(
    name,
    async () => {
      const opened = await portal.openAt(path);
      await get(opened.page);
      return opened;
    },
    async ({ page }, rules) => {
      const { violations } = await axe(page, rules).analyze();
      const told = violations.flatMap(({ id, nodes }) => nodes.map(({ target, any }) => [id, target, any[0]?.message]));
      expect(told).toEqual([]);
    },
  );
}

test.each(COLOURS)('the playground has no violation of ours in %s', async (colorScheme) => {
  const { page } = await portal.openAt('/playground', { colorScheme });
  await page.locator('.graphiql-tab-button').nth(7).waitFor();
  const { violations } = await axe(page).exclude('.graphiql-container').analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target]))).toEqual([]);
  await page.context().close();
});

test('follows the system until the toggle is pressed, and remembers what was chosen then', async () => {
  const { page } = await portal.openAt('/integrations', { colorScheme: 'dark' });
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await background();
  const turnsDark = () => until('it is dark', async () => (await background()) === dark);
  await page.emulateMedia({ colorScheme: 'light' });
  await until('it is light', async () => (await background()) !== dark);
  await page.getByRole('button', { name: 'Use the dark colours' }).click();
  await turnsDark();
  await page.reload();
  await page.getByRole('button', { name: 'Use the light colours' }).waitFor();
  await turnsDark();
});

test.each(['/', '/integrations', SETTINGS_PAGE, '/api-keys', '/audit'])(
  '%s works at 360 px: nothing has to be scrolled sideways',
  async (path) => {
    const { page } = await portal.openAt(path, { viewport: { width: 360, height: 740 } });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await loaded(page);
    const [scroll, width] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(scroll).toBeLessThanOrEqual(width);
  },
);
