import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type BrowserServer, startForBrowser } from '../support/browser-server.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SECRET = 'SECRET-CANARY-7c41e9';
const NOTHING = { local: {}, session: {}, databases: [], cookies: '' };
const TABS = ['ReadTheSettingsPage', 'SaveV31Keys', 'SaveV30Keys', 'Enable', 'Audit'];

interface Observed {
  foreignRequests: string[];
  complaints: string[];
  graphqlRequests: { authorization: string | undefined; body: string | null }[];
}

describe('the playground in a browser', () => {
  let server: BrowserServer;
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  let observed: Observed;

  beforeAll(async () => {
    server = await startForBrowser();
  });
  afterAll(() => server.close());

  beforeEach(async () => {
    profile = mkdtempSync(join(tmpdir(), 'ledgerlink-playground-'));
    context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: FLAGS,
      viewport: { width: 1440, height: 900 },
    });
    page = context.pages()[0] ?? (await context.newPage());
    observed = observe(context, page, server.baseUrl);
    await page.addInitScript({
      content: `document.addEventListener('securitypolicyviolation', (violation) =>
        console.error('policy violated', violation.violatedDirective, violation.blockedURI))`,
    });
  });
  afterEach(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });

  test('opens signed in by its link, runs the examples and leaves no trace of key or secret', async () => {
    await page.goto(`${server.baseUrl}/playground#key=${server.key}`);
    await page.locator('#graphiql-session-tab-4').waitFor();
    expect(await page.title()).toBe('Ledgerlink playground');
    expect(await page.locator('.graphiql-tab-button').allTextContents()).toEqual(TABS);
    expect(page.url()).toBe(`${server.baseUrl}/playground`);
    expect(await page.getByRole('dialog').count()).toBe(0);

    await run(page);
    await page.locator('.result-window', { hasText: 'Sage Business Cloud Accounting' }).waitFor();

    await page.locator('#graphiql-session-tab-1').click();
    await page.locator('.graphiql-tab-active', { hasText: 'SaveV31Keys' }).waitFor();
    await typeVariables(page, { clientId: 'an-application', clientSecret: SECRET });
    await run(page);
    await page.locator('.result-window', { hasText: '__typename' }).waitFor();
    expect(observed.graphqlRequests.at(-1)).toEqual({
      authorization: `Bearer ${server.key}`,
      body: expect.stringContaining(SECRET),
    });
    // GraphiQL writes to its storage half a second after the last change.
    await page.waitForTimeout(1000);
    expect(await keptByTheBrowser(page)).toEqual(NOTHING);
    expect(page.url()).toBe(`${server.baseUrl}/playground`);
    expect(await page.content()).not.toContain(server.key);

    await page.getByRole('button', { name: /documentation/i }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'SaveCredentialsInput' }).waitFor();

    await page.reload();
    await page.getByRole('dialog').waitFor();
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

  test('asks for a key where the link has none, again after a wrong one, and keeps the right one to itself', async () => {
    await page.goto(`${server.baseUrl}/playground?query=%7Bviewer%7D`);
    const dialog = page.getByRole('dialog', { name: 'Sign in to the Ledgerlink playground' });
    const field = dialog.getByLabel('API key');
    await field.waitFor();
    expect(await field.getAttribute('type')).toBe('password');
    expect(page.url()).toBe(`${server.baseUrl}/playground`);

    await field.fill(`ll_${SECRET}`);
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: 'did not accept this key' }).waitFor();
    expect(await field.inputValue()).toBe('');

    await field.fill(server.key);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await run(page);
    await page.locator('.result-window', { hasText: 'Sage Business Cloud Accounting' }).waitFor();
    expect(await page.content()).not.toContain(server.key);
    expect(await keptByTheBrowser(page)).toEqual(NOTHING);

    // The one complaint is the browser's own note of the refused request.
    expect(observed.complaints.filter((text) => !text.includes('401'))).toEqual([]);
    expect(observed.foreignRequests).toEqual([]);
    await context.close();
    expect(filesHolding(profile, SECRET)).toEqual([]);
  });

  test('takes the key of a link that is opened again in the same tab', async () => {
    await page.goto(`${server.baseUrl}/playground`);
    await page.getByRole('dialog').waitFor();
    await page.goto(`${server.baseUrl}/playground#key=${server.key}`);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(page.url()).toBe(`${server.baseUrl}/playground`);
  });
});

function observe(context: BrowserContext, page: Page, baseUrl: string): Observed {
  const observed: Observed = { foreignRequests: [], complaints: [], graphqlRequests: [] };
  context.on('request', (request) => {
    const { origin, protocol, pathname } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== baseUrl) observed.foreignRequests.push(request.url());
    if (pathname !== '/graphql') return;
    observed.graphqlRequests.push({
      authorization: request.headers().authorization,
      body: request.postData(),
    });
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) observed.complaints.push(message.text());
  });
  page.on('pageerror', (error) => observed.complaints.push(error.message));
  return observed;
}

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: /execute/i }).click();
}

async function typeVariables(page: Page, variables: Record<string, string>): Promise<void> {
  await page.locator('.graphiql-editor-tool .monaco-editor:visible').first().click();
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
    .filter(
      (file) =>
        readFileSync(file).includes(text) || readFileSync(file).includes(Buffer.from(text, 'utf16le')),
    );
}
