import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/infra/observability/logger.js';
import { WorkShareService } from '../../src/workspaces/work-share.service.js';
import { workspacesAfter } from '../../src/workspaces/workspace.repository.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import type { Instance } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const PROCESSES = 4;
/** Many against the few that two processes read at the same time: how many these are depends on the machine. */
const LINKS = 240;
const PER_SECOND = 20;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const logger = createLogger('silent');

const world = useStarted(() => startKeptWorld({ KEEP_ALIVE_PER_SECOND: String(PER_SECOND) }));
const instance = useStarted(() => world.instance());

const lookAll = (some: readonly WorkShareService[]) => Promise.all(some.map((one) => one.look()));
/** The workspaces that each of these processes works on. */
const workspacesOf = (some: readonly WorkShareService[]) =>
  Promise.all(
    some.map(async ({ share }) => {
      const page = await workspacesAfter(instance.database.reader(), share, { id: FIRST_ID, limit: 1_000 });
      return page.map(({ id }) => id);
    }),
  );

const DUE = 'SELECT FROM ledgerlink.platform_grant WHERE keep_alive_at < now()';
/** Passes one after another, each after a look at the other processes. Answers the number of renewals that were started. */
async function renewUntilNoneIsDue({ keepAlive, workShares }: Instance): Promise<number> {
  let started = 0;
  while ((await world.app.database.admin.query(DUE)).rowCount !== 0) {
    await workShares.look();
    started += await keepAlive.renewDueLinks();
  }
  return started;
}

describe('four processes', () => {
  test('share the workspaces, and do the work of one that ends or is killed', async () => {
    const { admin } = world.app.database;
    await admin.query(
      "INSERT INTO ledgerlink.workspace (id, name) SELECT gen_random_uuid(), 'shared' FROM generate_series(1, 40)",
    );
    const { rows } = await admin.query<{ id: string }>('SELECT id FROM ledgerlink.workspace ORDER BY id');
    const made = Array.from({ length: PROCESSES }, () => new WorkShareService(instance.database, logger));
    const [ended, killed, ...others] = made as [WorkShareService, WorkShareService, ...WorkShareService[]];
    expect((await workspacesOf(made)).map((part) => part.length)).toEqual(made.map(() => rows.length));
    // The first look records each process, the second one sees all.
    await lookAll(made).then(() => lookAll(made));
    const parts = await workspacesOf(made);
    expect(parts.flat().sort()).toEqual(rows.map(({ id }) => id));
    expect(parts.filter((part) => part.length > 0)).toHaveLength(PROCESSES);
    await ended.end();
    await lookAll([killed, ...others]);
    expect((await workspacesOf([killed, ...others])).flat().sort()).toEqual(rows.map(({ id }) => id));
    await admin.query("UPDATE ledgerlink.background_process SET seen_at = now() - interval '1 minute'");
    // A backlog that begins is recorded at once, and with it that the process lives.
    for (const one of others) one.reportBacklog();
    await lookAll(others).then(() => lookAll(others));
    expect((await workspacesOf(others)).flat().sort()).toEqual(rows.map(({ id }) => id));
    for (const one of made) await one.end();
  });

  test('renew the due links of one set together, and each link once', async () => {
    const links: KeptLink[] = [];
    for (let made = 0; made < LINKS; made++) links.push(await world.newLink());
    await world.app.database.admin.query(
      "UPDATE ledgerlink.platform_grant SET keep_alive_at = now() - interval '1 day'",
    );
    const all = [instance, ...(await Promise.all([1, 2, 3].map(() => world.instance())))];
    const shares = all.map(({ workShares }) => workShares);
    await lookAll(shares).then(() => lookAll(shares));
    const renewed = await Promise.all(all.map((one) => renewUntilNoneIsDue(one)));
    for (const link of links) expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0 });
    expect(renewed.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(LINKS * 1.3);
    expect(Math.min(...renewed)).toBeGreaterThan(LINKS / PROCESSES / 2);
  });
});
