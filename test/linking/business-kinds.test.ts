import { expect, test } from '@jest/globals';
import type { Page } from '../support/link-browser.js';
import { choose, goThrough } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace();

async function signedIn(user: string) {
  const { linkUrl, link } = await requestLink();
  const page = await goThrough(linking, browser, linkUrl, { user });
  return { page, linkId: String(link.id) };
}

const confirm = (page: Page, business: string) => {
  const form = page.forms.find(({ action }) => action.endsWith('/choose'));
  return browser.submit(form, { business });
};
const available = async (linkId: string) =>
  (
    await linking.app.ok(
      `query($id: ID!) { node(id: $id) { ... on CompanyLink {
         availableBusinesses(first: 10) { nodes { id name details } } } } }`,
      { id: linkId },
      workspace.key,
    )
  ).node.availableBusinesses.nodes as { id: string; name: string; details: string | null }[];

test('businesses of one name are told apart, on the page and in the API', async () => {
  const { page, linkId } = await signedIn('namesakes');
  const found = await available(linkId);
  expect(new Set(found.map(({ name, details }) => `${name} ${details}`)).size).toBe(5);
  const alike = found.filter(({ details }) => details?.includes('ID ending in'));
  expect(alike.map(({ id, details }) => details?.endsWith(id.slice(-6)))).toEqual([true, true]);
  expect(found.filter(({ details }) => details === null).map(({ name }) => name)).toEqual(['Kingcup Kitchens Ltd']);
  for (const { details } of found) if (details !== null) expect(page.text).toContain(details);
  const [, second] = alike;
  await confirm(page, second?.id ?? '');
  expect((await readLink(linkId)).business).toMatchObject({ id: second?.id });
});

test('a practice and a demo company are refused with a sentence of their own, and the client can be linked', async () => {
  const { page, linkId } = await signedIn('accountant');
  const found = await available(linkId);
  const [practice, client, demo] = found.sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(page.text).toContain('Demo company');
  expect((await confirm(page, practice?.id ?? '')).notice).toContain('practice of an accountant');
  expect((await confirm(page, demo?.id ?? '')).notice).toContain('This is a demo company');
  const asked = await choose(linking, workspace.key, linkId, practice?.id ?? '');
  expect(asked).toMatchObject({
    __typename: 'SubscriptionInactive',
    message: expect.stringContaining('none for accounting'),
  });
  await confirm(page, client?.id ?? '');
  expect(await readLink(linkId)).toMatchObject({ status: 'LINKED' });
});
