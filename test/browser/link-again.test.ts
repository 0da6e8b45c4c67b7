import { beforeAll, describe, expect, test } from '@jest/globals';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';
import {
  type AskedLink,
  askForLink,
  enable,
  goThrough,
  heading,
  linkAs,
  newLink,
  openAsCustomer,
  startLinkingPortal,
  stateOf,
} from './support/linking.js';
import { NAME } from './support/portal.js';

const portal = useStarted(() => startLinkingPortal());
beforeAll(async () => {
  await enable(portal);
});

const DAY = 86_400;
const openCompany = async ({ companyId }: AskedLink) => {
  const opened = await portal.openAt(`/companies/${companyId}`);
  return { ...opened, panel: opened.page.getByRole('region', { name: NAME }) };
};
const unlink = (linkId: string) =>
  portal.api(`mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename } }`, { id: linkId });

describe('a linked company', () => {
  test('is unlinked after a question that says what it does, and linked again by the same customer', async () => {
    const asked = await newLink(portal, 'There and back');
    await linkAs(portal, asked, 'one');
    const { page, panel, observed } = await openCompany(asked);
    await panel.getByText('Linked', { exact: true }).waitFor();
    expect(await panel.getByRole('button', { name: /^(Link|Relink|New link URL)/ }).count()).toBe(0);
    await panel.getByRole('button', { name: 'Unlink for There and back' }).click();
    const dialog = page.getByRole('dialog', { name: 'Unlink There and back?' });
    await dialog.getByText('Access to the data of Alder & Ash Ltd ends immediately').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await stateOf(portal, asked)).status).toBe('LINKED');

    await panel.getByRole('button', { name: 'Unlink for There and back' }).click();
    await dialog.getByRole('button', { name: 'Unlink' }).click();
    await page.getByRole('status').filter({ hasText: 'the platform has confirmed' }).waitFor();
    await panel.getByText('Unlinked', { exact: true }).waitFor();
    await panel.getByText('there is no access to the data of the business').waitFor();

    await panel.getByRole('button', { name: 'Relink for There and back' }).click();
    await page.getByRole('combobox', { name: 'Country of the business' }).selectOption('GB');
    await page.getByRole('button', { name: 'Create the link URL' }).click();
    const linkUrl = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await linkAs(portal, { ...asked, linkUrl }, 'one');
    expect(await stateOf(portal, asked)).toMatchObject({ status: 'LINKED', statusReason: 'RELINKED' });
    await page.reload();
    await panel.getByText('Linked again').waitFor();
    const history = page.getByRole('region', { name: 'History' });
    for (const text of ['Linked again', 'Unlinked', 'Linked']) await history.getByText(text, { exact: true }).waitFor();
    expect(observed.complaints).toEqual([]);
  });

  test('shows until when the URL for linking it again can be used, and withdraws it after a question', async () => {
    const asked = await newLink(portal, 'Changed their mind');
    await linkAs(portal, asked, 'one');
    await unlink(asked.linkId);
    const { page, panel, observed } = await openCompany(asked);
    await panel.getByText('None open').waitFor();
    expect(await panel.getByRole('button', { name: /^(Unlink|Withdraw)/ }).count()).toBe(0);
    const { linkUrl } = await askForLink(portal, asked.companyId);
    await page.reload();
    await panel.getByText('Can be used until').waitFor();
    await panel.getByRole('button', { name: 'Withdraw the link URL for Changed their mind' }).click();
    const dialog = page.getByRole('dialog', { name: 'Withdraw the link URL for Changed their mind?' });
    await dialog.getByText('Its link URL stops working immediately').waitFor();
    expect(await dialog.getByText('Access to the data').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('status').filter({ hasText: 'is withdrawn' }).waitFor();
    await panel.getByText('None open').waitFor();
    const customer = await openAsCustomer(portal, linkUrl);
    await heading(customer.page, 'This link has ended');
    expect(observed.complaints).toEqual([]);
  });

  test('is not linked to another business than before: the customer is told, and nothing changes', async () => {
    const asked = await newLink(portal, 'Faithful');
    await linkAs(portal, asked, 'one');
    await unlink(asked.linkId);
    const again = await askForLink(portal, asked.companyId);
    const { page } = await openAsCustomer(portal, again.linkUrl);
    await goThrough(page, 'three');
    await page.getByRole('alert').filter({ hasText: 'has no access to the business that was linked before' }).waitFor();
    expect(await page.getByRole('radio').count()).toBe(0);
    expect(await stateOf(portal, asked)).toEqual({
      status: 'UNLINKED',
      statusReason: 'UNLINKED_BY_WORKSPACE',
      business: { name: 'Alder & Ash Ltd' },
    });
    const { page: ours } = await openCompany(asked);
    await ours.getByRole('region', { name: 'History' }).getByText('A sign-in did not lead to a link').waitFor();
  });

  test('loses access when the customer takes it away at the platform, is shown so, and relinked', async () => {
    const asked = await newLink(portal, 'Lost');
    await linkAs(portal, asked, 'employee');
    await portal.sandbox.control.post('/consents/revoke', { clientId: 'sandbox/demo-v31', user: 'employee' });
    const { panel, page } = await openCompany(asked);
    await panel.getByText('Linked', { exact: true }).waitFor();
    await passTime(portal.server.database.admin, 20 * DAY);
    for (let tries = 0; (await stateOf(portal, asked)).status === 'LINKED' && tries < 300; tries++)
      await page.waitForTimeout(200);
    await page.reload();
    await panel.getByText('Access lost', { exact: true }).waitFor();
    // Without access there is none that would end.
    await panel.getByText('No access', { exact: true }).waitFor();
    await panel.getByText('The platform no longer gives access').waitFor();
    await page.getByRole('region', { name: 'History' }).getByText('Access was lost').waitFor();
    await panel.getByRole('button', { name: 'Relink for Lost' }).waitFor();
    await panel.getByRole('button', { name: 'Unlink for Lost' }).waitFor();
  });
});
