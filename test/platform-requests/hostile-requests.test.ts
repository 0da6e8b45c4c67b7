import { connect } from 'node:net';
import { beforeEach, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import { startPlatformWorld } from '../support/platform-world.js';
import { type Answerer, json, startStandInPlatform } from '../support/stand-in-platform.js';
import { useStarted } from '../support/use-started.js';

const here = useStarted(() => startPlatformWorld());
/** A server that must never be called. */
const elsewhere = useStarted(async () => {
  const server = await startStandInPlatform();
  return { ...server, close: () => server.stop() };
});
beforeEach(() => here.platform.answerWith(json(200, { ok: true })));

const texts: string[] = [];
/** Sends bytes as they are, and answers the status. */
async function raw(request: string): Promise<number> {
  const { port } = new URL(here.origin);
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined).write(request);
  await new Promise((resolve) => socket.on('close', resolve));
  texts.push(text);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}

const id = () => toGlobalId('CompanyLink', here.link.linkId);
const head = (method: string, target: string, headers: readonly string[] = []) =>
  [
    `${method} ${target} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    `authorization: Bearer ${here.world.app.workspace.key}`,
    ...headers,
    '',
    '',
  ].join('\r\n');
const below = (path: string) => `/platform/${id()}/${path}`;

const OURS = ['accept', 'accept-encoding', 'accept-language', 'authorization', 'connection', 'content-length'];
const ALLOWED = [
  ...OURS,
  ...['content-type', 'host', 'idempotency-key', 'if-modified-since', 'if-none-match', 'user-agent', 'x-business'],
  'transfer-encoding',
];

/** What reached the platform is on its base, and has our token and our headers alone. */
function expectClean(): void {
  for (const { url, headers } of here.platform.arrivals) {
    expect(url).toMatch(/^\/v3\.1\/[\w/.%-]*(\?.*)?$/);
    expect(url).not.toMatch(/(^|\/)\.\.?(\/|$)|\/\//);
    expect(Object.keys(headers).filter((name) => !ALLOWED.includes(name))).toEqual([]);
    expect(headers['x-business']).toBe('b');
    expect(headers.host).toBe(new URL(here.platform.url).host);
    expect(headers.authorization).not.toContain('ll_');
  }
  expect(elsewhere.arrivals).toEqual([]);
}

const REFUSED_PATHS = [
  ...['..', '../contacts', 'contacts/..', 'contacts/../../user', '%2e%2e/user', '.%2e/user', '%2E%2E%2Fuser', './user'],
  ...['%2e/user', '/contacts', '//elsewhere/x', 'contacts//1', 'contacts/', '\\\\elsewhere\\x', 'contacts%5c..%5cuser'],
  ...[
    'contacts%2f1',
    'contacts%2F..%2Fuser',
    'contacts%00',
    'contacts%0d%0aHost:%20x',
    'contacts%0a',
    '%ff',
    '%',
    '%zz',
  ],
  ...[
    'contacts;x=1',
    'contacts%3Bx',
    'contacts%23x',
    'contacts%3Fx=1',
    'user@elsewhere',
    'http://elsewhere/x',
    '[::1]',
  ],
  ...[
    'user',
    'User',
    'user.json',
    'businesses',
    'businesses/lead',
    'businesses/other',
    'BUSINESSES',
    'businesses.json',
  ],
  ...['contacts%252f..', 'c%E2%88%95x', 'contacts|x', 'contacts"x', 'contacts<x>', '%75ser', '%62usinesses', 'us%65r'],
  ...['contacts?a=%', 'contacts?a=%zz', `contacts?${'a'.repeat(2050)}`, 'x'.repeat(2049)],
];

test.each(REFUSED_PATHS)('the path %p is refused', async (path) => {
  expect([400, 404]).toContain(await raw(head('GET', below(path))));
  expect(here.platform.arrivals).toHaveLength(0);
});

test.each(['contacts#x', 'contacts x', 'contacts\tx', 'contacts\u00e9'])('the bytes %p are refused', async (path) => {
  expect([400, 404]).toContain(await raw(head('GET', below(path))));
  expect(here.platform.arrivals).toHaveLength(0);
});

test.each([
  'authorization: Bearer other',
  'Host: elsewhere',
  'x-business: other',
  'X-Site: other',
  'ocp-apim-subscription-key: other',
  'x-forwarded-host: elsewhere',
  'forwarded: host=elsewhere',
  'x-original-url: /user',
  'x-rewrite-url: /user',
  'x-http-method-override: DELETE',
  'cookie: a=b',
  'connection: x-business, close',
  'te: trailers',
  'proxy-authorization: Basic eDp5',
  'range: bytes=0-1',
  'expect: 100-continue',
  'accept: a, b\r\naccept: c',
  'x-platform-base: http://elsewhere',
  'upgrade: websocket',
])('the header %p changes nothing of ours', async (header) => {
  await raw(head('GET', below('contacts'), header.split('\r\n')));
  expectClean();
});

const to = (location: string): Answerer => json(302, {}, { location });
test.each([
  ['another host', () => to(`${elsewhere.url}/v3.1/contacts`)],
  ['another host without a scheme', () => to(`//${new URL(elsewhere.url).host}/v3.1/x`)],
  ['a user', () => to(here.platform.url.replace('http://', 'http://x@'))],
  ['outside of the base', () => to('/oauth/token')],
  ['outside of the base by dots', () => to('/v3.1/../user')],
  ['another scheme', () => to('file:///etc/passwd')],
])('a redirect to %s is not followed, and not named', async (_name, answer) => {
  here.platform.answerWith(answer());
  expect(await raw(head('GET', below('contacts')))).toBe(302);
  expect(texts.at(-1)).not.toMatch(/^location:/im);
  expect(here.platform.arrivals).toHaveLength(1);
  expectClean();
});

