import { beforeEach, expect, test } from '@jest/globals';
import { startPulledBooks } from '../support/pulled-books.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const MINUTE = 60_000;
/** The tax rates of the link of the present test. */
const OF_LINK = "list = 'tax_rates' AND link_id IN (SELECT id FROM ledgerlink.company_link)";
const statusOf = async (list: string) => (await books.datasets()).find((one) => one.list === list)?.status;
const set = (settings: object) => books.world.sandbox.control.patch('/settings', settings);
const setBooks = (options: object) =>
  books.world.sandbox.control.post('/books', { businessId: books.businessId, ...options });
const problems = async () =>
  (await books.world.app.database.admin.query('SELECT list, source_id FROM ledgerlink.dataset_problem')).rows;

beforeEach(async () => {
  await set({ poisonRecords: [], bigPageBytes: 0 });
  await books.newLink({ size: 'small', seed: 3, edition: 'plus', deniedAreas: [] });
}, MINUTE);

test(
  'what the user or the edition has not is a state of the list, and the others are pulled',
  async () => {
    await setBooks({ edition: 'start', deniedAreas: ['journals'] });
    await books.settle();
    expect([await statusOf('stock_items'), await statusOf('ledger_entries')]).toEqual([
      'NOT_SUPPORTED',
      'PERMISSION_DENIED',
    ]);
    expect([await statusOf('contacts'), await statusOf('sales_invoices')]).toEqual(['CURRENT', 'CURRENT']);
    await setBooks({ edition: 'plus', deniedAreas: [] });
    await books.pull();
    expect([await statusOf('stock_items'), await statusOf('ledger_entries')]).toEqual(['CURRENT', 'CURRENT']);
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

test(
  'a record that cannot be read keeps no other from being pulled, and is read when it can be',
  async () => {
    await books.settle();
    const { rows } = await books.world.app.database.admin.query(
      "SELECT source_id FROM ledgerlink.source_record WHERE list = 'sales_invoices' ORDER BY source_id LIMIT 1",
    );
    const poisoned = rows[0].source_id;
    await books.newLink({ size: 'small', seed: 3 });
    await set({ poisonRecords: [poisoned] });
    await books.settle();
    expect(await statusOf('sales_invoices')).toBe('PARTIAL');
    expect(await problems()).toHaveLength(1);
    expect((await books.differences()).filter((one) => !one.includes(poisoned))).toEqual([]);
    await set({ poisonRecords: [] });
    await books.world.app.database.admin.query("UPDATE ledgerlink.dataset SET full_at = now() - interval '7 h'");
    await books.pull();
    expect([await statusOf('sales_invoices'), await problems(), await books.differences()]).toEqual([
      'CURRENT',
      [],
      [],
    ]);
  },
  MINUTE,
);

test(
  'pages that are too big for the platform are read as smaller ones',
  async () => {
    await set({ bigPageBytes: 20_000 });
    await books.settle();
    expect((await books.datasets()).filter(({ status }) => status !== 'CURRENT')).toEqual([]);
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

test(
  'a list that loses many records at once without a report keeps them until a second sweep agrees',
  async () => {
    await books.settle();
    const { admin } = books.world.app.database;
    const count = async () =>
      Number(
        (await admin.query(`SELECT count(*) FROM ledgerlink.source_record WHERE ${OF_LINK} AND deleted_at IS NULL`))
          .rows[0].count,
      );
    const before = await count();
    // Records that the platform does not have: as if it had lost them.
    await admin.query(
      `INSERT INTO ledgerlink.source_record SELECT workspace_id, link_id, list, source_id || '-' || n, hash, raw, raw_sealed,
            source_created_at, source_updated_at, read_at, deleted_at, deletion, change_no, created_no, action, mapper_version
       FROM ledgerlink.source_record, generate_series(1, 30) AS n WHERE ${OF_LINK}`,
    );
    await admin.query('UPDATE ledgerlink.dataset SET audited_at = NULL');
    await books.pull();
    expect([await statusOf('tax_rates'), await count()]).toEqual(['SUSPICIOUS', before * 31]);
    await admin.query("UPDATE ledgerlink.dataset_todo SET added_at = added_at - interval '11 min'");
    await books.pull();
    expect([await statusOf('tax_rates'), await count()]).toEqual(['CURRENT', before]);
  },
  MINUTE,
);

test(
  'a link that is lost is not asked for again, and goes on when it is linked again',
  async () => {
    await books.settle();
    const { admin } = books.world.app.database;
    const set = (status: string, reason: string) =>
      admin.query('UPDATE ledgerlink.company_link SET status = $1, status_reason = $2, status_changed_at = now()', [
        status,
        reason,
      ]);
    const states = async () =>
      (
        await admin.query(
          'SELECT status, due_at IS NOT NULL AS is_due, count(*)::int FROM ledgerlink.dataset GROUP BY 1, 2',
        )
      ).rows;
    await set('DEAUTHORIZED', 'REVOKED_OR_EXPIRED');
    await books.pull();
    expect(await states()).toEqual([{ status: 'LINK_LOST', is_due: false, count: 25 }]);
    await set('LINKED', 'RECOVERED');
    await books.settle();
    expect(await states()).toEqual([{ status: 'CURRENT', is_due: true, count: 25 }]);
  },
  MINUTE,
);

test(
  'a list that a later release knows is pulled of links that were made before',
  async () => {
    await books.settle();
    await books.world.app.database.admin.query("DELETE FROM ledgerlink.dataset WHERE list IN ('services', 'contacts')");
    await books.pull();
    expect([await statusOf('services'), await statusOf('contacts')]).toEqual(['CURRENT', 'CURRENT']);
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

test(
  'the records of a deleted company go, and those of others stay',
  async () => {
    await books.settle();
    const { admin } = books.world.app.database;
    const links = async () =>
      (await admin.query('SELECT DISTINCT link_id FROM ledgerlink.source_record')).rows.map(({ link_id }) => link_id);
    const kept = (await admin.query('SELECT id FROM ledgerlink.company_link')).rows.map(({ id }) => id);
    expect((await links()).length).toBeGreaterThan(1);
    await books.world.app.services.recordRemoval.deleteOrphans([books.world.app.workspace.id]);
    expect(await links()).toEqual(kept);
    const { rows } = await admin.query('SELECT DISTINCT link_id FROM ledgerlink.document');
    expect(rows.map(({ link_id }) => link_id)).toEqual(kept);
  },
  MINUTE,
);
