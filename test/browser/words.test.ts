import { beforeEach, describe, expect, test } from '@jest/globals';
import { useStarted } from '../support/use-started.js';
import { SETTINGS_PAGE, startPortal } from './support/portal.js';
import { field, save, saveByApi, startOver } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeEach(() => startOver(portal));

const KEYS = { sageV31: { clientId: 'an-application', clientSecret: 's1' } };

describe('replacing keys', () => {
  test('keeps the client id, so that a new secret is of the same application', async () => {
    await saveByApi(portal, KEYS);
    const { page, observed } = await portal.openAt(SETTINGS_PAGE);
    await page.getByRole('button', { name: 'Replace the keys for API 3.1' }).click();
    await page.locator('input[name=clientSecret]:focus').waitFor();
    expect(await field(page, 'Client ID').inputValue()).toBe('an-application');
    const other = page.getByText('This is another application than an-application');
    expect(await other.count()).toBe(0);
    await field(page, 'Client ID').fill('an-aplication');
    await other.waitFor();
    await field(page, 'Client ID').fill('an-application');
    await other.waitFor({ state: 'detached' });
    await save(page, { 'Client secret': 's2' });
    await page.getByRole('dialog').getByRole('button', { name: 'Enable later' }).click();
    const { integration } = await portal.api(
      `{ integration(key: "sage-business-cloud-accounting") { credentialSets { clientId status } } }`,
    );
    expect(integration.credentialSets).toEqual([{ clientId: 'an-application', status: 'CURRENT' }]);
    expect(observed.complaints).toEqual([]);
  });
});

describe('countries', () => {
  test('are promised for when the integration is enabled, and then for now', async () => {
    await saveByApi(portal, KEYS);
    const { page } = await portal.openAt(SETTINGS_PAGE);
    const countries = page.getByRole('region', { name: 'Countries' });
    await countries.getByText('Once the integration is enabled, companies of 9 of these 15').waitFor();
    expect(await countries.getByText('Companies can be linked once the integration is enabled.').count()).toBe(9);
    expect(await countries.getByText('Companies can be linked with your keys.').count()).toBe(0);
    await page.getByRole('switch').click();
    await countries.getByText(/^Companies of 9 of these 15 countries can be linked/).waitFor();
    expect(await countries.getByText('Companies can be linked with your keys.').count()).toBe(9);
  });
});

describe('what is not there', () => {
  test('a company: one message, in words', async () => {
    const { page } = await portal.openAt('/companies/nope');
    await page.getByRole('heading', { name: 'There is no such company' }).waitFor();
    expect(await page.getByRole('alert').filter({ hasText: /\w/ }).count()).toBe(0);
    expect(await page.locator('main').textContent()).not.toContain('`');
    await page.getByRole('link', { name: 'Companies' }).first().waitFor();
  });

  test('a page: the portal says so, with the way back, and the status is 404', async () => {
    const { page } = await portal.openAt('/integrations');
    const answer = await page.goto(`${portal.server.baseUrl}/nothing-here`);
    expect(answer?.status()).toBe(404);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await page.getByRole('link', { name: 'Go to the first page' }).click();
    await page.getByRole('heading', { name: 'Accounting integrations', level: 1 }).waitFor();
  });

  test('the playground, where there is none', async () => {
    const without = await startPortal({ PLAYGROUND: 'off' });
    try {
      const { page } = await without.openAt('/integrations');
      const answer = await page.goto(`${without.server.baseUrl}/playground`);
      expect(answer?.status()).toBe(404);
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    } finally {
      await without.close();
    }
  });
});

describe('signing out in one tab', () => {
  test('is named as a reason in the other', async () => {
    const { page } = await portal.openAt('/integrations');
    const { page: other } = await portal.another(page, '/integrations');
    await other.getByRole('link', { name: 'Audit' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const told = other.getByRole('status').filter({ hasText: 'you signed out in another tab' });
    // The tab asks by itself for what it tells on every page, too.
    await Promise.race([other.getByRole('link', { name: 'Audit' }).click(), told.waitFor()]);
    await told.waitFor();
  });
});

describe('the playground on a telephone', () => {
  test('has its panes below each other, each of a size to read in', async () => {
    const { page } = await portal.openAt('/playground', { viewport: { width: 390, height: 844 } });
    await page.locator('.graphiql-response').waitFor();
    const [editor, answer] = await Promise.all(
      ['.graphiql-editors', '.graphiql-response'].map((one) => page.locator(one).boundingBox()),
    );
    if (!editor || !answer) throw new Error('a pane is not shown');
    expect(answer.y).toBeGreaterThanOrEqual(editor.y + editor.height);
    for (const { width, height } of [editor, answer]) {
      expect(width).toBeGreaterThan(250);
      expect(height).toBeGreaterThan(200);
    }
    expect(answer.x + answer.width).toBeLessThanOrEqual(390);
  });
});
