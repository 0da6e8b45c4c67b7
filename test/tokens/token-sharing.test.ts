import { describe, expect, test } from '@jest/globals';
import type { AccessOutcome } from '../../src/tokens/grant/grant.outcomes.js';
import { startKeptWorld } from '../support/kept-links.js';
import { accessOf } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
const sql = (text: string, values: unknown[]) => world.app.database.admin.query(text, values);

describe('many callers, one refresh', () => {
  test('a thousand calls over four seconds of a five-second token cost one token call for each four seconds', async () => {
    await world.sandbox.control.patch('/settings', { accessTokenSeconds: 5 });
    const instance = await world.instance();
    const began = performance.now();
    const link = await world.newLink();
    const calls: Promise<AccessOutcome>[] = [];
    for (let call = 0; call < 1000; call++) {
      calls.push(accessOf(instance, link));
      await pause(4);
    }
    const outcomes = await Promise.all(calls);
    // A token is renewed when a fifth of its life is left. The calls of a busy machine are spread over more than one life.
    const lives = (performance.now() - began) / 4_000;
    expect(lives).toBeGreaterThan(1);
    expect(outcomes.filter(({ kind }) => kind !== 'access')).toEqual([]);
    const { length } = await world.refreshesOf(link);
    expect(length).toBeGreaterThanOrEqual(1);
    expect(length).toBeLessThanOrEqual(Math.ceil(lives));
  });

  test('eight instances with many callers each renew once, and all get the newest token', async () => {
    await world.sandbox.control.patch('/settings', { accessTokenSeconds: 300 });
    const link = await world.newLink();
    const instances = await Promise.all(Array.from({ length: 8 }, () => world.instance()));
    for (let rotation = 2; rotation <= 4; rotation++) {
      await sql(
        `UPDATE ledgerlink.platform_grant SET access_obtained_at = access_obtained_at - interval '290 s',
                access_expires_at = access_expires_at - interval '290 s' WHERE id = $1`,
        [link.grantId],
      );
      const outcomes = await Promise.all(
        instances.flatMap((instance) => Array.from({ length: 25 }, () => accessOf(instance, link))),
      );
      const tokens = outcomes.map((one) => (one.kind === 'access' ? one.accessToken.reveal() : one.kind));
      expect(new Set(tokens).size).toBe(1);
      expect(await world.refreshesOf(link)).toHaveLength(rotation - 1);
      expect(await world.row(link)).toMatchObject({ rotation, unanswered: 0, lease_owner: null });
    }
    const rotations = (await world.refreshesOf(link)).map(({ presentedRotation }) => presentedRotation);
    expect(rotations).toEqual([1, 2, 3]);
  });

  test('a forced call renews a token older than ten seconds, once for all calls that force at once', async () => {
    const link = await world.newLink();
    const instance = await world.instance();
    const isOld = (seconds: number) =>
      sql(`UPDATE ledgerlink.platform_grant SET access_obtained_at = now() - $2 * interval '1 s' WHERE id = $1`, [
        link.grantId,
        seconds,
      ]);
    await isOld(0);
    expect((await accessOf(instance, link, true)).kind).toBe('access');
    expect(await world.refreshesOf(link)).toHaveLength(0);
    await isOld(11);
    await Promise.all(Array.from({ length: 20 }, () => accessOf(instance, link, true)));
    expect(await world.refreshesOf(link)).toHaveLength(1);
    expect((await world.refreshesOf(link))[0]?.agent).toContain(String(process.pid));
  });
});
