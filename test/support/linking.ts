import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { type Json, startTestApp, type TestApp, type TestWorkspace } from './app.js';
import { LinkBrowser, type Page, PUBLIC_URL } from './link-browser.js';
import { SAGE, saveV30, saveV31, uuidOf } from './sage.js';

export interface Linking {
  readonly app: TestApp;
  readonly sandbox: RunningSandbox;
  close(): Promise<void>;
}

/** All that the helpers take which ask the API alone, whatever the platform. */
type WithApp = Pick<Linking, 'app'>;

/** The API, and a sandbox that it may call. */
export async function startLinking(env: Record<string, string> = {}): Promise<Linking> {
  const sandbox = await startSandbox({ port: 0 });
  const app = await startTestApp({
    PUBLIC_URL,
    SANDBOX_URL: sandbox.url,
    MUTATIONS_PER_MINUTE: '10000',
    ...env,
  });
  return {
    app,
    sandbox,
    close: async () => {
      await app.close();
      await sandbox.stop();
    },
  };
}

/** The sandbox's own applications. */
export const V31_KEYS = { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' };
export const V30_KEYS = {
  clientId: 'sandbox/demo-v30',
  clientSecret: 'sandbox-demo-secret-v30',
  signingSecret: 'sandbox-demo-signing-secret-v30',
  subscriptionKey: 'sandbox-demo-subscription-key-v30',
};

/** A workspace that can link, with the applications that are asked for. */
export async function newLinkingWorkspace(
  { app }: Linking,
  versions: readonly ('3.0' | '3.1')[] = ['3.1'],
): Promise<TestWorkspace> {
  const workspace = await app.newWorkspace('Bookkeepers Ltd');
  const options = { key: workspace.key, enable: 'NOW' } as const;
  if (versions.includes('3.0')) await saveV30(app, V30_KEYS, options);
  if (versions.includes('3.1')) await saveV31(app, V31_KEYS, options);
  return workspace;
}

const LINK = `id status statusReason countryCode linkedAt business { id name countryCode isLead } company { name }
  credentialSet { id apiVersion clientId } refreshTokenExpiresAt lastRefreshedAt linkUrlExpiresAt
  availableBusinesses { nodes { id name } pageInfo { hasNextPage } }`;

export async function newCompany({ app }: WithApp, key: string, name = 'Acme'): Promise<string> {
  const query =
    'mutation($n: String!) { createCompany(input: { name: $n }) { ... on CreateCompanySuccess { company { id } } } }';
  return (await app.ok(query, { n: name }, key)).createCompany.company.id;
}

export async function linkCompany({ app }: WithApp, key: string, companyId: string, more: object = {}): Promise<Json> {
  const query = `mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { __typename
    ... on LinkCompanySuccess { linkUrl expiresAt warnings link { ${LINK} } }
    ... on AlreadyLinked { link { id status } } ... on RegionNotSupported { linkableCountries }
    ... on Problem { code message } } }`;
  return (await app.ok(query, { input: { companyId, integrationKey: SAGE, ...more } }, key)).linkCompany;
}

export async function choose({ app }: WithApp, key: string, linkId: string, businessId: string): Promise<Json> {
  const query = `mutation($input: ChooseBusinessInput!) { chooseBusiness(input: $input) { __typename
    ... on ChooseBusinessSuccess { link { ${LINK} } } ... on BusinessDiffers { previous { id name } }
    ... on PlatformUnavailable { retryAfterSeconds } ... on Problem { code message } } }`;
  return (await app.ok(query, { input: { linkId, businessId } }, key)).chooseBusiness;
}

export async function unlink({ app }: WithApp, key: string, linkId: string): Promise<Json> {
  const query = `mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename
    ... on UnlinkCompanySuccess { revokedAtPlatform link { ${LINK} } } ... on Problem { code message } } }`;
  return (await app.ok(query, { id: linkId }, key)).unlinkCompany;
}

export async function linkOf({ app }: WithApp, key: string, id: string): Promise<Json> {
  return (await app.ok(`query($id: ID!) { node(id: $id) { ... on CompanyLink { ${LINK} } } }`, { id }, key)).node;
}

/** What the audit trail says of a link, oldest first. */
export async function auditOf({ app }: WithApp, linkId: string): Promise<string[]> {
  const { rows } = await app.database.admin.query<{ action: string }>(
    'SELECT action FROM ledgerlink.audit_event WHERE target_id = $1 ORDER BY id',
    [uuidOf(linkId)],
  );
  return rows.map(({ action }) => action);
}

export interface SignIn {
  readonly user: string;
  readonly country?: string;
  readonly decision?: 'allow' | 'deny';
}

/** From the link URL to the platform: answers where it sends the browser. */
export async function start(
  browser: LinkBrowser,
  linkUrl: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const page = await browser.open(linkUrl);
  const sent = await browser.submit(page.forms[0], fields);
  if (sent.status !== 303) throw new Error(`expected to be sent to the platform: ${sent.status} ${sent.text}`);
  return sent.headers.location ?? '';
}

/** What the platform sends the browser back to. */
export async function signIn({ sandbox }: Linking, url: string, as: SignIn): Promise<string> {
  const answer = (await sandbox.control.post('/authorize', { url, ...as })) as { location: string };
  return answer.location;
}

/** From the link URL through the platform to our page behind it. */
export async function goThrough(
  linking: Linking,
  browser: LinkBrowser,
  linkUrl: string,
  as: SignIn & { fields?: Record<string, string> },
): Promise<Page> {
  const { fields, ...rest } = as;
  const url = await start(browser, linkUrl, fields);
  return browser.open(await signIn(linking, url, { country: 'gb', ...rest }));
}

/** A company linked from beginning to end by a customer of one business. */
export async function linked(
  linking: Linking,
  key: string,
  more: { user?: string; country?: string; name?: string } = {},
): Promise<Json> {
  const { user = 'one', country = 'GB', name } = more;
  const companyId = await newCompany(linking, key, name);
  const asked = await linkCompany(linking, key, companyId, { countryCode: country });
  const browser = new LinkBrowser(linking.app);
  const page = await goThrough(linking, browser, asked.linkUrl, { user, country: country.toLowerCase() });
  const form = page.forms.find(({ action }) => action.endsWith('/choose'));
  await browser.submit(form, form?.choices.business ? { business: form.choices.business[0] ?? '' } : {});
  const link = await linkOf(linking, key, asked.link.id);
  if (link.status !== 'LINKED') throw new Error(`not linked: ${JSON.stringify(link)} ${page.text}`);
  return { ...link, companyId };
}
