import { describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { SAGE, saveV31 } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';
import { accessOf } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const instance = useStarted(() => world.instance({ KEEP_ALIVE_PER_SECOND: '1000' }));

const access = (link: KeptLink, by = instance) => accessOf(by, link);
const age = (seconds: number) => passTime(world.app.database.admin, seconds);
const faulty = async () =>
  (await world.app.database.admin.query('SELECT faulty_since FROM ledgerlink.credential_set')).rows[0].faulty_since !==
  null;
const fallback = async () =>
  (await world.app.database.admin.query('SELECT fallback_since FROM ledgerlink.credential_set')).rows[0]
    .fallback_since !== null;
const atPlatform = (clientSecret: string) =>
  world.sandbox.control.post('/clients/secret', { clientId: world.sandbox.demo.v31.clientId, clientSecret });
const save = (clientSecret: string) => saveV31(world.app, { clientId: world.sandbox.demo.v31.clientId, clientSecret });

/** The types of the events about the keys since the last look. */
const toldOfKeys = async () => {
  const { rows } = await world.app.database.admin.query(
    `WITH gone AS (DELETE FROM ledgerlink.event WHERE type IN ('CREDENTIALS_FAULTY', 'CREDENTIALS_RECOVERED') RETURNING *)
     SELECT type, payload FROM gone ORDER BY no`,
  );
  const credentialSetId = toGlobalId('CredentialSet', world.setId);
  for (const { payload } of rows) expect(payload).toEqual({ credentialSetId, integrationKey: SAGE });
  return rows.map(({ type }) => type);
};

describe('keys that the platform refuses', () => {
  test('a new secret that the platform does not accept yet falls back on the one before, for a day', async () => {
    const link = await world.newLink();
    await save('not-yet-accepted');
    await age(290);
    expect((await access(link)).kind).toBe('access');
    expect(await faulty()).toBe(false);
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0 });
  });

  test('the use of the secret before is a warning and an event, once, until the new one is accepted', async () => {
    const [link, told] = [await world.newLink(), await world.instance()];
    await age(290);
    expect((await access(link, told)).kind).toBe('access');
    // The first use was in the test before, by another process.
    expect(told.logs()).not.toContain('refuses the saved secret');
    expect(instance.logs().match(/"level":"warn".*refuses the saved secret/g)).toHaveLength(1);
    const { rows } = await world.app.database.admin.query(
      "SELECT actor, target_label FROM ledgerlink.audit_event WHERE action = 'credentials.fell_back'",
    );
    expect(rows).toEqual([{ actor: 'ledgerlink', target_label: 'API 3.1, client ID sandbox/demo-v31' }]);
    expect(await fallback()).toBe(true);
    await atPlatform('not-yet-accepted');
    await age(290);
    expect((await access(link)).kind).toBe('access');
    expect([await fallback(), await toldOfKeys()]).toEqual([false, []]);
  });

  test('when both are refused the set is faulty, its links wait, and saved keys clear it', async () => {
    const [link, other] = [await world.newLink(), await world.newLink()];
    await atPlatform('third-secret');
    await age(290);
    expect((await access(link)).kind).toBe('credentials-faulty');
    expect(await faulty()).toBe(true);
    expect(await world.row(link)).toMatchObject({ state: 'ACTIVE', rotation: 1, unanswered: 0, failures: 0 });
    const before = (await world.refreshes()).length;
    expect((await access(other)).kind).toBe('credentials-faulty');
    expect(await world.refreshes()).toHaveLength(before);
    expect(await toldOfKeys()).toEqual(['CREDENTIALS_FAULTY']);
    // The very same keys again: they are tried at once, and refused once more.
    await save('not-yet-accepted');
    expect([await faulty(), await toldOfKeys()]).toEqual([false, []]);
    expect((await access(other)).kind).toBe('credentials-faulty');
    expect([await faulty(), await toldOfKeys()]).toEqual([true, ['CREDENTIALS_FAULTY']]);
    await save('third-secret');
    // Whether the platform accepts them is known with its next answer.
    expect([await faulty(), await toldOfKeys()]).toEqual([false, []]);
    for (const one of [link, other]) expect((await access(one)).kind).toBe('access');
    expect(await toldOfKeys()).toEqual(['CREDENTIALS_RECOVERED']);
  });

  test('one link tries refused keys again after fifteen minutes; a success clears the set', async () => {
    const links = [await world.newLink(), await world.newLink()];
    await atPlatform('fourth-secret');
    await age(86_400 + 290);
    for (const link of links) expect((await access(link)).kind).toBe('credentials-faulty');
    const before = (await world.refreshes()).length;
    await instance.keepAlive.renewDueLinks();
    expect(await world.refreshes()).toHaveLength(before);
    await age(16 * 60);
    await atPlatform('third-secret');
    await instance.keepAlive.renewDueLinks();
    expect((await world.refreshes()).length - before).toBe(1);
    expect([await faulty(), await toldOfKeys()]).toEqual([false, ['CREDENTIALS_FAULTY', 'CREDENTIALS_RECOVERED']]);
    for (const link of links) expect((await access(link)).kind).toBe('access');
  });

  test('keys that are saved while a turn settles are the ones that it calls with', async () => {
    const link = await world.newLink();
    await world.app.database.admin.query('UPDATE ledgerlink.platform_grant SET unanswered = 1 WHERE id = $1', [
      link.grantId,
    ]);
    await age(290);
    const settling = access(link, await world.instance({ REFRESH_TIMING: '20000/8000/30000/3000' }));
    await until('the turn has begun', async () => (await world.row(link)).unanswered === 2);
    await atPlatform('fifth-secret');
    await save('fifth-secret');
    expect((await settling).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0 });
  });
});

