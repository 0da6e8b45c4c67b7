import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { RefreshTiming } from '../../../src/infra/config/config-values.js';
import { backgroundTransaction } from '../../../src/infra/database/background-reader.js';
import type { Transaction } from '../../../src/infra/database/database.js';
import { executeStatement } from '../../../src/infra/database/statement.js';
import { WHOLE } from '../../../src/infra/database/work-share.js';
import { newId } from '../../../src/infra/ids/ids.js';
import { grantStatements } from '../../../src/linking/grant-holders.repository.js';
import type { GrantRef } from '../../../src/tokens/grant/grant.outcomes.js';
import { readRefreshAttempts, takeLease } from '../../../src/tokens/grant/grant-lease.repository.js';
import { findDueGrants } from '../../../src/tokens/grant/keep-alive.repository.js';
import { refreshRules } from '../../../src/tokens/grant/refresh.rules.js';
import { type KeptLink, PATIENT, startKeptWorld } from '../../support/kept-links.js';
import { until } from '../../support/processes.js';
import { useStarted } from '../../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const instance = useStarted(() => world.instance());
let link: KeptLink;
beforeAll(async () => {
  link = await world.newLink();
});
afterEach(() => world.sandbox.control.delete('/faults'));

const TIMINGS = [
  { leaseMs: 20_000, gateMs: 3_000, waitMs: 10_000, settleMs: 10_000 },
  { leaseMs: 700, gateMs: 100, waitMs: 300, settleMs: 100 },
];
/** A thousandth of a millisecond is the finest that PostgreSQL tells apart. */
const LEFT = [null, -600_000, -1, -0.001, 0, 0.001, 350, 699, 700, 1_049.999, 1_050, 1_050.001].concat([
  19_999, 20_000, 29_999.999, 30_000, 30_000.001, 600_000,
]);
const CASES = TIMINGS.flatMap((timing) => LEFT.map((left) => ({ timing, left })));

/** In a transaction that is undone, where `now()` stands still: a lease is then exactly as long as it says. */
async function asIf<T>(set: string, values: readonly unknown[], look: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await world.app.database.admin.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE ledgerlink.platform_grant SET ${set} WHERE id = $1`, [link.grantId, ...values]);
    const query = async (text: string, given: readonly unknown[] = []) => (await client.query(text, [...given])).rows;
    const [{ now }] = await query('SELECT now()::text AS now');
    return await look({ now, query, atCommit: () => undefined });
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
const LEASED = `lease_owner = CASE WHEN $2::float8 IS NOT NULL THEN id END,
  lease_until = now() + $2::float8 * interval '1 ms'`;
const STALE = 'access_expires_at = now()';
const ENDED = 'refresh_expires_at = now()';
const owner = newId();
const expire = async (tx: Transaction, { workspaceId, grantId }: GrantRef, timing: RefreshTiming) =>
  (await executeStatement(tx, grantStatements.expire, { workspaceId, grantId, timing })).length > 0;

describe.each(CASES)('a lease that says it lasts $left ms more, of $timing.leaseMs', ({ timing, left }) => {
  const free = left === null || refreshRules.leaseIsFree(left, timing);
  const due = { kind: 'stale' } as const;

  test(`${free ? 'is' : 'is not'} taken over`, async () => {
    const taken = await asIf(`${LEASED}, ${STALE}`, [left], (db) => takeLease(db, link, due, { owner, timing }));
    expect(taken !== undefined).toBe(free);
  });

  test(`${free ? 'is not' : 'is'} waited for`, async () => {
    const look = (db: Transaction) => readRefreshAttempts(db, [link], timing);
    const attempt = { id: link.grantId, rotation: 1, leased: !free, putOff: false };
    expect(await asIf(`${LEASED}, ${STALE}`, [left], look)).toEqual([{ ...attempt, expired: false }]);
    expect(await asIf(`${LEASED}, ${STALE}, ${ENDED}`, [left], look)).toEqual([{ ...attempt, expired: free }]);
  });

  test(`${free ? 'does not keep' : 'keeps'} a grant from ending with its refresh token`, async () => {
    expect(await asIf(`${LEASED}, ${ENDED}`, [left], (db) => expire(db, link, timing))).toBe(free);
  });

  test(`${free ? 'does not keep' : 'keeps'} an idle grant from being found`, async () => {
    const found = await asIf(`${LEASED}, keep_alive_at = now()`, [left], (db) =>
      findDueGrants(db, {
        kind: 'idle',
        sets: [{ workspaceId: link.workspaceId, setId: world.setId }],
        share: WHOLE,
        limit: 10,
        timing,
      }),
    );
    expect(found.length).toBe(free ? 1 : 0);
  });
});

test.each(TIMINGS.flatMap((timing) => [0, 1, 2, 7].map((before) => ({ timing, before }))))(
  'after $before presentations without an answer a lease of $timing.leaseMs ms lasts as long as the rule says',
  async ({ timing, before }) => {
    const lasts = await asIf(`${STALE}, unanswered = $2`, [before], async (db) => {
      const taken = await takeLease(db, link, { kind: 'stale' }, { owner, timing });
      expect(taken?.pendingPresentations).toBe(before + 1);
      const text =
        'SELECT (extract(epoch FROM lease_until - now()) * 1000)::float8 AS ms FROM ledgerlink.platform_grant WHERE id = $1';
      return (await db.query<{ ms: number }>(text, [link.grantId]))[0]?.ms;
    });
    expect(lasts).toBe(refreshRules.leaseMs(before + 1, timing));
  },
);

test('a turn under way keeps its grant from ending with its refresh token, and its answer is stored', async () => {
  const mine = await world.newLink();
  const { admin } = world.app.database;
  const hang = { endpoint: 'refresh', kind: 'hang', when: 'after', ms: 600_000 };
  await world.sandbox.control.post('/faults', hang);
  await admin.query('UPDATE ledgerlink.platform_grant SET access_expires_at = now() WHERE id = $1', [mine.grantId]);
  const renewing = instance.renewal.renew(mine, { kind: 'stale' });
  await until('the token is presented', async () => (await world.row(mine)).unanswered === 1);
  await admin.query(
    'UPDATE ledgerlink.platform_grant SET refresh_expires_at = now(), keep_alive_at = now() WHERE id = $1',
    [mine.grantId],
  );
  expect(await backgroundTransaction(instance.database, (tx) => expire(tx, mine, PATIENT))).toBe(false);
  await (await world.instance()).keepAlive.renewDueLinks();
  expect(await world.link(mine)).toEqual({ status: 'LINKED', reason: 'LINKED' });
  await world.sandbox.control.delete('/faults');
  await renewing;
  expect(await world.row(mine)).toMatchObject({ state: 'ACTIVE', rotation: 2, unanswered: 0 });
  expect(await world.link(mine)).toEqual({ status: 'LINKED', reason: 'LINKED' });
});
