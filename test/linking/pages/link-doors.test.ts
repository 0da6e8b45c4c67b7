import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { goThrough, signIn, start } from '../../support/linking.js';
import { useLinkingWorkspace } from '../../support/linking-workspace.js';
import { type HttpAnswer, type Sent, sendHttp, stateOf } from '../../support/refusals.js';

const { linking, browser, requestLink } = useLinkingWorkspace();

/** As this browser sends it, over a socket. */
function send(url: string, { method, headers, body }: Pick<Sent, 'method' | 'headers' | 'body'>) {
  const { pathname, search, host } = new URL(url);
  return sendHttp(linking.app, {
    method,
    path: pathname + search,
    headers: {
      authorization: undefined,
      'content-type': undefined,
      host,
      cookie: browser.cookies,
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}

/** What the rows of linking and the platform's own log say: equal before and after means that nothing happened. */
async function everything(): Promise<unknown> {
  const { events } = (await linking.sandbox.control.get('/events?limit=10000')) as { events: unknown[] };
  return [await stateOf(linking.app.database), events.length];
}
async function changesNothing(go: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const before = await everything();
  const answer = await go();
  expect(await everything()).toEqual(before);
  return answer;
}

describe('HEAD', () => {
  const head = (url: string) => changesNothing(() => send(url, { method: 'HEAD' }));

  test('of a callback spends no state and no code: the customer comes through afterwards', async () => {
    const { linkUrl } = await requestLink();
    const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
    const answer = await head(url);
    expect([answer.status, answer.headers.allow, answer.text]).toEqual([405, 'GET', '']);
    expect((await browser.open(url)).heading).toBe('Is this the right business?');
  });

  test('of a page of linking is refused, and sets no cookie', async () => {
    const { linkUrl } = await requestLink();
    const refused = async (url: string) => {
      const { status, headers } = await head(url);
      expect([status, headers['set-cookie'], headers['cache-control']]).toEqual([405, undefined, 'no-store']);
    };
    await refused(linkUrl);
    await refused((await goThrough(linking, browser, linkUrl, { user: 'one' })).url);
  });

  test('of everything else answers as before', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { status, text } = await sendHttp(linking.app, {
        method: 'HEAD',
        path,
        headers: { authorization: undefined, 'content-type': undefined },
      });
      expect([path, status, text]).toEqual([path, 200, '']);
    }
  });
});

const FORM = 'application/x-www-form-urlencoded';

describe('a form that is sent', () => {
  test.each<[string, Record<string, string>, string | Buffer]>([
    ['as JSON', { 'content-type': 'application/json' }, '{"csrf":"x"}'],
    ['as text', { 'content-type': 'text/plain' }, 'csrf=x'],
    ['in parts', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['as something that begins like a form', { 'content-type': `${FORM}x` }, 'csrf=x'],
    ['in UTF-16', { 'content-type': `${FORM}; charset=utf-16` }, Buffer.from('csrf=x', 'utf16le')],
    ['in UTF-7', { 'content-type': `${FORM};charset="UTF-7"` }, 'csrf=x'],
    ['in two encodings', { 'content-type': `${FORM}; charset=utf-8; charset=utf-16` }, 'csrf=x'],
    ['compressed', { 'content-type': FORM, 'content-encoding': 'gzip' }, gzipSync('csrf=x')],
  ])('%s is refused by every page that takes one, and nothing happens', async (_how, headers, body) => {
    const { linkUrl } = await requestLink();
    const { url } = await goThrough(linking, browser, linkUrl, { user: 'three' });
    const logged = linking.app.logs().length;
    for (const action of [linkUrl, `${url}/start`, `${url}/look`, `${url}/choose`]) {
      const sent = { method: 'POST', headers, body };
      const { status, text } = await changesNothing(() => send(action, sent));
      expect([action, status]).toEqual([action, 415]);
      expect(text).toContain('<h1>This request cannot be read</h1>');
    }
    expect(linking.app.logs().slice(logged)).not.toContain('"level":"error"');
  });

  test.each(['charset=UTF-8', 'charset="utf-8"', 'Charset = utf8'])('in UTF-8 (%s) is read', async (charset) => {
    const { linkUrl } = await requestLink();
    const { forms } = await browser.open(linkUrl);
    const body = new URLSearchParams(forms[0]?.fields).toString();
    const answer = await send(linkUrl, {
      method: 'POST',
      headers: { 'content-type': `${FORM}; ${charset}` },
      body,
    });
    expect([answer.status, String(answer.headers.location)]).toEqual([
      303,
      expect.stringContaining(`${linking.sandbox.url}/`),
    ]);
  });
});
