import { beforeAll, expect, test } from '@jest/globals';
import { recordHash } from '../../../../sandbox/control/changes.routes.js';
import type { ModelRecord } from '../../../../src/providers/model.js';
import type { Scan, SourceRecord } from '../../../../src/providers/provider-datasets.js';
import { sageDatasets } from '../../../../src/providers/sage/datasets/sage.datasets.js';
import { useSandboxBooks } from '../../../support/sandbox-books.js';

const books = useSandboxBooks();
beforeAll(() => books.sandbox.control.post('/books', { businessId: books.businessId, size: 'small', seed: 4 }));

/** All records of a list, as a pull reads them. */
async function readAll(list: string): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (let page = 1; ; page += 1) {
    const scan: Scan = { kind: 'PAGE', page, size: 200 };
    const { segments, query } = sageDatasets.request({ apiVersion: '3.1', businessId: books.businessId }, list, scan);
    const url = `${books.sandbox.url}/v3.1/${segments.join('/')}?${new URLSearchParams(query)}`;
    const text = await (await fetch(url, { headers: books.headers })).text();
    const answer = sageDatasets.read('3.1', list, scan, text);
    if (answer.kind !== 'page') throw new Error(answer.why);
    records.push(...answer.records);
    if (records.length >= answer.total) return records;
  }
}
const mapped = async (list: string): Promise<ModelRecord[]> =>
  (await readAll(list)).flatMap(({ value }) => sageDatasets.map('3.1', list, value).record ?? []);

/** Hundredths, so that sums are exact. */
const cents = (amount: string | null): bigint => {
  const [whole = '0', decimals = ''] = (amount ?? '0').split('.');
  return BigInt(whole + decimals.padEnd(2, '0').slice(0, 2));
};

test.each(['contacts', 'sales_invoices', 'contact_payments', 'journals', 'products'])(
  'every field of %s is stored as the books have it',
  async (list) => {
    await books.sandbox.control.patch('/settings', {
      oddPercent: 20,
      oddValues: ['null-as-text', 'foreign-path', 'null-name'],
    });
    const truth: { id: string; hash: string }[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const query = new URLSearchParams({ business: books.businessId, list, after: String(after) });
      const { records, next } = await books.sandbox.control.get(`/truth?${query}`);
      truth.push(...records);
      after = next;
    }
    const found = (await readAll(list)).map(({ sourceId, text }) => [sourceId, recordHash(JSON.parse(text))]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(truth.map(({ id, hash }) => [id, hash])));
  },
);

test('the ledger entries of the model add up to the trial balance of the platform', async () => {
  const sums = new Map<string, bigint>();
  for (const { type, fields } of await mapped('ledger_entries')) {
    if (type !== 'ledgerEntry' || fields.flaggedDeleted === true || fields.account === null) continue;
    const { sourceId } = fields.account;
    sums.set(sourceId, (sums.get(sourceId) ?? 0n) + cents(fields.debit) - cents(fields.credit));
  }
  const { ledger_accounts: rows } = await books.list('/trial_balance?from_date=2000-01-01&to_date=2099-12-31');
  const expected = rows.map((row: { id: string; debit: string; credit: string }) => [
    row.id,
    cents(row.debit) - cents(row.credit),
  ]);
  const isBooked = ([, sum]: readonly [string, bigint]) => sum !== 0n;
  expect(Object.fromEntries([...sums].filter(isBooked))).toEqual(Object.fromEntries(expected.filter(isBooked)));
  expect([...sums.values()].reduce((sum, one) => sum + one, 0n)).toBe(0n);
});

test('the documents of the model are worth their lines, and what is open is what no payment or credit settled', async () => {
  const wrong: string[] = [];
  for (const list of ['sales_invoices', 'purchase_invoices', 'sales_quick_entries'])
    for (const { type, fields } of await mapped(list)) {
      if (type !== 'document') continue;
      const total = fields.lines.reduce((sum, line) => sum + cents(line.total), 0n);
      const settled = fields.allocations.reduce((sum, { amount }) => sum + cents(amount), 0n);
      const open = fields.status === 'VOID' ? 0n : total - settled;
      if (total !== cents(fields.total) || open !== cents(fields.outstanding)) wrong.push(`${list} ${fields.number}`);
      if ((fields.status === 'PAID') !== (open === 0n && fields.status !== 'VOID'))
        wrong.push(`${list} ${fields.status}`);
    }
  expect(wrong).toEqual([]);
});
