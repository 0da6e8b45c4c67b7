import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enable, type LinkingPortal, linkAs, newLink, startLinkingPortal } from './support/linking.js';
import { NAME } from './support/portal.js';

let portal: LinkingPortal;
beforeAll(async () => {
  portal = await startLinkingPortal();
  await enable(portal);
});
afterAll(() => portal.close());

test('a request to a linked company shows the answer of the platform, and a refused path as a sentence', async () => {
  const asked = await newLink(portal, 'Reader');
  await linkAs(portal, asked, 'one');
  const { page, observed } = await portal.openAt(`/companies/${asked.companyId}`);
  const panel = page.getByRole('region', { name: NAME });
  await panel.getByText('Try a request').click();
  const path = panel.getByRole('textbox', { name: 'Path' });
  const send = panel.getByRole('button', { name: 'Send' });

  await path.fill('contacts?items_per_page=1');
  await send.click();
  const answer = panel.getByRole('status');
  await answer.getByText('Status 200').waitFor();
  const id = /"id": "(\w+)"/.exec((await answer.textContent()) ?? '')?.[1] ?? '';
  await path.fill(`contacts/${id}`);
  await send.click();
  await answer.getByText(`"$path": "/contacts/${id}"`).waitFor();

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
