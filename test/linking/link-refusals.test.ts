import { expect, test } from '@jest/globals';
import type { Json } from '../support/app.js';
import { LinkBrowser } from '../support/link-browser.js';
import { auditOf, goThrough, linked, newCompany, type SignIn, signIn, start, unlink } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';

const { linking, workspace, browser, requestLink } = useLinkingWorkspace();

const countOf = async (id: string, action: string) =>
  (await auditOf(linking, id)).filter((one) => one === action).length;
const refusalsOf = (id: string) => countOf(id, 'link.refused');

test('forty callbacks of a stranger leave ten audit events, and the customer goes on', async () => {
  const { linkUrl, link: made } = await requestLink();
  const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
  const stranger = new LinkBrowser(linking.app);
  for (let i = 0; i < 40; i++) expect((await stranger.open(url)).status).toBe(403);
  expect(await refusalsOf(made.id)).toBe(10);
  expect((await browser.open(url)).heading).toBe('Is this the right business?');
});

test('so do forms without their token, on whichever page, all of one attempt together', async () => {
  const { linkUrl, link: made } = await requestLink();
  await browser.open(linkUrl);
  for (let i = 0; i < 12; i++) await browser.post(linkUrl, 'csrf=x');
  expect(await refusalsOf(made.id)).toBe(10);
  const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
  for (let i = 0; i < 5; i++) await browser.post(`${page.url}/look`, 'csrf=x');
  expect(await refusalsOf(made.id)).toBe(10);
});

test('a new link URL has its own ten', async () => {
  const company = await newCompany(linking, workspace.key);
  const first = await requestLink({ companyId: company });
  await browser.open(first.linkUrl);
  for (let i = 0; i < 12; i++) await browser.post(first.linkUrl, 'csrf=x');
  const second = await requestLink({ companyId: company });
  await browser.open(second.linkUrl);
  for (let i = 0; i < 12; i++) await browser.post(second.linkUrl, 'csrf=x');
  expect(await refusalsOf(second.link.id)).toBe(20);
});

test('starts, failures and sign-ins of one link URL leave ten events of each kind, and the link can still be made', async () => {
  const { linkUrl, link: made } = await requestLink();
  const signInAgain = async (as: SignIn) => {
    const page = await browser.open(linkUrl);
    const sent = await browser.submit(page.forms.at(-1));
    return browser.open(await signIn(linking, sent.headers.location ?? '', { country: 'gb', ...as }));
  };
  for (let i = 0; i < 12; i++) await signInAgain({ user: 'one', decision: 'deny' });
  for (let i = 0; i < 12; i++) await signInAgain({ user: 'one' });
  for (const action of ['link.started', 'link.failed', 'link.choosing'])
    expect([action, await countOf(made.id, action)]).toEqual([action, 10]);
  const page = await signInAgain({ user: 'one' });
  await browser.submit(page.forms.find(({ action }) => action.endsWith('/choose')));
  expect(await countOf(made.id, 'link.linked')).toBe(1);
});

test('every event of a link says which company it was about, also when both are deleted', async () => {
  const { key } = workspace;
  const { id, companyId } = await linked(linking, key, { name: 'Acme <Ltd>' });
  const { app } = linking;
  await app.ok('mutation($id: ID!) { issueAccessToken(input: { linkId: $id }) { __typename } }', { id }, key);
  await app.ok(
    'mutation($id: ID!) { updateCompany(input: { companyId: $id, name: "Apex" }) { __typename } }',
    { id: companyId },
    key,
  );
  await unlink(linking, key, id);
  await app.ok(
    'mutation($id: ID!) { deleteCompany(input: { companyId: $id }) { __typename } }',
    { id: companyId },
    key,
  );
  const { auditEvents } = await app.ok(
    '{ auditEvents { nodes { action targetType targetLabel target { id } } } }',
    {},
    key,
  );
  const events = auditEvents.nodes.map((node: Json) => [node.action, node.targetLabel, node.target]);
  expect(events.slice(0, 9)).toEqual([
    ['company.deleted', 'Apex', null],
    ['link.unlinked', 'Apex', null],
    ['company.updated', 'Apex', null],
    ['token.issued', 'Acme <Ltd>', null],
    ['link.linked', 'Acme <Ltd>', null],
    ['link.choosing', 'Acme <Ltd>', null],
    ['link.started', 'Acme <Ltd>', null],
    ['link.requested', 'Acme <Ltd>', null],
    ['company.created', 'Acme <Ltd>', null],
  ]);
});
