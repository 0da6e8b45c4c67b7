import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import { type Json, startTestApp, type TestApp } from '../support/app.js';
import { type KeptLink, type KeptWorld, startKeptWorld, TIMING } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { passTime } from '../support/time-travel.js';
import { accessOf, type Instance } from '../support/token-instance.js';

const ISSUE = `mutation($linkId: ID!) { issueAccessToken(input: { linkId: $linkId }) {
  __typename ... on RelinkRequired { link { status statusReason } } } }`;
const HOUR = 3_600;

let world: KeptWorld;
/** The process before the restore: its spool is not at hand afterwards, or older than the hour that it keeps. */
let before: Instance;
const elsewhere = mkdtempSync(join(tmpdir(), 'spool-'));
beforeEach(async () => {
  world = await startKeptWorld();
  before = await world.instance({ SPOOL_DIR: elsewhere });
});
afterEach(() => world.close());
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Both clocks, of the database and of the platform. */
const pass = async (seconds: number) => {
  await passTime(world.app.database.admin, seconds);
  await world.sandbox.control.post('/clock', { advanceSeconds: seconds });
};
const TABLES = ['platform_grant', 'company_link', 'credential_set'];
const backUp = async () => {
  for (const table of TABLES)
    await world.app.database.admin.query(`CREATE TABLE public.${table} AS TABLE ledgerlink.${table}`);
};
/** Every column of every row as it was then, two hours ago. */
async function restore(): Promise<void> {
  for (const table of TABLES) {
    const { rows } = await world.app.database.admin.query<{ columns: string }>(
      `SELECT string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = $1`,
      [table],
    );
    const columns = rows[0]?.columns;
    await world.app.database.admin.query(
      `UPDATE ledgerlink.${table} t SET (${columns}) = (SELECT ${columns} FROM public.${table} b WHERE b.id = t.id)`,
    );
  }
  await pass(2 * HOUR);
}
const issue = async ({ linkId }: KeptLink, by = world.app): Promise<Json> => {
  const variables = { linkId: toGlobalId('CompanyLink', linkId) };
  return (await by.ok(ISSUE, variables, world.app.workspace.key)).issueAccessToken;
};
/** Another process of the same installation. */
const startSecond = (): Promise<TestApp> =>
  startTestApp({
    DATABASE_URL: world.app.database.urls.app,
    SANDBOX_URL: world.sandbox.url,
    SPOOL_DIR: world.spoolDir,
    REFRESH_TIMING: TIMING,
  });
const givenUp = async (): Promise<string[]> =>
  (
    await world.app.database.admin.query(
      "SELECT target_id FROM ledgerlink.audit_event WHERE action = 'link.deauthorized'",
    )
  ).rows.map(({ target_id }) => target_id);
/** Moves on twice: the backup's refresh token is spent, and so is the one after it. */
async function moveOn(link: KeptLink): Promise<void> {
  for (let rotation = Number((await world.row(link)).rotation); rotation < 3; rotation++) {
    await pass(290);
    expect((await accessOf(before, link)).kind).toBe('access');
  }
}

const DURING = { endpoint: 'refresh', kind: 'hang', when: 'after', ms: 600_000 };
test.each<[string, boolean, string]>([
  ['while nothing was under way', false, 'REVOKED_OR_EXPIRED'],
  ['in the middle of a turn', true, 'ROTATION_ANSWER_LOST'],
])(
  'a backup that was taken %s and is restored in place costs the links that moved on since, once',
  async (_when, inTurn, reason) => {
    const [moved, still] = [await world.newLink('one'), await world.newLink('canadian')];
    if (inTurn) {
      await pass(290);
      await world.sandbox.control.post('/faults', DURING);
      const attempt = accessOf(before, moved);
      await until('the token is presented', async () => (await world.row(moved)).unanswered === 1);
      await backUp();
      await world.sandbox.control.delete('/faults');
      await attempt;
    } else await backUp();
    await moveOn(moved);
    await before.background.drain();
    const [calls, others] = [(await world.refreshesOf(moved)).length, (await world.refreshesOf(still)).length];
    await restore();
    expect(await world.row(moved)).toMatchObject({ rotation: 1, unanswered: inTurn ? 1 : 0 });
    const untouched = [await world.row(still), await world.link(still)];

    const second = await startSecond();
    const keeping = await world.instance();
    expect(await keeping.replay.replay()).toBe(0);
    const relink = { __typename: 'RelinkRequired', link: { status: 'DEAUTHORIZED', statusReason: reason } };
    const asking = Array.from({ length: 20 }, (_, index) => issue(moved, index % 2 ? second : world.app));
    for (const answer of await Promise.all(asking)) expect(answer).toEqual(relink);
    await second.close();
    expect([await world.row(still), await world.link(still)]).toEqual(untouched);

    await pass(20 * 24 * HOUR);
    await keeping.keepAlive.renewDueLinks();
    expect(await issue(moved)).toEqual(relink);
    const since = (await world.refreshesOf(moved)).slice(calls);
    expect(since).toMatchObject([{ outcome: 'refused', presentedRotation: 1, error: 'invalid_grant' }]);
    expect(await givenUp()).toEqual([moved.linkId]);

    expect((await issue(still)).__typename).toBe('AccessTokenIssued');
    expect(await world.link(still)).toEqual({ status: 'LINKED', reason: 'LINKED' });
    expect((await world.refreshesOf(still)).slice(others)).toMatchObject([
      { outcome: 'rotated', presentedRotation: 1 },
    ]);
  },
);

test('more links than customers leave in a minute are given up in two goes, with an alert, and none is left behind', async () => {
  const links = await Promise.all(Array.from({ length: 30 }, () => world.newLink()));
  await backUp();
  await pass(290);
  for (const link of links) expect((await accessOf(before, link)).kind).toBe('access');
  await before.background.drain();
  await restore();
  // One after the other: the refusal that begins the pause would overtake the verdicts of those before it.
  for (const link of links) await issue(link);
  expect(await givenUp()).toHaveLength(20);
  expect(world.app.logs().match(/no link is given up for 15 minutes/g)).toHaveLength(1);
  await pass(16 * 60);
  // Its minute of answers has gone by in each process; no clock of a test moves that on, so another one is asked.
  const second = await startSecond();
  for (const link of links) expect((await issue(link, second)).__typename).toBe('RelinkRequired');
  await second.close();
  expect((await givenUp()).sort()).toEqual(links.map(({ linkId }) => linkId).sort());
  for (const link of links) {
    const refused = (await world.refreshesOf(link)).filter(({ outcome }) => outcome === 'refused');
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(await world.link(link)).toEqual({ status: 'DEAUTHORIZED', reason: 'REVOKED_OR_EXPIRED' });
  }
});
