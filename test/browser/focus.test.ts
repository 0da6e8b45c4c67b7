import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { createCompany } from './support/companies.js';
import { askForLink, enable, newLink, startLinkingPortal } from './support/linking.js';
import { NAME, SETTINGS_PAGE } from './support/portal.js';
import { saveByApi } from './support/settings-form.js';

const portal = useStarted(() => startLinkingPortal());
beforeEach(() => enable(portal));

/** Waits for longer than a page takes to come to rest, so that a focus that is lost later is noticed. */
async function focusedAt(page: Page): Promise<string> {
  await page.waitForTimeout(400);
  return page.evaluate<string>('document.activeElement.tagName + " " + document.activeElement.textContent');
}
/** Long enough for a click to wait for it, together with all that was to happen after the change. */
const CHANGES_AND_IS_BUSY = `document.body.append(document.createElement('i'));
  setTimeout(() => { for (const began = performance.now(); performance.now() - began < 500; ); }, 0);`;
const said = (page: Page, text: string) => page.locator('.notices').filter({ hasText: text }).waitFor();

/** By keyboard, once the dialog has taken the focus: what is pressed before goes to where that puts it. */
async function answer(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.locator(':focus').waitFor();
  await dialog.getByRole('button', { name }).press('Enter');
}

describe('who uses the keyboard keeps the place', () => {
  test.each(['/integrations', SETTINGS_PAGE])('when switching on and off at %s', async (path) => {
    const { page, observed } = await portal.openAt(path);
    const toggle = page.getByRole('switch');
    await toggle.focus();
    await page.keyboard.press('Space');
    await answer(page, 'Disable');
    await said(page, `${NAME} is disabled`);
    expect(await focusedAt(page)).toMatch(/^INPUT/);
    await page.keyboard.press('Space');
    await said(page, `${NAME} is enabled`);
    expect(await focusedAt(page)).toMatch(/^INPUT/);
    expect(await toggle.evaluate('document.activeElement.role')).toBe('switch');
    expect(observed.complaints).toEqual([]);
  });

  test('when an enabled switch is found changed by another person', async () => {
    await saveByApi(portal, { sageV31: { clientId: 'c', clientSecret: 's' } });
    const { page } = await portal.openAt('/integrations');
    await page.getByRole('switch').focus();
    await saveByApi(portal, { sageV31: { clientId: 'd', clientSecret: 's' } });
    await page.keyboard.press('Space');
    await answer(page, 'Disable');
    await said(page, 'was changed by another person');
    expect(await focusedAt(page)).toMatch(/^INPUT/);
  });

  test('after creating a company, and after its link URL was made', async () => {
    const { page, observed } = await portal.openAt('/companies');
    await page.getByRole('button', { name: 'Create a company' }).press('Enter');
    await page.getByLabel('Name').fill('Corner Shop');
    await page.getByLabel('Name').press('Enter');
    await said(page, 'Corner Shop was created');
    expect(await focusedAt(page)).toBe('BUTTON Create a company');

    await page.getByRole('button', { name: 'Link for Corner Shop' }).press('Enter');
    await answer(page, 'Create the link URL');
    await page.getByRole('row', { name: 'Corner Shop' }).getByText('Waiting for the customer').waitFor();
    await page.getByRole('button', { name: 'I have copied it' }).press('Enter');
    expect(await focusedAt(page)).toBe('BUTTON New link URL for Corner Shop');
    expect(observed.complaints).toEqual([]);
  });

  test('after closing the dialog of the link URL on the page of a company', async () => {
    const id = await createCompany(portal, 'Own Page');
    const { page } = await portal.openAt(`/companies/${id}`);
    await page.getByRole('button', { name: 'Link for Own Page' }).press('Enter');
    await answer(page, 'Create the link URL');
    await page.getByText('Waiting for the customer').waitFor();
    await page.getByRole('button', { name: 'I have copied it' }).press('Enter');
    expect(await focusedAt(page)).toBe('BUTTON New link URL for Own Page');
  });

  test.each(['list', 'page'])('after unlinking in the %s', async (where) => {
    const { companyId } = await newLink(portal, `Gone of the ${where}`);
    const { page } = await portal.openAt(where === 'list' ? '/companies' : `/companies/${companyId}`);
    await page.getByRole('button', { name: `Unlink for Gone of the ${where}` }).press('Enter');
    await answer(page, 'Unlink');
    await said(page, 'is unlinked');
    await page.getByRole('button', { name: `Relink for Gone of the ${where}` }).waitFor();
    expect(await focusedAt(page)).toBe(`BUTTON Relink for Gone of the ${where}`);
  });

  test('but whoever clicks beside everything has left it', async () => {
    const { companyId } = await newLink(portal, 'Left Alone');
    const { page } = await portal.openAt(`/companies/${companyId}`);
    await page.getByRole('button', { name: 'New link URL' }).focus();
    await page.mouse.click(5, 400);
    await askForLink(portal, companyId);
    await page.getByRole('region', { name: 'History' }).getByText('A link URL was created').first().waitFor();
    expect(await focusedAt(page)).toMatch(/^(BODY|MAIN)/);
  });

  test('even while the page has something to do, and was about to look where the focus is', async () => {
    const { companyId } = await newLink(portal, 'Left Busy');
    const { page } = await portal.openAt(`/companies/${companyId}`);
    await page.getByRole('button', { name: 'New link URL' }).focus();
    await page.mouse.move(5, 400);
    await page.evaluate(CHANGES_AND_IS_BUSY);
    await page.mouse.down();
    await page.mouse.up();
    expect(await focusedAt(page)).toMatch(/^(BODY|MAIN)/);
  });
});
