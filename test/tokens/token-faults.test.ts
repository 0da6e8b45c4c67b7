import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessOutcome } from '../../src/tokens/grant/grant.outcomes.js';
import { type Instance, type KeptLink, type KeptWorld, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { passTime } from '../support/time-travel.js';

let world: KeptWorld;
let instance: Instance;
beforeAll(async () => {
  world = await startKeptWorld();
  instance = await world.instance();
});
afterEach(() => world.sandbox.control.delete('/faults'));
afterAll(() => world.close());

const access = (link: KeptLink, by = instance): Promise<AccessOutcome> =>
  by.access.access(link, { signal: AbortSignal.timeout(10_000) });
const fault = (kind: string, more: object = {}) =>
  world.sandbox.control.post('/faults', { endpoint: 'refresh', kind, count: 1, ...more });
/** 290 s: the token cannot be served any more. 250 s: it still can. */
const age = (seconds: number) => passTime(world.app.database.admin, seconds);
const secondsToNextTry = async (link: KeptLink) =>
  (Number((await world.row(link)).next_try_at) - Date.now()) / 1000;

describe('answers that are none', () => {
  test.each([
    ['an error 500', 'status', {}],
    ['an HTML page', 'html', {}],
    ['an empty answer', 'empty', {}],
    ['a connection that breaks', 'reset', {}],
    ['ten megabytes', 'big-body', {}],
    ['JSON that is none', 'body', { body: '{"access_token": "a' }],
    [
      'a refusal that names no known error',
      'body',
      { status: 400, body: '{"error":"temporarily_unavailable"}' },
    ],
    ['invalid_grant with status 500', 'body', { status: 500, body: '{"error":"invalid_grant"}' }],
  ])('%s keeps the link and the intent, and is tried again in ten seconds', async (_name, kind, more) => {
    const link = await world.newLink();
    await age(290);
    await fault(kind, more);
    expect(await access(link)).toMatchObject({ kind: 'unavailable' });
    expect(await world.row(link)).toMatchObject({
      state: 'ACTIVE',
      rotation: 1,
      unanswered: 1,
      failures: 1,
      lease_owner: null,
    });
    expect(await secondsToNextTry(link)).toBeGreaterThan(6);
    expect(await secondsToNextTry(link)).toBeLessThan(12.1);
    expect((await world.link(link)).status).toBe('LINKED');
    await age(13);
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0, failures: 0 });
  });

  test('a process that is too late to send tries again in a second, however often that happens', async () => {
    const link = await world.newLink();
    const late = await world.instance({ REFRESH_TIMING: '2000/100/3000/300' });
    await age(290);
    for (let time = 0; time < 3; time++) {
      // Its turn comes later than the gate is open: the connections that leases need are taken for so long.
      const taken = [1, 2].map(() => late.leases.reader().query('SELECT pg_sleep(0.25)'));
      expect((await access(link, late)).kind).toBe('unavailable');
      await Promise.all(taken);
      expect(await world.row(link)).toMatchObject({ rotation: 1, unanswered: 0, failures: 0 });
      expect(await secondsToNextTry(link)).toBeLessThan(1.3);
      await world.app.database.admin.query('UPDATE ledgerlink.platform_grant SET next_try_at = now()');
    }
    expect((await access(link)).kind).toBe('access');
  });

  test('pauses double while nothing comes, and a token that still serves is served', async () => {
    const link = await world.newLink();
    await age(250);
    await fault('status', { count: 3 });
    for (const [failures, least, most] of [
      [1, 7, 12],
      [2, 15, 24],
      [3, 31, 48],
    ] as const) {
      expect((await access(link)).kind).toBe('access');
      expect(await world.row(link)).toMatchObject({ failures });
      expect(await secondsToNextTry(link)).toBeGreaterThan(least);
      expect(await secondsToNextTry(link)).toBeLessThan(most + 0.1);
      await world.app.database.admin.query('UPDATE ledgerlink.platform_grant SET next_try_at = now()');
    }
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
  });

  test('an answer that was lost after the token was spent ends in ROTATION_ANSWER_LOST, once, without a loop', async () => {
    const link = await world.newLink();
    await age(290);
    await fault('status', { when: 'after' });
    expect((await access(link)).kind).toBe('unavailable');
    await age(13);
    expect((await access(link)).kind).toBe('deauthorized');
    expect(await world.link(link)).toEqual({ status: 'DEAUTHORIZED', reason: 'ROTATION_ANSWER_LOST' });
    const before = (await world.refreshes()).length;
    expect((await access(link)).kind).toBe('deauthorized');
    expect(await world.refreshes()).toHaveLength(before);
  });
});

