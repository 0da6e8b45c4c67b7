import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { createCompany } from './support/companies.js';
import { startPortal } from './support/portal.js';
import { saveByApi } from './support/settings-form.js';

const portal = useStarted(() => startPortal());
beforeAll(async () => {
  for (let at = 1; at <= 27; at++) await createCompany(portal, `Bakery ${String(at).padStart(2, '0')}`, `bakery-${at}`);
  await createCompany(portal, 'Åström & Söner AB');
});

const names = (page: Page) => page.getByRole('rowheader').getByRole('link').allTextContents();
const showing = (page: Page, count: number) =>
  page
    .getByRole('status')
    .filter({ hasText: new RegExp(`^${count} compan(y|ies) on this page`) })
    .waitFor();
const saved = async (search: string) =>
  (
    await portal.api('query($search: String) { companies(search: $search) { nodes { name externalId } } }', {
      search,
    })
  ).companies.nodes;

describe('the page of companies', () => {
  test('turns its pages, keeps them in the address, and goes back by the browser', async () => {
    const { page, observed } = await portal.openAt('/companies');
    await showing(page, 25);
    expect((await names(page))[24]).toBe('Bakery 25');
    const pages = page.getByRole('navigation', { name: 'Pages of companies' });
    expect(await pages.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
    await pages.getByRole('button', { name: 'Next' }).click();
    await showing(page, 3);
    expect(await names(page)).toEqual(['Bakery 26', 'Bakery 27', 'Åström & Söner AB']);
    expect(await pages.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    expect(page.url()).toContain('?after=');

    await page.reload();
    await showing(page, 3);
    await pages.getByText('Page 2').waitFor();
    await page.goBack();
    await showing(page, 25);
    await page.goForward();
    await pages.getByRole('button', { name: 'Previous' }).click();
    await showing(page, 25);
    expect(page.url()).toBe(`${portal.server.baseUrl}/companies`);
    expect(observed.complaints).toEqual([]);
    expect(observed.foreignRequests).toEqual([]);
  });

  test('a page that was sent to somebody leads to the first one', async () => {
    const { page } = await portal.openAt('/companies');
    await page.getByRole('button', { name: 'Next' }).click();
    await showing(page, 3);
    const { page: other } = await portal.another(page, new URL(page.url()).href.replace(portal.server.baseUrl, ''));
    await showing(other, 3);
    await other.getByRole('button', { name: 'First page' }).click();
    await showing(other, 25);
  });

  test('searches how names and ids begin while one types, and once when typing rests', async () => {
    const { page, observed } = await portal.openAt('/companies');
    await showing(page, 25);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('query Companies')) asked.push(request.postData() ?? '');
    });
    // The page's time stands still, so that a busy machine does not rest between two letters.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
    await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('bakery 1', { delay: 20 });
    await page.clock.resume();
    await showing(page, 10);
    expect(asked.length).toBe(1);
    expect(page.url()).toBe(`${portal.server.baseUrl}/companies?search=bakery+1`);
    await page.getByRole('searchbox', { name: 'Search' }).fill('åström');
    await page.getByRole('link', { name: 'Åström & Söner AB' }).waitFor();
    expect(await names(page)).toEqual(['Åström & Söner AB']);
    await page.getByRole('searchbox', { name: 'Search' }).fill('bakery-27');
    await page.getByRole('link', { name: 'Bakery 27' }).waitFor();
    expect(await names(page)).toEqual(['Bakery 27']);
    await page.getByRole('combobox', { name: 'Link' }).selectOption('LINKED');
    await page.getByText('No company matches.').waitFor();
    expect(page.url()).toBe(`${portal.server.baseUrl}/companies?search=bakery-27&status=LINKED`);

    await page.reload();
    await page.getByText('No company matches.').waitFor();
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('bakery-27');
    await page.getByRole('button', { name: 'Show all' }).click();
    await showing(page, 25);
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('');
    expect(observed.complaints).toEqual([]);
  });
});

