import { beforeEach, describe, expect, test } from '@jest/globals';
import { useStarted } from '../support/use-started.js';
import { INTEGRATION, NAME, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { answerLate, field, save, saveByApi, startOver, V31_KEYS } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeEach(() => startOver(portal));

const clientIds = async () =>
  (
    await portal.api(`{ integration(key: "${INTEGRATION}") { credentialSets { clientId } } }`)
  ).integration.credentialSets.map(({ clientId }: { clientId: string }) => clientId);

describe('two tabs on one integration', () => {
  test('the second is told, nothing of it is saved, it is shown the new state, and may go on', async () => {
    const { page: first } = await portal.openAt(SETTINGS_PAGE);
    const { page: second, observed } = await portal.another(first, SETTINGS_PAGE);
    await field(second, 'Client ID').waitFor();

    await save(first, { 'Client ID': 'of-the-first', 'Client secret': 's1' });
    await first.getByRole('dialog').getByRole('button', { name: 'Enable later' }).click();
    await save(second, { 'Client ID': 'of-the-second', 'Client secret': 's2' });
    const told = second.getByRole('alert').filter({ hasText: `${NAME} was changed by another person` });
    await told.waitFor();
    await second.getByRole('region', { name: 'Saved keys' }).getByText('of-the-first').waitFor();
    expect(await clientIds()).toEqual(['of-the-first']);
    expect(await second.getByRole('dialog').count()).toBe(0);
    expect(await field(second, 'Client ID').inputValue()).toBe('of-the-second');

    await second.getByRole('button', { name: 'Save' }).click();
    await second.getByRole('dialog').getByRole('button', { name: 'Enable later' }).click();
    await second.getByRole('region', { name: 'Saved keys' }).getByText('of-the-second').waitFor();
    expect(await clientIds()).toEqual(['of-the-second']);
    expect(observed.complaints).toEqual([]);
  });

  test('a toggle in the list is told too', async () => {
    await saveByApi(portal, { sageV31: { clientId: 'one', clientSecret: 's1' } });
    const { page } = await portal.openAt('/integrations');
    const card = page.getByRole('listitem').filter({ hasText: NAME });
    await card.getByText('Keys saved for API 3.1').waitFor();
    await saveByApi(portal, { sageV31: { clientId: 'two', clientSecret: 's2' } });
    await answerLate(page, 'Integrations');
    await card.getByRole('switch').click();
    await page.getByRole('alert').filter({ hasText: 'was changed by another person' }).waitFor();
    expect(await card.getByRole('switch').isChecked()).toBe(false);
    await card.getByRole('switch').click();
    await page.getByRole('status').filter({ hasText: 'is enabled' }).waitFor();
  });

  test('a toggle on the page of the settings is told too', async () => {
    await saveByApi(portal, { sageV31: { clientId: 'one', clientSecret: 's1' } });
    const { page } = await portal.openAt(SETTINGS_PAGE);
    await page.getByRole('region', { name: 'Saved keys' }).getByText('one').waitFor();
    await saveByApi(portal, { sageV31: { clientId: 'two', clientSecret: 's2' } });
    await answerLate(page, 'Integration');
    await page.getByRole('switch').click();
    await page.getByRole('alert').filter({ hasText: 'was changed by another person' }).waitFor();
    expect(await page.getByRole('region', { name: 'Saved keys' }).getByText('two').count()).toBe(1);
    await page.getByRole('switch').click();
    await page.getByRole('status').filter({ hasText: 'is enabled' }).waitFor();
  });
});

describe('a connection that is gone', () => {
  test('is said at once, what was read stays, and saving again afterwards works', async () => {
    const { page } = await portal.openAt(SETTINGS_PAGE);
    await field(page, 'Client ID').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('status').filter({ hasText: 'You are offline' }).waitFor();
    await save(page, V31_KEYS);
    await page.getByRole('alert').filter({ hasText: 'Ledgerlink cannot be reached' }).waitFor();
    expect(await clientIds()).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enable now' }).click();
    await page.getByRole('status').filter({ hasText: 'is enabled' }).waitFor();
    expect(await clientIds()).toEqual(['an-application']);
  });

  test('before the files of a page are there is told instead of a blank screen', async () => {
    const { page } = await portal.open();
    // Before anything is opened: the files of other pages are loaded ahead.
    const files = '**/assets/audit-page*';
    await page.route(files, (route) => route.abort());
    await page.goto(`${portal.server.baseUrl}/integrations#key=${portal.server.key}`);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('alert').filter({ hasText: 'This page could not be shown' }).waitFor();
    await page.getByRole('link', { name: 'Accounting integrations' }).click();
    await page.getByRole('link', { name: 'Set up' }).waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('alert').filter({ hasText: 'This page could not be shown' }).waitFor();
    await page.unroute(files);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('cell', { name: 'Created an API key' }).first().waitFor();
  });

  test('while a page is read is told with a way to try again, and so is a failure of the server', async () => {
    const { page } = await portal.openAt('/integrations');
    await page.getByRole('link', { name: 'Set up' }).waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('alert').filter({ hasText: 'Ledgerlink cannot be reached' }).waitFor();
    await page.unroute('**/graphql');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId: 'the-request-id', retryable: false };
    await page.route('**/graphql', (route) =>
      route.fulfill({
        status: 500,
        json: { errors: [{ message: 'Something went wrong on our side.', extensions }] },
      }),
    );
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').filter({ hasText: 'the-request-id' }).waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('cell', { name: 'Created an API key' }).first().waitFor();
    expect(await page.getByRole('alert').filter({ hasText: /\w/ }).count()).toBe(0);
  });
});