describe('answers that say something', () => {
  test('too many requests: as long as the platform asks for, and the token counts as not presented', async () => {
    const link = await world.newLink();
    await age(290);
    await fault('status', { status: 429, retryAfter: 77 });
    expect(await access(link)).toMatchObject({ kind: 'unavailable', retryAfterSeconds: 77 });
    expect(await world.row(link)).toMatchObject({ unanswered: 0, failures: 0 });
    expect(Math.round(await secondsToNextTry(link))).toBe(77);
  });

  test('a consent that was withdrawn deauthorizes the link at the first refusal', async () => {
    const link = await world.newLink('irish');
    await age(290);
    await world.sandbox.control.post('/consents/revoke', {
      clientId: world.sandbox.demo.v31.clientId,
      user: 'irish',
    });
    expect((await access(link)).kind).toBe('deauthorized');
    expect(await world.link(link)).toEqual({ status: 'DEAUTHORIZED', reason: 'REVOKED_OR_EXPIRED' });
    const row = await world.row(link);
    expect(row).toMatchObject({ state: 'DEAUTHORIZED', rotation: 1, unanswered: 1, lease_owner: null });
    expect(row.refresh_sealed).not.toBeNull();
  });

  test('a success is a success whatever else is odd about it', async () => {
    const link = await world.newLink();
    await age(290);
    await fault('odd-tokens', { when: 'after', set: { expires_in: '120', token_type: 'mac' } });
    expect((await access(link)).kind).toBe('access');
    const row = await world.row(link);
    expect(Number(row.access_expires_at) - Number(row.access_obtained_at)).toBe(120_000);
    expect(instance.logs()).toContain('expires_in token_type');
  });

  test('without a new refresh token the old one goes on', async () => {
    const link = await world.newLink();
    await age(290);
    await world.sandbox.control.patch('/settings', { rotationMode: 'lenient' });
    await fault('odd-tokens', { when: 'after', omit: ['refresh_token', 'expires_in'] });
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
    await age(290);
    // Presented again within the sandbox's thirty lenient seconds: it answers as it did before.
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 3 });
    await world.sandbox.control.patch('/settings', { rotationMode: 'strict' });
  });
});

describe('answers that come late', () => {
  test('callers stop waiting, the answer is read and stored all the same', async () => {
    const link = await world.newLink();
    await age(290);
    await fault('hang', { when: 'after', ms: 3_500 });
    expect((await access(link)).kind).toBe('unavailable');
    await until('the answer is stored', async () => (await world.row(link)).rotation === 2);
    expect((await access(link)).kind).toBe('access');
  });

  test('a success that comes after the link was given up recovers it', async () => {
    const other = await world.instance();
    const link = await world.newLink();
    await age(290);
    await fault('hang', { when: 'after', ms: 6_000 });
    const slow = access(link);
    await until('the token is presented', async () => (await world.row(link)).unanswered === 1);
    await until('the lease runs out', async () => Number((await world.row(link)).lease_until) < Date.now());
    expect((await access(link, other)).kind).toBe('deauthorized');
    expect(await world.link(link)).toEqual({ status: 'DEAUTHORIZED', reason: 'ROTATION_ANSWER_LOST' });
    await slow;
    await until('the late answer is stored', async () => (await world.link(link)).status === 'LINKED');
    expect(await world.link(link)).toEqual({ status: 'LINKED', reason: 'RECOVERED' });
    expect(await world.row(link)).toMatchObject({ state: 'ACTIVE', rotation: 2, unanswered: 0 });
    await age(290);
    expect((await access(link, other)).kind).toBe('access');
  });
});
