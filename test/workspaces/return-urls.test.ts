import { describe, expect, test } from '@jest/globals';
import { LinkBrowser } from '../support/link-browser.js';
import { goThrough, linkCompany, newCompany } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { allRows, auditedActions, SAGE } from '../support/sage.js';

const { linking, workspace, requestLink } = useLinkingWorkspace();

const set = async (...returnUrls: string[]) =>
  (
    await linking.app.ok(
      `mutation($input: SetReturnUrlsInput!) { setReturnUrls(input: $input) { __typename
         ... on SetReturnUrlsSuccess { workspace { returnUrls } } ... on Problem { code message } } }`,
      { input: { returnUrls } },
      workspace.key,
    )
  ).setReturnUrls;

describe('the allow-list of return URLs', () => {
  test('is what was set last, each once, and setting it again writes nothing', async () => {
    const urls = ['https://a.example/done', 'http://localhost:3000/done?x=1'];
    expect(await set(...urls, urls[0] ?? '')).toEqual({
      __typename: 'SetReturnUrlsSuccess',
      workspace: { returnUrls: urls },
    });
    const before = await allRows(linking.app);
    await set(...urls);
    expect(await allRows(linking.app)).toEqual(before);
    expect((await set()).workspace.returnUrls).toEqual([]);
    const actions = (await auditedActions(linking.app, workspace.id)).filter((action) => action.includes('return'));
    expect(actions).toEqual(['workspace.return_urls_set', 'workspace.return_urls_set']);
  });

  test.each([
    ['http', 'http://a.example/done', 'must begin with https://'],
    ['another scheme', 'javascript:alert(1)', 'must begin with https://'],
    ['http on a host that only begins so', 'http://localhost.evil.example/', 'must begin with https://'],
    ['a user name', 'https://me@a.example/done', 'must not contain a user name'],
    ['a password', 'https://:pw@a.example/done', 'must not contain a user name'],
    ['a fragment', 'https://a.example/done#x', 'must not have a fragment'],
    ['an empty fragment', 'https://a.example/done#', 'must not have a fragment'],
    ['no end', `https://a.example/${'x'.repeat(2000)}`, 'is longer than 2,000'],
  ])('takes none with %s', async (_what, url, message) => {
    const before = await allRows(linking.app);
    expect(await set('https://fine.example/', url)).toEqual({
      __typename: 'ReturnUrlNotAllowed',
      code: 'RETURN_URL_NOT_ALLOWED',
      message: expect.stringContaining(`\`returnUrls[1]\` ${message}`),
    });
    expect(await allRows(linking.app)).toEqual(before);
  });

  test('holds twenty at most', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `https://a.example/${index}`);
    expect((await set(...many(20))).__typename).toBe('SetReturnUrlsSuccess');
    expect((await set(...many(21))).code).toBe('RETURN_URL_NOT_ALLOWED');
  });
});

describe('a customer is sent back', () => {
  test('to the URL asked for, with what came of it', async () => {
    await set('https://a.example/done?x=1');
    const { linkUrl, link } = await requestLink({ returnUrl: 'https://a.example/done?x=1' });
    const browser = new LinkBrowser(linking.app);
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    const sent = await browser.submit(page.forms[0]);
    const query = new URLSearchParams({ status: 'LINKED', reason: 'LINKED', linkId: link.id });
    expect([sent.status, sent.headers.location]).toEqual([303, `https://a.example/done?x=1&${query}`]);
    const done = await browser.open(linkUrl);
    expect(done.text).toContain(`href="https://a.example/done?x=1&amp;${String(query).replaceAll('&', '&amp;')}"`);
  });

  test('by a link of the page when it came to nothing', async () => {
    await set('http://localhost:3000/done');
    const { linkUrl, link } = await requestLink({ returnUrl: 'http://localhost:3000/done' });
    const browser = new LinkBrowser(linking.app);
    const page = await goThrough(linking, browser, linkUrl, { user: 'one', decision: 'deny' });
    const query = new URLSearchParams({ status: 'PENDING', reason: 'CUSTOMER_CANCELLED', linkId: link.id });
    expect(page.text).toContain(`href="http://localhost:3000/done?${String(query).replaceAll('&', '&amp;')}"`);
    const again = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect(again.headers['content-security-policy']).toContain('http://localhost:3000');
  });

  test.each([
    'https://a.example/done/',
    'https://a.example/done?x=1',
    'https://a.example/done/../done2',
    'https://a.example:444/done',
    'http://a.example/done',
    'https://a.example.evil.example/done',
    'https://a.example@evil.example/done',
    'https:evil.example/done',
    'https:\\\\evil.example\\done',
    'https://A.example/Done',
  ])('never to %s, which is not on the list', async (url) => {
    await set('https://a.example/done');
    const before = await allRows(linking.app);
    const company = await newCompany(linking, workspace.key);
    const refused = await linkCompany(linking, workspace.key, company, { countryCode: 'GB', returnUrl: url });
    expect(refused).toMatchObject({ code: 'RETURN_URL_NOT_ALLOWED' });
    expect((await allRows(linking.app)).link_attempt).toEqual(before.link_attempt);
  });

  test.each(['//evil.example', '/done', 'evil', 'https://a.example\r\nX: y/done'])(
    'nor to %j, which is no URL',
    async (returnUrl) => {
      const companyId = await newCompany(linking, workspace.key);
      const { status, errors, text } = await linking.app.send(
        'mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { __typename } }',
        { input: { companyId, integrationKey: SAGE, returnUrl } },
        workspace.key,
      );
      expect([status, errors?.[0].extensions.code, text.includes('evil')]).toEqual([400, 'BAD_USER_INPUT', false]);
    },
  );
});
