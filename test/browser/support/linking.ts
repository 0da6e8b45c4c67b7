import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { controlClient, type SandboxControl } from '../../../sandbox/control-client.js';
import { tracked } from '../../support/children.js';
import { freePort } from '../../support/processes.js';
import { createCompany } from './companies.js';
import { INTEGRATION, type Observed, type PortalPage, type PortalUnderTest, startPortal } from './portal.js';
import { saveByApi } from './settings-form.js';

const PROGRAM = fileURLToPath(new URL('../../../dist/sandbox/main.js', import.meta.url));

export const DEMO_V31 = { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' };
export const DEMO_V30 = {
  clientId: 'sandbox/demo-v30',
  clientSecret: 'sandbox-demo-secret-v30',
  signingSecret: 'sandbox-demo-signing-secret-v30',
  subscriptionKey: 'sandbox-demo-subscription-key-v30',
};

export interface LinkingPortal extends PortalUnderTest {
  readonly sandbox: { readonly url: string; readonly control: SandboxControl };
}

/** The API on `localhost` and a sandbox on `127.0.0.1`, each a process, and a Chromium. No keys are saved yet. */
export async function startLinkingPortal(env: Record<string, string> = {}): Promise<LinkingPortal> {
  const child = tracked(
    spawn(process.execPath, [PROGRAM, '--json', '--with-parent'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { SANDBOX_PORT: '0' },
    }),
  );
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, controlKey } = JSON.parse(line) as { url: string; controlKey: string };
  // The address that customers come back to has the port in it, so it must be known before.
  const portal = await startPortal({ PORT: String(await freePort()), SANDBOX_URL: url, ...env });
  return {
    ...portal,
    sandbox: { url, control: controlClient(url, controlKey) },
    close: async () => {
      await portal.close();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The demo keys are saved and the integration is enabled. */
export async function enable(portal: LinkingPortal, versions: readonly ('3.0' | '3.1')[] = ['3.1']): Promise<void> {
  if (versions.includes('3.0')) await saveByApi(portal, { sageV30: DEMO_V30 }, 'NOW');
  if (versions.includes('3.1')) await saveByApi(portal, { sageV31: DEMO_V31 }, 'NOW');
}

export interface AskedLink {
  readonly companyId: string;
  readonly linkId: string;
  readonly linkUrl: string;
}

const LINK = `mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { __typename
  ... on LinkCompanySuccess { linkUrl link { id } } ... on Problem { message } } }`;

/** A link URL for a company, by the API; for a British one unless said otherwise. */
export async function askForLink(portal: PortalUnderTest, companyId: string, more: object = {}): Promise<AskedLink> {
  const input = { companyId, integrationKey: INTEGRATION, countryCode: 'GB', ...more };
  const { linkCompany } = await portal.api(LINK, { input });
  if (linkCompany.__typename !== 'LinkCompanySuccess') throw new Error(JSON.stringify(linkCompany));
  return { companyId, linkId: linkCompany.link.id, linkUrl: linkCompany.linkUrl };
}

export const newLink = async (portal: LinkingPortal, name: string, more: object = {}): Promise<AskedLink> =>
  askForLink(portal, await createCompany(portal, name), more);

/** The customer's browser, another one than the portal's, at a link URL. */
export async function openAsCustomer(
  portal: LinkingPortal,
  linkUrl: string,
  options?: Parameters<Browser['newContext']>[0],
): Promise<PortalPage> {
  const opened = await portal.open(options);
  await opened.page.goto(linkUrl);
  return opened;
}

/** At the platform: signs in, and gives access or not; an account of another country is sent back without being asked. */
export async function signIn(page: Page, user: string, decision?: 'Allow' | 'Deny'): Promise<void> {
  await page.locator(`input[name=user][value=${user}]`).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  if (decision !== undefined) await page.getByRole('button', { name: decision }).click();
  await page.waitForURL(/^https?:\/\/localhost:\d+\//);
}

/** From the start page through the platform. */
export async function goThrough(page: Page, user: string, decision: 'Allow' | 'Deny' = 'Allow'): Promise<void> {
  await page.getByRole('button', { name: /^Continue to / }).click();
  await signIn(page, user, decision);
}

export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

/** A whole link, made by a customer. */
export async function linkAs(portal: LinkingPortal, asked: AskedLink, user: string): Promise<PortalPage> {
  const opened = await openAsCustomer(portal, asked.linkUrl);
  await goThrough(opened.page, user);
  await opened.page.getByRole('button', { name: /^Link / }).click();
  await heading(opened.page, / is linked$/);
  return opened;
}

const STATE = `query($id: ID!) { node(id: $id) { ... on CompanyLink { status statusReason business { name } } } }`;
export const stateOf = async (portal: LinkingPortal, { linkId }: AskedLink) =>
  (await portal.api(STATE, { id: linkId })).node;

/** Requests that went neither to the API nor to the sandbox. */
export const elsewhere = (portal: LinkingPortal, { foreignRequests }: Observed): string[] =>
  foreignRequests.filter((url) => !url.startsWith(`${portal.sandbox.url}/`));
