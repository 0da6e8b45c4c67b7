import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessOutcome } from '../../src/tokens/grant/grant.outcomes.js';
import { type Instance, type KeptLink, type KeptWorld, startKeptWorld } from '../support/kept-links.js';

let world: KeptWorld;
beforeAll(async () => {
  world = await startKeptWorld();
});
afterAll(() => world.close());

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
const access = (instance: Instance, link: KeptLink, force = false): Promise<AccessOutcome> =>
  instance.access.access(link, { force, signal: AbortSignal.timeout(10_000) });

const refreshesOf = async (link: KeptLink) =>
  (await world.refreshes()).filter(({ grantId }) => grantId === link.atSandbox);

describe('many callers, one refresh', () => {
  test('a thousand calls over four seconds of a five-second token cost at most two token calls', async () => {
    await world.sandbox.control.patch('/settings', { accessTokenSeconds: 5 });
    const link = await world.newLink();
    const instance = await world.instance();
    const calls: Promise<AccessOutcome>[] = [];
    for (let call = 0; call < 1000; call++) {
      calls.push(access(instance, link));
      await pause(4);
    }
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter(({ kind }) => kind !== 'access')).toEqual([]);
    expect((await refreshesOf(link)).length).toBeLessThanOrEqual(2);
    expect((await refreshesOf(link)).length).toBeGreaterThanOrEqual(1);
  });

  test('eight instances with many callers each renew once, and all get the newest token', async () => {
    await world.sandbox.control.patch('/settings', { accessTokenSeconds: 300 });
    const link = await world.newLink();
    const instances = await Promise.all(Array.from({ length: 8 }, () => world.instance()));
    for (let rotation = 2; rotation <= 4; rotation++) {
      await world.app.database.admin.query(
        `UPDATE ledgerlink.platform_grant SET access_obtained_at = access_obtained_at - interval '290 s',
                access_expires_at = access_expires_at - interval '290 s' WHERE id = $1`,
        [link.grantId],
      );
      const outcomes = await Promise.all(
        instances.flatMap((instance) => Array.from({ length: 25 }, () => access(instance, link))),
      );
      const tokens = outcomes.map((one) => (one.kind === 'access' ? one.accessToken.reveal() : one.kind));
      expect(new Set(tokens).size).toBe(1);
      expect(await refreshesOf(link)).toHaveLength(rotation - 1);
      expect(await world.row(link)).toMatchObject({ rotation, unanswered: 0, lease_owner: null });
    }
    const rotations = (await refreshesOf(link)).map(({ presentedRotation }) => presentedRotation);
    expect(rotations).toEqual([1, 2, 3]);
  });

  test('a forced call renews a token older than ten seconds that it found, once for all who force at once', async () => {
    const link = await world.newLink();
    const instance = await world.instance();
    expect((await access(instance, link, true)).kind).toBe('access');
    expect(await refreshesOf(link)).toHaveLength(0);
    await world.app.database.admin.query(
      `UPDATE ledgerlink.platform_grant SET access_obtained_at = now() - interval '11 s' WHERE id = $1`,
      [link.grantId],
    );
    await Promise.all(Array.from({ length: 20 }, () => access(instance, link, true)));
    expect(await refreshesOf(link)).toHaveLength(1);
    expect((await refreshesOf(link))[0]?.agent).toContain(String(process.pid));
  });
});
