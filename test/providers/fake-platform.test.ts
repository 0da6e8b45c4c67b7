import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../support/app.js';
import { type FakeLinking, startFakeLinking } from '../support/fake-platform/fake-linking.js';
import { FAKE } from '../support/fake-platform/fake-provider.js';
import { FAKE_KEYS, ORGANISATIONS } from '../support/fake-platform/fake-server.js';
import { LinkBrowser, type Page } from '../support/link-browser.js';
import { auditOf, choose, linkCompany, linkOf, newCompany, unlink } from '../support/linking.js';
import { uuidOf } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';

// A platform without countries, with Basic authentication and with several businesses per consent goes through the
// product from the set-up to the end of a link.

let linking: FakeLinking;
let key: string;
beforeAll(async () => {
  linking = await startFakeLinking();
  ({ key } = await linking.app.newWorkspace('Bookkeepers Ltd'));
  await save(FAKE_KEYS, key);
});
afterAll(() => linking.close());

async function save(keys: object, asKey: string): Promise<Json> {
  const query = `mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) { __typename
    ... on SaveCredentialsSuccess { message credentialSet { __typename clientId regions { countryCode } } integration { status } }
    ... on CredentialsRejected { faults { field reason } } ... on Problem { message } } }`;
  const input = { integrationKey: FAKE, credentials: { fakebooks: keys }, enable: 'NOW' };
  return (await linking.app.ok(query, { input }, asKey)).saveCredentials;
}

const request = async (name: string, more: object = {}): Promise<Json> =>
  linkCompany(linking, key, await newCompany(linking, key, name), { integrationKey: FAKE, ...more });

/** Opens the link URL, signs in at the platform, and comes back: the page behind the callback. */
async function signIn(browser: LinkBrowser, linkUrl: string, decision: 'allow' | 'deny' = 'allow', user = 'user-1') {
  const start = await browser.open(linkUrl);
  expect(Object.keys(start.forms[0]?.choices ?? {})).toEqual([]);
  const sent = await browser.submit(start.forms[0]);
  const back = linking.server.signIn(new URL(sent.headers.location ?? ''), decision, user);
  return { start, page: await browser.open(back.href) };
}

/** A token call that was answered: the client authenticated with Basic, and its secret was nowhere else. */
const tokenCall = (grantType: string) => ({
  path: '/token',
  grantType,
  authorization: 'basic',
  secretInForm: false,
  status: 200,
});

const choiceIn = (page: Page) => page.forms.find(({ action }) => action.endsWith('/choose'));

async function linked(name: string, businessId: string, user = 'user-1'): Promise<Json> {
  const companyId = await newCompany(linking, key, name);
  const asked = await linkCompany(linking, key, companyId, { integrationKey: FAKE });
  const browser = new LinkBrowser(linking.app);
  const { page } = await signIn(browser, asked.linkUrl, 'allow', user);
  const done = await browser.submit(choiceIn(page), { business: businessId });
  expect(done.heading).toBe(`${name} is linked`);
  return { ...(await linkOf(linking, key, asked.link.id)), companyId };
}

async function issue(linkId: string, forceRefresh = false): Promise<Json> {
  const query = `mutation($input: IssueAccessTokenInput!) { issueAccessToken(input: $input) { __typename
    ... on AccessTokenIssued { accessToken baseUrl headers { name value } } ... on Problem { message } } }`;
  return (await linking.app.ok(query, { input: { linkId, forceRefresh } }, key)).issueAccessToken;
}

/** The accounts of the linked business, as a caller reads them: with the base URL and the headers that it was given. */
async function read({ baseUrl, headers }: Json): Promise<[number, string | undefined]> {
  const sent = Object.fromEntries(headers.map(({ name, value }: Json) => [name, value]));
  const answer = await fetch(`${baseUrl}/accounts`, { headers: sent });
  return [answer.status, ((await answer.json()) as { organisation?: string }).organisation];
}

