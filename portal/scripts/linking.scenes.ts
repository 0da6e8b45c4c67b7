import type { Page } from 'playwright-core';

const KEY = 'sage-business-cloud-accounting';
const DEMO = { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' };

/** The answer of the mutations below. Each uses the alias `result`. */
interface MutationResult {
  readonly company: { readonly id: string };
  readonly linkUrl: string;
  readonly link: { readonly id: string };
}

export interface ScreenshotContext {
  readonly baseUrl: string;
  /** Sends one operation to the API with a key that has every scope. */
  runOperation(query: string, variables?: object): Promise<{ readonly result: MutationResult }>;
}

const CREATE = `mutation($name: String!, $externalId: String) {
  result: createCompany(input: { name: $name, externalId: $externalId }) { ... on CreateCompanySuccess { company { id } } } }`;
const LINK = `mutation($companyId: ID!, $countryCode: CountryCode) {
  result: linkCompany(input: { companyId: $companyId, integrationKey: "${KEY}", countryCode: $countryCode }) {
    ... on LinkCompanySuccess { linkUrl link { id } } } }`;

async function createLink({ runOperation }: ScreenshotContext, name: string): Promise<MutationResult> {
  const externalId = name.toLowerCase().replace(/\W+/g, '-');
  const { company } = (await runOperation(CREATE, { name, externalId })).result;
  const { result } = await runOperation(LINK, { companyId: company.id, countryCode: 'GB' });
  return { ...result, company };
}

/** Signs in at the sandbox: from the start page to the first page of ours after consent. */
async function signInAtSandbox(page: Page, user: string, decision: 'Allow' | 'Deny' = 'Allow') {
  await page.getByRole('button', { name: /^Continue to / }).click();
  await page.locator(`input[name=user][value=${user}]`).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: decision }).click();
  await page.waitForURL(/^http:\/\/localhost:/);
}

async function linkAs(page: Page, linkUrl: string, user: string) {
  await page.goto(linkUrl);
  await signInAtSandbox(page, user);
  await page.getByRole('button', { name: /^Link / }).click();
  await page.getByRole('heading', { name: / is linked$/ }).waitFor();
}

/** Creates companies in every state by going through the real flows. */
async function makeCompanies(page: Page, context: ScreenshotContext) {
  await context.runOperation(
    `mutation($credentials: CredentialsInput!) {
      saveCredentials(input: { integrationKey: "${KEY}", enable: NOW, credentials: $credentials }) { __typename } }`,
    { credentials: { sageV31: DEMO } },
  );
  await linkAs(page, (await createLink(context, 'Harbour Books')).linkUrl, 'one');
  const unlinked = await createLink(context, 'Market Street Florists');
  await linkAs(page, unlinked.linkUrl, 'employee');
  await context.runOperation('mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename } }', {
    id: unlinked.link.id,
  });
  await page.goto((await createLink(context, 'Northgate Joinery')).linkUrl);
  await signInAtSandbox(page, 'one', 'Deny');
  await context.runOperation(CREATE, { name: 'Quayside Cafe' });
}

/** How long the first pull of the company may take, in ms. */
const PULL_MS = 180_000;

/** Opens a tab of the company that is linked. */
async function openTab(page: Page, name: string) {
  await page.getByRole('link', { name: 'Harbour Books' }).click();
  await page.getByRole('navigation', { name: 'Company' }).getByRole('link', { name }).click();
}

export interface ScreenshotScene {
  readonly name: string;
  readonly path: string;
  readonly height: number;
  readonly dark?: boolean;
  readonly phone?: boolean;
  /** Brings the page into the state to photograph. */
  prepare(page: Page, context: ScreenshotContext): Promise<unknown>;
}

/** Run in this order, because each scene needs data that the scenes before it create. */
export const LINKING_SCENES: readonly ScreenshotScene[] = [
  {
    name: 'companies',
    path: '/companies',
    height: 860,
    prepare: async (page, context) => {
      await makeCompanies(page, context);
      await page.goto(`${context.baseUrl}/companies`);
      await page.getByRole('row').nth(4).waitFor();
    },
  },
  {
    name: 'link-url',
    path: '/companies',
    height: 720,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Link for Quayside Cafe' }).click();
      await page.getByRole('button', { name: 'Create the link URL' }).click();
      await page.getByRole('button', { name: 'I have copied it' }).waitFor();
    },
  },
  {
    name: 'company',
    path: '/companies',
    height: 900,
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Harbour Books' }).click();
      await page.getByRole('region', { name: 'History' }).getByRole('listitem').nth(3).waitFor();
    },
  },
  {
    name: 'data',
    path: '/companies',
    height: 900,
    prepare: async (page) => {
      await openTab(page, 'Data');
      await page.getByRole('row', { name: /^Contacts Current/ }).waitFor({ timeout: PULL_MS });
    },
  },
  {
    name: 'profit-and-loss',
    path: '/companies',
    height: 1500,
    prepare: async (page) => {
      await openTab(page, 'Books');
      await page.getByRole('link', { name: 'Profit and loss' }).click();
      await page.getByRole('rowheader', { name: 'Net profit' }).waitFor();
      const month = page.getByRole('figure').locator('tbody tr').first();
      await month.locator('data').nth(1).waitFor({ state: 'attached' });
    },
  },
  {
    name: 'invoices-phone',
    path: '/companies',
    height: 1000,
    phone: true,
    prepare: async (page) => {
      await openTab(page, 'Books');
      await page.getByRole('rowheader').first().waitFor({ timeout: PULL_MS });
    },
  },
  {
    name: 'link-start-phone',
    path: '/companies',
    height: 844,
    phone: true,
    prepare: async (page, context) => {
      await page.goto((await createLink(context, 'Riverside Dental')).linkUrl);
      await page.getByRole('heading', { name: /^Link / }).waitFor();
    },
  },
  {
    name: 'link-choose-phone',
    path: '/companies',
    height: 844,
    dark: true,
    phone: true,
    prepare: async (page, context) => {
      await page.goto((await createLink(context, 'Town Hall Bikes')).linkUrl);
      await signInAtSandbox(page, 'many');
      await page.getByRole('searchbox').fill('Dover');
      await page.keyboard.press('Enter');
      await page.getByRole('radio').first().check();
    },
  },
];
