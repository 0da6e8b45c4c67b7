import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';
import { startReceiver, verify } from '../support/webhook-receiver.js';
import { faultsOf, testInBothColours } from './support/accessibility.js';
import { startPortal } from './support/portal.js';

const portal = useStarted(() => startPortal());
const receiver = useStarted(startReceiver);

const CREATE = `mutation($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
  ... on CreateWebhookEndpointSuccess { endpoint { id } } } }`;
/** An endpoint by the API; its page's address. */
async function newEndpoint(path: string): Promise<string> {
  const { createWebhookEndpoint } = await portal.api(CREATE, {
    input: { url: receiver.url + path, description: path },
  });
  return `/webhooks/${createWebhookEndpoint.endpoint.id}`;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
/** Presses a button of the open dialog, once it has the focus. */
async function answer(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').locator(':focus').waitFor();
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).press('Enter');
}
const said = (page: Page, text: string) => page.locator('.notices').filter({ hasText: text }).waitFor();
const row = (page: Page, status: string) => page.locator('tbody tr').filter({ hasText: status });
const received = (path: string, count: number) =>
  until(`${count} requests at ${path}`, async () => receiver.at(path).length === count);

const deliveries = async (path: string): Promise<string[]> => {
  const { webhookEndpoints } = await portal.api(
    '{ webhookEndpoints { description deliveries(first: 5) { nodes { status } } } }',
  );
  const endpoint = webhookEndpoints.find(({ description }: { description: string }) => description === path);
  return endpoint.deliveries.nodes.map(({ status }: { status: string }) => status);
};

/** As after ten attempts, which take three days. */
const giveUp = () =>
  portal.server.database.admin.query(
    "UPDATE ledgerlink.webhook_delivery SET status = 'FAILED', next_attempt_at = NULL WHERE status = 'WAITING'",
  );

/** The receiver refuses what it gets, and asks for an hour until the next attempt: the page shows one attempt for as long. */
const refuse = (status: number, answer = '') =>
  receiver.answerWith((_, response) => void response.writeHead(status, { 'retry-after': '3600' }).end(answer));

/** A page of an endpoint whose receiver answers 500 to the one test event that was sent. */
async function openFailed(path: string, options?: Parameters<typeof portal.openAt>[1]) {
  refuse(500, 'out of <order>');
  const opened = await portal.openAt(await newEndpoint(path), options);
  await press(opened.page, 'Send a test event');
  await row(opened.page, 'Waiting').getByText('1 attempt: Status 500').waitFor();
  await giveUp();
  receiver.answerWith();
  await opened.page.reload();
  await row(opened.page, 'Failed').waitFor();
  return opened;
}

