import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fastify from 'fastify';
import { type Fault, FaultInput, takeFault } from '../../sandbox/faults/fault.js';
import { injectFaults } from '../../sandbox/faults/inject-faults.js';
import { Sandbox } from '../../sandbox/sandbox.js';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { until } from '../support/processes.js';
import { authorizeUrl, type Body, KEYS_V31 } from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  await sandbox.control.post('/reset');
});
afterAll(() => sandbox.stop());

const set = (fault: object) => sandbox.control.post('/faults', { endpoint: 'refresh', ...fault });
const mint = (): Promise<Body> => sandbox.control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'one' });

/** One refresh, raw: whatever the answer is, or what kept it away. */
async function refresh(grant: Body) {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: grant.tokens.refresh_token,
    ...KEYS_V31,
  });
  const from = performance.now();
  try {
    const response = await fetch(`${sandbox.url}/token`, { method: 'POST', body });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, type: headers.get('content-type'), ms: performance.now() - from };
  } catch (error) {
    return { lost: ((error as Error).cause as { code?: string } | undefined)?.code };
  }
}

const rotationOf = async ({ grantId }: Body) => (await sandbox.control.get(`/grants/${grantId}`)).rotation;
async function events(count: number): Promise<Body[]> {
  await until('the log has them', async () => (await sandbox.control.get('/events')).events.length >= count);
  return (await sandbox.control.get('/events')).events;
}

const JSON_TYPE = 'application/json';
const KINDS: [object, object][] = [
  [{ kind: 'status' }, { status: 500, text: '{"error":"server_error"}' }],
  [{ kind: 'status', status: 503 }, { status: 503 }],
  [{ kind: 'html' }, { status: 502, type: 'text/html; charset=utf-8', text: expect.stringContaining('<html>') }],
  [{ kind: 'empty' }, { status: 200, text: '' }],
  [
    { kind: 'body', body: '{"access_', contentType: JSON_TYPE },
    { status: 200, type: JSON_TYPE, text: '{"access_' },
  ],
  [{ kind: 'reset' }, { lost: 'ECONNRESET' }],
];

describe.each([
  ['before', 1, 'fault'],
  ['after', 2, 'rotated'],
] as const)('%s the work', (when, rotation, outcome) => {
  test.each(KINDS)('%j', async (fault, expected) => {
    const grant = await mint();
    const { id } = await set({ ...fault, when });
    expect(await refresh(grant)).toMatchObject(expected);
    expect(await rotationOf(grant)).toBe(rotation);
    expect((await events(1))[0]).toMatchObject({
      kind: 'refresh',
      grantId: grant.grantId,
      presentedRotation: 1,
      outcome,
      fault: { id, when },
      complete: !('lost' in expected),
    });
  });

  test('hang waits as long as it is told to, and then all goes on', async () => {
    const grant = await mint();
    await set({ kind: 'hang', when, ms: 300 });
    const { status, ms } = await refresh(grant);
    expect([status, await rotationOf(grant)]).toEqual([200, 2]);
    expect(ms).toBeGreaterThan(290);
  });

  test('hang waits until the fault is deleted', async () => {
    const grant = await mint();
    const { id } = await set({ kind: 'hang', when, ms: 600_000 });
    const answering = refresh(grant);
    await until('it hangs', async () => (await sandbox.control.get('/faults')).faults[0].hits === 1);
    await until('the work is where it should be', async () => (await rotationOf(grant)) === rotation);
    expect((await sandbox.control.get('/events')).open).toBe(1);
    await sandbox.control.delete(`/faults/${id}`);
    expect([(await answering).status, await rotationOf(grant)]).toEqual([200, 2]);
  });
});

test('hang holds nothing up whose fault is deleted while the request is processed', async () => {
  const fault = FaultInput.parse({ endpoint: 'token', kind: 'hang', when: 'after', ms: 600_000 });
  const world = await Sandbox.open(undefined, 'key');
  const app = fastify().decorateRequest('fault', null);
  injectFaults(app, world);
  app.get('/slow', { config: { endpoint: 'token' } }, async () => {
    world.state.faults = [];
    world.hanging.release();
    return 'done';
  });
  world.state.faults.push({ ...fault, id: 'one', left: 1, hits: 0 });
  expect((await app.inject('/slow')).body).toBe('done');
});

