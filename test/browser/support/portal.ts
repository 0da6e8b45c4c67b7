import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type BrowserServer, startForBrowser } from '../../support/browser-server.js';
import { graphql } from '../../support/processes.js';

export const INTEGRATION = 'sage-business-cloud-accounting';
export const SETTINGS_PAGE = `/integrations/${INTEGRATION}`;
export const NAME = 'Sage Business Cloud Accounting';
export const V31 = 'Client ID and client secret only (API v3.1 - UKI, US, CA, DE, ES, FR)';
export const V30 = 'Client ID, client secret, signing secret and subscription key (API v3 - UKI)';

export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** What a page did that it should not: each list is to be empty. */
export interface Observed {
  readonly foreignRequests: string[];
  /** Errors and warnings of the console, of scripts, and violations of the policy. */
  readonly complaints: string[];
  /** Every answer so far, headers and body. */
  readonly answers: string[];
}

export interface PortalPage {
  readonly page: Page;
  readonly observed: Observed;
}

export interface PortalUnderTest {
  readonly server: BrowserServer;
  readonly browser: Browser;
  /** A page of a new browser profile, as the user's system has it set. Not signed in. */
  open(options?: Parameters<Browser['newContext']>[0]): Promise<PortalPage>;
  /** The same, signed in, at a page of the portal. */
  openAt(path: string, options?: Parameters<Browser['newContext']>[0]): Promise<PortalPage>;
  /** Another tab of the same profile. */
  another(page: Page, path: string): Promise<PortalPage>;
  /** One operation with the first key, past the portal. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field
  api(query: string, variables?: object): Promise<any>;
  close(): Promise<void>;
}

/** The built server and a Chromium, for one test file. */
export async function startPortal(env: Record<string, string> = {}): Promise<PortalUnderTest> {
  const [server, browser] = await Promise.all([startForBrowser(env), chromium.launch(CHROMIUM)]);
  const open = async (options = {}): Promise<PortalPage> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      ...options,
    });
    return observe(context, await context.newPage(), server.baseUrl);
  };
  return {
    server,
    browser,
    open,
    openAt: async (path, options) => {
      const opened = await open(options);
      await opened.page.goto(`${server.baseUrl}${path}#key=${server.key}`);
      await opened.page.getByRole('button', { name: 'Sign out' }).waitFor();
      return opened;
    },
    another: async (page, path) => {
      const opened = observe(page.context(), await page.context().newPage(), server.baseUrl);
      await opened.page.goto(`${server.baseUrl}${path}`);
      return opened;
    },
    api: async (query, variables) => {
      const { data, text } = await graphql(server.apiUrl, server.key, query, variables);
      if (data === undefined) throw new Error(text);
      return data;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Watches a page from before its first request on. */
export function observe(context: BrowserContext, page: Page, baseUrl: string): PortalPage {
  const observed: Observed = { foreignRequests: [], complaints: [], answers: [] };
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(baseUrl).origin) observed.foreignRequests.push(request.url());
  });
  page.on('response', async (response) => {
    // A page that is left takes the bodies of its answers along.
    const body = await response.text().catch(() => '');
    observed.answers.push(`${JSON.stringify(response.headers())}\n${body}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) observed.complaints.push(message.text());
  });
  page.on('pageerror', (error) => observed.complaints.push(error.message));
  page.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', (violation) =>
      console.error('policy violated', violation.violatedDirective, violation.blockedURI))`,
  });
  return { page, observed };
}
