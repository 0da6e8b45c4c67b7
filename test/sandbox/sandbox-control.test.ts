import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { authorizeUrl, type Body, KEYS_V31, refreshed, throughThePages } from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ controlKey: 'the key of this test' });
});
afterAll(() => sandbox.stop());

const mint = (): Promise<Body> => sandbox.control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'one' });

describe('who may', () => {
  test.each([undefined, 'Bearer wrong', 'Bearer', 'Basic dGhlIGtleQ==', 'Bearer the key of this tes'])(
    'not: %s',
    async (authorization) => {
      const headers = authorization === undefined ? undefined : { authorization };
      for (const path of ['/settings', '/nothing']) {
        const response = await fetch(`${sandbox.url}/control${path}`, { headers });
        expect([path, response.status]).toEqual([path, 401]);
      }
    },
  );

  test('nobody from another machine, with the key neither', async () => {
    const open = await startSandbox({ host: '0.0.0.0', controlKey: 'the key of this test' });
    const address = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    // A request to the machine's own outer address comes from that address.
    const { port } = new URL(open.url);
    const response = await fetch(`http://${address}:${port}/control/settings`, {
      headers: { authorization: 'Bearer the key of this test' },
    });
    const page = await fetch(`http://${address}:${port}/`);
    await open.stop();
    expect([response.status, page.status]).toEqual([403, 200]);
  });

  test('an unknown endpoint, user, client, grant or business is 404', async () => {
    for (const [path, body] of [
      ['/nothing', {}],
      ['/grants', { clientId: 'sandbox/demo-v31', user: 'nobody' }],
      ['/grants', { clientId: 'nobody', user: 'one' }],
      ['/grants', { clientId: 'sandbox/demo-v31', user: 'one', businessId: 'x' }],
      ['/subscriptions', { businessId: 'x', state: 'active' }],
      ['/clients/secret', { clientId: 'nobody', clientSecret: 'x' }],
    ] as const)
      await expect(sandbox.control.post(path, body)).rejects.toThrow(/: 404 /);
    await expect(sandbox.control.get('/grants/nothing')).rejects.toThrow(/: 404 /);
  });
});

describe('clients', () => {
  test('are registered with exact redirect URIs, and never shown with their secrets', async () => {
    const client = {
      clientId: 'f1/e2',
      apiVersion: '3.1',
      redirectUris: ['https://app.example.com/callback?x=1'],
      anyLoopbackCallback: false,
    };
    expect(await sandbox.control.post('/clients', { ...client, clientSecret: 's3cret' })).toEqual(client);
    expect((await sandbox.control.get('/clients')).clients).toContainEqual(client);
    const params = { client_id: client.clientId, redirect_uri: client.redirectUris[0] };
    const location = await throughThePages(authorizeUrl(sandbox.url, params), { user: 'one' });
    expect(`${location}`).toMatch(/^https:\/\/app\.example\.com\/callback\?x=1&code=GB%2F/);
    expect((await fetch(authorizeUrl(sandbox.url, { client_id: client.clientId }))).status).toBe(400);
  });

  test('get a new secret, and the old one stops at once', async () => {
    const { tokens } = await mint();
    const secret = { clientId: KEYS_V31.client_id, clientSecret: 'another one' };
    await sandbox.control.post('/clients/secret', secret);
    expect((await refreshed(sandbox.url, tokens.refresh_token)).body.error).toBe('invalid_client');
    const keys = { ...KEYS_V31, client_secret: 'another one' };
    expect((await refreshed(sandbox.url, tokens.refresh_token, keys)).status).toBe(200);
    await sandbox.control.post('/clients/secret', { ...secret, clientSecret: KEYS_V31.client_secret });
  });

  test('that cannot be are refused, and the problem names the field and not its value', async () => {
    const wrong = { clientId: 'a', clientSecret: 'canary', apiVersion: '2', redirectUris: ['canary:x#y'] };
    const refusal = await sandbox.control.post('/clients', wrong).catch((error) => String(error));
    expect(refusal).toMatch(/: 400 .*apiVersion.*redirectUris\.0: must be an http or https URL/);
    expect(refusal).not.toContain('canary');
  });
});

