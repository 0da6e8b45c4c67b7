import { afterEach, describe, expect, test } from '@jest/globals';
import { backgroundTransaction } from '../../src/infra/database/background-reader.js';
import { columns, defineFragment, defineStatement, executeStatement } from '../../src/infra/database/statement.js';
import type { GrantRef } from '../../src/tokens/grant/grant.outcomes.js';
import { endingGrants } from '../../src/tokens/grant/grant-end.repository.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { change, SAGE } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';
import { accessOf } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const DAY = 86_400;

const world = useStarted(() => startKeptWorld({ KEEP_ALIVE_PER_SECOND: '1000' }));
const instance = useStarted(() => world.instance());
afterEach(() => world.sandbox.control.delete('/faults'));

const access = (link: KeptLink, by = instance) => accessOf(by, link);
/** Both clocks, of the database and of the platform. */
const pass = async (seconds: number) => {
  await passTime(world.app.database.admin, seconds);
  await world.sandbox.control.post('/clock', { advanceSeconds: seconds });
};
const atSandbox = async ({ atSandbox: id }: KeptLink) =>
  (await world.sandbox.control.get(`/grants/${id}`)) as {
    rotation: number;
    revoked: { reason: string } | null;
  };

describe('idle links', () => {
  test('never die in ninety days that nobody asks for them, and are renewed no oftener than they must be', async () => {
    const links = [await world.newLink(), await world.newLink(), await world.newLink()];
    for (let day = 0; day < 90; day++) {
      await pass(DAY);
      await instance.keepAlive.renewDueLinks();
    }
    for (const link of links) {
      expect(await world.link(link)).toEqual({ status: 'LINKED', reason: 'LINKED' });
      const { rotation } = await atSandbox(link);
      expect(await world.row(link)).toMatchObject({ rotation, unanswered: 0 });
      // Every 12.4 to 18.6 days.
      expect(rotation - 1).toBeGreaterThanOrEqual(4);
      expect(rotation - 1).toBeLessThanOrEqual(8);
      expect((await access(link)).kind).toBe('access');
    }
  }, 120_000);

  test('survive five days of a platform that is down', async () => {
    const link = await world.newLink();
    await pass(15 * DAY);
    await world.sandbox.control.post('/faults', { endpoint: 'token', kind: 'status', status: 503 });
    for (let step = 0; step < 10; step++) {
      await pass(DAY / 2);
      await instance.keepAlive.renewDueLinks();
      expect(await world.link(link)).toEqual({ status: 'LINKED', reason: 'LINKED' });
    }
    await world.sandbox.control.delete('/faults');
    await pass(3600);
    await instance.keepAlive.renewDueLinks();
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0, failures: 0 });
  }, 120_000);

  test('are kept alive while their integration is disabled', async () => {
    const link = await world.newLink();
    await change(world.app, 'disableIntegration', { integrationKey: SAGE });
    await pass(15 * DAY);
    await instance.keepAlive.renewDueLinks();
    await change(world.app, 'enableIntegration', { integrationKey: SAGE });
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
  });

  test('whose refresh token has ended are given up for that reason', async () => {
    const link = await world.newLink();
    await pass(32 * DAY);
    await instance.keepAlive.renewDueLinks();
    expect(await world.link(link)).toEqual({ status: 'DEAUTHORIZED', reason: 'REFRESH_TOKEN_EXPIRED' });
    expect((await access(link)).kind).toBe('deauthorized');
  });
});

describe('a copy of a database', () => {
  test('with TOKEN_REFRESH=off sends nothing, serves what still serves, and judges nothing', async () => {
    const copy = await world.instance({ TOKEN_REFRESH: 'off' });
    const link = await world.newLink();
    const before = (await world.refreshes()).length;
    await pass(250);
    expect((await access(link, copy)).kind).toBe('access');
    await pass(50);
    expect((await access(link, copy)).kind).toBe('unavailable');
    await pass(15 * DAY);
    await copy.keepAlive.renewDueLinks();
    expect(await world.refreshes()).toHaveLength(before);
    expect(await world.row(link)).toMatchObject({ rotation: 1, generation: 0, unanswered: 0 });
  });
});

