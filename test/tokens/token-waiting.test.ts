import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { whileHeld } from '../support/held-row.js';
import { type Instance, type KeptLink, type KeptWorld, startKeptWorld } from '../support/kept-links.js';
import { statementsOf } from '../support/statements.js';
import { passTime } from '../support/time-travel.js';

/** What a process without the turn waits for, and what it does not wait for: the connections of leases are two. */
let world: KeptWorld;
let instance: Instance;
beforeAll(async () => {
  world = await startKeptWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  instance = await world.instance();
});

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
const sql = (text: string, values: unknown[] = []) => world.app.database.admin.query(text, values);
const access = (link: KeptLink, force = false) =>
  instance.access.access(link, { force, signal: AbortSignal.timeout(10_000) });
const newLinks = async (count: number) => {
  const links: KeptLink[] = [];
  while (links.length < count) links.push(await world.newLink());
  return links;
};
const idsOf = (links: readonly KeptLink[]) => links.map(({ grantId }) => grantId);
/** Of 300 s ten are left: tokens are due, and are not served any more. */
const outdate = () => passTime(world.app.database.admin, 290);
const REFUSED = "faulty_since = now(), probe_at = now() + interval '15 min'";
const setIs = (columns: string) => sql(`UPDATE ledgerlink.credential_set SET ${columns}`);

const ofKind = (statements: readonly string[], start: RegExp) =>
  statements.filter((text) => start.test(text)).length;
const leasesOf = (statements: readonly string[]) =>
  ofKind(statements, /^UPDATE ledgerlink\.platform_grant g\s+SET generation/);
const looksOf = (statements: readonly string[]) => ofKind(statements, /^SELECT g\.id, g\.rotation, NOT/);

describe('what is waited for', () => {
  test('links that other processes renew are looked after together, and asked for when they are through', async () => {
    const links = await newLinks(20);
    await outdate();
    await sql(
      `UPDATE ledgerlink.platform_grant SET generation = generation + 1, lease_owner = id,
              lease_until = now() + interval '1.2 s' WHERE id = ANY($1)`,
      [idsOf(links)],
    );
    const statements = await statementsOf(async () => {
      const outcomes = await Promise.all(links.map((link) => access(link)));
      expect(outcomes.filter(({ kind }) => kind !== 'access')).toEqual([]);
    });
    // 1.2 s of pauses of 40 to 120 ms; those who come out of it together may be split once.
    expect(looksOf(statements)).toBeLessThan(40);
    expect(leasesOf(statements)).toBe(20);
  });

  test('a row that is held for a moment, and no other link waits for it', async () => {
    const [free, ...held] = (await newLinks(4)) as [KeptLink, ...KeptLink[]];
    await outdate();
    const waiting = await whileHeld(world.app.database, held, async () => {
      const calls = held.map((link) => access(link));
      await pause(200);
      const began = performance.now();
      expect((await access(free)).kind).toBe('access');
      // Renewed while the others wait, and not when they have given up.
      expect(performance.now() - began).toBeLessThan(1_500);
      return calls;
    });
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(['access', 'access', 'access']);
  });
});

describe('what is not waited for', () => {
  test('idle links that another process has renewed already', async () => {
    const links = await newLinks(20);
    await sql(`UPDATE ledgerlink.platform_grant SET keep_alive_at = now() WHERE id = ANY($1)`, [
      idsOf(links),
    ]);
    const [one, other] = [
      await world.instance({ KEEP_ALIVE_PER_SECOND: '20' }),
      await world.instance({ KEEP_ALIVE_PER_SECOND: '20' }),
    ];
    const statements = await statementsOf(() =>
      Promise.all([one.keepAlive.renewDueLinks(), other.keepAlive.renewDueLinks()]),
    );
    // Each of both finds all of them, and asks for each once.
    expect(leasesOf(statements)).toBeLessThanOrEqual(40);
    for (const link of links) expect(await world.row(link)).toMatchObject({ rotation: 2 });
  });

  test('a forced call that comes while an idle link is looked at gets its own turn', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 60);
    // Not due: what the keeper found was renewed meanwhile.
    const idle = instance.renewal.renew(link, { kind: 'idle' });
    expect((await access(link, true)).kind).toBe('access');
    await idle;
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
  });

  test.each([
    ['a token is due', outdate, 'credentials-faulty'],
    [
      'what is stored does not open',
      () =>
        sql(`UPDATE ledgerlink.platform_grant SET access_sealed = left(access_sealed, -9) || 'AAAAAAAAA'`),
      'unavailable',
    ],
  ])('keys that are refused in the moment in which %s', async (_when, becomesDue, kind) => {
    const link = await world.newLink();
    await becomesDue();
    // Between the caller's look and the lease: the connections that leases need are taken for so long.
    const taken = [1, 2].map(() => instance.leases.reader().query('SELECT pg_sleep(0.3)'));
    const answer = access(link);
    await pause(100);
    await setIs(REFUSED);
    const statements = await statementsOf(async () => {
      expect((await answer).kind).toBe(kind);
      await instance.renewal.drain();
    });
    await setIs('faulty_since = NULL, probe_at = NULL');
    await Promise.all(taken);
    expect(leasesOf(statements)).toBeLessThanOrEqual(4);
    expect(await world.row(link)).toMatchObject({ rotation: 1, unanswered: 0 });
  });
});
