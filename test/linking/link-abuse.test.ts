import { describe, expect, test } from '@jest/globals';
import { LinkBrowser, type Page, PUBLIC_URL } from '../support/link-browser.js';
import { auditOf, goThrough, signIn, start } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { stateOf } from '../support/refusals.js';
import { change, SAGE } from '../support/sage.js';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace();

/** Token calls that the platform has seen. */
const exchanges = async (): Promise<number> => {
  const { events } = (await linking.sandbox.control.get('/events?limit=10000')) as {
    events: { kind: string }[];
  };
  return events.filter(({ kind }) => kind === 'exchange').length;
};
/** All rows but audit events: what must not change. */
const rows = async () => {
  const { audit_event: _, ...others } = await stateOf(linking.app.database);
  return others;
};
const toCallback = async (linkUrl: string, as = { user: 'one', country: 'gb' }) =>
  signIn(linking, await start(browser, linkUrl), as);

/** Fails unless the page refuses, with nothing sent to the platform and nothing changed. */
async function refuses(go: () => Promise<Page>, status: number, heading: string): Promise<Page> {
  const [before, sent] = [await rows(), await exchanges()];
  const page = await go();
  expect([page.status, page.heading]).toEqual([status, heading]);
  expect([await rows(), await exchanges()]).toEqual([before, sent]);
  return page;
}

const UNUSABLE = 'This sign-in cannot be used';
const GO_BACK = 'Go back to the browser in which you began';

describe('a callback is refused, with no token call, when its state', () => {
  test.each([
    ['is missing', () => '/oauth/callback?code=GB%2Fx&country=GB'],
    ['is empty', () => '/oauth/callback?code=GB%2Fx&country=GB&state='],
    ['is none of ours', () => '/oauth/callback?code=GB%2Fx&country=GB&state=x'],
    ['is given twice', (url: URL) => `${url.pathname}${url.search}&state=${url.searchParams.get('state')}`],
    ['is of another workspace', (url: URL) => url.href.replace(/state=.{22}/, `state=${'0'.repeat(22)}`)],
    ['was never made', (url: URL) => url.href.replace(/(state=.{22}).{43}/, `$1${'A'.repeat(43)}`)],
  ])('%s', async (_why, forged) => {
    const { linkUrl, link } = await requestLink();
    const url = new URL(await toCallback(linkUrl));
    await refuses(() => browser.open(forged(url)), 400, UNUSABLE);
    expect((await readLink(link.id)).statusReason).toBe('LINK_REQUESTED');
    // The true one still counts.
    expect((await browser.open(url.href)).heading).toBe('Is this the right business?');
  });

  test('is older than ten minutes', async () => {
    const { linkUrl, link } = await requestLink();
    const url = await toCallback(linkUrl);
    await linking.app.database.admin.query(
      "UPDATE ledgerlink.link_attempt SET state_expires_at = state_expires_at - interval '10 minutes'",
    );
    const page = await refuses(() => browser.open(url), 422, 'Link Acme to Sage Business Cloud Accounting');
    expect(page.notice).toContain('longer than ten minutes');
    expect(await auditOf(linking, link.id)).toEqual(['link.requested', 'link.started', 'link.refused']);
  });

  test('was used before: the result shows, and neither the state nor the code is used again', async () => {
    const { linkUrl, link } = await requestLink();
    const url = await toCallback(linkUrl);
    const first = await browser.open(url);
    const again = await refuses(() => browser.open(url), 200, first.heading);
    expect(again.text).toBe(first.text);
    await browser.submit(first.forms[0]);
    await refuses(() => browser.open(url), 200, 'Acme is linked');
    expect((await auditOf(linking, link.id)).filter((action) => action === 'link.refused')).toHaveLength(2);
    await refuses(() => new LinkBrowser(linking.app).open(url), 403, GO_BACK);
  });

  test('belongs to a start that was replaced by a later one', async () => {
    const { linkUrl } = await requestLink();
    const old = await toCallback(linkUrl);
    const page = await browser.open(linkUrl);
    const second = await browser.submit(page.forms[0]);
    await refuses(() => browser.open(old), 400, UNUSABLE);
    const url = await signIn(linking, second.headers.location ?? '', { user: 'one', country: 'gb' });
    expect((await browser.open(url)).heading).toBe('Is this the right business?');
  });
});

test.each([
  ['its code', (url: URL) => url.href.replace('code=GB', 'code=IE')],
  ['its country', (url: URL) => url.href.replace('country=GB', 'country=IE')],
  ['both', (url: URL) => url.href.replace('code=GB', 'code=CA').replace('country=GB', 'country=CA')],
])('a callback of another country by %s is a mismatch, found before any token call', async (_what, forged) => {
  const { linkUrl, link } = await requestLink();
  const url = new URL(await toCallback(linkUrl));
  const sent = await exchanges();
  const page = await browser.open(forged(url));
  expect(page.notice).toContain('not the country of your business');
  expect(await exchanges()).toBe(sent);
  expect((await readLink(link.id)).statusReason).toBe('COUNTRY_MISMATCH');
});