describe('a platform without countries, with Basic authentication and several businesses per consent', () => {
  test('is set up like any other, and has no countries to show', async () => {
    const query = `{ integration(key: "${FAKE}") { name status supportedRegions { countryCode }
      setupSteps { key instructions done } credentialOptions { inputField regions { countryCode } fields { name secret } } } }`;
    const newcomer = (await linking.app.newWorkspace()).key;
    const { integration } = await linking.app.ok(query, {}, newcomer);
    expect(integration).toMatchObject({
      name: 'Fakebooks',
      status: 'NOT_CONFIGURED',
      supportedRegions: [],
      credentialOptions: [{ inputField: 'fakebooks', regions: [] }],
    });
    expect(integration.setupSteps[0].instructions).toContain('http://localhost:5200/oauth/callback');
    expect(await save({ clientId: 'an id', clientSecret: 'x y' }, newcomer)).toMatchObject({
      faults: [
        { field: 'clientId', reason: 'CONTAINS_WHITESPACE' },
        { field: 'clientSecret', reason: 'CONTAINS_WHITESPACE' },
      ],
    });
    expect(await save(FAKE_KEYS, newcomer)).toMatchObject({
      message: 'The keys of Fakebooks were saved. The integration is enabled.',
      credentialSet: { __typename: 'FakebooksCredentialSet', clientId: FAKE_KEYS.clientId, regions: [] },
      integration: { status: 'ENABLED' },
    });
  });

  test('takes no country, and says so', async () => {
    const refused = await request('Acme', { countryCode: 'GB' });
    expect(refused).toMatchObject({ code: 'REGION_NOT_SUPPORTED', linkableCountries: [] });
    expect(refused.message).toContain('Leave `countryCode` out');
  });

  test('is linked without a question for the country, by a choice among several businesses', async () => {
    const asked = await request('Acme');
    const browser = new LinkBrowser(linking.app);
    const calls = linking.server.calls.length;
    const { start, page } = await signIn(browser, asked.linkUrl);
    expect(start.heading).toBe('Link Acme to Fakebooks');
    expect(start.text).not.toMatch(/country/i);
    // A browser may follow the form to a platform that is not https.
    expect(start.headers['content-security-policy']).toContain(`form-action 'self' https: ${linking.origin};`);
    expect(page.heading).toBe('Which business should be linked?');
    expect(choiceIn(page)?.choices.business).toEqual(['org-a', 'org-b', 'org-c']);
    expect(page.text).toMatch(/Aspen Accounts Ltd<\/bdi> <span class="ll-note">Main organisation<\/span>/);
    const done = await browser.submit(choiceIn(page), { business: 'org-b' });
    expect(done.heading).toBe('Acme is linked');

    expect(await linkOf(linking, key, asked.link.id)).toMatchObject({
      status: 'LINKED',
      statusReason: 'LINKED',
      // The link has the country of its business; the grant has none.
      countryCode: 'NL',
      business: { id: 'org-b', name: 'Beech Books Ltd', countryCode: 'NL', isLead: false },
      credentialSet: { apiVersion: '1' },
    });
    const { rows } = await linking.app.database.admin.query(
      `SELECT g.country_code, g.platform_user_id FROM ledgerlink.platform_grant g
         JOIN ledgerlink.company_link l ON l.grant_id = g.id WHERE l.id = $1`,
      [uuidOf(asked.link.id)],
    );
    expect(rows).toEqual([{ country_code: null, platform_user_id: 'user-1' }]);
    expect(linking.server.calls.slice(calls)).toEqual([tokenCall('authorization_code')]);
    expect(await auditOf(linking, asked.link.id)).toEqual([
      'link.requested',
      'link.started',
      'link.choosing',
      'link.linked',
    ]);
  });

  test('tells a customer who declines in its own words, and the URL works again', async () => {
    const asked = await request('Declined');
    const browser = new LinkBrowser(linking.app);
    const { page } = await signIn(browser, asked.linkUrl, 'deny');
    expect(page.notice).toBe('You pressed Cancel at Fakebooks, so nothing was linked.');
    const again = await signIn(browser, asked.linkUrl);
    expect(again.page.heading).toBe('Which business should be linked?');
    const chosen = await choose(linking, key, asked.link.id, 'org-c');
    expect(chosen).toMatchObject({ link: { status: 'LINKED', business: { name: 'Cork Crafts Ltd' } } });
  });

  test('gives out a token for the chosen business, renewed when the platform refuses it', async () => {
    const link = await linked('Token Ltd', 'org-a');
    const first = await issue(link.id);
    expect(first.headers.map(({ name }: Json) => name)).toEqual(['Authorization', 'X-Organisation']);
    expect(await read(first)).toEqual([200, 'Aspen Accounts Ltd']);

    linking.server.expireAccessTokens();
    expect((await read(first))[0]).toBe(401);
    await passTime(linking.app.database.admin, 11);
    const calls = linking.server.calls.length;
    const second = await issue(link.id, true);
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(await read(second)).toEqual([200, 'Aspen Accounts Ltd']);
    expect(linking.server.calls.slice(calls)).toEqual([tokenCall('refresh_token')]);
  });

  test('is unlinked, which revokes the consent at the platform, and linked again to the same business', async () => {
    const link = await linked('Ended Ltd', 'org-a', 'user-9');
    const consents = linking.server.consents;
    expect(await unlink(linking, key, link.id)).toMatchObject({
      revokedAtPlatform: true,
      link: { status: 'UNLINKED', statusReason: 'UNLINKED_BY_WORKSPACE' },
    });
    expect(linking.server.consents).toBe(consents - 1);
    expect(linking.server.calls.at(-1)).toMatchObject({
      path: '/revoke',
      authorization: 'basic',
      status: 200,
    });
    expect(await issue(link.id)).toMatchObject({ __typename: 'RelinkRequired' });

    const asked = await linkCompany(linking, key, link.companyId, { integrationKey: FAKE });
    const browser = new LinkBrowser(linking.app);
    const { page } = await signIn(browser, asked.linkUrl, 'allow', 'user-9');
    // Of the three businesses only the one of the link can be confirmed.
    expect([page.heading, choiceIn(page)?.button]).toEqual(['Is this the right business?', 'Link Aspen Accounts Ltd']);
    await browser.submit(choiceIn(page));
    expect(await linkOf(linking, key, link.id)).toMatchObject({
      status: 'LINKED',
      statusReason: 'RELINKED',
      business: { id: 'org-a' },
    });
  });

  test('keeps the businesses of one user apart: each company has a link and a consent of its own', async () => {
    const links = [];
    for (const { id, name } of ORGANISATIONS) links.push(await linked(name, id, 'user-2'));
    const [one, ...others] = links;
    expect(await unlink(linking, key, one.id)).toMatchObject({ revokedAtPlatform: false });
    for (const { id, business } of others) expect(await read(await issue(id))).toEqual([200, business.name]);
  });
});