describe('an endpoint', () => {
  test('is created, its secret is shown once and verifies, and a test event arrives', async () => {
    const { page, observed } = await portal.openAt('/webhooks', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText('No endpoints yet').waitFor();
    await press(page, 'Create an endpoint');
    await page.getByLabel('URL').fill('shop');
    await page.getByLabel('URL').press('Enter');
    await page.getByText('Enter a complete URL').waitFor();
    await page.getByLabel('URL').fill(`${receiver.url}/a#b`);
    await page.getByLabel('URL').press('Enter');
    await page.locator('[name=url]:focus').waitFor();
    await page.getByText('Events are not sent to this URL').waitFor();
    await page.getByLabel('URL').fill(`${receiver.url}/shop`);
    await page.getByLabel('Description').fill('The shop');
    await page.getByRole('checkbox', { name: 'Access lost' }).check();
    await answer(page, 'Create');
    const created = page.getByRole('status').filter({ hasText: 'The endpoint was created' });
    const secret = String(await created.locator('code').textContent());
    await created.getByRole('button', { name: 'Copy the signing secret' }).click();
    await created.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    const link = page.getByRole('rowheader').getByRole('link', { name: 'The shop' });
    await link.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'The shop' }).and(page.locator(':focus')).waitFor();
    expect(await page.title()).toBe('Webhook · \u2068The shop\u2069 · Ledgerlink');
    expect(await page.content()).not.toContain(secret);
    await press(page, 'Send a test event');
    await row(page, 'Delivered').getByText('1 attempt: Status 204').waitFor();
    const [event] = receiver.at('/shop');
    if (event === undefined) throw new Error('nothing was received');
    verify(event, secret);
    expect(event.event.type).toBe('test');
    expect(observed.complaints).toEqual([]);
  });

  test('whose receiver fails shows why; one event is replayed, and all that failed, with the same id', async () => {
    const { page, observed } = await openFailed('/failing');
    await row(page, 'Failed').locator('summary').press('Enter');
    await page.getByText('out of <order>').waitFor();
    await row(page, 'Failed')
      .getByRole('button', { name: /^Replay Test/ })
      .press('Enter');
    await row(page, 'Delivered').getByText('2 attempts, the last: Status 204').waitFor();
    refuse(400);
    await press(page, 'Send a test event');
    await row(page, 'Waiting').getByText('1 attempt: Status 400').waitFor();
    await giveUp();
    receiver.answerWith();
    await page.getByLabel('Status').selectOption('Failed');
    await row(page, 'Failed').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await press(page, 'Replay what failed');
    await answer(page, 'Replay');
    await said(page, '1 event is sent again');
    await received('/failing', 4);
    const ids = receiver.at('/failing').map(({ headers }) => headers['webhook-id']);
    expect([ids[0] === ids[1], ids[2] === ids[3], ids[0] === ids[2]]).toEqual([true, true, false]);
    await page.getByLabel('Status').selectOption('All deliveries');
    await until('both are delivered', async () => (await row(page, 'Delivered').count()) === 2);
    await press(page, 'Replay what failed');
    await answer(page, 'Replay');
    await said(page, 'No event failed since then');
    expect(observed.complaints).toEqual([]);
  });

  test('shows what its receiver answers three seconds later, as no event tells it', async () => {
    const held: (() => void)[] = [];
    receiver.answerWith((_, response) => void held.push(() => response.writeHead(204).end()));
    const { page } = await portal.openAt(await newEndpoint('/slow'));
    await page.clock.install();
    await press(page, 'Send a test event');
    await received('/slow', 1);
    await row(page, 'Waiting').getByText('None yet').waitFor();
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
    for (const answerNow of held) answerNow();
    await until('it is delivered', async () => (await deliveries('/slow'))[0] === 'DELIVERED');
    await page.clock.runFor(3_000);
    await row(page, 'Delivered').getByText('1 attempt: Status 204').waitFor();
  });

  test('is paused, resumed, changed, gets a second secret, and is deleted', async () => {
    const address = await newEndpoint('/paused');
    const { page, observed } = await portal.openAt(address);
    await press(page, 'Pause');
    await said(page, 'The endpoint is paused');
    await press(page, 'Resume');
    await said(page, 'The endpoint is active');
    await press(page, 'Edit');
    await page.getByLabel('Description').fill('Renamed');
    await answer(page, 'Save');
    await page.getByRole('heading', { level: 1, name: 'Renamed' }).waitFor();
    await press(page, 'Make a new secret');
    await page.getByText('For 24 hours each request is signed with both secrets').waitFor();
    await answer(page, 'Make a new secret');
    const secret = String(
      await page
        .getByRole('status')
        .getByText(/^whsec_/)
        .textContent(),
    );
    await page.getByText(', signs until').last().waitFor();
    await press(page, 'Send a test event');
    await received('/paused', 1);
    for (const one of receiver.at('/paused')) {
      verify(one, secret);
      expect(String(one.headers['webhook-signature']).split(' ')).toHaveLength(2);
    }
    await press(page, 'Delete');
    await answer(page, 'Delete the endpoint');
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    await page.goto(portal.server.baseUrl + address);
    await page.getByRole('heading', { name: 'There is no such webhook endpoint' }).waitFor();
    expect(observed.complaints).toEqual([]);
  });

  test('that is gone is told on every page until it is enabled', async () => {
    receiver.answerWith(({ path }, response) => void response.writeHead(path === '/gone' ? 410 : 204).end());
    const { page } = await portal.openAt(await newEndpoint('/gone'));
    await press(page, 'Send a test event');
    await page.getByText('The receiver answered 410 Gone.').waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit' }).click();
    const told = page.getByRole('status').filter({ hasText: 'disabled' }).getByRole('link', { name: '/gone' });
    await told.press('Enter');
    await press(page, 'Enable');
    await said(page, 'It gets what happens from now on');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await until('nothing is told', async () => (await told.count()) === 0);
  });
});

test('a key that may read only sees which scope it lacks to change something', async () => {
  const { createApiKey } = await portal.api(
    `mutation { createApiKey(input: { name: "reader", scopes: [EVENTS_READ] }) { ... on CreateApiKeySuccess { key } } }`,
  );
  const { page } = await openFailed('/read');
  await page.goto(`${page.url()}#key=${createApiKey.key}`);
  await page.getByText('a key needs the scope WEBHOOKS_WRITE').waitFor();
  await row(page, 'Failed').waitFor();
  expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual(['Show all']);
});

describe('the pages', () => {
  for (const width of [1280, 360])
    testInBothColours(
      `of an endpoint have no fault, ${width} px wide`,
      async () => {
        const opened = await openFailed(`/axe-${width}`, { viewport: { width, height: 800 } });
        await row(opened.page, 'Failed').locator('summary').click();
        await press(opened.page, 'Make a new secret');
        await answer(opened.page, 'Make a new secret');
        await opened.page.getByText(', signs until').last().waitFor();
        return opened;
      },
      async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
    );

  testInBothColours(
    'of all endpoints, and creating one, have no fault',
    async () => {
      const opened = await portal.openAt('/webhooks', { viewport: { width: 360, height: 800 } });
      await opened.page.getByRole('rowheader').first().waitFor();
      await press(opened.page, 'Create an endpoint');
      await opened.page.getByRole('dialog').waitFor();
      return opened;
    },
    async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
  );

  testInBothColours(
    'of an event with its deliveries, and the notice of an endpoint that was disabled, have no fault',
    async () => {
      const { page, observed } = await openFailed('/event', { viewport: { width: 360, height: 800 } });
      await row(page, 'Failed').getByRole('link', { name: 'Test' }).click();
      await page.getByRole('table', { name: 'Deliveries of this event' }).waitFor();
      await portal.server.database.admin.query(
        "UPDATE ledgerlink.webhook_endpoint SET status = 'DISABLED', disabled_reason = 'It failed.' WHERE description = '/event'",
      );
      await page.reload();
      await page.getByRole('status').getByRole('link', { name: '/event' }).waitFor();
      return { page, observed };
    },
    async ({ page }, rules) => expect(await faultsOf(page, rules)).toEqual([]),
  );
});
