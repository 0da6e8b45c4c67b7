import { beforeEach, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import type { Json } from '../support/app.js';
import { startPlatformWorld } from '../support/platform-world.js';
import { json, reset } from '../support/stand-in-platform.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const here = useStarted(() => startPlatformWorld());
beforeEach(() => here.platform.answerWith(json(200, {})));

const EXPIRED = [{ $severity: 'error', $dataCode: 'AuthorizationFailure', $message: 'The access token has expired.' }];
const NO_SUBSCRIPTION = [{ $dataCode: 'AuthorizationFailure', $message: 'No active subscription. (MSE)' }];
const INVOICE = '{"sales_invoice":{"total":1.10}}';
const POST = { method: 'POST', body: INVOICE, headers: { 'content-type': 'application/json' } };
const keyed = (key: string, body = INVOICE) => ({
  ...POST,
  body,
  headers: { ...POST.headers, 'idempotency-key': key },
});
const audited = async () =>
  (
    await here.world.app.database.admin.query(
      "SELECT changed_fields, target_label, request_id FROM ledgerlink.audit_event WHERE action = 'request.sent' ORDER BY id",
    )
  ).rows;

describe('a read', () => {
  test('reaches the platform with our token and business, and its answer comes back', async () => {
    here.platform.answerWith(json(200, { $items: [] }, { etag: '"x"', 'set-cookie': 'a=b', 'x-other': 'y' }));
    const answer = await here.send('contacts/4b?attributes=all&search=J%C3%B6rg', {
      headers: { 'x-business': 'other', cookie: 'a=b', 'accept-language': 'en-GB' },
    });
    expect([answer.status, await answer.json()]).toEqual([200, { $items: [] }]);
    expect(answer.headers.get('etag')).toBe('"x"');
    expect(answer.headers.get('x-platform-request-id')).toBe('p-1');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    for (const name of ['set-cookie', 'x-other', 'x-business', 'x_request_id'])
      expect(answer.headers.has(name)).toBe(false);
    const [arrival] = here.platform.arrivals;
    expect(arrival).toMatchObject({ method: 'GET', url: '/v3.1/contacts/4b?attributes=all&search=J%C3%B6rg' });
    expect(Object.keys(arrival?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'authorization',
      'connection',
      'host',
      'user-agent',
      'x-business',
    ]);
    expect(arrival?.headers).toMatchObject({ 'x-business': 'b', 'accept-language': 'en-GB' });
    expect(arrival?.headers.authorization).not.toContain('ll_');
    expect(await audited()).toEqual([]);
  });

  test('by HEAD has no body', async () => {
    here.platform.answerWith((response) => response.writeHead(200, { 'content-length': '9', 'x-business': 'b' }).end());
    const answer = await here.send('contacts', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '9', '']);
  });

  test('is sent again after a 500, a 503 and a broken connection', async () => {
    here.platform.answerWith(json(500, {}), json(503, {}), json(200, { n: 3 }));
    // A 500 is tried twice in all.
    expect((await here.send('contacts')).status).toBe(200);
    here.platform.answerWith(reset, reset, json(200, {}));
    expect((await here.send('contacts')).status).toBe(200);
    expect(here.platform.arrivals).toHaveLength(3);
    here.platform.answerWith(json(500, { n: 1 }), json(500, { n: 2 }), json(200, {}));
    const answer = await here.send('contacts');
    expect([answer.status, await answer.json()]).toEqual([500, { n: 2 }]);
  });

  test('with a refused token is sent again with a new one, once; without a subscription it is not', async () => {
    await passTime(here.world.app.database.admin, 20);
    here.platform.answerWith(json(401, EXPIRED), json(200, { ok: true }));
    expect(await (await here.send('contacts')).json()).toEqual({ ok: true });
    const tokens = here.platform.arrivals.map(({ headers }) => headers.authorization);
    expect(new Set(tokens).size).toBe(2);
    await passTime(here.world.app.database.admin, 20);
    here.platform.answerWith(json(401, EXPIRED));
    const refused = await here.send('contacts');
    expect([refused.status, await refused.json(), here.platform.arrivals.length]).toEqual([401, EXPIRED, 2]);
    here.platform.answerWith(json(401, NO_SUBSCRIPTION));
    const ended = await here.send('contacts');
    expect([ended.status, await ended.json(), here.platform.arrivals.length]).toEqual([401, NO_SUBSCRIPTION, 1]);
  });

  test('answered for another business is not passed on', async () => {
    here.platform.answerWith(json(200, { canary: 1 }, { 'x-business': 'other' }));
    const answer = await here.send('contacts');
    expect([answer.status, await answer.json()]).toEqual([
      502,
      { code: 'BUSINESS_DIFFERS', message: expect.any(String), requestId: expect.any(String), retryable: false },
    ]);
  });

  test('is never redirected: the answer names the same place behind this API, or none', async () => {
    here.platform.answerWith(json(302, {}, { location: '/v3.1/contacts/5' }));
    const answer = await here.send('contacts/4');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, here.pathOf('contacts/5')]);
    here.platform.answerWith(json(302, {}, { location: `${here.world.sandbox.url}/v3.1/contacts` }));
    expect((await here.send('contacts')).headers.has('location')).toBe(false);
    expect(here.platform.arrivals).toHaveLength(1);
  });
});