describe('ending grants', () => {
  const cut = defineFragment({
    name: 'link_cut',
    returns: columns<{ grant_id: string }>('grant_id'),
    sql: (addParameter, { workspaceId, grantId }: GrantRef) => {
      const id = addParameter(grantId);
      return `
      UPDATE ledgerlink.company_link SET status = 'UNLINKED', status_reason = 'UNLINKED_BY_WORKSPACE', grant_id = NULL
       WHERE workspace_id = ${addParameter(workspaceId)} AND grant_id = ${id} RETURNING ${id}::uuid AS grant_id`;
    },
  });
  const [ended, grantsEnded] = endingGrants(cut);
  const ending = defineStatement([cut, ended, grantsEnded], ended);
  const end = ({ workspaceId, grantId }: KeptLink) =>
    backgroundTransaction(instance.database, (tx) => executeStatement(tx, ending, { workspaceId, grantId }));

  test('takes the pair out and revokes it at the platform', async () => {
    const link = await world.newLink('canadian');
    const ended = await end(link);
    expect(await instance.revocation.revokeEnded(link, ended)).toBe(true);
    expect((await atSandbox(link)).revoked).toMatchObject({ reason: 'revoke-endpoint' });
    const row = await world.row(link);
    expect(row).toMatchObject({
      state: 'ENDED',
      access_sealed: null,
      refresh_sealed: null,
      held_set_id: null,
    });
    expect(row.revoked_at).not.toBeNull();
    expect((await access(link)).kind).toBe('ended');
  });

  test.each([
    ['before it asks the platform', 'credential_set', 'ACCESS EXCLUSIVE'],
    ['before it records what the platform said', 'platform_grant', 'SHARE'],
  ])('is done all the same where the database cuts it off %s', async (_when, table, mode) => {
    const link = await world.newLink('canadian');
    const ended = await end(link);
    const { admin } = world.app.database;
    const holder = await admin.connect();
    await holder.query(`BEGIN; LOCK TABLE ledgerlink.${table} IN ${mode} MODE`);
    const revoking = instance.revocation.revokeEnded(link, ended);
    await until('its statement waits, and is cut off', async () => {
      const waiting =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      return (await admin.query(waiting)).rowCount === 1;
    });
    await holder.query('COMMIT');
    holder.release();
    expect(await revoking).toBe(true);
    expect((await atSandbox(link)).revoked).not.toBeNull();
    expect((await world.row(link)).revoked_at).not.toBeNull();
  });

  test('forgets only, while another link of the same application and user lives', async () => {
    const [link, sibling] = [await world.newLink('three'), await world.newLink('three')];
    expect(await instance.revocation.revokeEnded(link, await end(link))).toBe(false);
    expect((await atSandbox(link)).revoked).toBeNull();
    await pass(290);
    expect((await access(sibling)).kind).toBe('access');
  });

  test('a pair that was on its way when its grant ended is revoked by whoever holds it', async () => {
    const link = await world.newLink('american');
    await pass(290);
    await world.sandbox.control.post('/faults', {
      endpoint: 'refresh',
      kind: 'hang',
      when: 'after',
      ms: 2_500,
      count: 1,
    });
    const asking = access(link);
    await until('the token is presented', async () => (await atSandbox(link)).rotation === 2);
    await end(link);
    expect((await asking).kind).toBe('ended');
    await until('the new pair is revoked', async () => (await atSandbox(link)).revoked !== null);
  });
});

describe('shutting down', () => {
  test('waits for a refresh under way, and its answer is stored', async () => {
    const leaving = await world.instance();
    const link = await world.newLink();
    await pass(290);
    await world.sandbox.control.post('/faults', {
      endpoint: 'refresh',
      kind: 'hang',
      when: 'after',
      ms: 1_500,
      count: 1,
    });
    const asking = access(link, leaving);
    await until('the token is presented', async () => (await world.row(link)).unanswered === 1);
    await leaving.background.drain();
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0, lease_owner: null });
    await asking;
  });
});
