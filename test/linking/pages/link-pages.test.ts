import { describe, expect, test } from '@jest/globals';
import { BrowserCookie } from '../../../src/infra/http/browser-cookie.js';
import { parseForm } from '../../../src/infra/http/form-body.js';
import { html } from '../../../src/infra/http/html.js';
import { startTestApp } from '../../support/app.js';
import { goThrough } from '../../support/linking.js';
import { useLinkingWorkspace } from '../../support/linking-workspace.js';
import { SAGE, saveV31 } from '../../support/sage.js';

const { linking, browser, requestLink } = useLinkingWorkspace();

describe('every page of linking', () => {
  test('keeps itself out of caches, frames, referrers and other origins', async () => {
    const { linkUrl } = await requestLink();
    await goThrough(linking, browser, linkUrl, { user: 'three' });
    await browser.open('/link/nothing');
    await browser.open('/oauth/callback?error=access_denied');
    await browser.post(linkUrl, 'csrf=%');
    expect(browser.pages.length).toBeGreaterThanOrEqual(7);
    const policy = `default-src 'none'; style-src 'self'; form-action 'self' https: ${linking.sandbox.url}; base-uri 'none'; frame-ancestors 'none'`;
    for (const { url, headers } of browser.pages)
      expect([url, headers]).toEqual([
        url,
        expect.objectContaining({
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'x-frame-options': 'DENY',
          'content-security-policy': policy,
        }),
      ]);
  });

  test('is a whole document with a language, a title, one heading, a landmark, labels, and no script or inline style', async () => {
    const { linkUrl } = await requestLink();
    await browser.open(linkUrl);
    const choosing = await goThrough(linking, browser, linkUrl, { user: 'many' });
    await browser.submit(choosing.forms.find(({ action }) => action.endsWith('/choose')));
    await browser.open('/link/nothing');
    for (const { text, headers } of browser.pages.filter(({ status }) => status !== 302 && status !== 303)) {
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      for (const pattern of [
        /<html lang="en">/,
        /<title>[^<]+ · [^<]+<\/title>/,
        /<main [^>]*>/,
        /<h1>(?:[^<]|<\/?bdi>)+<\/h1>/,
      ])
        expect(text.match(new RegExp(pattern, 'g'))).toHaveLength(1);
      expect(text).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|javascript:|<img|http-equiv="(?!refresh)/i);
      for (const [, id] of text.matchAll(/<label for="([^"]+)"/g)) expect(text).toContain(`id="${id}"`);
      const unlabelled = text.replace(/<label.*?<\/label>/gs, '').match(/<input(?![^>]*type="(hidden|search)")[^>]*>/g);
      expect(unlabelled).toBeNull();
    }
  });

  test('has its style from us', async () => {
    const style = await browser.open('/link/style.css');
    expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  });

  test('isolates names of any script, in the title by characters', async () => {
    const name = 'אלף & (בית) Ltd';
    const { linkUrl } = await requestLink({ companyName: name });
    const { text } = await browser.open(linkUrl);
    expect(text).toContain('<h1>Link <bdi>אלף &amp; (בית) Ltd</bdi> to Sage Business Cloud Accounting</h1>');
    const [workspaceName, company] = ['\u2068Bookkeepers Ltd\u2069', '\u2068אלף &amp; (בית) Ltd\u2069'];
    expect(text).toContain(`<title>Link ${company} to Sage Business Cloud Accounting · ${workspaceName}</title>`);
    const choosing = await goThrough(linking, browser, linkUrl, { user: 'one' });
    const done = await browser.submit(choosing.forms.find(({ action }) => action.endsWith('/choose')));
    expect(done.heading).toBe(`${name} is linked`);
  });

  test('shows names as text, whatever is in them', async () => {
    const name = `"><script>alert(1)</script><img src=x onerror='x'>&amp;`;
    const { linkUrl } = await requestLink({ companyName: name });
    const page = await browser.open(linkUrl);
    expect(page.text).not.toMatch(/<script|<img/);
    expect(page.heading).toBe(`Link ${name} to Sage Business Cloud Accounting`);
    const choosing = await goThrough(linking, browser, linkUrl, { user: 'many' });
    const search = choosing.forms.find(({ method }) => method === 'get');
    const found = await browser.submit(search, { q: name });
    expect(found.text).not.toMatch(/<script|<img/);
    expect(found.forms.find(({ method }) => method === 'get')?.fields.q).toBe(name);
  });
});