describe('a write', () => {
  test('is passed on byte by byte and recorded without ids and bodies', async () => {
    here.platform.answerWith(json(201, { id: 'x' }));
    const answer = await here.send('sales_invoices/4b1f/release', POST);
    expect(answer.status).toBe(201);
    expect(here.platform.arrivals[0]).toMatchObject({ method: 'POST', body: INVOICE });
    expect(await audited()).toEqual([
      {
        changed_fields: ['POST /sales_invoices/{id}/release', '201'],
        target_label: 'Kept',
        request_id: answer.headers.get('x-request-id'),
      },
    ]);
  });

  test.each([
    ['a broken connection', reset],
    ['a 503', json(503, {})],
  ])('is not sent again after %s', async (_name, fault) => {
    here.platform.answerWith(fault);
    const answer = await here.send('sales_invoices', POST);
    expect([answer.status, answer.headers.get('x-ledgerlink-outcome')]).toEqual([502, 'unknown']);
    expect(await answer.json()).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
    expect(here.platform.arrivals).toHaveLength(1);
  });

  test('answered with 500 is handed back as it is, with its outcome unknown', async () => {
    here.platform.answerWith(json(500, { n: 1 }));
    const answer = await here.send('sales_invoices', { ...POST, method: 'PUT' });
    expect([answer.status, answer.headers.get('x-ledgerlink-outcome'), await answer.json()]).toEqual([
      500,
      'unknown',
      { n: 1 },
    ]);
  });

  test('refused for its token, or for the limit, is sent again', async () => {
    await passTime(here.world.app.database.admin, 20);
    here.platform.answerWith(json(401, EXPIRED), json(429, {}, { 'retry-after': '1' }), json(201, {}));
    const began = performance.now();
    expect((await here.send('sales_invoices', POST)).status).toBe(201);
    expect(performance.now() - began).toBeGreaterThan(1000);
    expect(here.platform.arrivals).toHaveLength(3);
  });

  test('of an unreachable link, or without a scope, is refused and not sent', async () => {
    const { app } = here.world;
    const foreign = await app.newWorkspace('foreign');
    const reader = await app.newKey(['PLATFORM_READ']);
    const asked = async (key: string, path = here.pathOf('contacts')) => {
      const answer = await fetch(`${here.origin}${path}`, { ...POST, headers: { authorization: `Bearer ${key}` } });
      return [answer.status, ((await answer.json()) as Json).code];
    };
    expect(await asked(foreign.key)).toEqual([404, 'LINK_NOT_FOUND']);
    expect(await asked(reader.key)).toEqual([403, 'FORBIDDEN']);
    expect(await asked('nonsense')).toEqual([401, 'UNAUTHENTICATED']);
    const company = toGlobalId('Company', here.link.linkId);
    expect(await asked(app.workspace.key, `/platform/${company}/contacts`)).toEqual([400, 'BAD_USER_INPUT']);
    expect(here.platform.arrivals).toHaveLength(0);
  });
});

