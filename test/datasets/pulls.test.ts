import { describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import { startPulledBooks } from '../support/pulled-books.js';
import { readsOf } from '../support/pulled-reads.js';
import { runWorlds } from '../support/pulled-world.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const { ask } = readsOf(books);
/** More of them by `PULL_RUNS`, as an acceptance run does. */
const RUNS = Number(process.env.PULL_RUNS ?? 1);
const FIRST = Number(process.env.PULL_FIRST_RUN ?? 5);
const MINUTE = 60_000;
/** What takes longer hangs: a world waits for what happens, and not for a time. */
const WORLD_MS = 20 * MINUTE;
const QUIET = { LOG_LEVEL: 'error' };

test(
  'a linked company is pulled by itself and completely, and an idle round writes nothing',
  async () => {
    await books.settleByItself();
    const states = await books.datasets();
    expect(states.map(({ status }) => status)).toEqual(states.map(() => 'CURRENT'));
    expect(states).toHaveLength(25);
    expect(await books.differences()).toEqual([]);
    await books.pull();
    expect((await books.datasets()).map(({ list, change_no }) => [list, change_no])).toEqual(
      states.map(({ list, change_no }) => [list, change_no]),
    );
  },
  MINUTE,
);

/** Sums of the ledger entries that were pulled, by type of account: credits less debits. */
const PULLED = `SELECT a.type, sum(CASE WHEN e.date >= '2024-01-01' THEN e.credit - e.debit ELSE 0 END)::text AS moved,
    sum(e.credit - e.debit)::text AS closing
  FROM ledgerlink.ledger_entry e JOIN ledgerlink.account a ON a.link_id = e.link_id AND a.source_id = e.account_id
 WHERE e.link_id = $1 AND NOT e.deleted AND NOT coalesce(e.flagged_deleted, false) AND e.date <= '2024-12-31' GROUP BY a.type`;

test(
  'reports on the books that were pulled equal the sums of their ledger entries',
  async () => {
    await books.settle();
    const { rows } = await books.world.app.database.admin.query(PULLED, [books.link.linkId]);
    const sums = new Map(
      rows.map(({ type, moved, closing }) => [type, { moved: Number(moved), closing: Number(closing) }]),
    );
    const sections = '... on Report { sections { name total } }';
    const { income, position } = await ask(`income: profitAndLoss(from: "2024-01-01", to: "2024-12-31") { ${sections} }
      position: balanceSheet(at: "2024-12-31") { ${sections} }`);
    const totalOf = (report: typeof income, section: string) =>
      Number(report.sections.find(({ name }: { name: string }) => name === section)?.total);
    const of = (part: 'moved' | 'closing', ...types: string[]) =>
      types.reduce((sum, type) => sum + (sums.get(type)?.[part] ?? 0), 0);
    expect(totalOf(income, 'Net profit')).toBeGreaterThan(0);
    expect(totalOf(income, 'Net profit')).toBeCloseTo(of('moved', 'INCOME', 'EXPENSE'), 4);
    expect(totalOf(position, 'Total assets')).toBeCloseTo(-of('closing', 'ASSET'), 4);
    expect(totalOf(position, 'Equity')).toBeCloseTo(of('closing', 'EQUITY', 'INCOME', 'EXPENSE'), 4);
    expect(totalOf(position, 'Total liabilities and equity')).toBe(totalOf(position, 'Total assets'));
  },
  MINUTE,
);

test(
  'an idle hour costs at most 14 requests, and a booking has all lists read in which it may stand',
  async () => {
    await books.settle();
    await books.pull();
    // Where their times differ, the lists are not read at one time with their probe in the first hour.
    await books.pullAnHourLater();
    const idle = await books.pullAnHourLater();
    expect(idle.length).toBeLessThanOrEqual(14);
    expect(idle.filter((list) => /invoices|notes|quick|payments|allocations|transfers|journals/.test(list))).toEqual(
      [],
    );
    const change = { businessId: books.businessId, count: 5, kinds: ['insert', 'pay', 'delete'] };
    await books.world.sandbox.control.post('/books/changes', change);
    expect((await books.pullAnHourLater()).length).toBeGreaterThan(30);
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

test(
  'a company that is linked by v3.0 is pulled completely, with what changes and is deleted later',
  async () => {
    await books.newLink({ size: 'small' }, '3.0');
    await books.settle();
    const states = await books.datasets();
    expect(states.map(({ list, status }) => [list, status])).toEqual(states.map(({ list }) => [list, 'CURRENT']));
    expect(states).toHaveLength(23);
    expect(await books.differences()).toEqual([]);
    const { app } = books.world;
    const [link] = (await app.database.admin.query('SELECT id FROM ledgerlink.company_link')).rows;
    const report = 'balanceSheet(at: "2024-12-31") { ... on ReportNotAvailable { reason } }';
    const query = `query($id: ID!) { node(id: $id) { ... on CompanyLink { ${report} } } }`;
    const { node } = await app.ok(query, { id: toGlobalId('CompanyLink', link.id) });
    expect(node.balanceSheet).toEqual({ reason: 'NOT_SUPPORTED' });
    await books.world.sandbox.control.post('/books/changes', { businessId: books.businessId, count: 40 });
    await books.pull();
    await books.pull();
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

describe('while the books change, the platform fails and processes die', () => {
  test(
    `nothing is lost, added or taken for deleted, in ${RUNS} worlds from ${FIRST} on`,
    async () => {
      const ends = await runWorlds(FIRST, RUNS, RUNS === 1 ? async () => books : () => startPulledBooks({}, QUIET));
      expect(ends.filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect(ends).toHaveLength(RUNS);
    },
    RUNS * WORLD_MS,
  );
});
