import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { faultsOf, testInBothColours } from './support/accessibility.js';
import { createCompany } from './support/companies.js';
import {
  type AskedLink,
  enable,
  goThrough,
  heading,
  type LinkingPortal,
  linkAs,
  newLink,
  openAsCustomer,
  startLinkingPortal,
} from './support/linking.js';

let portal: LinkingPortal;
let linked: AskedLink;
let choosing: AskedLink;
beforeAll(async () => {
  portal = await startLinkingPortal();
  await enable(portal);
  await createCompany(portal, 'A company that was never linked', 'an-id-of-its-own');
  linked = await newLink(portal, 'A linked one');
  await linkAs(portal, linked, 'one');
  const unlinked = await newLink(portal, 'An unlinked one');
  await portal.api('mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename } }', {
    id: unlinked.linkId,
  });
  choosing = await newLink(portal, 'One where the customer is to confirm');
  const { page } = await openAsCustomer(portal, choosing.linkUrl);
  await goThrough(page, 'many');
  await heading(page, 'Which business should be linked?');
  await portal.api('mutation { setReturnUrls(input: { returnUrls: ["https://app.example/linked"] }) { __typename } }');
});
afterAll(() => portal.close());

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

const SCENES: readonly [name: string, path: () => string, get: (page: Page) => Promise<unknown>][] = [
  ['the list', () => '/companies', async (page) => page.getByRole('row').nth(4).waitFor()],
  [
    'a search that finds nothing',
    () => '/companies',
    async (page) => {
      await page.getByRole('searchbox').fill('nothing like it');
      await page.getByText('No company matches.').waitFor();
    },
  ],
  [
    'creating one whose id is taken',
    () => '/companies',
    async (page) => {
      await press(page, 'Create a company');
      await page.getByLabel('Name').fill('Again');
      await page.getByLabel('External id').fill('an-id-of-its-own');
      await press(page, /^Create$/);
      await page.getByText('already has this external id').waitFor();
    },
  ],
  [
    'return URLs that are wrong',
    () => '/companies',
    async (page) => {
      await press(page, 'Return URLs');
      await page.getByLabel('Allowed URLs').fill('nothing');
      await press(page, /^Save$/);
      await page.getByText('is not a complete URL').waitFor();
    },
  ],
  [
    'linking',
    () => '/companies',
    async (page) => {
      await press(page, 'Link for A company that was never linked');
      await page.getByRole('combobox', { name: 'Return URL' }).waitFor();
    },
  ],
  [
    'a link URL',
    () => '/companies',
    async (page) => {
      await press(page, 'Relink for An unlinked one');
      await press(page, 'Create the link URL');
      await page.getByRole('button', { name: 'I have copied it' }).waitFor();
      const row = page.locator('tr', { hasText: 'An unlinked one' });
      await row.getByText('Withdraw the link URL').waitFor({ state: 'attached' });
    },
  ],
  [
    'a linked company',
    () => `/companies/${linked.companyId}`,
    async (page) => page.getByRole('region', { name: 'History' }).getByRole('listitem').nth(3).waitFor(),
  ],
  [
    'unlinking',
    () => `/companies/${linked.companyId}`,
    async (page) => {
      await press(page, 'Unlink for A linked one');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'choosing for the customer',
    () => `/companies/${choosing.companyId}`,
    async (page) => {
      await page.getByRole('radio').first().check();
    },
  ],
  [
    'a company that is not there',
    () => '/companies/nothing',
    async (page) => page.getByRole('heading', { name: 'There is no such company' }).waitFor(),
  ],
];

/** Each width is loaded anew: what a page does while it loads may depend on it. */
describe.each([1280, 360])('%i px wide', (width) => {
  for (const [name, path, get] of SCENES) {
    testInBothColours(
      name,
      async () => {
        const opened = await portal.openAt(path(), { viewport: { width, height: 800 } });
        await get(opened.page);
        return opened;
      },
      async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
    );
  }
});
