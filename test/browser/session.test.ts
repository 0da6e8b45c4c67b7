import { describe, expect, test } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';
import { SETTINGS_PAGE, startPortal } from './support/portal.js';

const portal = useStarted(() => startPortal());

const CREATE = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key apiKey { id } } } }`;
const newKey = async (name: string, scopes: readonly string[]) =>
  (await portal.api(CREATE, { input: { name, scopes } })).createApiKey;
const signIn = async (page: Page, key: string) => {
  await page.getByLabel('API key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
};
const kept = (page: Page) =>
  page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

describe('signing in', () => {
  test('by the link of npm start takes the key out of the address, its history and the page', async () => {
    const { page, observed } = await portal.open();
    // What else the address says stays: a deep link leads where it should.
    const address = `${portal.server.baseUrl}${SETTINGS_PAGE}?from=a-mail`;
    await page.goto(`${address}#key=${portal.server.key}`);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(page.url()).toBe(address);
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.goBack();
    expect(page.url()).not.toContain('key=');
    await page.goForward();
    expect(await page.content()).not.toContain(portal.server.key);
    expect(await kept(page)).toBe('[{},{},""]');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({
      name: 'ledgerlink-session',
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
    });
    expect(observed.answers.filter((answer) => answer.includes(portal.server.key))).toEqual([]);
    expect(observed.complaints).toEqual([]);
  });

  test('by hand: asks, refuses a wrong key, forgets it, and takes the right one to the page that was asked for', async () => {
    const { page, observed } = await portal.open();
    await page.goto(`${portal.server.baseUrl}/audit`);
    await page.getByRole('heading', { name: 'Sign in to Ledgerlink' }).waitFor();
    expect(observed.complaints).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter an API key').waitFor();
    await signIn(page, 'll_wrong');
    await page.getByText('This API key is not valid').waitFor();
    const input = page.getByLabel('API key', { exact: true });
    expect([await input.inputValue(), await input.getAttribute('type')]).toEqual(['', 'password']);
    await signIn(page, `  ${portal.server.key} `);
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
    expect(await page.content()).not.toContain(portal.server.key);
    // The browser's own note of the refused sign-in.
    expect(observed.complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });

  test('by a link that is opened again in the same tab changes to its key', async () => {
    const { page } = await portal.openAt('/integrations');
    const { key } = await newKey('a second one', ['INTEGRATIONS_READ']);
    await page.goto(`${portal.server.baseUrl}/integrations#key=${key}`);
    await page.getByText('a second one').waitFor();
    expect(page.url()).toBe(`${portal.server.baseUrl}/integrations`);
  });

  test('by a link whose key is not valid says so', async () => {
    const { page } = await portal.open();
    await page.goto(`${portal.server.baseUrl}/#key=ll_mistyped`);
    await page.getByRole('status').filter({ hasText: 'This API key is not valid' }).waitFor();
    expect(page.url()).toBe(`${portal.server.baseUrl}/`);
  });
});

describe('a session', () => {
  test('ends with Sign out, for every tab, and nothing is shown any more', async () => {
    const { page } = await portal.openAt('/integrations');
    let endedStreams = 0;
    page.context().on('requestfailed', (request) => {
      if (request.headers().accept === 'text/event-stream') endedStreams += 1;
    });
    // The last thing that a page asks for by itself. From then on only its stream is open.
    const last = page.context().waitForEvent('response', (response) => {
      const request = response.request();
      return request.frame().page() !== page && request.postData()?.includes('DisabledEndpoints') === true;
    });
    const { page: other } = await portal.another(page, '/audit');
    await last;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('status').filter({ hasText: 'You are signed out' }).waitFor();
    await other.getByRole('status').filter({ hasText: 'you signed out in another tab' }).waitFor();
    await until('no tab has a stream', async () => endedStreams === 2);
    expect(await page.context().cookies()).toEqual([]);
    await page.goto(`${portal.server.baseUrl}/api-keys`);
    await page.getByRole('heading', { name: 'Sign in to Ledgerlink' }).waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in to Ledgerlink' }).waitFor();
  });

  test('is not asked for first: what the key may see is asked for at the same time', async () => {
    const { page } = await portal.openAt('/integrations');
    const session = new Promise<Route>((resolve) => page.route('**/session', resolve));
    const viewer = page.waitForResponse((response) => response.request().postData()?.includes('Viewer') === true);
    await page.reload();
    expect((await viewer).status()).toBe(200);
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    await (await session).continue();
    await page.getByRole('link', { name: 'Set up' }).waitFor();
  });

  test('ends with its key: the next thing that is asked for leads to signing in', async () => {
    const { key, apiKey } = await newKey('doomed', ['INTEGRATIONS_READ', 'AUDIT_READ']);
    const { page } = await portal.open();
    await page.goto(`${portal.server.baseUrl}/integrations#key=${key}`);
    await page.getByRole('link', { name: 'Set up' }).waitFor();
    await portal.api('mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }', {
      id: apiKey.id,
    });
    await page.waitForTimeout(1000);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('status').filter({ hasText: 'Your session has ended' }).waitFor();
    expect(await page.getByText('Created an API key').count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Ledgerlink' }).waitFor();
  });

  test('shows what its key may see, and says which scope the rest needs without asking for it', async () => {
    const { key } = await newKey('a reader', ['INTEGRATIONS_READ']);
    const { page, observed } = await portal.open();
    await page.goto(`${portal.server.baseUrl}${SETTINGS_PAGE}#key=${key}`);
    await page.getByText('lacks the scope INTEGRATIONS_WRITE').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    for (const [path, scope] of [
      ['/api-keys', 'API_KEYS_WRITE'],
      ['/audit', 'AUDIT_READ'],
    ]) {
      await page.goto(`${portal.server.baseUrl}${path}`);
      await page
        .getByRole('alert')
        .filter({ hasText: `lacks the scope ${scope}` })
        .waitFor();
    }
    expect(observed.complaints).toEqual([]);
  });
});
