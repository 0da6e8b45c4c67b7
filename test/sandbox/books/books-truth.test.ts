import { expect, test } from '@jest/globals';
import { recordHash } from '../../../sandbox/control/changes.routes.js';
import type { Body } from '../../support/sandbox.js';
import { useSandboxBooks } from '../../support/sandbox-books.js';

const books = useSandboxBooks();
const pass = (advanceSeconds: number) => books.sandbox.control.post('/clock', { advanceSeconds });

const truthOf = async (list: string): Promise<Body[]> => {
  const records: Body[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Body = await books.sandbox.control.get(
      `/truth?business=${books.businessId}&list=${list}&after=${after}`,
    );
    records.push(...page.records);
    after = page.next;
  }
  return records;
};
const readAll = async (list: string): Promise<Body[]> => {
  const records: Body[] = [];
  for (let page = 1; ; page += 1) {
    const body = await books.list(
      `/${list}?attributes=all&show_payments_allocations=true&items_per_page=200&page=${page}`,
    );
    records.push(...body.$items);
    if (body.$next === null) return records;
  }
};

test('after random changes the truth is what the lists say, with the deleted records beside', async () => {
  const { changes } = await books.sandbox.control.post('/books/changes', {
    businessId: books.businessId,
    count: 1_000,
  });
  expect(changes).toBeGreaterThan(900);
  for (const list of ['contacts', 'sales_invoices', 'purchase_invoices', 'contact_payments']) {
    const truth = await truthOf(list);
    const live = truth.filter(({ deleted }) => !deleted).map(({ id, hash }) => [id, hash]);
    expect([list, live]).toEqual([list, (await readAll(list)).map((record) => [record.id, recordHash(record)])]);
  }
  expect((await truthOf('contacts')).some(({ deleted }) => deleted)).toBe(true);
});

test('the lists that do not change have a truth, too', async () => {
  for (const list of ['ledger_accounts', 'bank_accounts', 'tax_rates'])
    expect((await truthOf(list)).map(({ id, hash }) => [id, hash])).toEqual(
      (await readAll(list)).map((record) => [record.id, recordHash(record)]),
    );
});

test('changes come at a rate, between pages, and late', async () => {
  const count = async () => (await books.list('/contacts?items_per_page=1')).$total;
  const businessId = books.businessId;
  const before = (await books.list('/ledger_entries?items_per_page=1')).$total;
  await books.sandbox.control.post('/books/changes', { businessId, count: 5, kinds: ['pay'], perSecond: 100 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await books.list('/ledger_entries?items_per_page=1')).$total).toBe(before + 10);
  await books.set({ changesAfterPage: 50 });
  const pages = [await count(), await count()];
  await books.set({ changesAfterPage: 0 });
  expect((await books.list('/ledger_entries?items_per_page=1')).$total).toBeGreaterThan(before + 10);
  expect(pages[0]).toBeGreaterThan(0);
  await books.set({ commitLagSeconds: 100 });
  const total = await count();
  for (let at = 0; at < 5; at += 1)
    await books.send('POST', '/contacts', { contact: { name: `Late ${at}`, contact_type_ids: ['VENDOR'] } });
  expect(await count()).toBeLessThan(total + 5);
  await pass(100);
  expect(await count()).toBe(total + 5);
});
