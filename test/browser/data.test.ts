import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';
import { faultsOf, testInBothColours } from './support/accessibility.js';
import { startPulledPortal } from './support/pulled-portal.js';

const portal = useStarted(() => startPulledPortal());

const STATES = `query($id: ID!) { node(id: $id) { ... on CompanyLink {
  datasets { dataset status recordCount schedule { interval } } } } }`;
interface State {
  readonly dataset: string;
  readonly recordCount: number;
  readonly schedule: { readonly interval: string };
}
async function states(): Promise<ReadonlyMap<string, State>> {
  const { node } = await portal.api(STATES, { id: portal.link.linkId });
  return new Map(node.datasets.map((state: State) => [state.dataset, state]));
}

const data = () => `${portal.company}/data`;
const datasets = (page: Page) => page.getByRole('table', { name: 'Datasets' });
const row = (page: Page, name: string) =>
  datasets(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).press('Enter');

test('the page shows each dataset with its records, and leads to them', async () => {
  const { page, observed } = await portal.openAt(portal.company);
  await page.getByRole('navigation', { name: 'Company' }).getByRole('link', { name: 'Data' }).click();
  await row(page, 'Contacts').getByText('Current').waitFor();
  const known = await states();
  expect(await datasets(page).getByRole('row').count()).toBe(known.size + 1);
  expect(await row(page, 'Accounts').getByRole('cell').nth(1).textContent()).toBe('178');
  await page.getByRole('row').filter({ hasText: 'the new link' }).getByText('Completed').waitFor();
  await row(page, 'Sales credit notes').getByRole('link').click();
  await page.getByRole('table', { name: 'Invoices on this page' }).waitFor();
  expect(await page.getByRole('rowheader').count()).toBe(known.get('SALES_CREDIT_NOTES')?.recordCount);
  expect(observed.complaints).toEqual([]);
});

test('a pull is started, shows its progress, and is cancelled; the next one ends', async () => {
  const { control } = portal.sandbox;
  await control.post('/faults', { endpoint: '/v3.1/sales_invoices', kind: 'hang', ms: 600_000 });
  const { page, observed } = await portal.openAt(data());
  await press(page, 'Read everything again');
  await page.getByText(/^1?\d of 16 datasets are done, \d+ records were read\.$/).waitFor();
  await row(page, 'Sales invoices').getByText('Pulling').waitFor();
  expect(await page.getByRole('progressbar', { name: 'Pull', exact: true }).getAttribute('max')).toBe('16');
  await press(page, 'Cancel the pull');
  await page.getByRole('table', { name: 'Last pulls' }).getByText('Cancelled').waitFor();
  await control.delete('/faults');
  await portal.pulled();
  await press(page, 'Pull now');
  await page.getByRole('table', { name: 'Last pulls' }).getByRole('row').nth(1).getByText('Completed').waitFor();
  await page.getByRole('button', { name: 'Pull now' }).waitFor();
  expect(observed.complaints).toEqual([]);
});

test('the schedule is set for one dataset, and for all', async () => {
  const { page } = await portal.openAt(data());
  const all = page.getByRole('combobox', { name: 'Schedule of all datasets' });
  await page.getByRole('combobox', { name: 'Schedule of contacts' }).selectOption('Hourly');
  await all.getByText('They differ').waitFor({ state: 'attached' });
  expect((await states()).get('CONTACTS')?.schedule.interval).toBe('HOURLY');
  await all.selectOption('Weekly');
  await until('all are weekly', async () =>
    [...(await states()).values()].every(({ schedule }) => schedule.interval === 'WEEKLY'),
  );
});

test('a key without DATA_PULL sees how the datasets stand, and which scope it lacks to pull', async () => {
  const { createApiKey } = await portal.api(
    `mutation { createApiKey(input: { name: "reader", scopes: [COMPANIES_READ, DATA_READ] }) {
      ... on CreateApiKeySuccess { key } } }`,
  );
  const { page } = await portal.open();
  await page.goto(`${portal.server.baseUrl}${data()}#key=${createApiKey.key}`);
  await page.getByText('a key needs the scope DATA_PULL').waitFor();
  await row(page, 'Contacts')
    .getByText(/^(Daily|Weekly)$/)
    .waitFor();
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
});

describe('what cannot be read', () => {
  beforeAll(async () => {
    const { control } = portal.sandbox;
    const { admin } = portal.server.database;
    await control.post('/books', { businessId: portal.businessId, deniedAreas: ['journals'] });
    const { page } = await portal.openAt(data());
    await press(page, 'Pull Journals');
    await row(page, 'Journals').getByText('No permission').waitFor();
    await page.context().close();
    await portal.pulled();
    await admin.query(`INSERT INTO ledgerlink.dataset_problem
      SELECT workspace_id, link_id, list, 'one-of-them', 'The platform answers 500 for this record.', 'a-request', now(), 4, 1
        FROM ledgerlink.dataset WHERE list = 'sales_invoices'`);
    await admin.query("UPDATE ledgerlink.dataset SET status = 'PARTIAL' WHERE list = 'sales_invoices'");
  });

  for (const width of [1280, 360])
    testInBothColours(
      `is named, with what to do about it, ${width} px wide`,
      async () => {
        const opened = await portal.openAt(data(), { viewport: { width, height: 800 } });
        const problems = opened.page.getByRole('region', { name: 'Records that could not be read' });
        await problems.getByRole('listitem').filter({ hasText: 'Tried 4 times' }).waitFor();
        await opened.page.getByText('may not see these records at the platform').first().waitFor();
        return opened;
      },
      async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
    );
});
