import { beforeEach, describe, expect, test } from '@jest/globals';
import { whileHeld } from '../support/held-row.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { statementsOf } from '../support/statements.js';
import { passTime } from '../support/time-travel.js';
import { accessOf, type Instance, whileLeasesAreTaken } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

/** What a process that did not get the lease waits for, and what it does not wait for: leases have two connections. */
const world = useStarted(() => startKeptWorld());
let instance: Instance;
beforeEach(async () => {
  instance = await world.instance();
});

const sql = (text: string, values: unknown[] = []) => world.app.database.admin.query(text, values);
const access = (link: KeptLink, force = false) => accessOf(instance, link, force);
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

const ofKind = (statements: readonly string[], start: RegExp) => statements.filter((text) => start.test(text)).length;
const leasesOf = (statements: readonly string[]) => ofKind(statements, /^WITH lease_taken AS/);
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
    const began = performance.now();
    const statements = await statementsOf(async () => {
      const outcomes = await Promise.all(links.map((link) => access(link)));
      expect(outcomes.filter(({ kind }) => kind !== 'access')).toEqual([]);
    });
    // Behind each look is a pause of 40 to 120 ms; the links of one look may be split once.
    expect(looksOf(statements)).toBeLessThan((performance.now() - began) / 30);
    expect(leasesOf(statements)).toBe(20);
  });

  test('a row that is held for a moment, and no other link waits for it', async () => {
    const [free, ...held] = (await newLinks(4)) as [KeptLink, ...KeptLink[]];
    await outdate();
    const waiting = await whileHeld(world.app.database, held, async () => {
      let answered = 0;
      const calls = held.map((link) => access(link).finally(() => answered++));
      await until('they look at the held rows', async () => instance.leases.pool.totalCount > 0);
      expect((await access(free)).kind).toBe('access');
      // Renewed while the others wait, and not when they have given up.
      expect(answered).toBe(0);
      return calls;
    });
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(['access', 'access', 'access']);
  });
});

describe('what is not waited for', () => {
  test('idle links that another process has renewed already', async () => {
    const links = await newLinks(20);
    await sql(`UPDATE ledgerlink.platform_grant SET keep_alive_at = now() WHERE id = ANY($1)`, [idsOf(links)]);
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
      () => sql(`UPDATE ledgerlink.platform_grant SET access_sealed = left(access_sealed, -9) || 'AAAAAAAAA'`),
      'unavailable',
    ],
  ])('keys that are refused in the moment in which %s', async (_when, becomesDue, kind) => {
    const link = await world.newLink();
    await becomesDue();
    // Between the caller's look and the lease: the connections that leases need are taken for so long.
    const { answer } = await whileLeasesAreTaken(instance, world.app.database, async () => {
      const asked = access(link);
      await until('it waits for its lease', async () => instance.leases.pool.waitingCount > 0);
      await setIs(REFUSED);
      return { answer: asked };
    });
    const statements = await statementsOf(async () => {
      expect((await answer).kind).toBe(kind);
      await instance.renewal.drain();
    });
    await setIs('faulty_since = NULL, probe_at = NULL');
    expect(leasesOf(statements)).toBeLessThanOrEqual(4);
    expect(await world.row(link)).toMatchObject({ rotation: 1, unanswered: 0 });
  });
});
