import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { type Body, getJson } from '../support/sandbox.js';

let sandbox: RunningSandbox;
let users: Record<string, Body>;
beforeAll(async () => {
  sandbox = await startSandbox();
  const list: Body[] = (await sandbox.control.get('/users')).users;
  users = Object.fromEntries(list.map((user) => [user.user, user]));
});
afterAll(() => sandbox.stop());

async function callerOf(user: string) {
  const { tokens } = await sandbox.control.post('/grants', { clientId: 'sandbox/demo-v31', user });
  return (path: string, headers: Record<string, string> = {}) =>
    getJson(`${sandbox.url}/v3.1${path}`, { authorization: `Bearer ${tokens.access_token}`, ...headers });
}

const error = ($dataCode: string, $message: string) => [{ $severity: 'error', $dataCode, $message, $source: '' }];
const MSE = error('AuthorizationFailure', 'No active subscription. (MSE)');

describe('businesses', () => {
  test('the page size is 25 unless asked for, at most 500, and has a name of its own', async () => {
    const get = await callerOf('many');
    const sizes = [
      ['', 25],
      ['?items_per_page=1', 25],
      ['?items_per_page=100', 100],
      ['?items_per_page=501', 500],
      ['?items_per_page=x', 25],
    ] as const;
    for (const [query, size] of sizes) {
      const { body } = await get(`/businesses${query}`);
      expect([query, body.$total, body.$items_per_page, body.$items.length]).toEqual([
        query,
        274,
        size,
        Math.min(size, 274),
      ]);
      expect(body).not.toHaveProperty('$itemsPerPage');
    }
  });

  test('all 274 come over the pages, once each; a page past the end is the last one again', async () => {
    const get = await callerOf('many');
    const pages: Body[] = [];
    for (let page = 1; page <= 4; page += 1)
      pages.push((await get(`/businesses?items_per_page=100&page=${page}`)).body);
    expect(pages.map(({ $page, $items }) => [$page, $items.length])).toEqual([
      [1, 100],
      [2, 100],
      [3, 74],
      [3, 74],
    ]);
    expect(pages[3]).toEqual(pages[2]);
    expect([pages[0].$back, pages[0].$next]).toEqual([null, '/businesses?page=2&items_per_page=100']);
    expect([pages[2].$back, pages[2].$next]).toEqual(['/businesses?page=2&items_per_page=100', null]);
    const ids = pages.slice(0, 3).flatMap(({ $items }) => $items.map(({ id }: Body) => id));
    expect(ids).toEqual(users.many.businesses.map(({ id }: Body) => id));
    expect(new Set(ids).size).toBe(274);
  });

  test('a list shows three fields unless more are asked for', async () => {
    const get = await callerOf('one');
    const fields = async (query: string) => Object.keys((await get(`/businesses${query}`)).body.$items[0]);
    expect(await fields('')).toEqual(['id', 'displayed_as', '$path']);
    expect(await fields('?attributes=name,country')).toEqual(['id', 'displayed_as', '$path', 'name', 'country']);
    expect(await fields('?attributes=all')).toContain('subscriptions');
  });

  test('one, the lead one, and nobody else’s', async () => {
    const get = await callerOf('three');
    const [lead, second] = users.three.businesses;
    expect((await get(`/businesses/${second.id}`)).body).toMatchObject({ id: second.id, name: second.name });
    expect((await get('/businesses/lead')).body.id).toBe(lead.id);
    expect((await get(`/businesses/${users.one.businesses[0].id}`)).status).toBe(404);
  });

  test('none at all is an empty list, and no lead business', async () => {
    const get = await callerOf('none');
    expect((await get('/businesses')).body).toEqual({
      $total: 0,
      $page: 1,
      $next: null,
      $back: null,
      $items_per_page: 25,
      $items: [],
    });
    expect((await get('/businesses/lead')).status).toBe(404);
    expect(await get('/ledger_accounts')).toMatchObject({ status: 401, body: MSE });
  });
});