test('429 says when to come again, in whatever form', async () => {
  for (const [retryAfter, said] of [
    [7, '7'],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ]) {
    await sandbox.control.delete('/faults');
    await set({ kind: 'status', status: 429, retryAfter });
    const { status, headers } = await refresh(await mint());
    expect([status, headers?.get('retry-after')]).toEqual([429, said]);
  }
});

test('a slow body arrives whole, in the time that was asked for', async () => {
  await set({ kind: 'slow-body', ms: 400 });
  const { text, ms } = await refresh(await mint());
  expect(JSON.parse(`${text}`).token_type).toBe('bearer');
  expect(ms).toBeGreaterThan(380);
});

test('a body of ten megabytes', async () => {
  await set({ kind: 'big-body', when: 'after' });
  const { text } = await refresh(await mint());
  expect(text?.length).toBeGreaterThan(10_000_000);
});

test('odd tokens: fields are missing or otherwise', async () => {
  await set({ kind: 'odd-tokens', omit: ['refresh_token', 'scope'], set: { expires_in: '300', more: null } });
  const body = JSON.parse(`${(await refresh(await mint())).text}`);
  expect(body).toMatchObject({ expires_in: '300', more: null, token_type: 'bearer' });
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['refresh_token']));
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['scope']));
});

describe('which requests', () => {
  test('an endpoint by its name or its path, an application by its id, and no more often than said', async () => {
    await set({ endpoint: '/v3.1/businesses', kind: 'status', count: 1 });
    await set({ kind: 'status', status: 501, clientId: 'sandbox/other' });
    await set({ endpoint: 'exchange', kind: 'status', status: 502 });
    const grant = await mint();
    const get = (path: string) =>
      fetch(`${sandbox.url}${path}`, { headers: { authorization: `Bearer ${grant.tokens.access_token}` } });
    expect((await get('/v3.1/user')).status).toBe(200);
    const hit = await get('/v3.1/businesses');
    expect([hit.status, await hit.json()]).toEqual([500, [expect.objectContaining({ $dataCode: 'UnexpectedError' })]]);
    expect((await get('/v3.1/businesses')).status).toBe(200);
    expect((await refresh(grant)).status).toBe(200);
    const { faults } = await sandbox.control.get('/faults');
    expect(faults.map(({ hits, left }: Body) => [hits, left])).toEqual([
      [1, 0],
      [0, null],
      [0, null],
    ]);
    await sandbox.control.delete(`/faults/${faults[0].id}`);
    expect((await sandbox.control.get('/faults')).faults).toHaveLength(2);
  });

  test('the pages and the revoke endpoint too; the control API never', async () => {
    await set({ endpoint: 'authorize', kind: 'status', status: 503 });
    await set({ endpoint: 'revoke', kind: 'html' });
    await set({ endpoint: '/', kind: 'status', status: 504 });
    expect((await fetch(authorizeUrl(sandbox.url))).status).toBe(503);
    const body = new URLSearchParams({ token: 'x', ...KEYS_V31 });
    expect((await fetch(`${sandbox.url}/revoke`, { method: 'POST', body })).status).toBe(502);
    expect((await refresh(await mint())).status).toBe(504);
  });

  test('by chance: the number decides, the first that hits wins', () => {
    const common = { endpoint: 'token', when: 'before', count: null, clientId: null, left: null, hits: 0 };
    const faults = [
      { ...common, id: 'rare', kind: 'reset', probability: 0.02 },
      { ...common, id: 'often', kind: 'reset', probability: 0.5 },
    ] as Fault[];
    const target = { names: ['token', 'refresh'], path: '/token', clientId: null };
    expect(takeFault(faults, target, () => 0.019)?.id).toBe('rare');
    expect(takeFault(faults, target, () => 0.02)?.id).toBe('often');
    expect(takeFault(faults, target, () => 0.5)).toBe(undefined);
    expect(faults.map(({ hits }) => hits)).toEqual([1, 1]);
  });

  test('a fault that cannot be is refused, by the name of what is wrong', async () => {
    await expect(set({ kind: 'status', status: 99 })).rejects.toThrow(/400 .*status: /);
    await expect(set({ kind: 'slow-body', ms: 1, when: 'before' })).rejects.toThrow(/400 .*when: /);
    await expect(set({ kind: 'reset', probability: 2 })).rejects.toThrow(/400 .*probability: /);
    expect((await sandbox.control.get('/faults')).faults).toEqual([]);
  });
});