describe('the cookie', () => {
  const setCookie = async (PUBLIC_URL: string, host: string) => {
    const app = await startTestApp({ PUBLIC_URL });
    try {
      await saveV31(app, {}, { enable: 'NOW' });
      const made = await app.ok(
        'mutation { createCompany(input: { name: "n" }) { ... on CreateCompanySuccess { company { id } } } }',
      );
      const { linkCompany: asked } = await app.ok(
        `mutation($id: ID!) { linkCompany(input: { companyId: $id, integrationKey: "${SAGE}" }) { ... on LinkCompanySuccess { linkUrl } } }`,
        { id: made.createCompany.company.id },
      );
      const path = `/link/${asked.linkUrl.split('/').at(-1)}`;
      const answer = await app.app.inject({ url: path, headers: { host } });
      return {
        path,
        status: answer.statusCode,
        location: answer.headers.location,
        cookie: String(answer.headers['set-cookie'] ?? ''),
      };
    } finally {
      await app.close();
    }
  };

  test.each([
    ['http://localhost:4000', 'localhost:4000', /^ledgerlink-link=[0-9A-Za-z]{65}; Path=\/; HttpOnly; SameSite=Lax$/],
    [
      'https://link.example',
      'link.example',
      /^__Host-ledgerlink-link=[0-9A-Za-z]{65}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ],
    [
      'https://link.example/ledgerlink',
      'link.example',
      /^__Secure-ledgerlink-link=.*Path=\/ledgerlink; HttpOnly; Secure; SameSite=Lax$/,
    ],
  ])('is decided by the public URL (%s)', async (publicUrl, host, expected) => {
    const { status, cookie } = await setCookie(publicUrl, host);
    expect([status, cookie]).toEqual([200, expect.stringMatching(expected)]);
  });

  test('is never set on another host: the browser is sent to the public one first', async () => {
    const { path, status, location, cookie } = await setCookie('https://link.example', '127.0.0.1:4000');
    expect([status, location, cookie]).toEqual([302, `https://link.example${path}?at=home`, '']);
  });

  test("keeps a browser's id from one workspace to the next, and tells its forms apart", () => {
    const cookie = new BrowserCookie('http://localhost');
    const cookies: Record<string, string> = {};
    const setCookie = (name: string, value: string) => Object.assign(cookies, { [name]: value });
    const reply = { setCookie } as never;
    const first = cookie.keep({ cookies } as never, reply, '01912345-6789-7abc-8def-0123456789ab');
    const second = cookie.keep({ cookies } as never, reply, '01912345-6789-7abc-8def-0123456789ac');
    expect(second.hash).toEqual(first.hash);
    expect(
      [first.workspaceId, second.workspaceId, cookie.read({ cookies } as never)?.workspaceId].map((id) =>
        id?.slice(-1),
      ),
    ).toEqual(['b', 'c', 'c']);
    expect(first.isCsrfToken('a', second.csrfToken('a'))).toBe(true);
    expect([
      first.isCsrfToken('a', first.csrfToken('b')),
      first.isCsrfToken('a', ''),
      first.csrfToken('a') === first.csrfToken('b'),
    ]).toEqual([false, false, false]);
    expect(cookie.read({ cookies: { 'ledgerlink-link': 'x' } } as never)).toBeUndefined();
  });
});

test('more than 300 requests a minute from one address are told to wait, and other addresses are not', async () => {
  const app = await startTestApp();
  const get = (remoteAddress: string) => app.app.inject({ url: '/link/x', remoteAddress });
  const answers = await Promise.all(Array.from({ length: 301 }, () => get('10.0.0.1')));
  expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(1);
  const late = await get('10.0.0.1');
  expect([late.statusCode, late.headers['retry-after'], late.body.includes('Too many tries')]).toEqual([
    429,
    expect.stringMatching(/^\d+$/),
    true,
  ]);
  expect((await get('10.0.0.2')).statusCode).toBe(404);
  expect((await app.app.inject({ url: '/oauth/callback', remoteAddress: '10.0.0.1' })).statusCode).toBe(429);
  await app.close();
});

test.each([
  [
    'a=1&b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  ['', []],
  ['a=', [['a', '']]],
  ['a=x+y%20%C3%A9', [['a', 'x y é']]],
  ['a=1&a=2', undefined],
  ['a=1=2', undefined],
  ['=1', undefined],
  ['a=%', undefined],
  ['a=%C3', undefined],
  [Array.from({ length: 21 }, (_, index) => `f${index}=`).join('&'), undefined],
])('a form of %j is read as %j', (text, fields) => {
  const parsed = parseForm(Buffer.from(text));
  expect(parsed && [...parsed]).toEqual(fields);
});

test('HTML is made of parts that are escaped once', () => {
  const inner = html`<b title="${'"<&\''}">${'<i>'}</b>`;
  expect(html`<p>${inner}${[inner, 'x']}${null}${undefined}${false}${0}</p>`.text).toBe(
    `<p>${inner.text}${inner.text}x0</p>`,
  );
  expect(inner.text).toBe('<b title="&quot;&lt;&amp;&#39;">&lt;i&gt;</b>');
});
