import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enable, type LinkingPortal, linkAs, newLink, startLinkingPortal } from './support/linking.js';
import { NAME } from './support/portal.js';

let portal: LinkingPortal;
beforeAll(async () => {
  portal = await startLinkingPortal();
  await enable(portal);
});
afterAll(() => portal.close());

const BUSINESS = 'query($id: ID!) { node(id: $id) { ... on CompanyLink { business { id } } } }';

test('the panel reads a sales invoice of a linked company, and says in a sentence why a path is refused', async () => {
  const asked = await newLink(portal, 'Reader');
  await linkAs(portal, asked, 'one');
  const { page, observed } = await portal.openAt(`/companies/${asked.companyId}`);
  const panel = page.getByRole('region', { name: NAME });
  await panel.getByText('Try a request').click();
  const path = panel.getByRole('textbox', { name: 'Path' });
  const send = panel.getByRole('button', { name: 'Send' });

  const budget = panel.getByText(/^\d+ requests can be sent now without waiting\. The limits are 100 a minute/);
  await budget.waitFor();

  await path.fill('sales_invoices?items_per_page=1');
  await send.click();
  const answer = panel.getByRole('status');
  await answer.getByText('Status 200').waitFor();
  const id = /"id": "(\w+)"/.exec((await answer.textContent()) ?? '')?.[1] ?? '';
  await path.fill(`sales_invoices/${id}`);
  await send.click();
  await answer.getByText(`"$path": "/sales_invoices/${id}"`).waitFor();
  const { business } = (await portal.api(BUSINESS, { id: asked.linkId })).node;
  const { records } = await portal.sandbox.control.get(
    `/truth?business=${business.id}&list=sales_invoices&limit=10000`,
  );
  expect(records.map((record: { id: string }) => record.id)).toContain(id);

  await path.fill('businesses');
  await send.click();
  await panel.getByRole('alert').filter({ hasText: 'a link gives access to one business' }).waitFor();
  await path.fill('contacts/../user');
  await send.click();
  await panel.getByRole('alert').filter({ hasText: 'has a segment `.` or `..`' }).waitFor();

  await panel.getByRole('combobox', { name: 'Method' }).selectOption('POST');
  await panel.getByRole('textbox', { name: 'Body, as JSON' }).fill('{');
  await send.click();
  await panel.getByRole('alert').filter({ hasText: 'The body is not JSON' }).waitFor();
  expect(observed.complaints).toEqual([]);
});
