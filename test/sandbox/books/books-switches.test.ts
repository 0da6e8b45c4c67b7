import { describe, expect, test } from '@jest/globals';
import type { Body } from '../../support/sandbox.js';
import { useSandboxBooks } from '../../support/sandbox-books.js';

const books = useSandboxBooks();
const idsOf = ({ $items }: Body): string[] => $items.map(({ id }: Body) => id);

describe('switches', () => {
  const order = async () => idsOf(await books.list('/ledger_entries?items_per_page=50'));

  test('the order of lists without sort: by creation, unknown, or another one at each call', async () => {
    const created = await order();
    await books.set({ listOrder: 'unknown' });
    const unknown = await order();
    expect(unknown).not.toEqual(created);
    expect(await order()).toEqual(unknown);
    await books.set({ listOrder: 'changing' });
    expect(await order()).not.toEqual(await order());
  });

  test('$next is null on the last page, or on other pages also', async () => {
    expect((await books.list('/ledger_accounts?page=3')).$next).toBe('/ledger_accounts?page=4&items_per_page=20');
    await books.set({ nextSometimesNull: true });
    expect((await books.list('/ledger_accounts?page=3')).$next).toBe(null);
  });

  test('a big page fails, a smaller one does not', async () => {
    await books.set({ bigPageBytes: 20_000, bigPageStatus: 504 });
    expect((await books.get('/sales_invoices?attributes=all&items_per_page=200')).status).toBe(504);
    expect((await books.get('/sales_invoices?attributes=all&items_per_page=2')).status).toBe(200);
  });

  test('a record that cannot be read fails alone and in lists', async () => {
    const [first, second] = idsOf(await books.list('/contacts'));
    await books.set({ poisonRecords: [first] });
    expect((await books.get('/contacts')).status).toBe(500);
    expect((await books.get(`/contacts/${first}`)).status).toBe(500);
    expect((await books.get(`/contacts/${second}`)).status).toBe(200);
  });

  test('X-Business of the answer is the business, or another', async () => {
    expect((await books.get('/contacts')).headers.get('x-business')).toBe(books.businessId);
    await books.set({ wrongBusinessHeader: true });
    expect((await books.get('/contacts')).headers.get('x-business')).not.toBe(books.businessId);
  });

  test('odd values: none, or the chosen one in every record', async () => {
    const first = async () => (await books.list('/sales_invoices?attributes=all&items_per_page=1')).$items[0];
    expect(await first()).toMatchObject({
      due_date: expect.stringMatching(/^\d{4}-/),
      total_amount: expect.any(String),
    });
    const cases: Record<string, Body> = {
      'number-amounts': { total_amount: expect.any(Number) },
      'empty-due-date': { due_date: '' },
      'blank-due-date': { due_date: '   ' },
      'null-due-date': { due_date: null },
      'other-date-format': { due_date: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/) },
      'date-with-milliseconds': { due_date: expect.stringMatching(/\.000Z$/) },
      'null-as-text': { notes: 'null' },
      'null-name': { displayed_as: null },
      'empty-name': { displayed_as: '' },
      'impossible-created-at': { created_at: '2020-11-317T10:00:00Z' },
      'number-inverse-rate': { inverse_exchange_rate: expect.any(Number) },
      'foreign-path': { $path: expect.stringMatching(/^\/usual_sales_invoices/) },
    };
    for (const [kind, fields] of Object.entries(cases)) {
      await books.set({ oddValues: [kind], oddPercent: 100 });
      expect([kind, await first()]).toEqual([kind, expect.objectContaining(fields)]);
    }
  });
});

describe('refusals', () => {
  test('a list of another edition is a 401 like that of an ended subscription', async () => {
    await books.sandbox.control.post('/books', { businessId: books.businessId, edition: 'start' });
    const refused = await books.get('/stock_items');
    expect([refused.status, refused.body[0].$message]).toEqual([401, 'No active subscription. (MSE)']);
    expect((await books.get('/products')).status).toBe(200);
    await books.sandbox.control.post('/books', { businessId: books.businessId, edition: 'plus' });
    expect((await books.get('/stock_items')).status).toBe(200);
  });

  test('an area without rights is a 403, and the business says so', async () => {
    await books.sandbox.control.post('/books', { businessId: books.businessId, deniedAreas: ['journals'] });
    const refused = await books.get('/ledger_entries');
    expect([refused.status, refused.body[0].$dataCode]).toEqual([403, 'MultiUserAccessDenied']);
    expect((await books.get('/sales_invoices')).status).toBe(200);
    expect((await books.list('/businesses/lead')).user_permissions).toContainEqual({
      area: 'accounting_journals',
      role: 'no_access',
    });
    await books.sandbox.control.post('/books', { businessId: books.businessId, deniedAreas: [] });
  });

  test.each([
    ['requestsPerSecond', 2],
    ['requestsPerDay', 1],
    ['businessRequestsPerMinute', 3],
  ])('%s: requests above the limit are 429, with or without Retry-After', async (limit, value) => {
    await books.set({ [limit]: value });
    const answers = await Promise.all(Array.from({ length: 12 }, () => books.get('/contacts?items_per_page=1')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    await books.sandbox.control.patch('/settings', { retryAfter: false });
    const again = await Promise.all(Array.from({ length: 12 }, () => books.get('/contacts?items_per_page=1')));
    expect(again.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe(null);
    await books.sandbox.control.patch('/settings', { retryAfter: true, [limit]: 0 });
    const { counts } = await books.sandbox.control.get('/requests?limit=1');
    expect(counts.applications['sandbox/demo-v31'].requests).toBeGreaterThan(24);
  });

  test('requests at once are counted while they run', async () => {
    await books.set({ requestsAtOnce: 1 });
    await books.sandbox.control.post('/faults', {
      endpoint: '/v3.1/contacts',
      kind: 'hang',
      when: 'after',
      ms: 600,
      count: 1,
    });
    const slow = books.get('/contacts');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await books.get('/services')).status).toBe(429);
    expect((await slow).status).toBe(200);
    expect((await books.get('/services')).status).toBe(200);
  });
});
