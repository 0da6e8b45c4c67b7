import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { readToken } from '../../src/access-tokens/access-token.repository.js';
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
  const question = { workspaceId, linkId, since: null, apiKeyId: null };
  const row = await readToken(instance.database.reader(), question);
  expect(row?.expires_in).toBe(2_147_483_647);
});
