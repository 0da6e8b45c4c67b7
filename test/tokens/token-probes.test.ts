import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { passTime } from '../support/time-travel.js';
import { accessOf, type Instance } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const world = useStarted(() => startKeptWorld({ KEEP_ALIVE_PER_SECOND: '1000' }));
let instance: Instance;
let other: Instance;
beforeEach(async () => {
  instance = await world.instance();
  other = await world.instance();
});
/** The next test has links, keys and processes of its own. */
afterEach(async () => {
  await Promise.all([instance.close(), other.close(), world.sandbox.control.delete('/faults')]);
  await query('DELETE FROM ledgerlink.company_link');
  await query('DELETE FROM ledgerlink.platform_grant');
  await query('UPDATE ledgerlink.credential_set SET faulty_since = NULL, probe_at = NULL');
});

const query = (text: string, values: unknown[] = []) => world.app.database.admin.query(text, values);
const access = async (link: KeptLink) => (await accessOf(instance, link)).kind;
const faulty = async () =>
  (await query('SELECT faulty_since FROM ledgerlink.credential_set')).rows[0].faulty_since !== null;
const atPlatform = (clientSecret: string) =>
  world.sandbox.control.post('/clients/secret', { clientId: world.sandbox.demo.v31.clientId, clientSecret });
const fault = (what: object) => world.sandbox.control.post('/faults', { endpoint: 'refresh', count: 1, ...what });
const pass = async (minutes: number) => {
  await passTime(world.app.database.admin, minutes * 60);
  await Promise.all([instance, other].map(({ keepAlive }) => keepAlive.renewDueLinks()));
};
const rotations = async (links: readonly KeptLink[]) =>
  Promise.all(links.map(async (link) => (await world.row(link)).rotation));

/** Links whose refresh tokens end one after the other; the platform has refused their keys, and takes them again. */
async function refused(...users: string[]): Promise<[KeptLink, KeptLink]> {
  const links = [await world.newLink(users[0]), await world.newLink(users[1])] as const;
  const [first, last] = links;
  await query(
    "UPDATE ledgerlink.platform_grant SET refresh_expires_at = refresh_expires_at - interval '1 day' WHERE id = $1",
    [first.grantId],
  );
  await atPlatform('another');
  await passTime(world.app.database.admin, 290);
  expect(await access(last)).toBe('credentials-faulty');
  await atPlatform(world.sandbox.demo.v31.clientSecret);
  expect(await faulty()).toBe(true);
  return [first, last];
}

/** As a backup that is older than a change of the encryption keys leaves it. */
async function sealWithLostKey({ grantId }: KeptLink): Promise<void> {
  const sealed = (await query('SELECT refresh_sealed FROM ledgerlink.platform_grant WHERE id = $1', [grantId])).rows[0]
    .refresh_sealed as string;
  const [head = '', ...rest] = sealed.split('.');
  const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), kid: 'lost' };
  const lost = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
  await query('UPDATE ledgerlink.platform_grant SET refresh_sealed = $2 WHERE id = $1', [grantId, lost]);
}

test('a link that cannot be presented does not keep its application from being tried with another', async () => {
  const [first, last] = await refused();
  await sealWithLostKey(first);
  await pass(16);
  if (await faulty()) await pass(16);
  expect(await faulty()).toBe(false);
  expect(await rotations([first, last])).toEqual([1, 2]);
  expect(await world.link(first)).toMatchObject({ status: 'LINKED' });
});

test('a link that rests is not tried before its time; another is', async () => {
  const links = await refused();
  await fault({ kind: 'status', status: 429, retryAfter: 3600 });
  await pass(16);
  expect([await faulty(), await rotations(links)]).toEqual([true, [1, 1]]);
  const resting = (await Promise.all(links.map(world.row))).filter(
    ({ next_try_at }) => Number(next_try_at) > Date.now() + 60_000,
  );
  expect(resting).toHaveLength(1);
  await pass(16);
  expect(await faulty()).toBe(false);
  expect((await rotations(links)).sort()).toEqual([1, 2]);
  expect((await world.row({ ...links[0], grantId: String(resting[0]?.id) })).rotation).toBe(1);
});

test('where all rest nothing is sent, and the first one whose time comes is tried at once', async () => {
  await refused();
  await query("UPDATE ledgerlink.platform_grant SET next_try_at = now() + interval '20 minutes'");
  const before = (await world.refreshes()).length;
  await pass(16);
  expect([await faulty(), (await world.refreshes()).length]).toEqual([true, before]);
  await pass(5);
  expect([await faulty(), (await world.refreshes()).length]).toEqual([false, before + 1]);
});

test('a lease from a clock that has jumped keeps nobody from trying', async () => {
  await refused();
  await query("UPDATE ledgerlink.platform_grant SET lease_owner = id, lease_until = now() + interval '1 day'");
  await pass(16);
  expect(await faulty()).toBe(false);
});

test('a grant that the platform refuses proves the keys: its link is given up, and the others are served', async () => {
  const [first, last] = await refused('one', 'three');
  await world.sandbox.control.post('/consents/revoke', {
    clientId: world.sandbox.demo.v31.clientId,
    user: 'one',
  });
  await query("UPDATE ledgerlink.platform_grant SET next_try_at = now() - interval '1 hour' WHERE id = $1", [
    first.grantId,
  ]);
  await pass(16);
  expect(await world.link(first)).toEqual({ status: 'DEAUTHORIZED', reason: 'REVOKED_OR_EXPIRED' });
  expect(await faulty()).toBe(false);
  expect(await access(last)).toBe('access');
});

test('an answer to keys that were replaced meanwhile says nothing about the new ones', async () => {
  await refused('one', 'one');
  await world.sandbox.control.post('/consents/revoke', {
    clientId: world.sandbox.demo.v31.clientId,
    user: 'one',
  });
  await fault({ kind: 'hang', ms: 3_000 });
  const passing = pass(16);
  await until(
    'a token is presented',
    async () => (await query('SELECT FROM ledgerlink.platform_grant WHERE unanswered > 0')).rows.length > 0,
  );
  await query('UPDATE ledgerlink.credential_set SET saved_at = now(), faulty_since = now()');
  await passing;
  expect(await faulty()).toBe(true);
  expect((await query("SELECT FROM ledgerlink.platform_grant WHERE state = 'DEAUTHORIZED'")).rowCount).toBe(1);
});
