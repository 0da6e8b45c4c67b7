import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fastify from 'fastify';
import { PORTAL_PAGES, registerPortal } from '../../src/portal/portal.routes.js';
import { findPortalFiles } from '../../src/portal/portal-files.js';
import { startTestApp } from '../support/app.js';
import { expectRefusal, sendHttp } from '../support/refusals.js';
import { useStarted } from '../support/use-started.js';

const BUILT = new URL('../../portal/dist/', import.meta.url);
const assets = readdirSync(new URL('assets/', BUILT)).filter((name) => !name.endsWith('.gz'));
const REST =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; $; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const app = useStarted(() => startTestApp());

const get = (path: string, headers: Record<string, string | undefined> = {}) =>
  sendHttp(app, {
    method: 'GET',
    path,
    headers: { authorization: undefined, 'content-type': undefined, ...headers },
  });
const pathOf = (page: string) => page.replace(':key', 'sage-business-cloud-accounting');

describe('the pages of the portal', () => {
  test.each(PORTAL_PAGES)('%s is served to everybody under a policy with a nonce of its own', async (page) => {
    const nonces = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const { status, headers, text } = await get(pathOf(page));
      const policy = String(headers['content-security-policy']);
      const nonce = /'nonce-([\w+/]{24})'/.exec(policy)?.[1] ?? 'none';
      nonces.add(nonce);
      expect([status, policy]).toEqual([200, REST.replace('$', `style-src 'self' 'nonce-${nonce}'; font-src 'self'`)]);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers.etag).toBeUndefined();
      expect(text).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
      expect(text).not.toMatch(/\{(nonce|playground|session)\}/);
    }
    expect(nonces.size).toBe(2);
  });

  test('say whether the browser sent the cookie of a session, so that they need not ask first', async () => {
    const shown = async (cookie: string) =>
      /data-session="(\w+)"/.exec((await get('/companies', { cookie })).text)?.[1];
    expect([await shown('theme=dark'), await shown('ledgerlink-session=any')]).toEqual(['none', 'sent']);
  });

  test('the playground alone may write styles and start workers, from this host', async () => {
    const { status, headers, text } = await get('/playground');
    expect([status, headers['content-security-policy']]).toEqual([
      200,
      REST.replace('$', "style-src 'self' 'unsafe-inline'; font-src 'self' data:; worker-src 'self'"),
    ]);
    expect(text).toContain('<meta property="csp-nonce" nonce="">');
  });

  test('name no other host, and hold neither inline script nor handler', async () => {
    const { text } = await get('/');
    expect(text.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toBeNull();
    expect(text.match(/<[^>]+\son[a-z]+=/g)).toBeNull();
    expect(text.match(/(?:src|href)="(?!\/assets\/|data:)/g)).toBeNull();
  });

  test('are as many as the portal has routes: what it links to is served, and nothing else', async () => {
    const source = readFileSync(new URL('../../portal/src/app/routes.ts', import.meta.url), 'utf8');
    const routes = [...source.matchAll(/^\s+path: (?:'([^']+)'|(PLAYGROUND)),$/gm)].map(
      ([, path, playground]) => path ?? playground?.toLowerCase().replace(/^/, '/'),
    );
    expect(routes.toSorted()).toEqual([...PORTAL_PAGES.slice(1), '/playground'].toSorted());
    for (const path of ['/nope', '/integrations/a/b', '/graphql/x', '/assets', '/assets/', '/index.html'])
      expectRefusal(path, await get(path), 404, 'NOT_FOUND');
  });

  test('say to a browser that there is nothing, in HTML; customers and programs get JSON all the same', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const { status, headers, text } = await get('/nothing-here', { accept });
    expect([status, headers['content-type'], headers.vary]).toEqual([404, 'text/html; charset=utf-8', 'accept']);
    expect(text).toContain(
      `<meta property="csp-nonce" nonce="${/'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]}">`,
    );
    expect((await get('/companies/%E0%A4%A', { accept })).headers['content-type']).toBe('text/html; charset=utf-8');
    expectRefusal('%', await get('/companies/%E0%A4%A', { accept: '*/*' }), 400, 'BAD_REQUEST');
    for (const path of ['/link/a/b/c', '/oauth/nope', '/graphql/x', '/assets/nope.js'])
      expectRefusal(path, await get(path, { accept }), 404, 'NOT_FOUND');
    expectRefusal('*', await get('/nothing-here', { accept: '*/*' }), 404, 'NOT_FOUND');
  });

  test('has no playground where it is switched off, and does not link to it', async () => {
    const off = await startTestApp({ PLAYGROUND: 'off' });
    const page = await off.app.inject('/');
    expect([page.statusCode, page.body.includes('data-playground="off"')]).toEqual([200, true]);
    expect((await off.app.inject('/playground')).statusCode).toBe(404);
    await off.close();
  });
});

describe('the files of the portal', () => {
  test('are compressed, never change, and may load nothing themselves', async () => {
    const script = assets.find((name) => /^index-.*\.js$/.test(name)) ?? '';
    const { status, headers } = await get(`/assets/${script}`, { 'accept-encoding': 'gzip, br' });
    expect([status, headers]).toEqual([
      200,
      expect.objectContaining({
        'content-type': 'text/javascript; charset=utf-8',
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        vary: 'accept-encoding',
      }),
    ]);
    const plain = await get(`/assets/${script}`);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.text).toBe(readFileSync(new URL(`assets/${script}`, BUILT), 'utf8'));
  });

  test('have types that a browser takes without guessing', async () => {
    const { assets: served } = findPortalFiles() ?? {};
    expect([...(served?.keys() ?? [])].toSorted()).toEqual(assets.toSorted());
    const untyped = [...(served ?? [])].filter(([, { contentType }]) => contentType === 'application/octet-stream');
    expect(untyped.map(([name]) => name)).toEqual([]);
  });

  test.each(['nope.js', '..%2findex.html', '..%2f..%2fpackage.json', '__proto__', 'index.html'])(
    'include no %s',
    async (name) => {
      expectRefusal(name, await get(`/assets/${name}`), 404, 'NOT_FOUND');
    },
  );

  test('are found as they are at the start: a page keeps its scripts, below any path', async () => {
    const files = findPortalFiles();
    if (files === undefined) throw new Error('the portal is not built');
    const server = fastify();
    const options = { basePath: '/a$$/$&', playground: false, hasSession: () => false };
    registerPortal(server, { files: { ...files, page: '{base} {nonce}' }, ...options });
    expect((await server.inject('/audit')).body).toMatch(/^\/a\$\$\/\$&amp; [\w+/]{24}$/);
    await server.close();
    expect(existsSync(new URL('index.html', BUILT))).toBe(true);
  });
});
