import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCompany } from './support/companies.js';
import {
  askForLink,
  enable,
  goThrough,
  heading,
  type LinkingPortal,
  linkAs,
  newLink,
  openAsCustomer,
  startLinkingPortal,
  stateOf,
} from './support/linking.js';
import { NAME } from './support/portal.js';

let portal: LinkingPortal;
/** The product that customers come from and go back to. */
let product: Server;
let returnUrl: string;
beforeAll(async () => {
  portal = await startLinkingPortal();
  await enable(portal, ['3.0']);
  product = createServer((_request, response) => response.end('<!doctype html><title>Back</title>')).listen(0);
  returnUrl = `http://localhost:${(product.address() as AddressInfo).port}/linked`;
});
afterAll(async () => {
  product.close();
  await portal.close();
});

test('a link of v3.0 is made with a warning, and moves to v3.1 when the customer confirms that it is the same business', async () => {
  const companyId = await createCompany(portal, 'Mover');
  const { page, observed } = await portal.openAt(`/companies/${companyId}`);
  await page.getByRole('button', { name: 'Link for Mover' }).click();
  await page.getByRole('combobox', { name: 'Country of the business' }).selectOption('GB');
  await page.getByRole('button', { name: 'Create the link URL' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link URL for Mover' });
  await dialog.getByText('retired on 31 July 2026').waitFor();
  const linkUrl = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  const customer = await openAsCustomer(portal, linkUrl);
  await customer.page.getByRole('status').filter({ hasText: 'has retired the version' }).waitFor();
  await goThrough(customer.page, 'one');
  await customer.page.getByRole('button', { name: /^Link / }).click();
  await heading(customer.page, 'Mover is linked');
  const panel = page.getByRole('region', { name: NAME });
  await panel.getByText('API 3.0').waitFor();

  await enable(portal, ['3.1']);
  await panel.getByRole('button', { name: 'Unlink for Mover' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
  await panel.getByText('Unlinked', { exact: true }).waitFor();
  const again = await askForLink(portal, companyId);
  const { page: second } = await openAsCustomer(portal, again.linkUrl);
  await goThrough(second, 'one');
  await second.getByRole('status').filter({ hasText: 'Confirm only if this is the same business.' }).waitFor();
  await second.getByRole('button', { name: /^Link / }).click();
  await heading(second, 'Mover is linked');
  await page.reload();
  await panel.getByText('API 3.1').waitFor();
  expect(await stateOf(portal, again)).toMatchObject({ status: 'LINKED', statusReason: 'RELINKED' });
  expect(observed.complaints).toEqual([]);
});

describe('who chooses', () => {
  test('the customer chooses among the countries that can be linked, when there is more than one application', async () => {
    const asked = await newLink(portal, 'Which country', { countryCode: null });
    const { page } = await openAsCustomer(portal, asked.linkUrl);
    const group = page.getByRole('group', { name: 'Where is the business registered?' });
    expect((await group.locator('.ll-choice-text').allTextContents()).toSorted()).toEqual([
      'Canada',
      'France',
      'Germany',
      'Ireland',
      'Portugal',
      'Spain',
      'United Arab Emirates',
      'United Kingdom',
      'United States',
    ]);
    await group.getByRole('radio', { name: 'Ireland' }).check();
    await goThrough(page, 'irish');
    await page.getByRole('button', { name: /^Link / }).click();
    await heading(page, 'Which country is linked');
    const { page: ours } = await portal.openAt(`/companies/${asked.companyId}`);
    await ours.getByRole('region', { name: NAME }).getByText(', Ireland').waitFor();
  });

  test('the portal chooses the business for the customer, by search and pages, and only one that is there', async () => {
    const asked = await newLink(portal, 'Chosen here');
    const customer = await openAsCustomer(portal, asked.linkUrl);
    await goThrough(customer.page, 'many');
    await heading(customer.page, 'Which business should be linked?');
    const { page, observed } = await portal.openAt(`/companies/${asked.companyId}`);
    const choose = page.getByRole('region', { name: 'Choose the business for the customer' });
    await page.getByText('The customer has signed in and must confirm').first().waitFor();
    await choose.getByRole('radio').nth(9).waitFor();
    await choose.getByRole('button', { name: 'Link this business' }).click();
    await page.getByRole('alert').filter({ hasText: 'Choose a business first' }).waitFor();
    await choose.getByRole('button', { name: 'Next' }).click();
    await choose.getByText('Page 2').waitFor();
    await choose.getByRole('searchbox', { name: 'Find a business' }).fill('Dover Books');
    await page.keyboard.press('Enter');
    await choose.getByRole('radio', { name: 'Dover Books 124 Ltd' }).check();
    await choose.getByRole('button', { name: 'Link this business' }).click();
    await page.getByRole('status').filter({ hasText: 'Dover Books 124 Ltd is linked.' }).waitFor();
    await page.getByRole('region', { name: NAME }).getByText('Linked', { exact: true }).waitFor();
    expect(await choose.count()).toBe(0);
    await customer.page.reload();
    await heading(customer.page, 'Chosen here is linked');
    expect(observed.complaints).toEqual([]);
  });

  test('a link that somebody else made meanwhile is shown, and no URL is made', async () => {
    const asked = await newLink(portal, 'Meanwhile');
    const { page } = await portal.openAt(`/companies/${asked.companyId}`);
    await page.getByRole('button', { name: 'New link URL for Meanwhile' }).click();
    await page.getByRole('button', { name: 'Create the link URL' }).waitFor();
    await linkAs(portal, asked, 'one');
    await page.getByRole('button', { name: 'Create the link URL' }).click();
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .filter({ hasText: 'already linked through this integration' })
      .waitFor();
  });
});

test('the customer goes back to the return URL that was chosen, with what became of it', async () => {
  const companyId = await createCompany(portal, 'Returning');
  const { page } = await portal.openAt('/companies');
  await page.getByRole('button', { name: 'Return URLs' }).click();
  await page.getByLabel('Allowed URLs').fill(returnUrl);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').filter({ hasText: 'The return URLs are saved' }).waitFor();
  await page.getByRole('button', { name: 'Link for Returning' }).click();
  await page.getByRole('combobox', { name: 'Country of the business' }).selectOption('GB');
  await page.getByRole('combobox', { name: 'Return URL' }).selectOption(returnUrl);
  await page.getByRole('button', { name: 'Create the link URL' }).click();
  const linkUrl = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
  const { page: customer, observed } = await openAsCustomer(portal, linkUrl);
  await goThrough(customer, 'one', 'Deny');
  const back = new URL((await customer.getByRole('link', { name: /^Back to / }).getAttribute('href')) ?? '');
  expect([back.searchParams.get('status'), back.searchParams.get('reason')]).toEqual(['PENDING', 'CUSTOMER_CANCELLED']);
  await goThrough(customer, 'one');
  await customer.getByRole('button', { name: /^Link / }).click();
  await customer.waitForURL(/\/linked\?/);
  const { links } = (await portal.api('query($id: ID!) { company(id: $id) { links { id } } }', { id: companyId }))
    .company;
  expect(customer.url()).toBe(`${returnUrl}?status=LINKED&reason=LINKED&linkId=${links[0].id}`);
  expect(observed.complaints).toEqual([]);
});
