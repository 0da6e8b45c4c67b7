import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../support/processes.js';
import { selfSigned } from '../support/self-signed.js';
import {
  elsewhere,
  enable,
  goThrough,
  heading,
  type LinkingPortal,
  newLink,
  openAsCustomer,
  startLinkingPortal,
} from './support/linking.js';
import { NAME, SETTINGS_PAGE } from './support/portal.js';

const BASE = '/b%C3%BCro/ledger%20link';
const TRUSTING = { ignoreHTTPSErrors: true };

let portal: LinkingPortal;
let proxy: Server;
/** Whether the proxy removes the path, as `proxy_pass http://ledgerlink/;` of nginx does. */
let strips = false;
/** Requests to the host that are not below the path: another application would get them. */
const outside: (string | undefined)[] = [];

beforeAll(async () => {
  const port = await freePort();
  proxy = createServer(selfSigned(), (request, response) => {
    const { method, headers, url = '' } = request;
    if (!`${url}/`.startsWith(`${BASE}/`)) {
      outside.push(url);
      return void response.writeHead(404).end();
    }
    const path = strips ? url.slice(BASE.length) || '/' : url;
    const upstream = httpRequest({ host: 'localhost', port, path, method, headers }, (answer) => {
      answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
    });
    request.pipe(upstream.on('error', () => response.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve));
  const address = `https://localhost:${(proxy.address() as AddressInfo).port}`;
  portal = await startLinkingPortal({ PORT: String(port), PUBLIC_URL: `${address}${decodeURI(BASE)}/` });
  Object.assign(portal.server, { baseUrl: `${address}${BASE}` });
  await enable(portal);
});
afterAll(async () => {
  await portal.close();
  proxy.closeAllConnections();
  proxy.close();
});

describe.each([false, true])('below a path of the host, behind TLS; the proxy removes the path: %s', (how) => {
  beforeAll(() => {
    strips = how;
  });

  test('the portal signs in, its pages and links work, by address and after a reload', async () => {
    const { page, observed } = await portal.openAt('', TRUSTING);
    await heading(page, 'Accounting integrations');
    await page.getByRole('link', { name: `Manage ${NAME}` }).click();
    await page.getByText(`${portal.server.baseUrl}/oauth/callback`, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Companies' }).click();
    await heading(page, 'Companies');
    expect(page.url()).toBe(`${portal.server.baseUrl}/companies`);
    await page.reload();
    await heading(page, 'Companies');
    await page.goto(`${portal.server.baseUrl}${SETTINGS_PAGE}`);
    await heading(page, NAME);
    await page.getByRole('link', { name: 'Playground' }).click();
    // Before its editor is there, GraphiQL has nothing to send.
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'query' }).first().waitFor();
    await page.getByRole('button', { name: /execute/i }).click();
    await page.locator('.graphiql-response').getByText('"data"').waitFor();
    await page.getByRole('link', { name: 'Ledgerlink' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    const cookies = await page.context().cookies(portal.server.baseUrl);
    expect(cookies.map(({ name }) => name)).toEqual([]);
    expect([observed.foreignRequests, observed.complaints, outside]).toEqual([[], [], []]);
  });

  test('a customer links a company', async () => {
    const asked = await newLink(portal, `Harbour ${how}`);
    expect(asked.linkUrl).toMatch(`${portal.server.baseUrl}/link/`);
    const { page, observed } = await openAsCustomer(portal, asked.linkUrl, TRUSTING);
    expect(await page.evaluate('document.styleSheets.length')).toBe(1);
    await goThrough(page, 'one');
    await page.getByRole('button', { name: /^Link / }).click();
    await heading(page, / is linked$/);
    expect([elsewhere(portal, observed), observed.complaints, outside]).toEqual([[], [], []]);
    const [cookie] = await page.context().cookies(portal.server.baseUrl);
    expect([cookie?.name, cookie?.path]).toEqual(['__Secure-ledgerlink-link', BASE]);
  });
});

test('a page whose files are gone says so, and the next page is shown', async () => {
  const { page } = await portal.open(TRUSTING);
  await page.route('**/assets/audit-page-*.js', (route) => route.abort());
  await page.goto(`${portal.server.baseUrl}/audit#key=${portal.server.key}`);
  await page.getByRole('alert').filter({ hasText: 'This page could not be shown' }).waitFor();
  await page.getByRole('link', { name: 'Companies' }).click();
  await heading(page, 'Companies');
});
