import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Instance, type KeptLink, type KeptWorld, startKeptWorld } from '../support/kept-links.js';

const PER_SECOND = 10;

let world: KeptWorld;
let instance: Instance;
beforeAll(async () => {
  world = await startKeptWorld({ KEEP_ALIVE_PER_SECOND: String(PER_SECOND) });
  instance = await world.instance();
});
afterEach(() => world.sandbox.control.delete('/faults'));
afterAll(() => world.close());

interface Arrival {
  readonly kind: string;
  readonly grantId: string;
  readonly arrivedAt: number;
  readonly answeredAt: number;
}
const now = () => performance.timeOrigin + performance.now();
/** Twenty links that are due; in `links`, the one whose refresh token ends first is first. */
async function afterAnOutage(): Promise<KeptLink[]> {
  const links: KeptLink[] = [];
  for (let made = 0; made < 20; made++) links.push(await world.newLink());
  // Neither in the order in which they were made, nor in that in which they fell due.
  links.sort((a, b) => reversed(a.grantId).localeCompare(reversed(b.grantId)));
  for (const [place, { grantId }] of links.entries())
    await world.app.database.admin.query(
      `UPDATE ledgerlink.platform_grant SET refresh_expires_at = now() + (1 + $2::int) * interval '1 hour',
              keep_alive_at = now() - (1 + $2::int) * interval '1 minute' WHERE id = $1`,
      [grantId, place],
    );
  return links;
}
const reversed = (text: string) => [...text].reverse().join('');
async function arrivalsOf(links: readonly KeptLink[]): Promise<Arrival[]> {
  const { events } = (await world.sandbox.control.get('/events?after=0&limit=10000')) as {
    events: Arrival[];
  };
  const mine = events.filter(({ kind, grantId }) => kind === 'refresh' && places(links).has(grantId));
  return mine.sort((a, b) => a.arrivedAt - b.arrivedAt);
}
const places = (links: readonly KeptLink[]) =>
  new Map(links.map(({ atSandbox }, place) => [atSandbox, place]));

test('links that are all due at once are renewed at the pace that was set, the earliest to end first', async () => {
  const links = await afterAnOutage();
  const slow = await world.instance({ KEEP_ALIVE_PER_SECOND: '4' });
  // The first to be renewed would wait for its connection, and those behind it for the other one.
  await Promise.all([1, 2].map(() => slow.leases.reader().query('SELECT pg_sleep(0.1)')));
  const began = now();
  expect(await slow.keepAlive.renewDueLinks()).toBe(20);
  const arrivals = await arrivalsOf(links);
  const order = arrivals.map(({ grantId }) => places(links).get(grantId) ?? Number.NaN);
  expect([...order].sort((a, b) => a - b)).toEqual(links.map((_, place) => place));
  // Each begins 125 to 375 ms after the one before; on its way one may overtake its neighbour.
  for (const [arrived, place] of order.entries()) expect(Math.abs(arrived - place)).toBeLessThanOrEqual(1);
  // Nineteen pauses of a quarter of a second on average: 4.75 s, and by chance hardly ever less than 3.25.
  expect((arrivals.at(-1)?.arrivedAt ?? 0) - began).toBeGreaterThan(3_250);
  for (const link of links) expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0 });
});

test('one that hangs holds up none of the others', async () => {
  const links = await afterAnOutage();
  const hang = { endpoint: 'refresh', kind: 'hang', when: 'before', ms: 5_000, count: 1 };
  await world.sandbox.control.post('/faults', hang);
  await instance.keepAlive.renewDueLinks();
  const arrivals = await arrivalsOf(links);
  expect(arrivals).toHaveLength(20);
  const hung = arrivals.filter(({ arrivedAt, answeredAt }) => answeredAt - arrivedAt >= 4_900);
  expect(hung).toHaveLength(1);
  expect(arrivals.at(-1)?.arrivedAt).toBeLessThan(hung[0]?.answeredAt ?? 0);
});
