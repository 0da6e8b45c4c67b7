import { beforeEach, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import type { Json } from '../support/app.js';
import { startPlatformWorld } from '../support/platform-world.js';
import { operation, sendHttp } from '../support/refusals.js';
import { json, reset } from '../support/stand-in-platform.js';
import { useStarted } from '../support/use-started.js';

const here = useStarted(() => startPlatformWorld());
beforeEach(() => here.platform.answerWith(json(200, {})));

const CALL = `mutation($input: CallPlatformInput!) { callPlatform(input: $input) { __typename
  ... on PlatformAnswer { status headers { name value } body }
  ... on PlatformBusy { retryAfterSeconds } ... on Problem { code message } } }`;
const id = () => toGlobalId('CompanyLink', here.link.linkId);
const call = async (input: object, key?: string): Promise<Json> =>
  (await here.world.app.ok(CALL, { input: { linkId: id(), method: 'GET', path: 'contacts', ...input } }, key))
    .callPlatform;

test('a read is sent with its query, and the digits of its answer are kept', async () => {
  here.platform.answerWith((response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'x-business': 'b' }).end('{"total":1.10,"n":2}'),
  );
  const query = [{ name: 'search', value: 'Jörg & Söhne' }];
  expect(await call({ path: '/sales_invoices/1', query })).toEqual({
    __typename: 'PlatformAnswer',
    status: 200,
    headers: expect.arrayContaining([{ name: 'content-type', value: 'application/json' }]),
    body: { total: '1.10', n: 2 },
  });
  expect(here.platform.arrivals[0]?.url).toBe('/v3.1/sales_invoices/1?search=J%C3%B6rg%20%26%20S%C3%B6hne');
});

test('a write is sent with its body, and with a key once', async () => {
  here.platform.answerWith(json(201, { id: 'x' }), json(500, {}));
  const input = { method: 'POST', body: { contact: { name: 'A' } }, idempotencyKey: 'key-of-mutation' };
  for (let times = 0; times < 2; times += 1)
    expect(await call(input)).toMatchObject({ status: 201, body: { id: 'x' } });
  expect(here.platform.arrivals).toHaveLength(1);
  expect(await call({ ...input, body: {} })).toMatchObject({ __typename: 'IdempotencyKeyReused' });
});

test('the idempotency key of the request is the key of the call, which has none', async () => {
  here.platform.answerWith(json(201, { id: 'y' }), json(500, {}));
  const input = { linkId: id(), method: 'POST', path: 'contacts', body: { contact: { name: 'B' } } };
  const sent = { body: operation(CALL, { input }), headers: { 'idempotency-key': 'key-of-the-request' } };
  const answers = [await sendHttp(here.world.app, sent), await sendHttp(here.world.app, sent)];
  expect(answers.map(({ body }) => body.data.callPlatform.body)).toEqual([{ id: 'y' }, { id: 'y' }]);
  expect(here.platform.arrivals).toHaveLength(1);
});

test.each<[string, object, ReturnType<typeof json>, object]>([
  [
    'a path that is refused',
    { path: 'businesses' },
    reset,
    { code: 'PATH_NOT_ALLOWED', message: expect.stringContaining('other businesses') },
  ],
  ['a malformed path', { path: 'a/../b' }, reset, { code: 'PATH_NOT_ALLOWED' }],
  [
    'another link',
    { linkId: toGlobalId('CompanyLink', '01890000-0000-7000-8000-000000000000') },
    reset,
    { code: 'LINK_NOT_FOUND' },
  ],
  ['no answer to a read', {}, reset, { code: 'PLATFORM_UNAVAILABLE' }],
  ['no answer to a write', { method: 'POST' }, reset, { code: 'OUTCOME_UNKNOWN' }],
  ['another business', {}, json(200, { canary: 1 }, { 'x-business': 'c' }), { code: 'PLATFORM_UNAVAILABLE' }],
  ['no JSON', {}, (response) => response.writeHead(200).end('<html>'), { status: 200, body: null }],
])('%s has its own answer', async (_name, input, answer, expected) => {
  here.platform.answerWith(answer);
  expect(await call(input)).toMatchObject(expected);
});

test('a key without PLATFORM_WRITE may read, and no more', async () => {
  const { key } = await here.world.app.newKey(['PLATFORM_READ']);
  expect(await call({}, key)).toMatchObject({ status: 200 });
  const refused = await here.world.app.send(
    CALL,
    { input: { linkId: id(), method: 'DELETE', path: 'contacts/1' } },
    key,
  );
  expect(refused.errors?.[0].extensions.code).toBe('FORBIDDEN');
});

test('a link says how many requests may be sent, to a key with the scope', async () => {
  const query =
    'query($id: ID!) { node(id: $id) { ... on CompanyLink { requestBudget { perMinute free applicationPerSecond closedUntil } } } }';
  const budget = async (key?: string) => (await here.world.app.ok(query, { id: id() }, key)).node.requestBudget;
  await call({});
  const before = await budget();
  expect(before).toMatchObject({ perMinute: 90_000, applicationPerSecond: 5000, closedUntil: null });
  expect(before.free).toBeGreaterThan(79_000);
  const { key } = await here.world.app.newKey(['COMPANIES_READ']);
  expect(await budget(key)).toBeNull();
  here.platform.answerWith(json(429, {}, { 'retry-after': '60' }));
  expect(await call({})).toMatchObject({ status: 429 });
  const closed = await budget();
  expect(closed.free).toBe(0);
  const seconds = (Date.parse(closed.closedUntil) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(55);
  expect(seconds).toBeLessThan(75);
});
