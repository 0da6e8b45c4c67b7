import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { COLOURS, faultsOf, testInBothColours } from './support/accessibility.js';
import { enable, goThrough, heading, newLink, openAsCustomer, signIn, startLinkingPortal } from './support/linking.js';
import { INTEGRATION } from './support/portal.js';

const portal = useStarted(() => startLinkingPortal({ REQUEST_SECONDS: '2' }));
beforeAll(async () => {
  await enable(portal, ['3.0', '3.1']);
});

const PHONE = { width: 360, height: 740 };
const notice = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Where a customer can be, and how to get there in a browser at a link URL of its own. */
const SCENES: readonly [name: string, get: (page: Page, linkUrl: string) => Promise<unknown>][] = [
  ['the start', (page) => heading(page, /^Link /)],
  [
    'a round that came to nothing',
    async (page) => {
      await goThrough(page, 'one', 'Deny');
      await notice(page, 'You declined');
    },
  ],
  [
    'the one business',
    async (page) => {
      await goThrough(page, 'one');
      await heading(page, 'Is this the right business?');
    },
  ],
  [
    'many businesses',
    async (page) => {
      await goThrough(page, 'many');
      await heading(page, 'Which business should be linked?');
      await page.getByRole('link', { name: 'Next page' }).click();
      await page.getByRole('link', { name: 'Previous page' }).waitFor();
    },
  ],
  [
    'a search that finds nothing',
    async (page) => {
      await goThrough(page, 'many');
      await page.getByRole('searchbox').fill('nothing like it');
      await page.keyboard.press('Enter');
      await notice(page, 'No business name contains this text.');
      await page.getByRole('link', { name: 'Show all businesses' }).waitFor();
    },
  ],
  [
    'the end',
    async (page) => {
      await goThrough(page, 'one');
      await page.getByRole('button', { name: /^Link / }).click();
      await heading(page, / is linked$/);
    },
  ],
  [
    'an invalid link',
    async (page) => {
      await page.goto(`${portal.server.baseUrl}/link/nothing`);
      await heading(page, 'This link is not valid');
    },
  ],
  [
    'a callback that nobody began',
    async (page) => {
      await page.goto(`${portal.server.baseUrl}/oauth/callback?code=a&state=b`);
      await heading(page, 'This sign-in cannot be used');
    },
  ],
  [
    'a form without its cookie',
    async (page) => {
      await page.context().clearCookies();
      await page.getByRole('button', { name: /^Continue to / }).click();
      await heading(page, 'This page is out of date');
    },
  ],
  [
    'an expired link',
    async (page) => {
      await portal.server.database.admin.query(
        `UPDATE ledgerlink.link_attempt SET expires_at = now() - interval '1 second' WHERE step = 'CREATED'`,
      );
      await page.reload();
      await heading(page, 'This link has expired');
    },
  ],
  [
    'linking that is switched off',
    async (page) => {
      const turn = (to: string) =>
        portal.api(`mutation { ${to}Integration(input: { integrationKey: "${INTEGRATION}" }) { __typename } }`);
      await turn('disable');
      await page.reload();
      await heading(page, 'Linking is switched off at the moment');
      await turn('enable');
    },
  ],
  [
    'another browser',
    async (page) => {
      await goThrough(page, 'one');
      await page.context().clearCookies();
      await page.reload();
      await heading(page, 'Go back to the browser in which you began');
    },
  ],
  [
    'a platform that does not say which businesses there are',
    async (page) => {
      await portal.sandbox.control.post('/faults', {
        endpoint: '/v3.1/businesses',
        kind: 'status',
        status: 500,
      });
      await goThrough(page, 'one');
      await heading(page, 'You are signed in');
      await portal.sandbox.control.delete('/faults');
    },
  ],
  [
    'a platform that takes its time',
    async (page) => {
      await portal.sandbox.control.post('/faults', {
        endpoint: 'exchange',
        kind: 'hang',
        ms: 6000,
        count: 1,
      });
      await goThrough(page, 'one');
      await heading(page, 'Finishing your sign-in');
    },
  ],
];

for (const [name, get] of SCENES) {
  testInBothColours(
    `on a phone, ${name}`,
    async () => {
      const { linkUrl } = await newLink(portal, `A company with a rather long name, for ${name}`);
      const opened = await openAsCustomer(portal, linkUrl, { viewport: PHONE });
      await get(opened.page, linkUrl);
      return opened;
    },
    async ({ page, observed }, rules) => {
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await faultsOf(page, rules)).toEqual([]);
      expect(observed.complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
    },
  );
}

test.each(COLOURS)('the countries to choose from have no violation on a phone, in %s', async (colorScheme) => {
  const { linkUrl } = await newLink(portal, 'Anywhere', { countryCode: null });
  const { page } = await openAsCustomer(portal, linkUrl, { colorScheme, viewport: PHONE });
  await page.getByRole('radio', { name: 'Ireland' }).check();
  expect(await faultsOf(page)).toEqual([]);
  await page.context().close();
});

test('a platform that answers late is looked after again, and asked again, without signing in anew', async () => {
  const { linkUrl } = await newLink(portal, 'Patient');
  await portal.sandbox.control.post('/faults', { endpoint: 'exchange', kind: 'hang', ms: 4000, count: 1 });
  await portal.sandbox.control.post('/faults', {
    endpoint: '/v3.1/businesses',
    kind: 'status',
    status: 500,
  });
  const { page } = await openAsCustomer(portal, linkUrl, { javaScriptEnabled: false });
  await goThrough(page, 'one');
  await heading(page, 'Finishing your sign-in');
  await page.waitForTimeout(4000);
  await page.getByRole('link', { name: 'Check again' }).click();
  await heading(page, 'You are signed in');
  await portal.sandbox.control.delete('/faults');
  await page.getByRole('button', { name: 'Check again' }).click();
  await heading(page, 'Is this the right business?');
});

test('everything works without JavaScript, by keyboard alone', async () => {
  const { linkUrl } = await newLink(portal, 'No script', { countryCode: null });
  const { page } = await openAsCustomer(portal, linkUrl, { javaScriptEnabled: false });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  // The first of the countries is the United Kingdom; Enter in a form is its button.
  await press('Tab', 'Space', 'Enter');
  await signIn(page, 'many', 'Allow');
  await heading(page, 'Which business should be linked?');
  await press('Tab');
  await page.keyboard.type('Dover Books 124');
  await press('Enter');
  await notice(page, 'Businesses 1 to 1 of 1 found among 274');
  // From the top: search, its button, the business.
  await press('Tab', 'Tab', 'Tab', 'Space', 'Tab', 'Enter');
  await heading(page, 'No script is linked');
  await notice(page, 'Dover Books 124 Ltd');
});
