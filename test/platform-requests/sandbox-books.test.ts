import { afterEach, describe, expect, test } from '@jest/globals';
import { linked, newLinkingWorkspace, startLinking } from '../support/linking.js';
import { useStarted } from '../support/use-started.js';

const linking = useStarted(() => startLinking());
const made = new Map<string, Promise<{ key: string; path: string }>>();

/** The path of a link of one API version, made once. */
const linkOn = (version: '3.0' | '3.1') => {
  const known = made.get(version);
  if (known !== undefined) return known;
  const link = (async () => {
    const { key } = await newLinkingWorkspace(linking, [version]);
    return { key, path: `/platform/${encodeURIComponent((await linked(linking, key)).id)}` };
  })();
  made.set(version, link);
  return link;
};

async function send(version: '3.0' | '3.1', path: string, body?: object, headers: Record<string, string> = {}) {
  const { key, path: base } = await linkOn(version);
  const answer = await linking.app.app.inject({
    method: body === undefined ? 'GET' : 'POST',
    url: `${base}/${path}`,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body !== undefined && { payload: body }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

afterEach(() => linking.sandbox.control.patch('/settings', { wrongBusinessHeader: false }));

describe.each([
  ['3.1', '', ['authorization', 'x-business']],
  ['3.0', 'accounts/v3/', ['authorization', 'ocp-apim-subscription-key', 'x-nonce', 'x-signature', 'x-site']],
] as const)('the books of a business on API v%s: ', (version, prefix, names) => {
  test('a list and one of its records are read, with the headers of the version', async () => {
    const list = await send(version, `${prefix}sales_invoices?items_per_page=2`);
    expect(list).toMatchObject({ status: 200, body: { $itemsPerPage: 2 } });
    const [{ id }] = list.body.$items;
    expect(await send(version, `${prefix}sales_invoices/${id}`)).toMatchObject({ status: 200, body: { id } });
    const { requests } = await linking.sandbox.control.get('/requests?limit=10000');
    const { headers } = requests.findLast(({ url }: { url: string }) => url.endsWith(`/sales_invoices/${id}`));
    const ours = [...names, 'accept-encoding', 'connection', 'host', 'user-agent'];
    expect(headers.filter((name: string) => !name.startsWith('accept')).sort()).toEqual(
      ours.filter((name) => !name.startsWith('accept')).sort(),
    );
  });

  test('a contact is written once under one key', async () => {
    const contact = { contact: { name: `Once ${version}`, contact_type_ids: ['CUSTOMER'] } };
    const key = { 'idempotency-key': `sandbox-books-${version}` };
    const first = await send(version, `${prefix}contacts`, contact, key);
    expect(first.status).toBe(201);
    expect(await send(version, `${prefix}contacts`, contact, key)).toEqual(first);
  });
});

test('an answer for another business is dropped', async () => {
  await linking.sandbox.control.patch('/settings', { wrongBusinessHeader: true });
  expect(await send('3.1', 'contacts')).toMatchObject({ status: 502, body: { code: 'BUSINESS_DIFFERS' } });
});
