import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '../../src/composition/data-source.js';
import type { PullSchedulerService } from '../../src/datasets/pull-scheduler.service.js';
import { classifyDatabaseError } from '../../src/infra/database/database-errors.js';
import { parseGlobalId } from '../../src/infra/ids/ids.js';
import { compareBooks } from './book-differences.js';
import { brokenOffAgain, goOnSoon, MOST_BROKEN_OFF } from './broken-off.js';
import { type KeptLink, type KeptWorld, startKeptWorld } from './kept-links.js';
import { AMPLE, startMortal } from './mortal-puller.js';
import { until } from './processes.js';
import { saveV30 } from './sage.js';

export interface PulledBooks {
  readonly world: KeptWorld;
  readonly link: KeptLink;
  readonly businessId: string;
  /** Makes all lists due, as if a day had passed, and pulls until none is. */
  pull(): Promise<void>;
  /** Pulls as if an hour had passed, and answers the lists that were asked for at the sandbox, by request. */
  pullAnHourLater(): Promise<string[]>;
  /** Pulls until no list is due, and none waits for its probe. */
  settle(): Promise<void>;
  /** The same by the background work of a process with the default settings. */
  settleByItself(): Promise<void>;
  /**
   * Pulls in a process of its own that dies at its `writes`th write: before it, or after it was committed and before the
   * process learns of that. With `processes`, that many pull side by side, and the first death ends all. Their leases are
   * over then. All lists are due, or the one that is given. False: nothing was due any more, and none has died at a write.
   */
  pullAndDie(writes: number, afterCommit: boolean, more?: { list?: string; processes?: number }): Promise<boolean>;
  /** As `pull` after a day, and goes on with what a busy machine has broken off. */
  pullToTheEnd(): Promise<void>;
  /** Another link to the same business, of whose books nothing is here. */
  newLink(books: object, apiVersion?: '3.1' | '3.0'): Promise<void>;
  differences(): Promise<string[]>;
  /** What was taken for deleted since the last call: how many records, and which of them wrongly. */
  tombstones(): Promise<{ count: number; wrong: string[] }>;
  datasets(): Promise<Dataset[]>;
  close(): Promise<void>;
}

export interface Dataset {
  readonly list: string;
  readonly status: string;
  readonly change_no: string;
  readonly live_count: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly last_error: unknown;
}

/** What takes longer hangs, however large the books and however busy the machine. */
const SETTLED_MS = 600_000;

