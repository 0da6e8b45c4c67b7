import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { faultsOf, testInBothColours } from './support/accessibility.js';
import { startPulledPortal } from './support/pulled-portal.js';

const portal = useStarted(() => startPulledPortal());
const INVOICES = `query($id: ID!) { node(id: $id) { ... on CompanyLink {
  documents(kinds: [SALES_INVOICE, SALES_CREDIT_NOTE], first: 100) { nodes { id number total outstanding lines { net } } }
} } }`;
interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly outstanding: string;
  readonly lines: readonly unknown[];
}
let invoices: readonly Invoice[];
beforeAll(async () => {
  const { node } = await portal.api(INVOICES, { id: portal.link.linkId });
  invoices = node.documents.nodes;
});

const books = (section: string) => `${portal.company}/books/${section}`;
const list = (page: Page) => page.getByRole('table', { name: / on this page$/ });
const rows = (page: Page) => list(page).getByRole('rowheader');
const showing = (page: Page, count: number, number = 1) =>
  page
    .getByRole('status')
    .filter({ hasText: `${count} row${count === 1 ? '' : 's'} on page ${number}` })
    .waitFor();

describe('invoices', () => {
  test('are found from the page of the company, filtered by the keyboard, and opened with their lines and JSON', async () => {
    const { page, observed } = await portal.openAt(portal.company);
    await page.getByRole('navigation', { name: 'Company' }).getByRole('link', { name: 'Books' }).press('Enter');
    await page.getByRole('heading', { name: 'Invoices', level: 2 }).waitFor();
    await showing(page, Math.min(25, invoices.length));
    const unpaid = invoices.filter(({ outstanding }) => /[1-9]/.test(outstanding));
    await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('To be paid');
    await showing(page, Math.min(25, unpaid.length));
    const [first] = unpaid;
    await page.getByRole('searchbox', { name: 'Search' }).fill(first?.number ?? '');
    await showing(page, 1);
    expect(new URL(page.url()).search).toBe(`?search=${first?.number}&show=unpaid`);
    await rows(page).getByRole('link').press('Enter');
    await page.getByRole('heading', { name: `Invoice ${first?.number}` }).waitFor();
    expect(await page.getByRole('table', { name: 'Lines' }).getByRole('row').count()).toBe(
      1 + (first?.lines.length ?? 0),
    );
    await page.getByText('As the platform sent it').click();
    await page.getByText('"$path": "/sales_invoices/').first().waitFor();
    await page.getByRole('link', { name: 'Back to invoices' }).click();
    await showing(page, 1);
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe(first?.number);
    await page.getByRole('button', { name: 'Show all' }).click();
    await showing(page, Math.min(25, invoices.length));
    expect(observed.complaints).toEqual([]);
  });

  test('name their customer, who leads to what else there is', async () => {
    const { page } = await portal.openAt(`${books('invoices')}/${invoices[0]?.id}`);
    await page.getByRole('term').filter({ hasText: 'Customer' }).waitFor();
    await page.getByRole('definition').first().getByRole('link').click();
    await page.getByRole('link', { name: 'Payments', exact: true }).last().waitFor();
    await page.locator('.books').getByRole('link', { name: 'Invoices' }).click();
    await page.getByText('Only those of one contact.').waitFor();
    await rows(page).first().waitFor();
  });
});

describe('a long list', () => {
  test('is turned page by page, and the focus goes to its heading', async () => {
    const { page } = await portal.openAt(books('accounts'));
    await showing(page, 25);
    const [before] = await rows(page).allTextContents();
    await page.getByRole('button', { name: 'Next' }).click();
    await showing(page, 25, 2);
    expect((await rows(page).allTextContents())[0]).not.toBe(before);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Accounts');
    await page.reload();
    await showing(page, 25, 2);
    await page.getByRole('button', { name: 'Previous' }).click();
    await showing(page, 25);
    expect((await rows(page).allTextContents())[0]).toBe(before);
  });

  test('is exported as it is filtered, all pages of it, and what a spreadsheet would run is a text', async () => {
    const { admin } = portal.server.database;
    await admin.query(`UPDATE ledgerlink.account SET name = '=HYPERLINK("//x")' WHERE name = 'Office Rent'`);
    const { page } = await portal.openAt(`${books('accounts')}?type=EXPENSE`);
    await showing(page, 25);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await readFile(await (await downloading).path(), 'utf8');
    const { rows: counted } = await admin.query("SELECT count(*) FROM ledgerlink.account WHERE type = 'EXPENSE'");
    const lines = file.split('\r\n');
    expect([lines[0], lines.at(-1)]).toEqual([expect.stringMatching(/^\uFEFF"Name","Code"/), '']);
    expect(lines.length - 2).toBe(Number(counted[0].count));
    expect(Number(counted[0].count)).toBeGreaterThan(100);
    expect(lines.filter((line) => line.startsWith('"\'=HYPERLINK(""//x"")",'))).toHaveLength(1);
    await page.getByText(`${counted[0].count} rows exported.`).waitFor();
  });

  test('an export that stops says so, goes on where it was, and can be cancelled', async () => {
    const { page } = await portal.openAt(books('accounts'));
    await showing(page, 25);
    let asked = 0;
    await page.route('**/graphql', (route) => {
      if (!route.request().postData()?.includes('"first":100')) return route.continue();
      asked++;
      return asked === 2 ? route.abort() : route.continue();
    });
    await page.getByRole('button', { name: 'Export CSV' }).click();
    await page.getByText('The export stopped after 100 rows.').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Go on' }).click();
    expect((await readFile(await (await downloading).path(), 'utf8')).split('\r\n').length - 2).toBe(178);
    asked = 1;
    await page.getByRole('button', { name: 'Export CSV' }).click();
    await page.getByRole('button', { name: 'Cancel the export' }).click();
    await page.getByRole('button', { name: 'Export CSV' }).waitFor();
  });
});

