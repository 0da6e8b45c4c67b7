import { expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import { DOCUMENTED_FIELDS } from '../support/documented-events.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { SAGE } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const DAY = 86_400;
const world = useStarted(() => startKeptWorld({ KEEP_ALIVE_PER_SECOND: '1000' }));
const admin = () => world.app.database.admin;
const pass = (days: number) => passTime(admin(), days * DAY);
/** The platform answers no refresh as it should from now on. */
const fail = () =>
  world.sandbox.control.post('/faults', { endpoint: 'refresh', kind: 'status', status: 500, count: 100 });

/** Tells, in two processes at once and once more, and answers what was told. */
async function told(link: KeptLink): Promise<object[]> {
  const { expiringLinks } = world.app.services;
  const ids = [world.app.workspace.id];
  await Promise.all([expiringLinks.tellOf(ids), expiringLinks.tellOf(ids)]);
  await expiringLinks.tellOf(ids);
  const { rows } = await admin().query(
    `WITH gone AS (DELETE FROM ledgerlink.event WHERE type = 'LINK_EXPIRING' RETURNING *)
     SELECT link_id, payload FROM gone ORDER BY no`,
  );
  for (const { link_id, payload } of rows) {
    expect(Object.keys(payload).sort()).toEqual(DOCUMENTED_FIELDS.get('LINK_EXPIRING'));
    expect([link_id, payload.linkId, payload.integrationKey]).toEqual([
      ...[link.linkId, toGlobalId('CompanyLink', link.linkId), SAGE],
    ]);
  }
  return rows.map(({ payload: { withinDays, reason } }) => ({ withinDays, reason }));
}
const keepAlive = () => world.app.services.keepAlive.renewDueLinks();

test('a link that the keep-alive cannot renew is told seven days and one day before its end, each once, and not after a renewal', async () => {
  const link = await world.newLink();
  const { rows } = await admin().query('SELECT refresh_expires_at - now() AS life FROM ledgerlink.platform_grant');
  expect(rows[0].life.days).toBe(30);
  await pass(20);
  await fail();
  await keepAlive();
  expect(await told(link)).toEqual([]);
  await pass(5);
  expect(await told(link)).toEqual([{ withinDays: 7, reason: 'PLATFORM_UNAVAILABLE' }]);
  await pass(3);
  await keepAlive();
  expect(await told(link)).toEqual([]);
  await pass(2.5);
  expect(await told(link)).toEqual([{ withinDays: 1, reason: 'PLATFORM_UNAVAILABLE' }]);
  expect((await world.row(link)).notice_at).toBeNull();
  await world.sandbox.control.delete('/faults');
  await pass(0.1);
  await keepAlive();
  expect([(await world.row(link)).rotation, await told(link)]).toEqual([2, []]);
  // The new tokens have a deadline of their own.
  await fail();
  await pass(30.5);
  await keepAlive();
  expect(await told(link)).toEqual([{ withinDays: 1, reason: 'PLATFORM_UNAVAILABLE' }]);
  await admin().query('DELETE FROM ledgerlink.company_link');
});

test('a link that waits for keys is told, and one that the keep-alive has not come to yet is not', async () => {
  const link = await world.newLink();
  await pass(25);
  expect(await told(link)).toEqual([]);
  await admin().query('UPDATE ledgerlink.credential_set SET faulty_since = now()');
  expect(await told(link)).toEqual([]);
  await pass(0.1);
  expect(await told(link)).toEqual([{ withinDays: 7, reason: 'CREDENTIALS_FAULTY' }]);
});