test('an application that must not be called from here makes its links wait, and says why without a fault', async () => {
  const [link, without] = [await world.newLink(), await world.instance({ SANDBOX_URL: '' })];
  await age(290);
  expect((await access(link, without)).kind).toBe('unavailable');
  expect(await world.row(link)).toMatchObject({ state: 'ACTIVE', rotation: 1, unanswered: 0 });
  expect(without.logs()).toMatch(/SANDBOX=on.*a link waits: its application cannot be used here/);
  expect(without.logs()).not.toMatch(/"level":"error"|"stack"/);
  expect(await world.link(link)).toMatchObject({ status: 'LINKED' });
});

test('a call that cannot be sent is a warning, and a forced caller is not answered the old token', async () => {
  const [link, cut] = [await world.newLink(), await world.instance({ SANDBOX_URL: 'http://127.0.0.1:9' })];
  await age(15);
  expect((await accessOf(cut, link, true)).kind).toBe('unavailable');
  expect((await access(link, cut)).kind).toBe('access');
  expect(cut.logs()).toMatch(/"level":"warn".*"outcome":"not-sent"/);
});

test('a refusal in a form that is not known is told from the third in a row on, and gives no link up', async () => {
  const [link, fresh] = [await world.newLink(), await world.instance()];
  const refused = async () =>
    (await world.app.database.admin.query('SELECT tokens_refused_since FROM ledgerlink.credential_set')).rows[0]
      .tokens_refused_since !== null;
  await age(290);
  for (const [fault, expected] of [
    [{ kind: 'body', status: 400, body: '[{"$severity":"error"}]' }, false],
    [{ kind: 'empty', status: 302 }, false],
    [{ kind: 'html', status: 200 }, true],
  ] as const) {
    await world.sandbox.control.post('/faults', { endpoint: 'refresh', count: 1, ...fault });
    await age(3600);
    expect((await access(link, fresh)).kind).toBe('unavailable');
    expect(await refused()).toBe(expected);
  }
  expect(fresh.logs().match(/"level":"warn".*goes on refusing a token/g)).toHaveLength(1);
  expect(await world.link(link)).toMatchObject({ status: 'LINKED' });
  await age(3600);
  expect((await access(link, fresh)).kind).toBe('access');
  expect(await refused()).toBe(false);
});

describe('a pair that does not open', () => {
  const spoil = (link: KeptLink, column: string) =>
    world.app.database.admin.query(
      `UPDATE ledgerlink.platform_grant SET ${column} = left(${column}, -9) || 'AAAAAAAAA' WHERE id = $1`,
      [link.grantId],
    );

  test('an access token is renewed; only a refresh token takes its own link away', async () => {
    const [access1, refresh1, bystander] = [await world.newLink(), await world.newLink(), await world.newLink()];
    await spoil(access1, 'access_sealed');
    expect((await access(access1)).kind).toBe('access');
    expect(await world.row(access1)).toMatchObject({ rotation: 2 });
    await spoil(refresh1, 'refresh_sealed');
    await age(290);
    expect((await access(refresh1)).kind).toBe('deauthorized');
    expect(await world.link(refresh1)).toEqual({ status: 'DEAUTHORIZED', reason: 'TOKENS_UNREADABLE' });
    expect((await access(bystander)).kind).toBe('access');
  });

  test('while the circuit is open its link waits, and its attempt ends all the same', async () => {
    const link = await world.newLink();
    await spoil(link, 'refresh_sealed');
    await age(290);
    await world.app.database.admin.query(
      "UPDATE ledgerlink.credential_set SET judging_paused_until = now() + interval '1 minute'",
    );
    expect((await access(link)).kind).toBe('unavailable');
    expect(await world.row(link)).toMatchObject({ state: 'ACTIVE', unanswered: 0, lease_owner: null });
    await age(120);
    expect((await access(link)).kind).toBe('deauthorized');
    expect(await world.link(link)).toMatchObject({ reason: 'TOKENS_UNREADABLE' });
  });

  test('a pair copied from another grant does not open, not even right after that one did, and nothing of it is sent', async () => {
    const [mine, theirs] = [await world.newLink(), await world.newLink()];
    expect((await access(theirs)).kind).toBe('access');
    await world.app.database.admin.query(
      `UPDATE ledgerlink.platform_grant SET (access_sealed, refresh_sealed) =
              (SELECT access_sealed, refresh_sealed FROM ledgerlink.platform_grant WHERE id = $2) WHERE id = $1`,
      [mine.grantId, theirs.grantId],
    );
    const before = (await world.refreshes()).length;
    expect((await access(mine)).kind).toBe('deauthorized');
    expect(await world.refreshes()).toHaveLength(before);
  });
});