describe('records', () => {
  test('without X-Business the lead business answers, silently; which one it was is in the answer', async () => {
    const get = await callerOf('three');
    const [lead, second] = users.three.businesses;
    const silent = await get('/contacts?items_per_page=1');
    expect([silent.status, silent.headers.get('x-business')]).toEqual([200, lead.id]);
    const named = await get('/contacts?items_per_page=1', { 'x-business': second.id });
    expect(named.headers.get('x-business')).toBe(second.id);
    expect(named.body.$items[0].id).not.toBe(silent.body.$items[0].id);
    for (const path of ['/businesses', '/user', `/businesses/${lead.id}`])
      expect((await get(path, { 'x-business': lead.id })).headers.get('x-business')).toBe(null);
  });

  test('another’s business is refused', async () => {
    const get = await callerOf('one');
    const answer = await get('/contacts', { 'x-business': users.three.businesses[0].id });
    expect([answer.status, answer.body[0].$dataCode]).toEqual([403, 'MultiUserAccessDenied']);
  });

  test('lists have 20 a page unless asked for, at most 200, and the last page past the end', async () => {
    const get = await callerOf('one');
    const page = async (query: string) => (await get(`/ledger_accounts${query}`)).body;
    expect(await page('')).toMatchObject({ $total: 178, $itemsPerPage: 20, $page: 1 });
    expect(await page('?items_per_page=1')).toMatchObject({ $itemsPerPage: 1 });
    expect(await page('?items_per_page=500')).toMatchObject({ $itemsPerPage: 200, $next: null });
    expect(await page('?page=99')).toEqual(await page('?page=9'));
    expect((await page('?page=99')).$items).toHaveLength(18);
  });

  test('every kind has a list and single records', async () => {
    const get = await callerOf('canadian');
    for (const kind of ['ledger_accounts', 'contacts', 'bank_accounts', 'tax_rates']) {
      const [first] = (await get(`/${kind}`)).body.$items;
      expect((await get(first.$path)).body).toMatchObject(first);
      expect((await get(`/${kind}/nothing`)).status).toBe(404);
    }
    expect((await get('/nothing')).body[0].$dataCode).toBe('RecordNotFound');
  });
});

describe('401 has two meanings', () => {
  test('an expired token and a missing subscription differ in the message alone', async () => {
    const get = await callerOf('expired');
    expect(await get('/ledger_accounts')).toMatchObject({ status: 401, body: MSE });
    expect((await get('/businesses/lead')).body.subscriptions[0]).toMatchObject({
      id: 'ACCOUNTING',
      active: false,
      status: 'expired',
    });
    await sandbox.control.post('/clock', { advanceSeconds: 300 });
    const late = await get('/ledger_accounts');
    expect(late.status).toBe(401);
    expect(late.body).toEqual(error('AuthorizationFailure', 'The access token has expired.'));
  });

  test('no token, or one of v3.0, is neither', async () => {
    const { tokens } = await sandbox.control.post('/grants', { clientId: 'sandbox/demo-v30', user: 'one' });
    for (const headers of [{}, { authorization: `Bearer ${tokens.access_token}` }])
      expect((await getJson(`${sandbox.url}/v3.1/user`, headers as Record<string, string>)).body).toEqual(
        error('AuthorizationFailure', 'The access token is missing or invalid.'),
      );
  });

  test('a subscription can end while it is shown as active, and begin again', async () => {
    const get = await callerOf('one');
    const businessId = users.one.businesses[0].id;
    await sandbox.control.post('/subscriptions', { businessId, state: 'expired-shown-as-active' });
    expect(await get('/ledger_accounts')).toMatchObject({ status: 401, body: MSE });
    expect((await get('/businesses/lead')).body.subscriptions[0]).toMatchObject({
      active: true,
      status: 'expired',
    });
    await sandbox.control.post('/subscriptions', { businessId, state: 'active' });
    expect((await get('/ledger_accounts')).status).toBe(200);
  });
});
