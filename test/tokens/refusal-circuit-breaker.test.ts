import { expect, test } from '@jest/globals';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { passTime } from '../support/time-travel.js';
import { accessOf } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const KEEP_ALIVE = { KEEP_ALIVE_PER_SECOND: '1000' };
const world = useStarted(() => startKeptWorld());
const instance = useStarted(() => world.instance(KEEP_ALIVE));

const access = (link: KeptLink, by = instance) => accessOf(by, link);
const age = (seconds: number) => passTime(world.app.database.admin, seconds);
const FALSE_REFUSAL = {
  endpoint: 'refresh',
  kind: 'body',
  status: 400,
  body: '{"error":"invalid_grant"}',
};
const newLinks = async (count: number, user?: string) => {
  const made: KeptLink[] = [];
  while (made.length < count) made.push(await world.newLink(user));
  return made;
};
const statuses = (links: readonly KeptLink[]) =>
  Promise.all(links.map(async (link) => Object.values(await world.link(link)).join(' ')));
const repeat = (count: number, word: string) => Array.from({ length: count }, () => word);
let early: KeptLink;
let slow: KeptLink;
let links: KeptLink[];
let revoked: KeptLink[];

test('deauthorizes no more links for 15 minutes, with one alert, however many processes count', async () => {
  [early, slow, ...links] = (await newLinks(30)) as [KeptLink, KeptLink, ...KeptLink[]];
  revoked = await newLinks(2, 'three');
  links.unshift(...revoked);
  await age(290);
  const both = [await world.instance(), await world.instance()];
  await world.sandbox.control.post('/faults', FALSE_REFUSAL);
  for (const link of [early, slow]) {
    expect((await access(link)).kind).toBe('deauthorized');
    await age(1900);
  }
  const outcomes: string[] = [];
  for (const [count, link] of links.entries()) outcomes.push((await access(link, both[count % 2])).kind);
  await world.sandbox.control.delete('/faults');
  expect(outcomes).toEqual([...repeat(20, 'deauthorized'), ...repeat(10, 'unavailable')]);
  const logs = both.map((one) => one.logs()).join('');
  expect(logs.match(/no link is given up for 15 minutes/g)).toHaveLength(1);
  await age(300);
  await instance.keepAlive.renewDueLinks();
  expect(await statuses(links)).toEqual([
    ...repeat(20, 'DEAUTHORIZED REVOKED_OR_EXPIRED'),
    ...repeat(10, 'LINKED LINKED'),
  ]);
});

test('then presents each token once more afterwards: what succeeds is recovered, by any process, in one event', async () => {
  const clientId = world.sandbox.demo.v31.clientId;
  await world.sandbox.control.post('/consents/revoke', { clientId, user: 'three' });
  await age(700);
  const restarted = [await world.instance(KEEP_ALIVE), await world.instance(KEEP_ALIVE)];
  const before = (await world.refreshes()).length;
  await Promise.all(restarted.map(({ keepAlive }) => keepAlive.renewDueLinks()));
  expect((await world.refreshes()).length - before).toBe(21);
  expect(await statuses([slow])).toEqual(['LINKED RECOVERED']);
  expect(await statuses(links)).toEqual([
    ...repeat(2, 'DEAUTHORIZED REVOKED_OR_EXPIRED'),
    ...repeat(18, 'LINKED RECOVERED'),
    ...repeat(10, 'LINKED LINKED'),
  ]);
  const { rows } = await world.app.database.admin.query(
    `SELECT action, target_label AS label, count(*)::int FROM ledgerlink.audit_event
      WHERE target_id = ANY($1) GROUP BY 1, 2 ORDER BY 1`,
    [links.map(({ linkId }) => linkId)],
  );
  expect(rows).toEqual([
    { action: 'link.deauthorized', label: 'Kept', count: 20 },
    { action: 'link.recovered', label: 'Kept', count: 18 },
  ]);
  for (const link of links.slice(2)) expect((await access(link)).kind).toBe('access');
});

test('presents none a third time, and none that was refused long before', async () => {
  const before = (await world.refreshes()).length;
  await age(120);
  await instance.keepAlive.renewDueLinks();
  expect((await world.refreshes()).length).toBe(before);
  expect(await statuses([early, ...revoked])).toEqual(repeat(3, 'DEAUTHORIZED REVOKED_OR_EXPIRED'));
  expect(await world.row(early)).toMatchObject({ rotation: 1, lease_owner: null });
});

test('gives a recheck that got no answer another try, after its pause', async () => {
  const [link] = (await newLinks(1)) as [KeptLink];
  await world.app.database.admin.query(
    `UPDATE ledgerlink.platform_grant SET state = 'DEAUTHORIZED', refused_at = now() - interval '16 minutes' WHERE id = $1`,
    [link.grantId],
  );
  await world.app.database.admin.query(
    `UPDATE ledgerlink.company_link SET status = 'DEAUTHORIZED', status_reason = 'REVOKED_OR_EXPIRED' WHERE id = $1`,
    [link.linkId],
  );
  await world.app.database.admin.query(
    "UPDATE ledgerlink.credential_set SET judging_paused_until = now() - interval '1 minute'",
  );
  await world.sandbox.control.post('/faults', {
    endpoint: 'refresh',
    kind: 'status',
    status: 503,
    count: 1,
  });
  await instance.keepAlive.renewDueLinks();
  expect(await world.row(link)).toMatchObject({ state: 'DEAUTHORIZED', unanswered: 1, lease_owner: null });
  await instance.keepAlive.renewDueLinks();
  expect(await world.refreshesOf(link)).toHaveLength(1);
  await age(30);
  await instance.keepAlive.renewDueLinks();
  expect(await statuses([link])).toEqual(['LINKED RECOVERED']);
});
