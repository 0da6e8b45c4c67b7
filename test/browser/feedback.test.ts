import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { NAME, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { field, save, saveByApi, startOver, V31_KEYS } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeEach(() => startOver(portal));

/** Whether the whole of something is within the window, once it has come to rest there. */
async function seen(told: Locator): Promise<void> {
  await told.waitFor();
  const within = async () => {
    const box = await told.boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= (told.page().viewportSize()?.height ?? 0);
  };
  for (let tries = 0; tries < 20 && !(await within()); tries++) await told.page().waitForTimeout(50);
  expect(await within()).toBe(true);
}

const told = (page: Page, role: 'status' | 'alert', text: string): Locator =>
  page.getByRole(role).filter({ hasText: text });
/** The focus is at the button that was pressed, or at the message where that had to be scrolled to. */
const keepsItsPlace = (page: Page, role: 'status' | 'alert') =>
  page
    .locator('form button:focus', { hasText: 'Save' })
    .or(page.locator(`form [role=${role}]:focus`))
    .waitFor();
const onlyOne = { sageV31: { clientId: 'one', clientSecret: 's1' } };

describe.each([
  ['a screen', { width: 1280, height: 800 }],
  ['a telephone', { width: 390, height: 844 }],
])('on %s, what came of', (_what, viewport) => {
  test('saving, and of enabling afterwards, is seen where one is', async () => {
    const { page, observed } = await portal.openAt(SETTINGS_PAGE, { viewport });
    await save(page, V31_KEYS);
    await seen(told(page, 'status', 'The keys were saved'));
    await page.getByRole('dialog').getByRole('button', { name: 'Enable now' }).click();
    await seen(told(page, 'status', `${NAME} is enabled`));
    await keepsItsPlace(page, 'status');
    expect(observed.complaints).toEqual([]);
  });

  test('keys that are refused is seen, and so is their field', async () => {
    const { page } = await portal.openAt(SETTINGS_PAGE, { viewport });
    await save(page, { ...V31_KEYS, 'Client secret': 'with a space' });
    await page.locator('input[name=clientSecret]:focus').waitFor();
    await seen(told(page, 'alert', 'The keys were not saved'));
    await seen(page.locator('input[name=clientSecret]:focus'));
  });

  test('saving what somebody else has changed meanwhile is seen, and the focus stays there', async () => {
    const { page } = await portal.openAt(SETTINGS_PAGE, { viewport });
    await field(page, 'Client ID').waitFor();
    await saveByApi(portal, onlyOne);
    await save(page, V31_KEYS);
    await page.getByRole('region', { name: 'Saved keys' }).getByText('one', { exact: true }).waitFor();
    await seen(told(page, 'alert', 'was changed by another person'));
    await keepsItsPlace(page, 'alert');
  });

  test('deleting keys is seen, and has the focus', async () => {
    await saveByApi(portal, onlyOne);
    const { page } = await portal.openAt(SETTINGS_PAGE, { viewport });
    await page.getByRole('button', { name: 'Delete the keys for API 3.1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the keys' }).click();
    await seen(told(page, 'status', 'The keys were deleted'));
    await page.locator(':focus', { hasText: 'The keys were deleted' }).waitFor();
  });
});

test('whoever goes on after a message is not interrupted, though the page around it still changes', async () => {
  await saveByApi(portal, onlyOne);
  const { page } = await portal.openAt(SETTINGS_PAGE, { viewport: { width: 390, height: 500 } });
  await page.getByRole('button', { name: 'Delete the keys for API 3.1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the keys' }).click();
  await page.locator(':focus', { hasText: 'The keys were deleted' }).waitFor();
  await field(page, 'Client secret').fill('typed at once');
  await page.evaluate("document.body.append('Something new, on a line of its own')");
  await page.waitForTimeout(100);
  await page.keyboard.type('!');
  expect(await field(page, 'Client secret').inputValue()).toBe('typed at once!');
});