/** The API, a sandbox, and a link to one of its businesses with small books. Nothing is pulled by itself. */
export async function startPulledBooks(settings: object = {}, env: Record<string, string> = {}): Promise<PulledBooks> {
  const world = await startKeptWorld({ ...AMPLE, ...env });
  const { control } = world.sandbox;
  const { admin } = world.app.database;
  const { users } = await control.get('/users');
  const [business] = users.find(({ user }: { user: string }) => user === 'one').businesses;
  await control.post('/books', { businessId: business.id, size: 'small' });
  await control.patch('/settings', settings);
  let link = await newLink(world, business.id, '3.1');
  // Of all processes that are killed, so that each need not open connections of its own.
  const source = await createDataSource(world.app.database.urls.app, 8).initialize();
  const { pullScheduler } = world.app.services;
  const due = async () =>
    (await admin.query(`SELECT 1 FROM ledgerlink.dataset WHERE due_at <= now() + interval '4 s' LIMIT 1`)).rows.length >
    0;
  /** Whether none is due and none was broken off. */
  const isSettled = async () => {
    await goOnSoon(admin);
    return !(await due());
  };
  const settle = async () => {
    await until(
      'no list is due',
      async () => {
        await lookFor(pullScheduler);
        // What ends starts the next by itself.
        await sleep(100);
        return isSettled();
      },
      SETTLED_MS,
    );
  };
  const compared = await compareBooks(world, business.id);
  const makeDue = (list?: string) =>
    admin.query("UPDATE ledgerlink.dataset SET due_at = now() - interval '1 s' WHERE list = coalesce($1, list)", [
      list ?? null,
    ]);
  const anHourLater = ['due_at', 'last_complete_at', 'full_at', 'audited_at']
    .map((at) => `${at} = ${at} - interval '64 min'`)
    .join();
  const requestsAfter = async (after: number): Promise<{ requests: { url: string }[]; next: number }> =>
    control.get(`/requests?after=${after}&limit=10000`);
  return {
    world,
    get link() {
      return link;
    },
    businessId: business.id,
    settle,
    async settleByItself() {
      const other = await startMortal(world, source, { writes: Number.POSITIVE_INFINITY, afterCommit: false });
      const stop = other.startJobs();
      const { rows } = await admin.query('SELECT id FROM ledgerlink.company_link');
      await until('the link has lists, and none is due', async () => {
        const states = await admin.query('SELECT 1 FROM ledgerlink.dataset WHERE link_id = $1 LIMIT 1', [rows[0].id]);
        return states.rows.length > 0 && (await isSettled());
      });
      await stop();
    },
    async newLink(of, apiVersion = '3.1') {
      await pullScheduler.idle();
      await admin.query('DELETE FROM ledgerlink.company_link');
      await control.post('/books', { businessId: business.id, ...of });
      link = await newLink(world, business.id, apiVersion);
    },
    async pull() {
      await admin.query('UPDATE ledgerlink.dataset SET audited_at = NULL');
      await makeDue();
      await settle();
    },
    async pullAnHourLater() {
      const { next } = await requestsAfter(Number.MAX_SAFE_INTEGER);
      await admin.query(`UPDATE ledgerlink.dataset SET ${anHourLater}`);
      await settle();
      const { requests } = await requestsAfter(next);
      return requests.flatMap(({ url }) => /^\/v3\.1\/([a-z_]+)/.exec(url)?.[1] ?? []);
    },
    async pullToTheEnd() {
      await admin.query("UPDATE ledgerlink.dataset SET audited_at = NULL, full_at = full_at - interval '1 day'");
      await admin.query(
        "UPDATE ledgerlink.dataset_todo SET added_at = added_at - interval '1 day' WHERE reason = 'SUSPECT'",
      );
      await makeDue();
      for (let tries = 0; ; tries += 1) {
        await settle();
        const { rows } = await admin.query(
          `UPDATE ledgerlink.dataset SET due_at = now() - interval '1 s' WHERE failures > 0 RETURNING list, last_error`,
        );
        if (rows.length === 0) return;
        if (tries === MOST_BROKEN_OFF) throw brokenOffAgain(rows);
      }
    },
    async pullAndDie(writes, afterCommit, { list, processes = 1 } = {}) {
      const left = { writes, afterCommit };
      const mortals = await Promise.all(Array.from({ length: processes }, () => startMortal(world, source, left)));
      const isDead = () => mortals.some((mortal) => mortal.isDead());
      await makeDue(list);
      await until(
        'one has died, or nothing is due',
        async () => {
          // It may die while it looks, and then never answers.
          for (const { scheduler } of mortals) if (!isDead()) await Promise.race([lookFor(scheduler), sleep(2_000)]);
          await sleep(20);
          return isDead() || !(await due());
        },
        SETTLED_MS,
      );
      const hasDied = isDead();
      for (const mortal of mortals) mortal.kill();
      await admin.query(
        "UPDATE ledgerlink.dataset SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL",
      );
      return hasDied;
    },
    differences: () => compared.differences(link.linkId),
    tombstones: () => compared.tombstones(link.linkId),
    datasets: async () =>
      (
        await admin.query<Dataset>(
          'SELECT list, status, change_no, live_count, counts, last_error FROM ledgerlink.dataset ORDER BY list',
        )
      ).rows,
    async close() {
      await pullScheduler.drain();
      await source.destroy();
      await world.close();
    },
  };
}

/** Looks for due lists as the background work does: what a busy machine breaks off is tried again at the next look. */
const lookFor = (scheduler: Pick<PullSchedulerService, 'startDue'>): Promise<void> =>
  scheduler.startDue().catch((error) => {
    if (classifyDatabaseError(error) === 'bug') throw error;
  });

async function newLink(world: KeptWorld, businessId: string, apiVersion: string): Promise<KeptLink> {
  if (apiVersion === '3.0') {
    const { v30 } = world.sandbox.demo;
    const { credentialSet } = await saveV30(world.app, v30, { enable: 'NOW' });
    return world.newLink('one', { clientId: v30.clientId, setId: parseGlobalId(credentialSet.id, 'id').local });
  }
  const link = await world.newLink();
  await world.app.database.admin.query('UPDATE ledgerlink.company_link SET business_id = $1 WHERE id = $2', [
    businessId,
    link.linkId,
  ]);
  return link;
}
