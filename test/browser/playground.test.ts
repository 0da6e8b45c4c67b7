import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { type BrowserServer, startForBrowser } from '../support/browser-server.js';
import { insertEvents } from '../support/insert-events.js';
import { CHROMIUM, type Observed, observe } from './support/portal.js';

const SECRET = 'SECRET-CANARY-7c41e9';
const NOTHING = { local: {}, session: {}, databases: [], cookies: '' };
const TABS = [
  'ReadTheSettingsPage',
  'SaveSageV31Keys',
  'SaveSageV30Keys',
  'Enable',
  'CreateACompany',
  'CreateManyCompanies',
  'LinkTheCompany',
  'GetAToken',
  'ReadFromThePlatform',
  'ReadInvoices',
  'FollowChanges',
  'ReadARecord',
  'ProfitAndLoss',
  'FollowEvents',
  'CreateAWebhookEndpoint',
  'SendATestEvent',
  'ReadDeliveries',
  'ReplayFailedEvents',
  'RotateTheSecret',
  'Audit',
];
const LAST_TAB = `#graphiql-session-tab-${TABS.length - 1}`;

describe('the playground in a browser', () => {
  let server: BrowserServer;
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  let observed: Observed;
  /** What was sent to the API, apart from the schema that is asked for at the start. */
  let sent: { authorization: string | undefined; body: string | null }[];

  beforeAll(async () => {
    server = await startForBrowser();
  });
  afterAll(() => server.close());

  beforeEach(async () => {
    profile = mkdtempSync(join(tmpdir(), 'ledgerlink-playground-'));
    context = await chromium.launchPersistentContext(profile, {
      ...CHROMIUM,
      viewport: { width: 1440, height: 900 },
    });
    ({ page, observed } = observe(context, context.pages()[0] ?? (await context.newPage()), server.baseUrl));
    sent = [];
    context.on('request', (request) => {
      if (new URL(request.url()).pathname !== '/graphql') return;
      sent.push({ authorization: request.headers().authorization, body: request.postData() });
    });
  });
  afterEach(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  test('opens signed in by its link, runs the examples and leaves no trace of key or secret', async () => {
    await page.goto(`${server.baseUrl}/playground#key=${server.key}`);
    await page.locator(LAST_TAB).waitFor();
    expect(await page.title()).toBe('Playground · Ledgerlink');
    expect(await page.locator('.graphiql-tab-button').allTextContents()).toEqual(TABS);
    expect(page.url()).toBe(`${server.baseUrl}/playground`);

    await run(page, 'ReadTheSettingsPage');
    await page.locator('.result-window', { hasText: 'Sage Business Cloud Accounting' }).waitFor();

    await page.locator('#graphiql-session-tab-1').click();
    await page.locator('.graphiql-tab-active', { hasText: 'SaveSageV31Keys' }).waitFor();
    await typeVariables(page, { clientId: 'an-application', clientSecret: SECRET });
    await run(page, 'SaveSageV31Keys');
    await page.locator('.result-window', { hasText: '__typename' }).waitFor();
    // The session signs in; the key itself is not in the page any more.
    expect(sent.at(-1)).toEqual({ authorization: undefined, body: expect.stringContaining(SECRET) });
    // GraphiQL writes to its storage half a second after the last change.
    await page.waitForTimeout(1000);
    expect(await keptByTheBrowser(page)).toEqual(NOTHING);
    expect(page.url()).toBe(`${server.baseUrl}/playground`);
    expect(await page.content()).not.toContain(server.key);
    expect(observed.answers.filter((answer) => answer.includes(SECRET))).toEqual([]);

    await page.getByRole('button', { name: /documentation/i }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'SaveCredentialsInput' }).waitFor();

    await page.reload();
    await page.locator(LAST_TAB).waitFor();
    const reloaded = await page.content();
    expect([reloaded.includes(server.key), reloaded.includes(SECRET)]).toEqual([false, false]);
    expect(await keptByTheBrowser(page)).toEqual(NOTHING);
    await page.goBack();
    expect(page.url()).not.toContain('key=');

    expect(observed.complaints).toEqual([]);
    expect(observed.foreignRequests).toEqual([]);
    await context.close();
    expect(filesHolding(profile, SECRET)).toEqual([]);
  });

  test('follows a subscription until it is stopped', async () => {
    await page.goto(`${server.baseUrl}/playground#key=${server.key}`);
    await page.locator('.graphiql-tab-button', { hasText: 'FollowEvents' }).click();
    await page.locator('.graphiql-tab-active', { hasText: 'FollowEvents' }).waitFor();
    const isRun = (request: Request) => request.postData()?.includes('FollowEvents') === true;
    const opened = page.waitForResponse((response) => isRun(response.request()));
    await run(page, 'FollowEvents');
    expect((await opened).headers()['content-type']).toContain('text/event-stream');
    const { rows } = await server.database.admin.query('SELECT id FROM ledgerlink.workspace');
    for (const text of ['the first', 'the second']) {
      await insertEvents(server.database, rows[0].id, 1, { payload: { text } });
      await page.locator('.result-window', { hasText: text }).waitFor();
    }
    const ended = page.waitForEvent('requestfailed', isRun);
    await page.getByRole('button', { name: /stop/i }).click();
    await ended;
    expect(observed.complaints).toEqual([]);
  });

  test('keeps the text of every tab when one is chosen while the editor is still loading', async () => {
    await page.route('**/monaco-editor-*.js', async (route) => {
      await sleep(2000);
      await route.continue();
    });
    await page.goto(`${server.baseUrl}/playground#key=${server.key}`);
    await page.locator('.graphiql-tab-button', { hasText: 'FollowEvents' }).click();
    const editor = page.locator('.graphiql-query-editor');
    await editor.locator('.view-line').first().waitFor();
    expect(await editor.textContent()).toContain('FollowEvents');
    await page.locator('.graphiql-tab-button', { hasText: 'ReadTheSettingsPage' }).click();
    await untilEditorShows(page, 'ReadTheSettingsPage');
    expect(observed.complaints).toEqual([]);
  });

  test('says so when the editor cannot be loaded', async () => {
    await page.route('**/monaco-editor-*.js', (route) => route.abort());
    await page.goto(`${server.baseUrl}/playground#key=${server.key}`);
    await page.getByText('This page could not be shown').waitFor();
    await page.unroute('**/monaco-editor-*.js');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator(LAST_TAB).waitFor();
  });

  test('asks for a key where there is no session, and again after a wrong one', async () => {
    await page.goto(`${server.baseUrl}/playground?query=%7Bviewer%7D`);
    const field = page.getByLabel('API key', { exact: true });
    await field.fill(`ll_${SECRET}`);
    await page.keyboard.press('Enter');
    await page.getByText('This API key is not valid').waitFor();
    await field.fill(server.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator(LAST_TAB).waitFor();
    await run(page, 'ReadTheSettingsPage');
    await page.locator('.result-window', { hasText: 'Sage Business Cloud Accounting' }).waitFor();
    expect(await page.content()).not.toContain(server.key);
    expect(await keptByTheBrowser(page)).toEqual(NOTHING);

    // The one complaint is the browser's own note of the refused sign-in.
    expect(observed.complaints.filter((text) => !text.includes('401'))).toEqual([]);
    expect(observed.foreignRequests).toEqual([]);
    await context.close();
    expect(filesHolding(profile, SECRET)).toEqual([]);
  });

  test('is left and entered by loading a document, because another policy holds there', async () => {
    await page.goto(`${server.baseUrl}/audit#key=${server.key}`);
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
    for (const [link, pathname] of [
      ['Playground', '/playground'],
      ['Audit', '/audit'],
    ] as const) {
      const [document] = await Promise.all([
        page.waitForResponse((response) => response.request().resourceType() === 'document'),
        page.getByRole('link', { name: link }).click(),
      ]);
      expect(new URL(document.url()).pathname).toBe(pathname);
      const policy = document.headers()['content-security-policy'] ?? '';
      expect(policy.includes("'unsafe-inline'")).toBe(pathname === '/playground');
    }
  });
});

const untilEditorShows = (page: Page, operation: string): Promise<void> =>
  page.locator('.graphiql-query-editor .view-line', { hasText: operation }).first().waitFor();

/** Runs the operation of the active tab, which is the named one, as soon as the editor shows it. */
async function run(page: Page, operation: string): Promise<void> {
  await untilEditorShows(page, operation);
  await page.getByRole('button', { name: /execute/i }).click();
}

async function typeVariables(page: Page, variables: Record<string, string>): Promise<void> {
  // On its text: the editor does not take a click on the very edge of its last line.
  const position = { x: 150, y: 30 };
  await page.locator('.graphiql-editor-tool .monaco-editor:visible').first().click({ position });
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(JSON.stringify(variables));
}

/** Everything that a page of this origin could leave behind, read from the real stores. */
async function keptByTheBrowser(page: Page): Promise<unknown> {
  return page.evaluate(`(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    cookies: document.cookie,
  }))()`);
}

/** The whole profile on disk: stores, caches, sessions, forms. */
function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text) || readFileSync(file).includes(Buffer.from(text, 'utf16le')));
}