describe('a company', () => {
  test('is created, refused where its external id is taken, and the way to that company is shown', async () => {
    const { page, observed } = await portal.openAt('/companies');
    await page.getByRole('button', { name: 'Create a company' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create a company' });
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('Enter a name').waitFor();
    expect(await dialog.getByLabel('Name').evaluate('document.activeElement.name')).toBe('name');
    await dialog.getByLabel('Name').fill('Miller & Sons Ltd');
    await dialog.getByLabel('External id').fill('bakery-3');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('already has this external id').waitFor();
    expect(await dialog.getByRole('link').textContent()).toBe('Bakery 03');
    expect(await saved('Miller')).toEqual([]);

    await dialog.getByLabel('External id').fill('miller');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('status').filter({ hasText: 'Miller & Sons Ltd was created' }).waitFor();
    await page.getByRole('button', { name: 'Link for Bakery 01' }).click();
    await page.keyboard.press('Escape');
    expect(await page.getByText('was created').count()).toBe(0);
    expect(await saved('Miller')).toEqual([{ name: 'Miller & Sons Ltd', externalId: 'miller' }]);
    expect(observed.complaints).toEqual([]);
  });

  test('is edited on its page, its history tells so, and it is deleted after a question', async () => {
    const id = await createCompany(portal, 'Old name', 'old');
    const { page, observed } = await portal.openAt(`/companies/${id}`);
    await page.getByRole('heading', { name: 'Old name', level: 1 }).waitFor();
    await page.getByText('This company is not linked yet.').waitFor();
    await page.getByRole('button', { name: 'Edit Old name' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit Old name' });
    await dialog.getByLabel('Name').fill('New name');
    await dialog.getByLabel('External id').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'New name', level: 1 }).waitFor();
    const told = page.getByRole('status').filter({ hasText: 'New name was saved' });
    expect(await told.locator('.mantine-Alert-message').count()).toBe(0);
    expect(await saved('New name')).toEqual([{ name: 'New name', externalId: null }]);
    const history = page.getByRole('region', { name: 'History' }).getByRole('listitem');
    await history.filter({ hasText: 'The company was changed: name, external id' }).waitFor();
    expect(await history.count()).toBe(2);

    await page.getByRole('button', { name: 'Delete New name' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await saved('New name')).length).toBe(1);
    await page.getByRole('button', { name: 'Delete New name' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the company' }).click();
    await page.getByRole('heading', { name: 'Companies', level: 1 }).waitFor();
    expect(await saved('New name')).toEqual([]);
    await page.goto(`${portal.server.baseUrl}/companies/${id}`);
    await page.getByRole('heading', { name: 'There is no such company' }).waitFor();
    expect(observed.complaints).toEqual([]);
  });

  test('has a history that is read as far as one asks, newest first and without a gap', async () => {
    const id = await createCompany(portal, 'Version 0');
    for (let at = 1; at <= 45; at++)
      await portal.api('mutation($input: UpdateCompanyInput!) { updateCompany(input: $input) { __typename } }', {
        input: { companyId: id, name: `Version ${at}` },
      });
    const { page } = await portal.openAt(`/companies/${id}`);
    const history = page.getByRole('region', { name: 'History' });
    for (const count of [20, 40, 46]) {
      await history
        .getByRole('listitem')
        .nth(count - 1)
        .waitFor();
      expect(await history.getByRole('listitem').count()).toBe(count);
      const older = history.getByRole('button', { name: 'Older' });
      expect(await older.count()).toBe(count < 46 ? 1 : 0);
      if (count < 46) await older.click();
    }
    await history.getByRole('listitem').last().getByText('The company was created').waitFor();
    const times = await history.locator('time').evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test('cannot be linked while no integration is enabled, and the way there is shown', async () => {
    const { page } = await portal.openAt('/companies');
    await page.getByRole('button', { name: 'Link for Bakery 04' }).click();
    const dialog = page.getByRole('dialog', { name: 'Link Bakery 04' });
    await dialog.getByText('No integration is enabled').waitFor();
    await dialog.getByRole('link', { name: 'Set one up and enable it' }).click();
    await page.getByRole('heading', { name: 'Accounting integrations', level: 1 }).waitFor();
  });

  test('is only looked at with a key that may not change it', async () => {
    const { createApiKey } = await portal.api(
      `mutation { createApiKey(input: { name: "a reader", scopes: [COMPANIES_READ, INTEGRATIONS_READ] }) {
        ... on CreateApiKeySuccess { key } } }`,
    );
    const { page, observed } = await portal.open();
    await page.goto(`${portal.server.baseUrl}/companies#key=${createApiKey.key}`);
    await showing(page, 25);
    expect(await page.getByRole('button', { name: /^(Link|Unlink|Create)/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Bakery 05' }).click();
    await page.getByRole('alert').filter({ hasText: 'lacks the scope AUDIT_READ' }).waitFor();
    expect(await page.getByRole('button', { name: /^(Link|Edit|Delete)/ }).count()).toBe(0);
    expect(observed.complaints).toEqual([]);
  });
});

describe('return URLs', () => {
  test('are set as a list, and what is wrong is told by its place', async () => {
    const { page, observed } = await portal.openAt('/companies');
    const set = async (text: string) => {
      await page.getByLabel('Allowed URLs').fill(text);
      await page.getByRole('button', { name: 'Save' }).click();
    };
    await page.getByRole('button', { name: 'Return URLs' }).click();
    await set('https://app.example/linked\nnot a url');
    await page.getByRole('alert').filter({ hasText: 'URL 2 is not a complete URL' }).waitFor();
    await set('http://app.example/linked');
    await page.getByRole('alert').filter({ hasText: 'URL 1 must begin with' }).waitFor();
    const list = ['https://app.example/linked', 'http://localhost:3000/done?x=1'];
    await set(`\n${list.join('\n\n')}\n`);
    await page.getByRole('status').filter({ hasText: 'The return URLs are saved' }).waitFor();
    expect((await portal.api('{ viewer { workspace { returnUrls } } }')).viewer.workspace.returnUrls).toEqual(list);
    await page.getByRole('button', { name: 'Return URLs' }).click();
    expect(await page.getByLabel('Allowed URLs').inputValue()).toBe(list.join('\n'));
    expect(observed.complaints).toEqual([]);
  });
});

describe('a page', () => {
  test('shows at once what another program has done', async () => {
    const { page } = await portal.openAt('/companies?search=Live');
    await page.getByRole('heading', { level: 1, name: 'Companies' }).waitFor();
    const followed = page.waitForResponse((response) =>
      String(response.headers()['content-type']).startsWith('text/event-stream'),
    );
    await page.reload();
    await followed;
    await createCompany(portal, 'Live Ltd');
    await saveByApi(portal, { sageV31: { clientId: 'live', clientSecret: 'live' } });
    await page.getByRole('link', { name: 'Live Ltd' }).waitFor();
  });
});
