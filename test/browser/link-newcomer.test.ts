import { beforeAll, describe, expect, test } from '@jest/globals';
import { CANARY, canariesIn } from '../support/canary.js';
import { useStarted } from '../support/use-started.js';
import { elsewhere, goThrough, heading, startLinkingPortal } from './support/linking.js';
import { NAME } from './support/portal.js';
import { save } from './support/settings-form.js';

const portal = useStarted(() => startLinkingPortal());
beforeAll(async () => {
  await portal.sandbox.control.post('/clients', {
    clientId: 'sandbox/newcomer',
    clientSecret: `${CANARY}-secret`,
    apiVersion: '3.1',
    redirectUris: [],
    anyLoopbackCallback: true,
  });
  await portal.sandbox.control.post('/faults', {
    endpoint: 'token',
    kind: 'odd-tokens',
    clientId: 'sandbox/newcomer',
    set: { refresh_token: `${CANARY}-refresh` },
  });
});

/** Of these the platform's tokens are made. */
const JWT = /eyJ[\w-]+\.eyJ[\w-]+/;

describe('a newcomer', () => {
  test.each([
    ['one', 'Harbour Books', undefined, 'Alder & Ash Ltd'],
    ['many', 'Market Stalls', 'Dover Books 124', 'Dover Books 124 Ltd'],
  ])(
    'with a customer of %s business(es) goes from saved keys to a linked company',
    async (user, name, search, business) => {
      const { page, observed } = await portal.openAt('/integrations');
      await page.getByRole('link', { name: new RegExp(`^(Set up|Manage) ${NAME}$`) }).click();
      if (user === 'one') {
        await save(page, { 'Client ID': 'sandbox/newcomer', 'Client secret': `${CANARY}-secret` });
        await page.getByRole('dialog').getByRole('button', { name: 'Enable now' }).click();
        await page.getByRole('status').filter({ hasText: 'is enabled' }).waitFor();
      }
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Companies' }).click();
      await page.getByRole('button', { name: 'Create a company' }).click();
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page
        .getByRole('status')
        .filter({ hasText: `${name} was created` })
        .waitFor();

      await page.getByRole('button', { name: `Link for ${name}` }).click();
      await page.getByRole('combobox', { name: 'Country of the business' }).selectOption('GB');
      await page.getByRole('button', { name: 'Create the link URL' }).click();
      const dialog = page.getByRole('dialog', { name: `Link URL for ${name}` });
      const linkUrl = (await dialog.locator('code').textContent()) ?? '';
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await dialog.getByRole('button', { name: 'Copy the link URL' }).click();
      await dialog.getByText('Copied', { exact: true }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(linkUrl);
      await dialog.getByRole('button', { name: 'I have copied it' }).click();
      expect(await page.content()).not.toContain(linkUrl.slice(-43));
      await page.getByRole('row', { name }).getByText('Waiting for the customer').waitFor();

      const customer = await portal.open();
      await customer.page.goto(linkUrl);
      await heading(customer.page, `Link ${name} to ${NAME}`);
      await customer.page.getByText('United Kingdom').waitFor();
      await goThrough(customer.page, user);
      if (search !== undefined) {
        await heading(customer.page, 'Which business should be linked?');
        await customer.page.getByText('Businesses 1 to 20 of 274').waitFor();
        await customer.page.getByRole('searchbox', { name: 'Search by name' }).fill(search);
        await customer.page.keyboard.press('Enter');
        await customer.page.getByText('Businesses 1 to 1 of 1 found among 274').waitFor();
        await customer.page.getByRole('radio', { name: business }).check();
        await customer.page.getByRole('button', { name: 'Link this business' }).click();
      } else {
        await heading(customer.page, 'Is this the right business?');
        await customer.page.getByRole('button', { name: `Link ${business}` }).click();
      }
      await heading(customer.page, `${name} is linked`);
      await customer.page.getByRole('status').filter({ hasText: business }).waitFor();

      await page.getByRole('link', { name }).click();
      const panel = page.getByRole('region', { name: NAME });
      await panel.getByText('Linked', { exact: true }).waitFor();
      await panel.getByText(`${business}, United Kingdom`).waitFor();
      await panel.getByText('sandbox/newcomer').waitFor();
      expect(await panel.getByText('No end date').count()).toBe(0);
      const edges = await panel.locator('dd').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
      expect([...new Set(edges)]).toHaveLength(1);
      const history = page.getByRole('region', { name: 'History' });
      await history.getByText('Linked', { exact: true }).waitFor();
      await history.getByText('The customer started to sign in').waitFor();

      for (const seen of [{ page, observed }, customer]) {
        expect(seen.observed.complaints).toEqual([]);
        expect(elsewhere(portal, seen.observed)).toEqual([]);
        const kept = await seen.page.evaluate<string>(
          'JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
        );
        const answers = seen.observed.answers.join('\n');
        expect(seen.observed.answers.length).toBeGreaterThan(4);
        expect(canariesIn(kept + answers)).toEqual([]);
        expect(JWT.test(kept + answers)).toBe(false);
      }
      expect(customer.page.url()).not.toMatch(/code=|state=/);
    },
  );
});
