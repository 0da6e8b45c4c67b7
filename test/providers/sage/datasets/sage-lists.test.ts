import { describe, expect, test } from '@jest/globals';
import type { Scan } from '../../../../src/providers/provider-datasets.js';
import { sageDatasets } from '../../../../src/providers/sage/datasets/sage.datasets.js';

const sent = (apiVersion: string, list: string, scan: Scan) => {
  const { segments, query } = sageDatasets.request({ apiVersion, businessId: 'b1' }, list, scan);
  return `${segments.join('/')}?${new URLSearchParams(query)}`;
};
const page = (more: object = {}): Scan => ({ kind: 'PAGE', page: 3, size: 50, ...more });
const AT = '2026-01-31T10:00:00Z';
const SINCE = encodeURIComponent(AT);
const ALL = 'attributes=all';

describe('what goes over the wire', () => {
  test.each<[string, Scan, string]>([
    ['ledger_accounts', page(), `ledger_accounts?${ALL}&page=3&items_per_page=50`],
    ['contacts', page(), `contacts?${ALL}&nested_attributes=all&page=3&items_per_page=50`],
    ['tax_rates', page(), `tax_rates?${ALL}&include_historical_data=true&page=3&items_per_page=50`],
    [
      'sales_invoices',
      page({ sort: 'CREATED' }),
      `sales_invoices?${ALL}&show_payments_allocations=true&sort=created_at%3Aasc&page=3&items_per_page=50`,
    ],
    [
      'bank_transfers',
      page({ since: AT, sort: 'UPDATED' }),
      `bank_transfers?${ALL}&updated_or_created_since=${SINCE}&sort=updated_at%3Aasc&page=3&items_per_page=50`,
    ],
    ['journals', page({ deletedSince: AT }), `journals?${ALL}&deleted_since=${SINCE}&page=3&items_per_page=50`],
    [
      'ledger_entries',
      page({ window: { from: '2026-01-01', to: '2026-01-31' } }),
      `ledger_entries?${ALL}&from_date=2026-01-01&to_date=2026-01-31&page=3&items_per_page=50`,
    ],
    ['contacts', page({ fields: 'IDS' }), 'contacts?attributes=deleted_at&page=3&items_per_page=50'],
    ['ledger_entries', page({ fields: 'IDS' }), 'ledger_entries?attributes=deleted&page=3&items_per_page=50'],
    ['tax_rates', page({ fields: 'IDS' }), 'tax_rates?page=3&items_per_page=50'],
    ['sales_invoices', { kind: 'RECORD', sourceId: 'i1' }, `sales_invoices/i1?${ALL}&show_payments_allocations=true`],
    ['business', page(), 'businesses/b1?'],
    ['financial_settings', page(), 'financial_settings?'],
  ])('for %s on v3.1: %j', (list, scan, expected) => expect(sent('3.1', list, scan)).toBe(expected));

  test.each<[string, Scan, string]>([
    [
      'sales_invoices',
      page({ since: AT }),
      `accounts/v3/sales_invoices?${ALL}&show_payments_allocations=true&updated_or_created_since=${SINCE}&page=3&items_per_page=50`,
    ],
    ['products', { kind: 'RECORD', sourceId: 'p1' }, `accounts/v3/products/p1?${ALL}`],
    ['business', page(), 'core/v3/business?'],
    ['financial_settings', page(), 'accounts/v3/financial_settings?'],
  ])('for %s on v3.0: %j', (list, scan, expected) => expect(sent('3.0', list, scan)).toBe(expected));

  test.each<[string, string, Scan]>([
    ['3.1', 'ledger_accounts', page({ deletedSince: AT })],
    ['3.1', 'contact_allocations', page({ window: { from: '2026-01-01', to: '2026-01-31' } })],
    ['3.1', 'journals', page({ sort: 'CREATED' })],
    ['3.0', 'sales_invoices', page({ sort: 'CREATED' })],
    ['3.0', 'analysis_types', page()],
  ])('is nothing that Sage would ignore (v%s, %s)', (apiVersion, list, scan) =>
    expect(() => sent(apiVersion, list, scan)).toThrow(),
  );
});

