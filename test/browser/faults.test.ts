import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { INTEGRATION, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { choose, field, save, saveByApi, startOver, V30_KEYS, V31_KEYS } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeEach(() => startOver(portal));

const version = async () =>
  (await portal.api(`{ integration(key: "${INTEGRATION}") { version } }`)).integration.version;
/** The messages of a field: those on the page, and those that `aria-describedby` names. */
const describedAs = (page: Page, label: string) =>
  field(page, label).evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id: string) => input.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' '),
  );

describe('what is wrong with keys', () => {
  test.each([
    ['is missing', '', 'Client secret is empty'],
    ['has a space', 'a secret', 'Client secret contains a space'],
    ['has an invisible character', 'sec\u200bret', 'Client secret contains'],
    ['is too long', 'x'.repeat(2049), 'Client secret is longer than'],
  ])('is told beside the field that %s, nothing is saved, and the field has the focus', async (_what, secret, told) => {
    const before = await version();
    const { page } = await portal.openAt(SETTINGS_PAGE);
    await save(page, { ...V31_KEYS, 'Client secret': secret });
    await page.getByRole('alert').filter({ hasText: 'The keys were not saved' }).waitFor();
    await page.locator('input[name=clientSecret]:focus').waitFor();
    expect(await describedAs(page, 'Client secret')).toContain(told);
    expect(await field(page, 'Client secret').getAttribute('aria-invalid')).toBe('true');
    expect(await field(page, 'Client ID').getAttribute('aria-invalid')).not.toBe('true');
    // What was right stays, so that only the fault is to be mended.
    expect(await field(page, 'Client ID').inputValue()).toBe(V31_KEYS['Client ID']);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await version()).toBe(before);
  });

  test('is told of every field at once, the first has the focus, and mending it saves', async () => {
    const { page, observed } = await portal.openAt(SETTINGS_PAGE);
    await choose(page, '3.0');
    await save(page, {
      ...V30_KEYS,
      'Client ID': 'an app',
      'Signing secret': '',
      'Subscription key': 'a\tb',
    });
    await page.locator('input[name=clientId]:focus').waitFor();
    const invalid = await page
      .locator('[aria-invalid=true]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('name')));
    expect(invalid).toEqual(['clientId', 'signingSecret', 'subscriptionKey']);
    await save(page, V30_KEYS);
    await page.getByRole('dialog').getByRole('button', { name: 'Enable later' }).click();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
    expect(observed.complaints).toEqual([]);
  });

  test('is forgotten when other credentials are chosen', async () => {
    const { page } = await portal.openAt(SETTINGS_PAGE);
    await save(page, {});
    await page.locator('input[name=clientId]:focus').waitFor();
    await choose(page, '3.0');
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
  });
});

describe('deleting keys', () => {
  const V31 = { sageV31: { clientId: 'one', clientSecret: 's1' } };
  const V30 = {
    sageV30: { clientId: 'two', clientSecret: 's2', signingSecret: 's3', subscriptionKey: 's4' },
  };
  const remove = (page: Page, of: string) =>
    page.getByRole('button', { name: `Delete the keys for API ${of}` }).click();

  test('says which countries would be lost, and deletes when that is confirmed', async () => {
    await saveByApi(portal, V31);
    await saveByApi(portal, V30, 'NOW');
    const { page } = await portal.openAt(SETTINGS_PAGE);
    const dialog = page.getByRole('dialog');
    await remove(page, '3.0');
    await dialog.getByText('Your other keys cover the same countries').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await remove(page, '3.1');
    await dialog
      .getByText(
        'No company in Germany, Spain, Portugal, France, the United States, Canada, or the United Arab Emirates can be linked',
      )
      .waitFor();
    await dialog.getByRole('button', { name: 'Delete the keys' }).click();
    await page.getByRole('status').filter({ hasText: 'The keys for API 3.1 are deleted permanently' }).waitFor();
    expect(await page.getByRole('region', { name: 'Saved keys' }).getByText('API 3.1').count()).toBe(0);
  });

  test('is refused for the only keys of an enabled integration, which says what to do', async () => {
    await saveByApi(portal, V31, 'NOW');
    const { page } = await portal.openAt(SETTINGS_PAGE);
    await remove(page, '3.1');
    const asked = page.getByRole('dialog');
    await asked.getByText('Disable the integration first, or save other keys').waitFor();
    expect(await asked.getByRole('button', { name: 'Delete the keys' }).isDisabled()).toBe(true);
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('switch').click();
    await page.getByRole('dialog', { name: 'Disable' }).getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('status').filter({ hasText: 'is disabled' }).waitFor();
    await remove(page, '3.1');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the keys' }).click();
    await page.getByRole('status').filter({ hasText: 'The keys were deleted' }).waitFor();
    await page.getByText('Not set up').waitFor();
  });
});

test('the settings form is filled in and saved by keyboard alone', async () => {
  // So high that no message lies outside the window, which would take the focus.
  const { page } = await portal.openAt('/integrations', { viewport: { width: 1280, height: 3000 } });
  await page.getByRole('link', { name: 'Set up' }).waitFor();
  const press = async (key: string, times = 1) => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  };
  /** Goes on with Tab until the focus is where it is wanted; never more than a page has stops. */
  const tabTo = async (selector: string) => {
    for (let i = 0; i < 60; i++) {
      if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      await press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector}`);
  };
  await press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await press('Enter');
  await tabTo('main a[href^="/integrations/"]');
  await press('Enter');
  await page.getByRole('radiogroup').waitFor();
  expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
  await tabTo('input[type=radio]');
  await press('ArrowDown');
  await tabTo('input[name=clientId]');
  const keys = Object.values(V30_KEYS);
  for (const [index, name] of ['clientId', 'clientSecret', 'signingSecret', 'subscriptionKey'].entries()) {
    await tabTo(`input[name=${name}]`);
    await page.keyboard.type(keys[index] ?? '');
  }
  await press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.locator('button:focus', { hasText: 'Enable now' }).waitFor();
  await press('Enter');
  await page.getByRole('status').filter({ hasText: 'is enabled' }).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('input[name=subscriptionKey]:focus').waitFor();
});