test('a key without DATA_READ is told which scope it lacks, and nothing is asked for', async () => {
  const { createApiKey } = await portal.api(
    `mutation { createApiKey(input: { name: "companies only", scopes: [COMPANIES_READ] }) {
      ... on CreateApiKeySuccess { key } } }`,
  );
  const { page, observed } = await portal.open();
  await page.goto(`${portal.server.baseUrl}${books('invoices')}#key=${createApiKey.key}`);
  await page.getByText('It lacks the scope DATA_READ.').waitFor();
  expect(observed.answers.filter((answer) => answer.includes('"page"'))).toEqual([]);
});

test('an address that is wrong is told so, with the way to the whole list', async () => {
  const { page } = await portal.openAt(`${books('invoices')}?after=nothing`);
  await page.getByText('This page of the list no longer exists').waitFor();
  await page.getByRole('link', { name: 'Show the whole list' }).click();
  await rows(page).first().waitFor();
  await page.goto(`${portal.server.baseUrl}${books('invoices')}/nothing`);
  await page.getByRole('heading', { name: 'There is no such record' }).waitFor();
});

describe('reports', () => {
  test('are statements of the year with the latest documents, with a chart by month, and a file', async () => {
    const { page, observed } = await portal.openAt(books('profit-and-loss'));
    const statement = page.getByRole('table', { name: 'Profit and loss' });
    await statement.getByRole('rowheader', { name: 'Net profit' }).waitFor();
    expect(await page.getByLabel('From').inputValue()).toBe('2025-01-01');
    const { node } = await portal.api(
      `query($id: ID!) { node(id: $id) { ... on CompanyLink { profitAndLoss(from: "2024-01-01", to: "2024-12-31") {
        ... on Report { sections { name total } } } } } }`,
      { id: portal.link.linkId },
    );
    await page.getByLabel('To').fill('2024-12-31');
    await page.getByText('The first day is after the last one.').waitFor();
    await page.getByLabel('From').fill('2024-01-01');
    const { total } = node.profitAndLoss.sections.find(({ name }: { name: string }) => name === 'Net profit');
    await statement.locator(`data[value="${total}"]`).first().waitFor();
    const chart = page.getByRole('figure');
    await chart.getByText('The same as a table').click();
    const months = chart.getByRole('table').getByRole('row');
    await months.nth(12).locator('data').nth(1).waitFor();
    expect(await months.nth(12).getByRole('rowheader').textContent()).toBe('December 2024');
    await months.nth(1).locator('data').nth(1).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    expect(await readFile(await (await downloading).path(), 'utf8')).toContain(`"Net profit",,"Total",${total},`);
    await statement.getByRole('link', { name: 'Sales - Products' }).click();
    await page.locator('.books').getByRole('link', { name: 'Entries' }).click();
    await rows(page).first().waitFor();
    await page.getByRole('link', { name: 'Trial balance' }).click();
    await page.getByRole('rowheader', { name: 'Total closing balances' }).waitFor();
    expect(observed.complaints).toEqual([]);
  });

  test('that cannot be made say why', async () => {
    const { control } = portal.sandbox;
    await control.post('/faults', { endpoint: '/v3.1/trial_balance', kind: 'status', status: 403 });
    const { page } = await portal.openAt(books('balance-sheet'));
    await page.getByRole('alert').filter({ hasText: 'There is no such report now' }).waitFor();
    await control.delete('/faults');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('rowheader', { name: 'Total liabilities and equity' }).waitFor();
  });
});

const SCENES: readonly [name: string, path: () => string, get: (page: Page) => Promise<unknown>][] = [
  ['invoices', () => books('invoices'), (page) => rows(page).first().waitFor()],
  [
    'nothing found',
    () => `${books('contacts')}?search=nothing-like-it`,
    (page) => page.getByText('matches.').waitFor(),
  ],
  [
    'an invoice with its JSON',
    () => `${books('invoices')}/${invoices[0]?.id}`,
    async (page) => {
      await page.getByText('As the platform sent it').click();
      await page.getByText('"$path"').first().waitFor();
    },
  ],
  [
    'profit and loss with its chart',
    () => books('profit-and-loss'),
    async (page) => {
      await page.getByText('The same as a table').click();
      await page.getByRole('figure').getByRole('row').nth(1).locator('data').first().waitFor();
      // The figures of a month come with a request of their own.
      await page.getByRole('figure').locator('td:empty').first().waitFor({ state: 'detached' });
    },
  ],
];

describe.each([1280, 360])('%i px wide', (width) => {
  for (const [name, path, get] of SCENES)
    testInBothColours(
      name,
      async () => {
        const opened = await portal.openAt(path(), { viewport: { width, height: 800 } });
        await get(opened.page);
        return opened;
      },
      async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
    );
});