describe('in another browser', () => {
  test("an attacker's code is not taken: the state is bound to the browser that began", async () => {
    const { linkUrl, link } = await requestLink();
    const url = await toCallback(linkUrl);
    const victim = new LinkBrowser(linking.app);
    await refuses(() => victim.open(url), 403, GO_BACK);
    // Not even in one that has a cookie of its own from this very link.
    await victim.open(linkUrl);
    await refuses(() => victim.open(url), 403, GO_BACK);
    expect(await auditOf(linking, link.id)).toContain('link.refused');
    expect((await browser.open(url)).heading).toBe('Is this the right business?');
  });

  test('nobody sees or confirms what another one began', async () => {
    const { linkUrl } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    const other = new LinkBrowser(linking.app);
    await other.open(linkUrl);
    await refuses(() => other.open(page.url), 403, GO_BACK);
    await refuses(() => other.submit(page.forms[0]), 403, GO_BACK);
  });
});

describe('a visit alone', () => {
  test('links nobody: a mail scanner opens everything and changes nothing', async () => {
    const { linkUrl, link } = await requestLink();
    const scanner = new LinkBrowser(linking.app);
    for (let visit = 0; visit < 3; visit++)
      await refuses(() => scanner.open(linkUrl), 200, 'Link Acme to Sage Business Cloud Accounting');
    expect(await auditOf(linking, link.id)).toEqual(['link.requested']);
  });

  test('of a lured user who is signed in at the platform ends at a question', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect(page.heading).toBe('Is this the right business?');
    expect((await readLink(link.id)).status).toBe('PENDING');
  });
});

describe('a form', () => {
  test.each([
    ['without its token', () => ''],
    ['with a wrong one', () => `csrf=${'A'.repeat(43)}`],
    ["with another attempt's", (other: string) => `csrf=${other}`],
  ])('%s begins nothing', async (_what, body) => {
    const [mine, other] = [await requestLink(), await requestLink()];
    await browser.open(mine.linkUrl);
    const { forms } = await browser.open(other.linkUrl);
    const page = await refuses(
      () => browser.post(mine.linkUrl, body(forms[0]?.fields.csrf ?? '')),
      403,
      'This page is out of date',
    );
    expect(page.headers.location).toBeUndefined();
    expect(await auditOf(linking, mine.link.id)).toEqual(['link.requested', 'link.refused']);
  });

  test('of another browser begins nothing', async () => {
    const { linkUrl } = await requestLink();
    const { forms } = await browser.open(linkUrl);
    const other = new LinkBrowser(linking.app);
    await refuses(() => other.submit(forms[0]), 403, 'This page is out of date');
    await other.open(linkUrl);
    await refuses(() => other.submit(forms[0]), 403, 'This page is out of date');
  });

  test.each([
    ['twice the same field', 'csrf=a&csrf=b', undefined, 400],
    ['percent signs that encode nothing', 'csrf=%zz', undefined, 400],
    ['more than 10 kB', `csrf=${'a'.repeat(11_000)}`, undefined, 413],
    ['JSON', '{"csrf":"a"}', 'text/plain', 415],
  ])('of %s is not read', async (_what, body, type, status) => {
    const { linkUrl } = await requestLink();
    await refuses(() => browser.post(linkUrl, body, type), status, 'This request cannot be read');
  });
});

describe('a disabled integration', () => {
  const disable = () => change(linking.app, 'disableIntegration', { integrationKey: SAGE }, workspace.key);
  const OFF = 'Linking is switched off at the moment';

  test('lets nobody begin, return or confirm, and goes on once it is enabled again', async () => {
    const { linkUrl, link } = await requestLink();
    const url = await toCallback(linkUrl);
    await disable();
    await refuses(() => browser.open(linkUrl), 409, OFF);
    await refuses(() => browser.open(url), 409, OFF);
    expect(await auditOf(linking, link.id)).toContain('link.refused');
    await change(linking.app, 'enableIntegration', { integrationKey: SAGE }, workspace.key);
    const page = await browser.open(url);
    await disable();
    await refuses(() => browser.submit(page.forms[0]), 409, OFF);
    await change(linking.app, 'enableIntegration', { integrationKey: SAGE }, workspace.key);
    expect((await browser.submit(page.forms[0])).heading).toBe('Acme is linked');
  });
});

test('an address that nobody was sent leads nowhere', async () => {
  const { linkUrl } = await requestLink();
  const token = linkUrl.split('/').at(-1);
  for (const guess of ['x', 'A'.repeat(65), `${token.slice(0, 22)}${'A'.repeat(43)}`, `${token}A`, token.slice(1)])
    await refuses(() => browser.open(`${PUBLIC_URL}/link/${guess}`), 404, 'This link is not valid');
});
