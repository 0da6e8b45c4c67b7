import { describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { useStarted } from '../support/use-started.js';
import { startPortal } from './support/portal.js';

const portal = useStarted(() => startPortal());

const alert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text });

/** The operation arrives and is done; its answer does not come back. */
const loseAnswerOf = (page: Page, operation: string) =>
  page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes(operation)) return route.continue();
    await route.fetch();
    await route.abort();
  });

/** From now on no timer of the page fires by itself, whatever this machine takes: time goes on by `fastForward` alone. */
async function stopTime(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
}

/** After five seconds on the page's clock, which `stopTime` has stopped: so long does a page wait before it asks again. */
async function showsByItself(page: Page, sign: Locator): Promise<void> {
  await page.clock.fastForward(5000);
  await sign.waitFor();
}

describe('the answer that is lost', () => {
  test('of creating a company: it may have been created, and then it is in the list', async () => {
    const { page } = await portal.openAt('/companies');
    await loseAnswerOf(page, 'mutation CreateCompany');
    await page.getByRole('button', { name: 'Create a company' }).click();
    await page.getByLabel('Name').fill('Twice Ltd');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const told = alert(page, 'It may have been created, or not');
    await told.waitFor();
    expect(await told.textContent()).toContain('Check the list before you create it again');
    expect(await told.textContent()).not.toContain('safe');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Twice Ltd' }).waitFor();
  });

  test('of creating an API key: the same, and what to do with a key that nobody has seen', async () => {
    const { page } = await portal.openAt('/api-keys');
    await loseAnswerOf(page, 'mutation CreateApiKey');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('never seen');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const told = alert(page, 'It may have been created, or not');
    await told.waitFor();
    expect(await told.textContent()).toContain('revoke it');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('rowheader', { name: 'never seen' }).waitFor();
  });
});

describe('what could not be read', () => {
  test('is asked for again by itself when the connection is back', async () => {
    const { page } = await portal.openAt('/integrations');
    await page.getByRole('link', { name: 'Set up' }).waitFor();
    await page.waitForTimeout(1500);
    await stopTime(page);
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Audit' }).click();
    await alert(page, 'Check your connection').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('cell', { name: 'Created an API key' }).first().waitFor();
    expect(await alert(page, 'cannot be reached').count()).toBe(0);
  });

  test('because of a proxy is not put down to the connection, and is asked for again', async () => {
    const { page } = await portal.openAt('/integrations');
    await stopTime(page);
    await page.getByRole('link', { name: 'Set up' }).waitFor();
    const body = '<html><h1>502 Bad Gateway</h1></html>';
    await page.route('**/graphql', (route) => route.fulfill({ status: 502, contentType: 'text/html', body }));
    await page.getByRole('link', { name: 'Audit' }).click();
    const told = alert(page, 'answered 502');
    await told.waitFor();
    expect(await told.textContent()).not.toContain('your connection');
    await page.unroute('**/graphql');
    await showsByItself(page, page.getByRole('cell', { name: 'Created an API key' }).first());
  });

  test.each(['{"errors":[{}]}', '{"errors":[]}', '{"data":{}}', '<html>Sign in</html>'])(
    'because a proxy answers 200 with %s: both the API and the session say so',
    async (body) => {
      const { page } = await portal.openAt('/integrations');
      await stopTime(page);
      const answer = { status: 200, contentType: 'application/json', body };
      await page.route('**/graphql', (route) => route.fulfill(answer));
      await page.goto(`${portal.server.baseUrl}/audit`);
      await alert(page, 'A proxy answered 200 in place of Ledgerlink').waitFor();
      await page.route('**/session', (route) => route.fulfill(answer));
      await page.reload();
      await alert(page, 'A proxy answered 200 in place of Ledgerlink').waitFor();
      expect(await page.getByLabel('API key').count()).toBe(0);
      await page.unroute('**/session');
      await page.unroute('**/graphql');
      await showsByItself(page, page.getByRole('cell', { name: 'Created an API key' }).first());
    },
  );

  test('of the session: signed in again without a word when the connection is back', async () => {
    const { page } = await portal.openAt('/audit');
    await stopTime(page);
    await page.route('**/session', (route) => route.abort());
    await page.reload();
    await alert(page, 'Check your connection').waitFor();
    await page.unroute('**/session');
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  test('of the session, while the database is away: the page says so and recovers by itself', async () => {
    const { page } = await portal.openAt('/audit');
    await stopTime(page);
    await page.route('**/session', (route) => route.fulfill({ status: 503, json: UNAVAILABLE }));
    await page.reload();
    await alert(page, 'Ledgerlink cannot answer at the moment').waitFor();
    expect(await page.getByLabel('API key').count()).toBe(0);
    await page.unroute('**/session');
    await showsByItself(page, page.getByRole('button', { name: 'Sign out' }));
  });

  test('of signing out: the page says that it is not done, and does it when it can', async () => {
    const { page } = await portal.openAt('/audit');
    await stopTime(page);
    await page.route('**/session', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await alert(page, 'You are not signed out yet').waitFor();
    expect(await page.context().cookies()).toHaveLength(1);
    await page.unroute('**/session');
    await showsByItself(page, page.getByRole('status').filter({ hasText: 'You are signed out' }));
    expect(await page.context().cookies()).toEqual([]);
  });

  test.each(['query Viewer', 'query Audit'])(
    'by %s: `data: null` is told in words, and asked for again',
    async (operation) => {
      const { page, observed } = await portal.openAt('/integrations');
      await stopTime(page);
      await page.route('**/graphql', (route) =>
        route.request().postData()?.includes(operation)
          ? route.fulfill({ status: 503, json: UNAVAILABLE })
          : route.continue(),
      );
      await page.goto(`${portal.server.baseUrl}/audit`);
      await alert(page, 'The database cannot be reached').waitFor();
      await page.unroute('**/graphql');
      await showsByItself(page, page.getByRole('cell', { name: 'Created an API key' }).first());
      expect(observed.complaints.filter((text) => !text.includes('503'))).toEqual([]);
    },
  );
});

/** As the API answers while its database is away. */
const UNAVAILABLE = {
  data: null,
  errors: [
    {
      message: 'The database cannot be reached. Try again in a moment.',
      extensions: { code: 'UNAVAILABLE', requestId: 'r', retryable: true },
    },
  ],
};

test.each([
  '/companies?after=rubbish',
  '/companies?after=',
  '/companies?search=%00',
  '/companies?linkStatus=NONE',
  '/companies/rubbish',
  '/companies/%E0%A4%A',
  '/integrations/rubbish',
])('an address that asks for what cannot be read (%s) is answered in words', async (path) => {
  const { page, observed } = await portal.openAt('/audit');
  await page.goto(`${portal.server.baseUrl}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('status').first().waitFor({ state: 'attached' });
  expect(await page.getByText('Something went wrong').count()).toBe(0);
  expect(observed.complaints.filter((text) => !/status of 400/.test(text))).toEqual([]);
});

test('a page of the list that does not exist is told in words, and leads to all companies', async () => {
  const { page } = await portal.openAt('/companies?after=rubbish');
  const told = alert(page, 'This page of the list no longer exists');
  await told.getByRole('link', { name: 'Show all companies' }).click();
  await told.waitFor({ state: 'detached' });
  expect(page.url()).toBe(`${portal.server.baseUrl}/companies`);
});