describe('the lists of v3.1', () => {
  const lists = sageDatasets.lists('3.1');
  const keysWith = (has: (list: (typeof lists)[number]) => boolean) => lists.filter(has).map(({ key }) => key);

  test('give every dataset', () => {
    expect(lists).toHaveLength(25);
    expect(new Set(lists.map(({ dataset }) => dataset)).size).toBe(16);
  });

  test('leave at most 14 requests for a company in which nothing happened', () => {
    const round = lists.filter(({ probed, pace }) => !probed && pace === 'ROUND');
    const requests = round.flatMap(({ capabilities }) => (capabilities.deletedSince ? ['U', 'D'] : ['U']));
    expect(requests.length + 1).toBeLessThanOrEqual(14);
  });

  test('are sorted only where Sage’s guide says so', () =>
    expect(keysWith(({ capabilities }) => capabilities.sort.length > 0)).toEqual([
      ...['sales_invoices', 'sales_quick_entries', 'sales_credit_notes'],
      ...['purchase_invoices', 'purchase_quick_entries', 'purchase_credit_notes'],
      ...['contact_payments', 'other_payments', 'contact_allocations', 'bank_transfers', 'bank_deposits'],
    ]));

  test('that have no list of deletions are known', () =>
    expect(keysWith(({ form, capabilities }) => form === 'LIST' && !capabilities.deletedSince)).toEqual([
      ...['ledger_accounts', 'tax_rates', 'analysis_types', 'analysis_type_categories'],
      // The longest are pulled last.
      ...['transactions', 'ledger_entries'],
    ]));
});

describe('an answer that is no list', () => {
  const errors = ($message: string) => [
    { $severity: 'error', $dataCode: 'AuthorizationFailure', $message, $source: '' },
  ];
  const record: Scan = { kind: 'RECORD', sourceId: 'r1' };
  const gateway = (statusCode: number, message: string) => ({ statusCode, message });
  test.each<[number, unknown, Scan, string]>([
    [401, errors('The access token has expired.'), page(), 'TOKEN_REFUSED'],
    [401, errors('No active subscription. (MSE)'), page(), 'NOT_SUPPORTED'],
    [401, gateway(401, 'Access denied due to invalid subscription key.'), page(), 'UNAVAILABLE'],
    [
      403,
      errors('The current user is not allowed to access that resource with that method.'),
      page(),
      'PERMISSION_DENIED',
    ],
    [403, gateway(403, 'Out of call volume quota.'), page(), 'UNAVAILABLE'],
    [404, errors('There is no such record or endpoint.'), record, 'MISSING'],
    [404, undefined, page(), 'NOT_SUPPORTED'],
    [422, errors('It must be a date.'), page(), 'UNAVAILABLE'],
    [429, undefined, page(), 'BUSY'],
    [500, errors('An unexpected error occurred.'), page(), 'PAGE_FAILED'],
    [502, '<html>', page(), 'PAGE_FAILED'],
    [503, undefined, page(), 'UNAVAILABLE'],
    [504, undefined, record, 'PAGE_FAILED'],
  ])('with status %d and %j', (status, json, scan, failure) =>
    expect(sageDatasets.failure(scan, { status, json, headers: {} })).toBe(failure),
  );
});

describe('an answer that is a list', () => {
  const read = (item: object, list = 'contacts') => {
    const text = JSON.stringify({ $total: 1, $page: 1, $next: null, $items: [{ id: 'r1', ...item }] });
    const answer = sageDatasets.read('3.1', list, page(), text);
    if (answer.kind !== 'page') throw new Error(answer.why);
    return answer;
  };
  const hashOf = (item: object) => read(item).records[0]?.hash;

  test.each<[string, object, object]>([
    ['alive', {}, { deletedAt: null, flagged: false, createdAt: null }],
    ['deleted', { deleted_at: AT }, { deletedAt: '2026-01-31T10:00:00.000Z', flagged: true }],
    ['deleted at a time that cannot be read', { deleted_at: '2020-11-317' }, { deletedAt: null, flagged: true }],
    ['not deleted', { deleted_at: '' }, { deletedAt: null, flagged: false }],
    [
      'created at an impossible time',
      { created_at: '2020-11-317T10:00:00Z', updated_at: AT },
      { createdAt: null, updatedAt: '2026-01-31T10:00:00.000Z' },
    ],
  ])('has a record that is %s', (_what, item, record) => expect(read(item).records).toMatchObject([record]));

  test('has a flag of deletion in the lists that have one', () => {
    expect(read({ deleted: true }, 'ledger_entries').records).toMatchObject([{ flagged: true }]);
    expect(read({ deleted: true }, 'contacts').records).toMatchObject([{ flagged: false }]);
  });

  test('is unreadable where it is nested too deep', () => {
    const deep = `{"$total":1,"$page":1,"$items":[{"id":"r1","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`;
    expect(sageDatasets.read('3.1', 'contacts', page(), deep)).toMatchObject({ kind: 'unreadable' });
  });

  test('names an item without an id', () =>
    expect(read({ id: 'not an id' })).toMatchObject({
      records: [],
      unreadable: [{ field: '$items.0.id', reason: 'is no id' }],
    }));

  test('has one hash for one content, whatever the order of its fields and the links to Sage’s pages', () => {
    expect(hashOf({ a: 1, b: { c: '2', d: 3 } })).toBe(hashOf({ b: { d: 3, c: '2' }, a: 1, links: [{ href: 'x' }] }));
    for (const other of [{ a: 2 }, { a: '1' }, { a: 1, balance: '5.0' }, { a: 1, b: null }])
      expect(hashOf(other)).not.toBe(hashOf({ a: 1 }));
  });
});
