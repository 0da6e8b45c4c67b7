import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { readToken } from '../../src/access-tokens/access-token.repository.js';
import { decideAccess } from '../../src/tokens/grant/access.rules.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { passTime } from '../support/time-travel.js';
import { accessOf } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const instance = useStarted(() => world.instance());
afterEach(() => {
  jest.restoreAllMocks();
});

const access = (link: KeptLink) => accessOf(instance, link);

describe("a process's clock", () => {
  test.each([
    ['ten minutes ahead', 600],
    ['ten minutes behind', -600],
    // The sandbox of this test reads the same clock, and its refresh tokens live for 31 days.
    ['twenty days ahead', 20 * 86_400],
  ])('that is %s changes nothing about tokens', async (_name, seconds) => {
    const link = await world.newLink();
    const now = Date.now.bind(Date);
    const before = now();
    jest.spyOn(Date, 'now').mockImplementation(() => now() + seconds * 1000);
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 1 });
    await passTime(world.app.database.admin, 290);
    expect((await access(link)).kind).toBe('access');
    const row = await world.row(link);
    expect(row).toMatchObject({ rotation: 2, unanswered: 0 });
    expect(Number(row.access_obtained_at)).toBeGreaterThanOrEqual(before);
    expect(Number(row.access_obtained_at)).toBeLessThanOrEqual(now());
  });

  test('of the database that has jumped leaves no lease for ever, and no token from the future', async () => {
    const link = await world.newLink();
    await world.app.database.admin.query(
      `UPDATE ledgerlink.platform_grant SET lease_owner = id, lease_until = now() + interval '10 minutes',
              access_obtained_at = now() + interval '10 minutes', access_expires_at = now() + interval '15 minutes'
        WHERE id = $1`,
      [link.grantId],
    );
    expect((await access(link)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
  });
});

test("a token that lives longer than GraphQL's Int can count is handed out with the largest Int", async () => {
  const link = await world.newLink();
  await world.app.database.admin.query(
    `UPDATE ledgerlink.platform_grant SET access_expires_at = now() + interval '100 years' WHERE id = $1`,
    [link.grantId],
  );
  const { workspaceId, linkId } = link;
  const caller = { apiKeyId: null, actor: 'test', requestId: 'test' };
  const question = { workspaceId, linkId, force: false, mayRenew: true, since: null, ...caller };
  const row = await readToken(instance.database.reader(), question);
  expect(row?.expires_in).toBe(2_147_483_647);
});

describe('what one statement decides', () => {
  test('is what the rule decides, in every state', async () => {
    const link = await world.newLink();
    const { admin } = world.app.database;
    const caller = { apiKeyId: null, actor: 'test', requestId: 'test' };
    const recorded = async () =>
      Number(
        (await admin.query("SELECT count(*) FROM ledgerlink.audit_event WHERE action = 'token.issued'")).rows[0].count,
      );
    for (let bits = 0; bits < 48; bits++) {
      const age = [5, 250, 295][bits % 3] ?? 0;
      const [faulty, resting, force, mayRenew] = [4, 3, 2, 1].map(
        (bit) => (Math.floor(bits / 3) >> (bit - 1)) % 2 === 1,
      );
      await admin.query(
        `UPDATE ledgerlink.platform_grant SET rotation = 1 + $3::int, access_obtained_at = now() - $2::int * interval '1 s',
                access_expires_at = now() + (300 - $2::int) * interval '1 s',
                next_try_at = now() + CASE WHEN $4 THEN interval '1 hour' ELSE interval '0' END WHERE id = $1`,
        [link.grantId, age, bits, resting],
      );
      await admin.query('UPDATE ledgerlink.credential_set SET faulty_since = CASE WHEN $1 THEN now() END', [faulty]);
      const before = await recorded();
      const { workspaceId, linkId } = link;
      const question = {
        workspaceId,
        linkId,
        force: force === true,
        mayRenew: mayRenew === true,
        since: null,
        ...caller,
      };
      const row = await readToken(instance.database.reader(), question);
      if (row === undefined) throw new Error('no row');
      const decision = decideAccess(row, question.force, question.mayRenew);
      expect([bits, decision === 'serve']).toEqual([bits, (await recorded()) > before]);
    }
    await admin.query('UPDATE ledgerlink.credential_set SET faulty_since = NULL');
  });
});
