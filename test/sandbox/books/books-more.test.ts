import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { getJson } from '../../support/sandbox.js';
import { useSandboxBooks } from '../../support/sandbox-books.js';

const books = useSandboxBooks();
const first = async (list: string) => (await books.list(`/${list}?items_per_page=1&attributes=all`)).$items[0];
const fileOf = (path: string) => fetch(`${books.sandbox.url}/v3.1${path}/file`, { headers: books.headers });

test('attachments have up to 100 MB, and wait for a reader that waits', async () => {
  const { $items } = await books.list('/attachments?items_per_page=3&attributes=all');
  const sizes: number[] = $items.map(({ file_size }: { file_size: number }) => file_size);
  expect(Math.max(...sizes)).toBe(100_000_000);
  for (const { $path, file_size } of $items) {
    const before = process.memoryUsage().arrayBuffers;
    const file = await fileOf($path);
    expect(file.headers.get('content-length')).toBe(`${file_size}`);
    await setTimeout(200);
    // The network's buffers hold a few megabytes. Memory that is read later counts garbage, which has no limit.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
    let bytes = 0;
    for await (const chunk of file.body ?? []) bytes += chunk.length;
    expect(bytes).toBe(file_size);
  }
});

test('a fault that delays an answer leaves a file as it is, and one that replaces it does not', async () => {
  const { $path, file_size } = await first('attachments');
  const fault = (fields: object) =>
    books.sandbox.control.post('/faults', { endpoint: '/v3.1/attachments', when: 'after', count: 1, ...fields });
  await fault({ kind: 'hang', ms: 1 });
  expect((await (await fileOf($path)).arrayBuffer()).byteLength).toBe(file_size);
  await fault({ kind: 'status', status: 502 });
  expect((await fileOf($path)).status).toBe(502);
});

test('an uploaded file comes back as it was', async () => {
  const file = Buffer.alloc(3_000_000, 'a scan ');
  const contact = await first('contacts');
  const attachment = { file: file.toString('base64'), file_name: 'a.pdf', attachment_context_id: contact.id };
  const { status, body } = await books.send('POST', '/attachments', { attachment });
  expect([status, body.file_size]).toEqual([201, file.length]);
  const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  expect(sha(new Uint8Array(await (await fileOf(body.$path)).arrayBuffer()))).toBe(sha(file));
});

test('a body that is too big or no JSON is refused, and not taken for an error of the platform', async () => {
  const post = (list: string, body: string) =>
    fetch(`${books.sandbox.url}/v3.1/${list}`, {
      method: 'POST',
      headers: { ...books.headers, 'content-type': 'application/json' },
      body,
    });
  expect((await post('contacts', ' '.repeat(5_000_001))).status).toBe(413);
  expect((await post('contacts', '{')).status).toBe(400);
});

test('the trial balance lags behind the entries by the seconds of the setting', async () => {
  const [account, other] = (await books.list('/ledger_accounts?attributes=all')).$items;
  const journal_lines = [
    { ledger_account_id: account.id, debit: '1.5' },
    { ledger_account_id: other.id, credit: '1.5' },
  ];
  await books.set({ trialBalanceLagSeconds: 60 });
  const journal = { reference: 'Late', date: '2026-05-01', journal_lines };
  expect((await books.send('POST', '/journals', { journal })).status).toBe(201);
  const rows = async () => (await books.list('/trial_balance?from_date=2026-05-01&to_date=2026-05-01')).ledger_accounts;
  const debits = async () =>
    (await rows()).map(({ debit }: { debit: string }) => debit).filter((debit: string) => debit !== '0');
  expect(await debits()).toEqual([]);
  await books.sandbox.control.post('/clock', { advanceSeconds: 60 });
  expect(await debits()).toEqual(['1.5']);
});

test('the trial balance has no entries that the list does not show yet', async () => {
  const [account, other] = (await books.list('/ledger_accounts?attributes=all')).$items;
  const journal_lines = [
    { ledger_account_id: account.id, debit: '1.5' },
    { ledger_account_id: other.id, credit: '1.5' },
  ];
  await books.set({ commitLagSeconds: 100 });
  for (let at = 0; at < 5; at += 1)
    await books.send('POST', '/journals', { journal: { reference: `${at}`, date: '2026-06-01', journal_lines } });
  const day = 'from_date=2026-06-01&to_date=2026-06-01';
  const sumOf = (rows: { debit: string }[]) => rows.reduce((sum, { debit }) => sum + Number(debit), 0);
  const entries = async () => sumOf((await books.list(`/ledger_entries?${day}&attributes=all`)).$items);
  const report = async () => sumOf((await books.list(`/trial_balance?${day}`)).ledger_accounts);
  // One more entry may become visible between two requests.
  const [before, reported, after] = [await entries(), await report(), await entries()];
  expect(after).toBeLessThan(7.5);
  expect(before <= reported && reported <= after).toBe(true);
  await books.sandbox.control.post('/clock', { advanceSeconds: 100 });
  expect([await entries(), await report()]).toEqual([7.5, 7.5]);
});

test('v3.0 serves and changes the same books under its own paths', async () => {
  const { tokens } = await books.sandbox.control.post('/grants', { clientId: 'sandbox/demo-v30', user: 'one' });
  const headers = {
    authorization: `Bearer ${tokens.access_token}`,
    'ocp-apim-subscription-key': books.sandbox.demo.v30.subscriptionKey,
    'x-site': tokens.resource_owner_id,
  };
  const url = `${books.sandbox.url}/uki/sageone/accounts/v3`;
  for (const list of ['sales_invoices', 'ledger_entries', 'bank_accounts'])
    expect((await getJson(`${url}/${list}?attributes=all`, headers)).body).toEqual(
      await books.list(`/${list}?attributes=all`),
    );
  const contact = { name: 'By v3.0', contact_type_ids: ['CUSTOMER'] };
  const answer = await fetch(`${url}/contacts`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ contact }),
  });
  const { $path } = (await answer.json()) as { $path: string };
  expect((await books.list($path)).name).toBe('By v3.0');
});

test('a redirect and a huge header are faults', async () => {
  const fault = (fields: object) =>
    books.sandbox.control.post('/faults', { endpoint: '/v3.1/contacts', count: 1, ...fields });
  await fault({ kind: 'redirect', location: 'https://elsewhere.example/' });
  const redirected = await fetch(`${books.sandbox.url}/v3.1/contacts`, { headers: books.headers, redirect: 'manual' });
  expect([redirected.status, redirected.headers.get('location')]).toEqual([302, 'https://elsewhere.example/']);
  await fault({ kind: 'big-header', bytes: 9_000 });
  expect((await books.get('/contacts')).headers.get('x-filler')).toHaveLength(9_000);
});

test('a page shows the books to a person, and the first page leads there', async () => {
  const home = await (await fetch(books.sandbox.url)).text();
  expect(home).toContain(`href="/books/${books.businessId}"`);
  const page = await (await fetch(`${books.sandbox.url}/books/${books.businessId}`)).text();
  const [invoice] = (await books.list('/sales_invoices?sort=created_at:desc&attributes=all')).$items;
  const total = Number(invoice.total_amount).toLocaleString('en-GB', { minimumFractionDigits: 2 });
  for (const text of [
    'The books of Alder &amp; Ash Ltd',
    'Trial balance',
    'Trade Debtors',
    invoice.displayed_as,
    total,
  ])
    expect(page).toContain(text);
  expect((await fetch(`${books.sandbox.url}/books/nothing`)).status).toBe(404);
});
