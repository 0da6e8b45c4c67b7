import { beforeEach, describe, expect, test } from '@jest/globals';
import { LinkBrowser } from '../support/link-browser.js';
import { goThrough, linkCompany, linked, newCompany, newLinkingWorkspace } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { allRows, change, idOf, SAGE } from '../support/sage.js';

const { linking, workspace, requestLink, readLink } = useLinkingWorkspace();

describe('asking for a link', () => {
  test('answers a URL for 24 hours, which is in no table and no log', async () => {
    const asked = await requestLink();
    expect(asked).toMatchObject({
      __typename: 'LinkCompanySuccess',
      linkUrl: expect.stringMatching(/^http:\/\/localhost:5200\/link\/[0-9A-Za-z]{65}$/),
      warnings: [],
      link: { status: 'PENDING', statusReason: 'LINK_REQUESTED', business: null, credentialSet: null },
    });
    const hours = (Date.parse(asked.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    const secret = asked.linkUrl.slice(-43);
    expect(JSON.stringify(await allRows(linking.app)) + linking.app.logs()).not.toContain(secret);
  });

  test('again takes the place of the URL before', async () => {
    const companyId = await newCompany(linking, workspace.key);
    const first = await requestLink({ companyId });
    const browser = new LinkBrowser(linking.app);
    await goThrough(linking, browser, first.linkUrl, { user: 'one' });
    const second = await requestLink({ companyId });
    expect(second.link).toMatchObject({
      id: first.link.id,
      status: 'PENDING',
      statusReason: 'LINK_REQUESTED',
    });
    expect((await browser.open(first.linkUrl)).heading).toBe('This link has ended');
    const living = await linking.app.database.admin.query(
      "SELECT 1 FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND state <> 'ENDED'",
      [workspace.id],
    );
    expect(living.rowCount).toBe(0);
    expect((await goThrough(linking, browser, second.linkUrl, { user: 'one' })).heading).toBe(
      'Is this the right business?',
    );
  });

  test('thirty times at once leaves one link and one URL that works', async () => {
    const companyId = await newCompany(linking, workspace.key);
    const all = await Promise.all(Array.from({ length: 30 }, () => requestLink({ companyId })));
    expect(new Set(all.map(({ link }) => link.id)).size).toBe(1);
    const pages = await Promise.all(all.map(({ linkUrl }) => new LinkBrowser(linking.app).open(linkUrl)));
    expect(pages.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 29 }, () => 410)]);
  });

  test.each([
    ['a country that nothing covers', { countryCode: 'AU' }, 'REGION_NOT_SUPPORTED'],
    ['a country that is not on the list', { countryCode: 'BR' }, 'REGION_NOT_SUPPORTED'],
    ['an integration that is not there', { integrationKey: 'none' }, 'INTEGRATION_NOT_FOUND'],
    [
      'a return URL that nobody allowed',
      { countryCode: 'GB', returnUrl: 'https://a.example/' },
      'RETURN_URL_NOT_ALLOWED',
    ],
    [
      'a company that is not there',
      { companyId: idOf('Company', '01912345-6789-7abc-8def-0123456789ab') },
      'COMPANY_NOT_FOUND',
    ],
  ])('with %s is refused, and nothing changes', async (_what, more, code) => {
    const companyId = await newCompany(linking, workspace.key);
    const before = await allRows(linking.app);
    const refused = await linkCompany(linking, workspace.key, companyId, more);
    expect(refused.code).toBe(code);
    if (code === 'REGION_NOT_SUPPORTED')
      expect(refused.linkableCountries).toEqual(['GB', 'IE', 'DE', 'ES', 'PT', 'FR', 'US', 'CA', 'AE']);
    expect(await allRows(linking.app)).toEqual(before);
  });

  test('of a disabled integration is refused', async () => {
    await change(linking.app, 'disableIntegration', { integrationKey: SAGE }, workspace.key);
    expect(await requestLink()).toMatchObject({ code: 'INTEGRATION_DISABLED' });
    Object.assign(workspace, await linking.app.newWorkspace());
    expect(await requestLink()).toMatchObject({ code: 'INTEGRATION_DISABLED' });
  });
});

describe('with the older API version alone', () => {
  beforeEach(async () => {
    Object.assign(workspace, await newLinkingWorkspace(linking, ['3.0']));
  });

  test('only its two countries can be linked, with a warning that it is retired', async () => {
    expect(await requestLink({ countryCode: 'CA' })).toMatchObject({
      code: 'REGION_NOT_SUPPORTED',
      linkableCountries: ['GB', 'IE'],
    });
    const asked = await requestLink({ countryCode: 'IE' });
    expect(asked.warnings).toEqual([expect.stringContaining('retired')]);
    const page = await new LinkBrowser(linking.app).open(asked.linkUrl);
    expect([page.notice, page.text.includes('Ireland')]).toEqual([expect.stringContaining('retired'), true]);
  });

  test('a customer links, and one who does not own the business is told so', async () => {
    const link = await linked(linking, workspace.key, { user: 'irish', country: 'IE' });
    expect(link).toMatchObject({ status: 'LINKED', countryCode: 'IE', credentialSet: { apiVersion: '3.0' } });
    const asked = await requestLink();
    const page = await goThrough(linking, new LinkBrowser(linking.app), asked.linkUrl, { user: 'employee' });
    expect(page.notice).toContain('not the owner');
    expect(await readLink(asked.link.id)).toMatchObject({
      status: 'PENDING',
      statusReason: 'RESOURCE_OWNER_MISSING',
    });
  });
});

describe('with both API versions and no country', () => {
  test('the customer chooses one of the linkable countries first', async () => {
    Object.assign(workspace, await newLinkingWorkspace(linking, ['3.0', '3.1']));
    const { linkUrl, link } = await requestLink({ countryCode: null });
    const browser = new LinkBrowser(linking.app);
    const page = await browser.open(linkUrl);
    expect(page.forms[0]?.choices.country).toEqual(['GB', 'IE', 'DE', 'ES', 'PT', 'FR', 'US', 'CA', 'AE']);
    expect(page.text).toContain('🇮🇪');
    expect(page.text).not.toContain('🇦🇺');
    for (const country of ['', 'AU', 'gb', 'xx']) {
      const again = await browser.submit(page.forms[0], { country });
      expect([again.status, again.notice]).toEqual([422, 'Choose the country of the business first.']);
    }
    const chosen = await goThrough(linking, browser, linkUrl, {
      user: 'canadian',
      country: 'ca',
      fields: { country: 'CA' },
    });
    await browser.submit(chosen.forms[0]);
    expect(await readLink(link.id)).toMatchObject({
      status: 'LINKED',
      countryCode: 'CA',
      credentialSet: { apiVersion: '3.1' },
    });
  });
});