describe('settings and clock', () => {
  test('what is not named stays', async () => {
    const before = await sandbox.control.get('/settings');
    const changed = await sandbox.control.patch('/settings', { accessTokenSeconds: 2, lenientSeconds: 5 });
    expect(changed).toEqual({ ...before, accessTokenSeconds: 2, lenientSeconds: 5 });
    expect((await mint()).tokens.expires_in).toBe(2);
    expect(await sandbox.control.patch('/settings', { accessTokenSeconds: 300 })).toMatchObject({
      lenientSeconds: 5,
    });
  });

  test('an unknown setting or value is refused and nothing changes', async () => {
    const before = await sandbox.control.get('/settings');
    await expect(sandbox.control.patch('/settings', { lenientSeconds: 6, colour: 1 })).rejects.toThrow(/: 400 /);
    await expect(sandbox.control.patch('/settings', { rotationMode: 'kind' })).rejects.toThrow(/rotationMode/);
    expect(await sandbox.control.get('/settings')).toEqual(before);
  });

  test('the clock goes forward, and back', async () => {
    const day = 86_400;
    const before = Date.now();
    const { now, offsetSeconds } = await sandbox.control.post('/clock', { advanceSeconds: 40 * day });
    expect(offsetSeconds).toBe(40 * day);
    const real = Date.parse(now) - 40 * day * 1_000;
    expect([real >= before, real <= Date.now()]).toEqual([true, true]);
    expect((await sandbox.control.post('/clock', { advanceSeconds: -40 * day })).offsetSeconds).toBe(0);
  });
});

describe('the log', () => {
  test('is read page by page, in the order of the ends; times follow each other', async () => {
    await sandbox.control.post('/reset');
    let { refresh_token } = (await mint()).tokens;
    const from = performance.timeOrigin + performance.now();
    for (let round = 0; round < 5; round += 1)
      refresh_token = (await refreshed(sandbox.url, refresh_token)).body.refresh_token;
    const first = await sandbox.control.get('/events?limit=2');
    const rest = await sandbox.control.get(`/events?after=${first.next}`);
    expect([first.next, rest.next, rest.open, rest.dropped]).toEqual([2, 5, 0, 0]);
    const all: Body[] = [...first.events, ...rest.events];
    expect(all.map(({ seq, presentedRotation }) => [seq, presentedRotation])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [n, n]),
    );
    const times = all.flatMap(({ arrivedAt, decidedAt, answeredAt }) => [arrivedAt, decidedAt, answeredAt]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(from);
    expect((await sandbox.control.get('/events?after=5')).events).toEqual([]);
  });

  test('names who asked, shortened, and never a token or a secret', async () => {
    const { tokens } = await mint();
    await fetch(`${sandbox.url}/token`, {
      method: 'POST',
      headers: { 'user-agent': `process 7 ${'x'.repeat(200)}` },
      body: new URLSearchParams({
        ...KEYS_V31,
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
      }),
    });
    const { events } = await sandbox.control.get('/events?after=5');
    expect(events[0].agent).toMatch(/^process 7 x{90}$/);
    expect(JSON.stringify(events)).not.toContain(KEYS_V31.client_secret);
    expect(JSON.stringify(events)).not.toContain(tokens.refresh_token.slice(-20));
  });
});

test('grants are listed page by page, and by application and user', async () => {
  await sandbox.control.post('/reset');
  for (const user of ['one', 'three', 'one', 'one'])
    await sandbox.control.post('/grants', { clientId: 'sandbox/demo-v31', user });
  const idsOf = ({ grants }: Body) => grants.map(({ grantId }: Body) => grantId);
  const first = await sandbox.control.get('/grants?limit=2&user=one');
  expect(idsOf(first)).toEqual(['grant-1', 'grant-3']);
  const second = await sandbox.control.get(`/grants?limit=2&user=one&after=${first.next}`);
  expect([idsOf(second), second.next]).toEqual([['grant-4'], null]);
  expect((await sandbox.control.get('/grants?clientId=sandbox/demo-v30')).grants).toEqual([]);
});

test('reset: as it was at first, and the tokens of before are worth nothing', async () => {
  const { tokens } = await mint();
  await sandbox.control.patch('/settings', { codeSeconds: 5 });
  await sandbox.control.post('/clock', { advanceSeconds: 5 });
  await sandbox.control.post('/reset');
  expect((await sandbox.control.get('/settings')).codeSeconds).toBe(60);
  expect((await sandbox.control.get('/clock')).offsetSeconds).toBe(0);
  expect((await sandbox.control.get('/grants')).grants).toEqual([]);
  expect((await refreshed(sandbox.url, tokens.refresh_token)).body.error).toBe('invalid_grant');
});