test.each([
  [
    'a body that says it is larger than 25 MB',
    () => head('POST', below('contacts'), ['content-length: 25000001']),
    413,
  ],
  ['two lengths', () => head('POST', below('contacts'), ['content-length: 1', 'content-length: 2']), 400],
  [
    'a length and chunks',
    () => head('POST', below('contacts'), ['content-length: 3', 'transfer-encoding: chunked']),
    400,
  ],
  ['headers of 100 kB', () => head('GET', below('contacts'), [`accept: ${'x'.repeat(100_000)}`]), 431],
  ['another method', () => head('TRACE', below('contacts')), 404],
  ['CONNECT', () => head('CONNECT', 'elsewhere:80'), 400],
  ['an absolute URL', () => head('GET', `http://elsewhere/${below('user')}`), 404],
])('%s is refused', async (_name, request, status) => {
  expect([status, 400, 404]).toContain(await raw(request()));
  expect(here.platform.arrivals).toHaveLength(0);
});

test.each([
  ['of another workspace', async () => (await here.world.app.newWorkspace('other')).key, () => id(), 404],
  ['that never was', undefined, () => toGlobalId('CompanyLink', '01890000-0000-7000-8000-000000000000'), 404],
  ['of another type', undefined, () => toGlobalId('Company', here.link.linkId), 400],
  ['that is a uuid', undefined, () => here.link.linkId, 400],
  ['with SQL', undefined, () => Buffer.from("CompanyLink:1' OR 1=1").toString('base64url'), 400],
  ['that is empty', undefined, () => '', 400],
])('a link %s is refused', async (_name, key, linkId, status) => {
  const authorization = `Bearer ${(await key?.()) ?? here.world.app.workspace.key}`;
  const answer = await fetch(`${here.origin}/platform/${linkId()}/contacts`, { headers: { authorization } });
  texts.push(await answer.text());
  expect([status, 404]).toContain(answer.status);
  expect(here.platform.arrivals).toHaveLength(0);
});

test('no answer, error or log line holds a key or a token', async () => {
  here.platform.answerWith(json(500, {}));
  await raw(head('POST', below('contacts')));
  const token = String(here.platform.arrivals[0]?.headers.authorization).replace('Bearer ', '');
  expect(token.length).toBeGreaterThan(100);
  const all = `${texts.join('\n')}\n${here.world.app.logs()}`;
  for (const secret of [token, token.slice(-40), here.world.app.workspace.key]) expect(all).not.toContain(secret);
  expect(here.world.app.logs()).not.toMatch(/sales_|contacts|user@/);
});