describe('a write with an idempotency key', () => {
  test('is done once, and its answer is given again', async () => {
    here.platform.answerWith(json(201, { id: 'x', total: '1.10' }), json(500, {}));
    const first = await here.send('sales_invoices', keyed('key-done-once'));
    const second = await here.send('sales_invoices', keyed('key-done-once'));
    for (const answer of [first, second])
      expect([answer.status, answer.headers.get('x-platform-request-id'), await answer.json()]).toEqual([
        201,
        'p-1',
        { id: 'x', total: '1.10' },
      ]);
    expect(here.platform.arrivals).toHaveLength(1);
    expect(here.platform.arrivals[0]?.body).toMatch(
      /^\{"sales_invoice":\{"idempotency_id":"[0-9a-f]{32}","total":1\.10\}\}$/,
    );
    const { rows } = await here.world.app.database.admin.query('SELECT * FROM ledgerlink.platform_request');
    expect(JSON.stringify(rows)).not.toContain('1.10');
  });

  test('is refused for another request, and while the first is under way', async () => {
    let finish = () => {};
    here.platform.answerWith((response, arrival) => {
      finish = () => json(201, {})(response, arrival);
    });
    const first = here.send('sales_invoices', keyed('key-in-use'));
    while (here.platform.arrivals.length === 0) await new Promise((wake) => setTimeout(wake, 5));
    const other = await here.send('sales_invoices', keyed('key-in-use', '{"sales_invoice":{}}'));
    expect([other.status, ((await other.json()) as Json).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const early = await here.send('sales_invoices', keyed('key-in-use'));
    expect([early.status, early.headers.get('retry-after'), ((await early.json()) as Json).retryable]).toEqual([
      409,
      '1',
      true,
    ]);
    finish();
    expect((await first).status).toBe(201);
  });

  test('with an unknown outcome is sent again under the same id of the platform, where there is one', async () => {
    here.platform.answerWith(reset, json(201, {}));
    expect((await here.send('sales_invoices', keyed('key-unknown'))).status).toBe(502);
    expect((await here.send('sales_invoices', keyed('key-unknown'))).status).toBe(201);
    const ids = here.platform.arrivals.map(({ body }) => /"idempotency_id":"(\w+)"/.exec(body)?.[1]);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    here.platform.answerWith(reset, json(201, {}));
    for (let times = 0; times < 2; times += 1) {
      const answer = await here.send('tax_rates', keyed('key-without-id', '{"tax_rate":{}}'));
      expect([answer.status, ((await answer.json()) as Json).code]).toEqual([502, 'OUTCOME_UNKNOWN']);
    }
    expect(here.platform.arrivals).toHaveLength(1);
  });

  test('that was refused before it was looked at leaves its key free', async () => {
    here.platform.answerWith(json(401, NO_SUBSCRIPTION), json(201, {}));
    expect((await here.send('sales_invoices', keyed('key-free-again'))).status).toBe(401);
    expect((await here.send('sales_invoices', keyed('key-free-again', '{"sales_invoice":{"n":2}}'))).status).toBe(201);
  });

  test('is forgotten after seven days, and a budget after a day without use', async () => {
    const { admin } = here.world.app.database;
    const { requestLedger, requestBudgets } = here.world.app.services;
    await here.send('sales_invoices', keyed('key-forgotten'));
    await admin.query("UPDATE ledgerlink.platform_request SET started_at = started_at - interval '8 days'");
    await admin.query('UPDATE ledgerlink.request_budget SET tat = 1, pull_tat = 1, closed_until = 1');
    await requestLedger.deleteOld([here.world.app.workspace.id]);
    await requestBudgets.deleteUnused([here.world.app.workspace.id]);
    const { rows } = await admin.query(
      'SELECT (SELECT count(*) FROM ledgerlink.platform_request) + (SELECT count(*) FROM ledgerlink.request_budget) AS n',
    );
    expect(rows).toEqual([{ n: '0' }]);
  });

  test('needs a key of 8 to 200 characters, and a body of 1 MB', async () => {
    expect((await here.send('sales_invoices', keyed('short'))).status).toBe(400);
    const large = await here.send('attachments', keyed('key-large-body', 'x'.repeat(1_000_001)));
    expect([large.status, ((await large.json()) as Json).code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(here.platform.arrivals).toHaveLength(0);
  });
});
