import { setTimeout as sleep } from 'node:timers/promises';
import { recordHash } from '../../sandbox/control/changes.routes.js';
import { compose } from '../../src/composition/composition.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { loadConfig } from '../../src/infra/config/config.js';
import { Database, type StatementText } from '../../src/infra/database/database.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { sageLists } from '../../src/providers/sage/datasets/sage.lists.js';
import { openEncryption } from '../../src/start/start-up.js';
import { encryptionKeys } from './database.js';
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
  /**
   * Pulls in a process of its own that dies at its `writes`th write: before it, or after it was committed and before the
   * process learns of that. Its leases are over then.
   */
  pullAndDie(writes: number, afterCommit: boolean): Promise<void>;
  /** Another link to the same business, of whose books nothing is here. */
  newLink(books: object): Promise<void>;
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

type Raw = Readonly<Record<string, unknown>>;

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
  let link = await newLink(world, business.id);
  const { pullScheduler } = world.app.services;
  const due = async () =>
    (await admin.query('SELECT 1 FROM ledgerlink.dataset WHERE due_at <= now() LIMIT 1')).rows.length > 0;
  const settle = async () => {
    await until('no list is due', async () => {
      await pullScheduler.startDue();
      // What ends starts the next by itself.
      await sleep(100);
      return !(await due());
    });
  };
  const { counts } = await control.get(`/books?business=${business.id}`);
  const lists = sageLists('3.1')
    .map(({ key }) => key)
    .filter((key) => key in counts);
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
  const { tokens } = await control.post('/grants', { clientId: world.sandbox.demo.v31.clientId, user: 'one' });
  const headers = { authorization: `Bearer ${tokens.access_token}`, 'x-business': business.id };
  /** The fields in which a stored record differs from what the sandbox answers for it. */
  const fieldsOf = async (list: string, id: string, raw: Raw): Promise<string[]> => {
    const response = await fetch(
      `${world.sandbox.url}/v3.1/${list}/${id}?attributes=all&show_payments_allocations=true`,
      { headers },
    );
    const there = withoutNames(await response.json()) as Raw;
    const here = withoutNames(raw) as Raw;
    const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
    return names.filter((name) => recordHash({ field: there[name] }) !== recordHash({ field: here[name] }));
  };
  const storedOf = async (list: string) =>
    (
      await admin.query<{ id: string; deleted: boolean; raw: Raw }>(
        `SELECT source_id AS id, deleted_at IS NOT NULL AS deleted, raw FROM ledgerlink.source_record
          WHERE link_id = $1 AND list = $2`,
        [link.linkId, list],
      )
    ).rows;
  const makeDue = () => admin.query("UPDATE ledgerlink.dataset SET due_at = now() - interval '1 s'");
  const closing: (() => Promise<unknown>)[] = [];
  return {
    world,
    link,
    businessId: business.id,
    settle,
    async newLink(of) {
      await pullScheduler.idle();
      await admin.query('DELETE FROM ledgerlink.company_link');
      await control.post('/books', { businessId: business.id, ...of });
      link = await newLink(world, business.id);
    },
    async pull() {
      await makeDue();
      await settle();
    },
    async pullAndDie(writes, afterCommit) {
      const mortal = await startMortal(world, { writes, afterCommit });
      closing.push(mortal.close);
      await makeDue();
      await until('it has died, or nothing is due', async () => {
        // It may die while it looks, and then never answers.
        if (!mortal.isDead()) await Promise.race([mortal.scheduler.startDue(), sleep(2_000)]);
        await sleep(50);
        return mortal.isDead() || !(await due());
      });
      mortal.scheduler.stopScheduling();
      await admin.query(
        "UPDATE ledgerlink.dataset SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL",
      );
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
          } else if (row.deleted !== deleted && !isFlagged(row.raw))
            different.push(`${list} ${id} deleted: ${row.deleted}`);
          else if (!deleted && recordHash(row.raw) !== hash) {
            const fields = await fieldsOf(list, id, row.raw);
            if (fields.length > 0) different.push(`${list} ${id} differs in ${fields.join(', ')}`);
          }
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
      for (const close of closing) await close();
      await world.close();
    },
  };
}

async function newLink(world: KeptWorld, businessId: string): Promise<KeptLink> {
  const link = await world.newLink();
  await world.app.database.admin.query('UPDATE ledgerlink.company_link SET business_id = $1 WHERE id = $2', [
    businessId,
    link.linkId,
  ]);
  return link;
}

/** A process that ends without notice at one of its writes: what it had begun goes on no further. */
class MortalDatabase extends Database {
  isDead = false;
  left = { writes: 0, afterCommit: false };

  override async writeTogether(statements: readonly StatementText[], signal: AbortSignal): Promise<void> {
    this.left.writes -= 1;
    if (this.isDead || this.left.writes <= 0) {
      if (!this.isDead && this.left.afterCommit) await super.writeTogether(statements, signal);
      this.isDead = true;
      return new Promise(() => undefined);
    }
    return super.writeTogether(statements, signal);
  }
}

async function startMortal(world: KeptWorld, left: MortalDatabase['left']) {
  const config = loadConfig({
    DATABASE_URL: world.app.database.urls.app,
    ENCRYPTION_KEYS: encryptionKeys(),
    SANDBOX_URL: world.sandbox.url,
    SPOOL_DIR: world.spoolDir,
    ...AMPLE,
  });
  const source = await createDataSource(world.app.database.urls.app, 4).initialize();
  const database = new MortalDatabase(source);
  database.left = { ...left };
  const encryption = await openEncryption(database, new Vault(await openKeyRing(config.encryptionKeys ?? '')));
  const logger = createLogger('silent');
  const { services } = compose({ config, database, leases: database, encryption: () => encryption, logger });
  return { scheduler: services.pullScheduler, isDead: () => database.isDead, close: () => source.destroy() };
}

/** Ledger entries and transactions stay in their lists with a mark. */
const isFlagged = (raw: Raw): boolean => raw.deleted === true;

/**
 * A record without the names that it shows of other records, and without balances: when another record is renamed, these
 * change, and the time of the record's own last change does not.
 */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !['displayed_as', 'contact_name', 'balance'].includes(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNames(field)]));
}
