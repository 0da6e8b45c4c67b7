import type { Page } from 'playwright-core';

const KEY = 'sage-business-cloud-accounting';
const DEMO = { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' };

/** What the mutations below answer; each names its answer `made`. */
interface Made {
  readonly company: { readonly id: string };
  readonly linkUrl: string;
  readonly link: { readonly id: string };
}

export interface Stage {
  readonly baseUrl: string;
  /** One operation of the API, with every scope. */
  ask(query: string, variables?: object): Promise<{ readonly made: Made }>;
}

const CREATE = `mutation($name: String!, $externalId: String) {
  made: createCompany(input: { name: $name, externalId: $externalId }) { ... on CreateCompanySuccess { company { id } } } }`;
const LINK = `mutation($companyId: ID!, $countryCode: CountryCode) {
  made: linkCompany(input: { companyId: $companyId, integrationKey: "${KEY}", countryCode: $countryCode }) {
    ... on LinkCompanySuccess { linkUrl link { id } } } }`;

async function newLink({ ask }: Stage, name: string): Promise<Made> {
  const { company } = (await ask(CREATE, { name, externalId: name.toLowerCase().replace(/\W+/g, '-') })).made;
  const { made } = await ask(LINK, { companyId: company.id, countryCode: 'GB' });
  return { ...made, company };
}

/** From the start page to our page after the sandbox's. */
async function goThrough(page: Page, user: string, decision: 'Allow' | 'Deny' = 'Allow') {
  await page.getByRole('button', { name: /^Continue to / }).click();
  await page.locator(`input[name=user][value=${user}]`).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: decision }).click();
  await page.waitForURL(/^http:\/\/localhost:/);
}

async function linkAs(page: Page, linkUrl: string, user: string) {
  await page.goto(linkUrl);
  await goThrough(page, user);
  await page.getByRole('button', { name: /^Link / }).click();
  await page.getByRole('heading', { name: / is linked$/ }).waitFor();
}

/** Companies in every state, made as they are made in life. */
async function makeCompanies(page: Page, stage: Stage) {
  await stage.ask(
    `mutation($credentials: CredentialsInput!) {
      saveCredentials(input: { integrationKey: "${KEY}", enable: NOW, credentials: $credentials }) { __typename } }`,
    { credentials: { sageV31: DEMO } },
  );
  await linkAs(page, (await newLink(stage, 'Harbour Books')).linkUrl, 'one');
  const unlinked = await newLink(stage, 'Market Street Florists');
  await linkAs(page, unlinked.linkUrl, 'employee');
  await stage.ask('mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename } }', {
    id: unlinked.link.id,
  });
  await page.goto((await newLink(stage, 'Northgate Joinery')).linkUrl);
  await goThrough(page, 'one', 'Deny');
  await stage.ask(CREATE, { name: 'Quayside Cafe' });
}

export interface LinkingScene {
  readonly name: string;
  readonly path: string;
  readonly height: number;
  readonly dark?: boolean;
  readonly phone?: boolean;
  get(page: Page, stage: Stage): Promise<unknown>;
}

/** In this order: each leaves behind what the next shows. */
export const LINKING_SCENES: readonly LinkingScene[] = [
  {
    name: 'companies',
    path: '/companies',
    height: 860,
    get: async (page, stage) => {
      await makeCompanies(page, stage);
      await page.goto(`${stage.baseUrl}/companies`);
      await page.getByRole('row').nth(4).waitFor();
    },
  },
  {
    name: 'link-url',
    path: '/companies',
    height: 720,
    get: async (page) => {
      await page.getByRole('button', { name: 'Link for Quayside Cafe' }).click();
      await page.getByRole('button', { name: 'Make the link URL' }).click();
      await page.getByRole('button', { name: 'I have copied it' }).waitFor();
    },
  },
  {
    name: 'company',
    path: '/companies',
    height: 900,
    get: async (page) => {
      await page.getByRole('link', { name: 'Harbour Books' }).click();
      await page.getByRole('region', { name: 'History' }).getByRole('listitem').nth(3).waitFor();
    },
  },
  {
    name: 'link-start-phone',
    path: '/companies',
    height: 844,
    phone: true,
    get: async (page, stage) => {
      await page.goto((await newLink(stage, 'Riverside Dental')).linkUrl);
      await page.getByRole('heading', { name: /^Link / }).waitFor();
    },
  },
  {
    name: 'link-choose-phone',
    path: '/companies',
    height: 844,
    dark: true,
    phone: true,
    get: async (page, stage) => {
      await page.goto((await newLink(stage, 'Town Hall Bikes')).linkUrl);
      await goThrough(page, 'many');
      await page.getByRole('searchbox').fill('Dover');
      await page.keyboard.press('Enter');
      await page.getByRole('radio').first().check();
    },
  },
];
