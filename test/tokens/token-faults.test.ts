import { afterEach, describe, expect, test } from '@jest/globals';
import type { AccessOutcome } from '../../src/tokens/grant/grant.outcomes.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { passTime } from '../support/time-travel.js';
import { accessOf, whileLeasesAreTaken } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const instance = useStarted(() => world.instance());
afterEach(() => world.sandbox.control.delete('/faults'));

const access = (link: KeptLink, by = instance): Promise<AccessOutcome> => accessOf(by, link);
const fault = (kind: string, more: object = {}) =>
  world.sandbox.control.post('/faults', { endpoint: 'refresh', kind, count: 1, ...more });
/** 290 s: the token cannot be served any more. 250 s: it still can. */
const age = (seconds: number) => passTime(world.app.database.admin, seconds);
/** Asks for a token. The pause in seconds before the next try lies between `atLeast` and `atMost`: the call took time. */
async function accessAndPause(link: KeptLink, by = instance) {
  const from = Date.now();
  const outcome = await access(link, by);
  const to = Date.now();
  const next = Number((await world.row(link)).next_try_at);
  return { outcome, atLeast: (next - to) / 1000, atMost: (next - from) / 1000 };
}

describe('answers that are none', () => {
  test.each([
    ['an error 500', 'status', {}],
    ['an HTML page', 'html', {}],
    ['an empty answer', 'empty', {}],
    ['a connection that breaks', 'reset', {}],
    ['ten megabytes', 'big-body', {}],
    ['JSON that is none', 'body', { body: '{"access_token": "a' }],
    ['a refusal that names no known error', 'body', { status: 400, body: '{"error":"temporarily_unavailable"}' }],
    ['invalid_grant with status 500', 'body', { status: 500, body: '{"error":"invalid_grant"}' }],
  ])('%s keeps the link and the intent, and is tried again in ten seconds', async (_name, kind, more) => {
    const link = await world.newLink();
    await age(290);
    await fault(kind, more);
    const { outcome, atLeast, atMost } = await accessAndPause(link);
    expect(outcome).toMatchObject({ kind: 'unavailable' });
    expect(await world.row(link)).toMatchObject({
      state: 'ACTIVE',
      rotation: 1,
      unanswered: 1,
      failures: 1,
      lease_owner: null,
    });
    expect(atMost).toBeGreaterThanOrEqual(8);
    expect(atLeast).toBeLessThanOrEqual(12);
    expect((await world.link(link)).status).toBe('LINKED');
    await age(13);
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0, failures: 0 });
  });

  test('a process that is too late to send tries again in a second, however often that happens', async () => {
    const link = await world.newLink();
    const late = await world.instance({ REFRESH_TIMING: '20000/50/30000/300' });
    await age(290);
    for (let time = 0; time < 3; time++) {
      // Its turn comes later than the gate is open: the connections that leases need are taken for so long.
      const trying = await whileLeasesAreTaken(late, world.app.database, async () => {
        const tried = accessAndPause(link, late);
        await until('it waits for its lease', async () => late.leases.pool.waitingCount > 0);
        await new Promise((wake) => setTimeout(wake, 100));
        return { tried };
      });
      const { outcome, atLeast } = await trying.tried;
      expect(outcome.kind).toBe('unavailable');
      expect(await world.row(link)).toMatchObject({ rotation: 1, unanswered: 0, failures: 0 });
      expect(atLeast).toBeLessThanOrEqual(1.2);
      await world.app.database.admin.query('UPDATE ledgerlink.platform_grant SET next_try_at = now()');
    }
    expect((await access(link)).kind).toBe('access');
  });

  test('pauses double while nothing comes, and a token that still serves is served', async () => {
    const link = await world.newLink();
    await age(250);
    await fault('status', { count: 3 });
    for (const [failures, least, most] of [
      [1, 8, 12],
      [2, 16, 24],
      [3, 32, 48],
    ] as const) {
      const { outcome, atLeast, atMost } = await accessAndPause(link);
      expect(outcome.kind).toBe('access');
      expect(await world.row(link)).toMatchObject({ failures });
      expect(atMost).toBeGreaterThanOrEqual(least);
      expect(atLeast).toBeLessThanOrEqual(most);
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
    const { outcome, atLeast, atMost } = await accessAndPause(link);
    expect(outcome).toMatchObject({ kind: 'unavailable' });
    const { retryAfterSeconds } = outcome as { retryAfterSeconds: number };
    for (const seconds of [retryAfterSeconds, 77]) {
      expect(seconds).toBeLessThanOrEqual(Math.ceil(atMost));
      expect(seconds).toBeGreaterThanOrEqual(Math.floor(atLeast));
    }
    expect(await world.row(link)).toMatchObject({ unanswered: 0, failures: 0 });
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
    await world.sandbox.control.patch('/settings', { rotationMode: 'lenient', lenientSeconds: 600 });
    await fault('odd-tokens', { when: 'after', omit: ['refresh_token', 'expires_in'] });
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
    await age(290);
    // Presented again while the sandbox is lenient: it answers as it did before.
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 3 });
    await world.sandbox.control.patch('/settings', { rotationMode: 'strict' });
  });
});

describe('answers that come late', () => {
  test('callers stop waiting, the answer is read and stored all the same', async () => {
    const link = await world.newLink();
    const impatient = await world.instance({ REFRESH_TIMING: '20000/8000/500/300' });
    await age(290);
    await fault('hang', { when: 'after', ms: 600_000 });
    expect((await access(link, impatient)).kind).toBe('unavailable');
    await until('the token is presented', async () => (await world.row(link)).unanswered === 1);
    await world.sandbox.control.delete('/faults');
    await until('the answer is stored', async () => (await world.row(link)).rotation === 2);
    expect((await access(link)).kind).toBe('access');
  });

  test('a success that comes after the link was given up recovers it', async () => {
    const other = await world.instance();
    const link = await world.newLink();
    await age(290);
    await fault('hang', { when: 'after', ms: 600_000 });
    const slow = access(link);
    await until('the platform holds the answer back', async () => {
      const { faults } = (await world.sandbox.control.get('/faults')) as { faults: { hits: number }[] };
      return faults[0]?.hits === 1;
    });
    await world.app.database.admin.query('UPDATE ledgerlink.platform_grant SET lease_until = now() WHERE id = $1', [
      link.grantId,
    ]);
    expect((await access(link, other)).kind).toBe('deauthorized');
    expect(await world.link(link)).toEqual({ status: 'DEAUTHORIZED', reason: 'ROTATION_ANSWER_LOST' });
    await world.sandbox.control.delete('/faults');
    await slow;
    await until('the late answer is stored', async () => (await world.link(link)).status === 'LINKED');
    expect(await world.link(link)).toEqual({ status: 'LINKED', reason: 'RECOVERED' });
    expect(await world.row(link)).toMatchObject({ state: 'ACTIVE', rotation: 2, unanswered: 0 });
    await age(290);
    expect((await access(link, other)).kind).toBe('access');
  });
});
