import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { localId } from '../../src/infra/ids/ids.js';
import { insertEvents } from '../support/insert-events.js';
import { until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';
import { faultsOf, testInBothColours } from './support/accessibility.js';
import { createCompany } from './support/companies.js';
import { askForLink } from './support/linking.js';
import { startPortal } from './support/portal.js';
import { saveByApi } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).press('Enter');

describe('events', () => {
  beforeAll(async () => {
    const companyId = await createCompany(portal, 'Alder Books');
    await saveByApi(portal, { sageV31: { clientId: 'app', clientSecret: 's' } }, 'NOW');
    const { linkId } = await askForLink(portal, companyId);
    const { database } = portal.server;
    const { rows } = await database.admin.query('SELECT id FROM ledgerlink.workspace');
    const link = { linkId: localId(linkId, 'CompanyLink', 'id'), payload: { reason: 'LINKED' } };
    await insertEvents(database, rows[0].id, 26, { type: 'LINK_LINKED', ...link });
  });

  test('are shown newest first, by page, kind and link, and each with its payload', async () => {
    const { page, observed } = await portal.openAt('/events');
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(25);
    await press(page, 'Next');
    await page.getByText('Page 2', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Integration enabled' }).waitFor();
    await page.getByLabel('Kind').selectOption('Keys saved');
    await until('one kind is shown', async () => (await page.getByRole('rowheader').count()) === 1);
    await page.getByText('credentials.saved').waitFor();
    await press(page, 'Show all');
    await page.getByRole('link', { name: 'Only its events of Alder Books' }).first().press('Enter');
    await page.getByText('Only those of one link.').waitFor();
    await press(page, 'Next');
    await until('one is left', async () => (await page.getByRole('rowheader').count()) === 1);
    await page.getByRole('link', { name: 'Company linked' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Company linked' }).and(page.locator(':focus')).waitFor();
    await page.getByText('"reason": "LINKED"').waitFor();
    await page.getByRole('link', { name: 'Alder Books' }).press('Enter');
    await page.getByRole('link', { name: 'Events of this link' }).press('Enter');
    await page.getByText('Only those of one link.').waitFor();
    expect(observed.complaints).toEqual([]);
  });

  testInBothColours(
    'have no fault',
    async () => {
      const opened = await portal.openAt('/events', { viewport: { width: 360, height: 800 } });
      await opened.page.getByRole('rowheader').first().waitFor();
      return opened;
    },
    async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
  );
});
