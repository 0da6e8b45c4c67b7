import { recordHash } from '../../sandbox/control/changes.routes.js';
import { sageLists } from '../../src/providers/sage/datasets/sage.lists.js';
import { type KeptLink, type KeptWorld, startKeptWorld } from './kept-links.js';
import { until } from './processes.js';

export interface PulledBooks {
  readonly world: KeptWorld;
  readonly link: KeptLink;
  readonly businessId: string;
  /** Makes all lists due, and pulls until none is. */
  pull(): Promise<void>;
  /** Pulls until no list is due. */
  settle(): Promise<void>;
  /** What differs between the stored records and the sandbox's books. */
  differences(): Promise<string[]>;
  /** Stored records that are deleted here and not at the sandbox. */
  falseTombstones(): Promise<string[]>;
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

interface Truth {
  readonly id: string;
  readonly deleted: boolean;
  readonly hash: string;
}

/** Budgets that a test does not reach. */
const AMPLE = {
  PLATFORM_REQUESTS_PER_SECOND: '5000',
  PLATFORM_REQUESTS_PER_MINUTE: '90000',
  PLATFORM_REQUESTS_BURST: '80000',
};

/** The API, a sandbox, and a link to one of its businesses with small books. Nothing is pulled by itself. */
export async function startPulledBooks(settings: object = {}): Promise<PulledBooks> {
  const world = await startKeptWorld(AMPLE);
  const { control } = world.sandbox;
  const { admin } = world.app.database;
  const { users } = await control.get('/users');
  const [business] = users.find(({ user }: { user: string }) => user === 'one').businesses;
  await control.post('/books', { businessId: business.id, size: 'small' });
  await control.patch('/settings', settings);
  const link = await world.newLink();
  await admin.query('UPDATE ledgerlink.company_link SET business_id = $1', [business.id]);
  const { pullScheduler } = world.app.services;
  const due = async () =>
    (await admin.query('SELECT 1 FROM ledgerlink.dataset WHERE due_at <= now() LIMIT 1')).rows.length > 0;
  const settle = async () => {
    await until('no list is due', async () => {
      await pullScheduler.startDue();
      return !(await due());
    });
  };
  const { counts } = await control.get(`/books?business=${business.id}`);
  const lists = sageLists('3.1').map(({ key }) => key).filter((key) => key in counts);
  const truthOf = async (list: string): Promise<Map<string, Truth>> => {
    const found = new Map<string, Truth>();
    for (let after: number | null = 0; after !== null; ) {
      const page: { records: Truth[]; next: number | null } = await control.get(
        `/truth?business=${business.id}&list=${list}&after=${after}&limit=10000`,
      );
      for (const record of page.records) found.set(record.id, record);
      after = page.next;
    }
    return found;
  };
  const storedOf = async (list: string) =>
    (
      await admin.query<{ id: string; deleted: boolean; raw: object }>(
        `SELECT source_id AS id, deleted_at IS NOT NULL AS deleted, raw FROM ledgerlink.source_record
          WHERE link_id = $1 AND list = $2`,
        [link.linkId, list],
      )
    ).rows;
  return {
    world,
    link,
    businessId: business.id,
    settle,
    async pull() {
      await admin.query("UPDATE ledgerlink.dataset SET due_at = now() - interval '1 s'");
      await settle();
    },
    async differences() {
      const different: string[] = [];
      for (const list of lists) {
        const truth = await truthOf(list);
        const stored = new Map((await storedOf(list)).map((row) => [row.id, row]));
        for (const [id, { deleted, hash }] of truth) {
          const row = stored.get(id);
          if (row === undefined) {
            if (!deleted) different.push(`${list} ${id} is not here`);
          } else if (row.deleted !== deleted && !isFlagged(row.raw)) different.push(`${list} ${id} deleted: ${row.deleted}`);
          else if (!deleted && recordHash(row.raw as Readonly<Record<string, unknown>>) !== hash)
            different.push(`${list} ${id} is not as it is there`);
        }
        for (const id of stored.keys()) if (!truth.has(id)) different.push(`${list} ${id} is not there`);
      }
      return different;
    },
    async falseTombstones() {
      const wrong: string[] = [];
      for (const list of lists) {
        const deleted = (await storedOf(list)).filter((row) => row.deleted && !isFlagged(row.raw));
        if (deleted.length === 0) continue;
        const truth = await truthOf(list);
        wrong.push(...deleted.filter(({ id }) => truth.get(id)?.deleted === false).map(({ id }) => `${list} ${id}`));
      }
      return wrong;
    },
    datasets: async () =>
      (
        await admin.query<Dataset>(
          'SELECT list, status, change_no, live_count, counts, last_error FROM ledgerlink.dataset ORDER BY list',
        )
      ).rows,
    async close() {
      await pullScheduler.drain();
      await world.close();
    },
  };
}

/** Ledger entries and transactions stay in their lists with a mark. */
const isFlagged = (raw: object): boolean => (raw as { deleted?: boolean }).deleted === true;
