import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium, type Page } from 'playwright-core';
import { CANARY, canariesIn } from '../support/canary.js';
import { loaded } from './support/loaded.js';
import { CHROMIUM, observe, type PortalUnderTest, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { choose, save, startOver } from './support/settings-form.js';

let portal: PortalUnderTest;
let profile: string;
beforeAll(async () => {
  portal = await startPortal();
  profile = mkdtempSync(join(tmpdir(), 'ledgerlink-portal-'));
});
afterAll(async () => {
  await portal.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const KEYS = {
  'Client ID': 'not-a-secret',
  'Client secret': `${CANARY}-1`,
  'Signing secret': `${CANARY}-2`,
  'Subscription key': `${CANARY}-3`,
};

/** What the page shows and holds, the live values of its fields, and all that a page of this origin can leave behind. */
const everythingIn = (page: Page) =>
  page.evaluate<string>(`(async () => JSON.stringify([
    document.documentElement.outerHTML,
    [...document.querySelectorAll('input, textarea')].map((one) => one.value),
    { ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(),
    document.cookie, history.state, location.href,
  ]))()`);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('a secret that was saved is nowhere in the page, the browser, its profile on disk, or any answer', async () => {
  const context = await chromium.launchPersistentContext(profile, CHROMIUM);
  const { page, observed } = observe(context, context.pages()[0] ?? (await context.newPage()), portal.server.baseUrl);
  await page.goto(`${portal.server.baseUrl}${SETTINGS_PAGE}#key=${portal.server.key}`);
  await choose(page, '3.0');
  // Refused first, so that the page goes through both outcomes.
  await save(page, { ...KEYS, 'Client ID': 'a b' });
  await page.getByRole('alert').filter({ hasText: 'The keys were not saved' }).waitFor();
  // While it is being mended a secret is in its field, and in no attribute of the document.
  expect(canariesIn(await page.content())).toEqual([]);
  await save(page, KEYS);
  await page.getByRole('dialog').getByRole('button', { name: 'Enable now' }).click();
  await page.getByRole('status').filter({ hasText: 'is enabled' }).waitFor();
  expect(canariesIn(await everythingIn(page))).toEqual([]);

  for (const name of ['Accounting integrations', 'Audit', 'API keys', 'Playground']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' });
    await loaded(page);
    expect(canariesIn(await everythingIn(page))).toEqual([]);
  }
  await page.goto(`${portal.server.baseUrl}${SETTINGS_PAGE}`);
  await page.getByRole('region', { name: 'Saved keys' }).waitFor();
  expect(canariesIn(await everythingIn(page))).toEqual([]);
  expect(observed.answers.length).toBeGreaterThan(20);
  expect(canariesIn(observed.answers.join('\n'))).toEqual([]);
  expect(observed.answers.filter((answer) => answer.includes(portal.server.key))).toEqual([]);
  expect(observed.foreignRequests).toEqual([]);
  expect(observed.complaints).toEqual([]);

  await context.close();
  const files = filesBelow(profile);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => canariesIn(readFileSync(file)).length > 0)).toEqual([]);
  await startOver(portal);
});

test('and the search finds one that is there', async () => {
  const { page } = await portal.openAt(SETTINGS_PAGE);
  await page.getByRole('textbox', { name: 'Client ID' }).fill(CANARY);
  expect(canariesIn(await everythingIn(page)).length).toBeGreaterThan(0);
});
