import { describe, expect, test } from '@jest/globals';
import { type Body, getJson } from '../../support/sandbox.js';
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

  test('records of one second that `sort` leaves equal are in the order of creation, or in another one', async () => {
    const query = '/sales_invoices?sort=updated_at:asc&attributes=updated_at&items_per_page=200';
    const timesOf = ({ $items }: Body): string[] => $items.map(({ updated_at }: Body) => updated_at);
    const created = await books.list(query);
    expect(idsOf(await books.list(query))).toEqual(idsOf(created));
    await books.set({ listOrder: 'changing' });
    const changing = await books.list(query);
    expect(timesOf(changing)).toEqual(timesOf(created));
    expect(idsOf(changing)).not.toEqual(idsOf(created));
  });

  test('$next repeats no filters, or all', async () => {
    const query = '/sales_invoices?from_date=2024-01-01&page=2&items_per_page=5';
    expect((await books.list(query)).$next).toBe('/sales_invoices?page=3&items_per_page=5');
    await books.set({ nextKeepsFilters: true });
    expect((await books.list(query)).$next).toBe(query.replace('page=2', 'page=3'));
  });

  test('a page size outside its range is brought into it, or refused', async () => {
    expect((await books.list('/contacts?items_per_page=201')).$itemsPerPage).toBe(200);
    await books.set({ pageSizeOutOfRange: 'refused' });
    for (const size of ['0', '201', 'x'])
      expect([size, (await books.get(`/contacts?items_per_page=${size}`)).status]).toEqual([size, 422]);
    expect((await books.get('/contacts?items_per_page=200')).status).toBe(200);
    expect((await books.get('/contacts')).status).toBe(200);
  });

  test('`sort` on a list without order is refused, or ignored', async () => {
    expect((await books.get('/contacts?sort=updated_at')).status).toBe(422);
    await books.set({ unknownSort: 'ignored' });
    expect(idsOf(await books.list('/contacts?sort=updated_at'))).toEqual(idsOf(await books.list('/contacts')));
  });

  test('the opening balance of sales is that of all years, or of the financial year', async () => {
    const report = (from: string, to: string) => books.list(`/trial_balance?from_date=${from}&to_date=${to}`);
    const salesOf = ({ ledger_accounts }: Body) =>
      ledger_accounts.find(({ displayed_as }: Body) => displayed_as.startsWith('Sales -'));
    const movement = async (from: string) => {
      const { debit, credit } = salesOf(await report(from, '2024-06-30'));
      return Math.round((Number(credit) - Number(debit)) * 100);
    };
    const opening = (body: Body) => Math.round(Number(salesOf(body).opening_balance.credit) * 100);
    expect(opening(await report('2024-07-01', '2025-02-28'))).toBe(await movement('2020-01-01'));
    await books.set({ yearEndResets: true });
    const reset = await report('2024-07-01', '2025-02-28');
    expect(opening(reset)).toBe(await movement('2024-01-01'));
    for (const part of ['opening_balance', 'closing_balance']) {
      const pennies = reset.ledger_accounts.map((row: Body) =>
        Math.round((Number(row[part].debit) - Number(row[part].credit)) * 100),
      );
      expect(pennies.reduce((sum: number, one: number) => sum + one, 0)).toBe(0);
    }
    const closing = salesOf(await report('2023-01-01', '2025-02-28')).closing_balance;
    expect(closing).toEqual(salesOf(await report('2025-01-01', '2025-02-28')).closing_balance);
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
    const first = async (list = 'sales_invoices') =>
      (await books.list(`/${list}?attributes=all&items_per_page=1`)).$items[0];
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
    expect([(await first('products')).active, (await first('journals')).journal_lines[0]]).toEqual([
      true,
      expect.objectContaining({ journal_line_foreign_currency: null }),
    ]);
    await books.set({ oddValues: ['null-active'], oddPercent: 100 });
    expect((await first('products')).active).toBe(null);
    await books.set({ oddValues: ['journal-currency-object'], oddPercent: 100 });
    expect((await first('journals')).journal_lines[0].journal_line_foreign_currency.currency.id).toBe('EUR');
  });
});

describe('refusals', () => {
  const setBooks = (options: object) =>
    books.sandbox.control.post('/books', { businessId: books.businessId, ...options });

  test('a list of another edition is a 401 like that of an ended subscription, or a 404', async () => {
    await setBooks({ edition: 'start' });
    for (const list of ['/stock_items', '/analysis_types']) expect((await books.get(list)).status).toBe(401);
    expect((await books.get('/products')).status).toBe(200);
    await books.set({ missingList: 'not-found' });
    expect((await books.get('/stock_items')).status).toBe(404);
    await setBooks({ edition: 'standard' });
    expect((await books.get('/analysis_types')).status).toBe(200);
    await setBooks({ edition: 'plus' });
    expect((await books.get('/stock_items')).status).toBe(200);
  });

  test('a 401 means an expired token, an ended subscription or another edition, and only the text differs', async () => {
    const { control } = books.sandbox;
    const { businessId } = books;
    const expired = async () => {
      await control.patch('/settings', { accessTokenSeconds: 1 });
      const { tokens } = await control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'one' });
      await control.post('/clock', { advanceSeconds: 2 });
      return getJson(`${books.sandbox.url}/v3.1/products`, { authorization: `Bearer ${tokens.access_token}` });
    };
    const answers = [await expired()];
    await control.post('/subscriptions', { businessId, state: 'expired-shown-as-active' });
    answers.push(await books.get('/products'));
    await control.post('/subscriptions', { businessId, state: 'active' });
    await setBooks({ edition: 'standard' });
    answers.push(await books.get('/stock_items'));
    await setBooks({ edition: 'plus' });
    expect(answers.map(({ status, body: [{ $message, ...rest }] }) => [status, rest, $message])).toEqual(
      ['The access token has expired.', 'No active subscription. (MSE)', 'No active subscription. (MSE)'].map(
        (text) => [401, { $severity: 'error', $dataCode: 'AuthorizationFailure', $source: '' }, text],
      ),
    );
  });

  test('an area without rights is a 403, and the business says so', async () => {
    await setBooks({ deniedAreas: ['journals', 'sales'] });
    const refused = await books.get('/ledger_entries');
    expect([refused.status, refused.body[0].$dataCode]).toEqual([403, 'MultiUserAccessDenied']);
    expect((await books.send('POST', '/journals', { journal: {} })).status).toBe(403);
    expect((await books.get('/contact_allocations')).status).toBe(403);
    expect((await books.get('/purchase_invoices')).status).toBe(200);
    expect((await books.list('/businesses/lead')).user_permissions).toContainEqual({
      area: 'accounting_journals',
      role: 'no_access',
    });
    await setBooks({ deniedAreas: [] });
  });
});
