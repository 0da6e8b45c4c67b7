import { beforeEach, describe, expect, test } from '@jest/globals';
import { useStarted } from '../support/use-started.js';
import { INTEGRATION, NAME, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { answerLate, choose, field, save, startOver, V30_KEYS, V31_KEYS } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeEach(() => startOver(portal));

const saved = async () =>
  (
    await portal.api(
      `{ integration(key: "${INTEGRATION}") { status credentialSets { apiVersion status clientId savedBy clientSecret { fingerprint } } } }`,
    )
  ).integration;

describe('setting the integration up', () => {
  test('goes from nothing to enabled: Set up, keys, Save, confirmation, later, toggle, Manage', async () => {
    const { page, observed } = await portal.openAt('/');
    await page.getByRole('heading', { name: 'Accounting integrations', level: 1 }).waitFor();
    const card = page.getByRole('listitem').filter({ hasText: NAME });
    await card.getByText('Not set up').waitFor();
    expect(await card.getByRole('switch').isDisabled()).toBe(true);

    await card.getByRole('link', { name: `Set up ${NAME}` }).click();
    await page.getByRole('heading', { name: NAME, level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(SETTINGS_PAGE);
    await page.getByText('Integration settings').waitFor();
    expect(await page.getByRole('radiogroup', { name: 'What credentials do you have?' }).count()).toBe(1);
    expect(await page.getByText('(still to do)').count()).toBe(3);
    await page.getByText('http://localhost:', { exact: false }).first().waitFor();

    await save(page, V31_KEYS);
    const dialog = page.getByRole('dialog', { name: `Enable ${NAME}` });
    await dialog.waitFor();
    await page.getByRole('status').filter({ hasText: 'The keys were saved' }).waitFor();
    await dialog.getByRole('button', { name: 'Enable later' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await saved()).status).toBe('DISABLED');
    expect(await field(page, 'Client secret').inputValue()).toBe('');
    expect(await page.getByText('(still to do)').count()).toBe(1);

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Accounting integrations' }).click();
    await card.filter({ hasText: 'Disabled' }).waitFor();
    await answerLate(page, 'Integrations');
    await card.getByRole('switch').click();
    await page
      .getByRole('status')
      .filter({ hasText: `${NAME} is enabled` })
      .waitFor();
    expect(await card.getByRole('switch').isChecked()).toBe(true);
    expect((await saved()).status).toBe('ENABLED');
    await page.getByRole('link', { name: `Manage ${NAME}` }).click();
    await page.getByRole('heading', { name: NAME, level: 1 }).waitFor();
    expect(await page.getByRole('switch', { name: `${NAME}: enabled` }).isChecked()).toBe(true);
    expect(observed.complaints).toEqual([]);
    expect(observed.foreignRequests).toEqual([]);
  });

  test('enables at once when that is chosen in the dialog, and shows what is saved without the secret', async () => {
    // So high that no message lies outside the window, which would take the focus.
    const { page, observed } = await portal.openAt(SETTINGS_PAGE, { viewport: { width: 1280, height: 3000 } });
    await save(page, V31_KEYS);
    await answerLate(page, 'Integration');
    await page.getByRole('dialog').getByRole('button', { name: 'Enable now' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `${NAME} is enabled` })
      .waitFor();
    const { status, credentialSets } = await saved();
    expect(status).toBe('ENABLED');
    const [set] = credentialSets;
    const section = page.getByRole('region', { name: 'Saved keys' });
    await section.getByText(set.clientSecret.fingerprint).waitFor();
    const shown = await section.textContent();
    for (const text of ['API 3.1', 'In use', 'an-application', set.savedBy]) expect(shown).toContain(text);
    expect(await page.getByText('(still to do)').count()).toBe(0);
    await page.getByRole('button', { name: 'Save' }).and(page.locator(':focus')).waitFor();
    expect(observed.complaints).toEqual([]);
  });

  test('takes v3.0 keys with the notice that they are retired, then v3.1 keys beside them', async () => {
    const { page, observed } = await portal.openAt(SETTINGS_PAGE);
    await choose(page, '3.0');
    await page.getByText('API 3.0 was retired by the platform on 31 July 2026').waitFor();
    await save(page, V30_KEYS);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Enable later' }).click();
    await page.getByRole('status').filter({ hasText: 'save v3.1 keys beside these' }).waitFor();
    const regions = page.getByRole('region', { name: 'Countries' });
    await regions.getByText('companies of 2 of these 15 countries').waitFor();
    await regions.getByRole('listitem').filter({ hasText: 'Germany' }).getByText('Needs keys for API 3.1.').waitFor();

    await page.reload();
    // The version in use is preselected, as in a workspace that was set up before v3.1 existed.
    await page.getByRole('textbox', { name: 'Client ID' }).waitFor();
    expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('sageV30');
    await choose(page, '3.1');
    await save(page, V31_KEYS);
    await dialog.getByRole('button', { name: 'Enable now' }).click();
    await regions.getByText('Companies of 9 of these 15 countries').waitFor();
    expect((await saved()).credentialSets.map((set: { apiVersion: string }) => set.apiVersion)).toEqual(['3.1', '3.0']);
    const section = page.getByRole('region', { name: 'Saved keys' });
    expect(await section.getByText('Signing secret').count()).toBe(1);
    expect(observed.complaints).toEqual([]);
  });

  test('says that exactly these keys were saved already, and that another client id takes the place', async () => {
    const { page } = await portal.openAt(SETTINGS_PAGE);
    for (const said of ['The keys were saved', 'These keys were already saved']) {
      await save(page, V31_KEYS);
      await page.getByRole('dialog').getByRole('button', { name: 'Enable later' }).click();
      await page.getByRole('status').filter({ hasText: said }).waitFor();
    }
    await page.getByText('Another client ID replaces it for new links').waitFor();
    await page.getByRole('button', { name: 'Replace the keys for API 3.1' }).click();
    await page.locator('input[name=clientSecret]:focus').waitFor();
  });
});
