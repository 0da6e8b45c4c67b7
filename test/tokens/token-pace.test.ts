import { afterEach, expect, test } from '@jest/globals';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { useStarted } from '../support/use-started.js';

const PER_SECOND = 10;

const world = useStarted(() => startKeptWorld({ KEEP_ALIVE_PER_SECOND: String(PER_SECOND) }));
const instance = useStarted(() => world.instance());
afterEach(() => world.sandbox.control.delete('/faults'));

interface Arrival {
  readonly kind: string;
  readonly grantId: string;
  readonly arrivedAt: number;
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
const byNumber = (a = Number.NaN, b = Number.NaN) => a - b;
const reversed = (text: string) => [...text].reverse().join('');
async function arrivalsOf(links: readonly KeptLink[]): Promise<Arrival[]> {
  const { events } = (await world.sandbox.control.get('/events?after=0&limit=10000')) as {
    events: Arrival[];
  };
  const mine = events.filter(({ kind, grantId }) => kind === 'refresh' && places(links).has(grantId));
  return mine.sort((a, b) => a.arrivedAt - b.arrivedAt);
}
const places = (links: readonly KeptLink[]) => new Map(links.map(({ atSandbox }, place) => [atSandbox, place]));

test('links that are all due at once are renewed at the pace that was set, the earliest to end first', async () => {
  const links = await afterAnOutage();
  const slow = await world.instance({ KEEP_ALIVE_PER_SECOND: '8' });
  // The first to be renewed would wait for its connection, and those behind it for the other one.
  await Promise.all([1, 2].map(() => slow.leases.reader().query('SELECT pg_sleep(0.1)')));
  const began = now();
  expect(await slow.keepAlive.renewDueLinks()).toBe(20);
  const arrivals = await arrivalsOf(links);
  expect(arrivals.map(({ grantId }) => places(links).get(grantId)).sort(byNumber)).toEqual(
    links.map((_, place) => place),
  );
  // By the database's clock at their leases. On its way to the lease one may overtake its neighbour.
  const { rows } = await world.app.database.admin.query<{ id: string }>(
    'SELECT id FROM ledgerlink.platform_grant WHERE id = ANY($1) ORDER BY access_obtained_at',
    [links.map(({ grantId }) => grantId)],
  );
  const order = rows.map(({ id }) => links.findIndex(({ grantId }) => grantId === id));
  for (const [leased, place] of order.entries()) expect(Math.abs(leased - place)).toBeLessThanOrEqual(1);
  // Nineteen pauses of an eighth of a second on average: 2.4 s, and by chance hardly ever less than 1.6.
  expect((arrivals.at(-1)?.arrivedAt ?? 0) - began).toBeGreaterThan(1_600);
  for (const link of links) expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0 });
});

test('one that hangs holds up none of the others', async () => {
  const links = await afterAnOutage();
  const hang = { endpoint: 'refresh', kind: 'hang', when: 'before', ms: 600_000, count: 1 };
  await world.sandbox.control.post('/faults', hang);
  const renewing = instance.keepAlive.renewDueLinks();
  await until('the others are renewed', async () => (await arrivalsOf(links)).length === 19);
  expect((await world.sandbox.control.get('/events')) as object).toMatchObject({ open: 1 });
  await world.sandbox.control.delete('/faults');
  await renewing;
  expect(await arrivalsOf(links)).toHaveLength(20);
});
