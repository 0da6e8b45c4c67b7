import { describe, expect, test } from '@jest/globals';
import { graphql } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';
import { startPortal } from './support/portal.js';
import { saveByApi } from './support/settings-form.js';

const portal = useStarted(() => startPortal());

describe('API keys', () => {
  test('are created with what was chosen, shown once, work, and are revoked when that is confirmed', async () => {
    const { page, observed } = await portal.openAt('/api-keys', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('reporting');
    await page.getByRole('checkbox', { name: 'AUDIT_READ' }).check();
    await page.getByLabel('Ends').selectOption('In 30 days');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const created = page.getByRole('status').filter({ hasText: 'The key was created' });
    const key = String(await created.locator('code').textContent());
    await created.getByRole('button', { name: 'Copy the API key' }).click();
    await created.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(key);
    expect((await graphql(portal.server.baseUrl, key, '{ viewer { scopes } }')).data).toEqual({
      viewer: { scopes: ['AUDIT_READ'] },
    });
    const [made] = (await portal.api('{ apiKeys { name expiresAt } }')).apiKeys.slice(-1);
    expect(made.name).toBe('reporting');
    expect(Math.abs(Date.parse(made.expiresAt) - Date.now() - 30 * 86_400_000)).toBeLessThan(60_000);

    await created.getByRole('button', { name: 'I have copied it' }).click();
    expect(await page.content()).not.toContain(key);
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'reporting' });
    await row.getByText('Valid').waitFor();
    expect(await page.content()).not.toContain(key);

    await row.getByRole('button', { name: 'Revoke reporting' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke reporting?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await graphql(portal.server.baseUrl, key, '{ viewer { scopes } }')).status).toBe(200);
    await row.getByRole('button', { name: 'Revoke reporting' }).click();
    await dialog.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByRole('status').filter({ hasText: 'reporting was revoked' }).waitFor();
    await row.getByText('Revoked').first().waitFor();
    await page.waitForTimeout(1000);
    expect((await graphql(portal.server.baseUrl, key, '{ viewer { scopes } }')).status).toBe(401);
    expect(observed.complaints).toEqual([]);
  });

  test('are not asked for without a name or a scope, and the first that is missing has the focus', async () => {
    const { page } = await portal.openAt('/api-keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('Enter a name').waitFor();
    await page.getByText('Choose at least one').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('name');
    await page.keyboard.type('a name');
    await page.keyboard.press('Enter');
    await page.locator('input[name=scopes]:focus').waitFor();
  });

  test('cannot be given what the own key lacks, and revoking the own key signs out', async () => {
    const CREATE = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } } }`;
    const input = { name: 'keeper', scopes: ['API_KEYS_WRITE', 'AUDIT_READ'] };
    const { key } = (await portal.api(CREATE, { input })).createApiKey;
    const { page } = await portal.open();
    await page.goto(`${portal.server.baseUrl}/api-keys#key=${key}`);
    await page.getByRole('button', { name: 'Create a key' }).click();
    const offered = await page.getByRole('checkbox').count();
    expect(await page.getByRole('checkbox', { disabled: true }).count()).toBe(offered - input.scopes.length);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Revoke keeper' }).click();
    await page.getByText('you will be signed out').waitFor();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByRole('heading', { name: 'Sign in to Ledgerlink' }).waitFor();
  });
});

describe('the audit trail', () => {
  test('names who did what, in words, page by page', async () => {
    for (let i = 0; i < 30; i++)
      await saveByApi(portal, { sageV31: { clientId: 'audited', clientSecret: `secret-${i}` } });
    const { page, observed } = await portal.openAt('/audit');
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(25);
    const first = rows.first();
    expect(await first.getByRole('cell').nth(1).textContent()).toBe('Saved keys');
    expect(await first.getByRole('cell').nth(0).textContent()).toMatch(/^default \(ll_\w{8}\)$/);
    expect(await first.getByRole('cell').nth(2).textContent()).toBe('API 3.1, client ID audited');
    expect(await page.getByRole('button', { name: 'Newer' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('Page 2').waitFor();
    await page.getByRole('cell', { name: 'Created the workspace' }).waitFor();
    expect(await page.getByRole('button', { name: 'Older' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Newer' }).click();
    await page.getByText('Page 1').waitFor();
    expect(await page.content()).not.toContain('secret-');
    expect(observed.complaints).toEqual([]);
  });

  test('has its dates in the language and the time zone of the reader', async () => {
    const shown = async (locale: string, timezoneId: string) => {
      const { page } = await portal.openAt('/audit', { locale, timezoneId });
      const time = page.locator('tbody time').first();
      await time.waitFor();
      const at = new Date(String(await time.getAttribute('datetime')));
      const format = new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeStyle: 'medium',
        timeZone: timezoneId,
      });
      expect(await time.textContent()).toBe(format.format(at));
      return time.textContent();
    };
    expect(await shown('de-DE', 'Europe/Berlin')).not.toBe(await shown('en-US', 'America/New_York'));
  });
});

test('an address that is no page of the portal says so, in the API and in the portal', async () => {
  const { page } = await portal.openAt('/integrations');
  await page.evaluate("history.pushState(null, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))");
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await page.goto(`${portal.server.baseUrl}/integrations/nope`);
  await page.getByText('There is no integration with this key').waitFor();
  const nowhere = await page.goto(`${portal.server.baseUrl}/nowhere`);
  expect([nowhere?.status(), nowhere?.headers()['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  const { status, headers } = await fetch(`${portal.server.baseUrl}/nowhere`);
  expect([status, headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
});
