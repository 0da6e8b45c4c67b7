import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { TestWorkspace } from '../support/app.js';
import { LinkBrowser } from '../support/link-browser.js';
import {
  auditOf,
  goThrough,
  type Linking,
  linkCompany,
  newCompany,
  newLinkingWorkspace,
  signIn,
  start,
  startLinking,
} from '../support/linking.js';

let linking: Linking;
let workspace: TestWorkspace;
let browser: LinkBrowser;
beforeAll(async () => {
  linking = await startLinking();
});
afterAll(() => linking.close());
beforeEach(async () => {
  workspace = await newLinkingWorkspace(linking);
  browser = new LinkBrowser(linking.app);
});

const link = async () =>
  linkCompany(linking, workspace.key, await newCompany(linking, workspace.key), { countryCode: 'GB' });
const refusalsOf = async (id: string) =>
  (await auditOf(linking, id)).filter((action) => action === 'link.refused').length;

test('forty callbacks of a stranger leave ten audit events, and the customer goes on', async () => {
  const { linkUrl, link: made } = await link();
  const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
  const stranger = new LinkBrowser(linking.app);
  for (let i = 0; i < 40; i++) expect((await stranger.open(url)).status).toBe(403);
  expect(await refusalsOf(made.id)).toBe(10);
  expect((await browser.open(url)).heading).toBe('Is this the right business?');
});

test('so do forms without their token, on whichever page, all of one attempt together', async () => {
  const { linkUrl, link: made } = await link();
  await browser.open(linkUrl);
  for (let i = 0; i < 12; i++) await browser.post(linkUrl, 'csrf=x');
  expect(await refusalsOf(made.id)).toBe(10);
  const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
  for (let i = 0; i < 5; i++) await browser.post(`${page.url}/look`, 'csrf=x');
  expect(await refusalsOf(made.id)).toBe(10);
});

test('a new link URL has its own ten', async () => {
  const company = await newCompany(linking, workspace.key);
  const first = await linkCompany(linking, workspace.key, company, { countryCode: 'GB' });
  await browser.open(first.linkUrl);
  for (let i = 0; i < 12; i++) await browser.post(first.linkUrl, 'csrf=x');
  const second = await linkCompany(linking, workspace.key, company, { countryCode: 'GB' });
  await browser.open(second.linkUrl);
  for (let i = 0; i < 12; i++) await browser.post(second.linkUrl, 'csrf=x');
  expect(await refusalsOf(second.link.id)).toBe(20);
});
