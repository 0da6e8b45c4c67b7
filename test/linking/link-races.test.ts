import { expect, test } from '@jest/globals';
import type { Json } from '../support/app.js';
import { LinkBrowser } from '../support/link-browser.js';
import { auditOf, choose, goThrough, linked, signIn, start, unlink } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { change, SAGE } from '../support/sage.js';
import { startSecondApp } from '../support/second-app.js';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace({ REQUEST_SECONDS: '30' });

const grants = async () =>
  (
    await linking.app.database.admin.query<{ state: string }>(
      'SELECT state FROM ledgerlink.platform_grant WHERE workspace_id = $1 ORDER BY id',
      [workspace.id],
    )
  ).rows.map(({ state }) => state);
const count = async (id: string, action: string) => (await auditOf(linking, id)).filter((one) => one === action).length;

test('fifty confirmations at once make one link, once, and all show it', async () => {
  const { linkUrl, link } = await requestLink();
  const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
  const confirm = async (): Promise<string> => {
    const { status, heading } = await browser.submit(page.forms[0]);
    // On a busy machine the last of fifty may wait too long for a connection. The page then asks to try again.
    return status === 503 ? confirm() : `${status} ${heading}`;
  };
  const shown = await Promise.all(Array.from({ length: 50 }, confirm));
  expect([...new Set(shown)]).toEqual(['200 Acme is linked']);
  expect([await count(link.id, 'link.linked'), await grants()]).toEqual([1, ['ACTIVE']]);
});

test('of two choices at once, by the customer and by the workspace, one wins', async () => {
  const { linkUrl, link } = await requestLink();
  const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
  const [first = '', second = ''] = page.forms[0]?.choices.business ?? [];
  const [shown, answered] = await Promise.all([
    browser.submit(page.forms[0], { business: first }),
    choose(linking, workspace.key, link.id, second),
  ]);
  const after = await readLink(link.id);
  expect(after.status).toBe('LINKED');
  expect(answered.__typename).toBe(after.business.id === second ? 'ChooseBusinessSuccess' : 'ChoiceNotOpen');
  expect(shown.heading).toBe('Acme is linked');
  expect([await count(link.id, 'link.linked'), await grants()]).toEqual([1, ['ACTIVE']]);
});

test('a callback that arrives in two tabs at once sends the code once, and both show the same', async () => {
  const { linkUrl, link } = await requestLink();
  const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
  const events = async () =>
    ((await linking.sandbox.control.get('/events?limit=10000')) as { events: Json[] }).events.filter(
      ({ kind }) => kind === 'exchange',
    ).length;
  const before = await events();
  const shown = await Promise.all(Array.from({ length: 10 }, () => browser.open(url)));
  expect([await events(), await grants()]).toEqual([before + 1, ['ACTIVE']]);
  // Those that came before the platform had answered everything see how far it is.
  for (const { heading } of shown)
    expect(['Is this the right business?', 'Finishing your sign-in', 'You are signed in']).toContain(heading);
  expect((await browser.open(shown[0]?.url ?? '')).heading).toBe('Is this the right business?');
  expect(await count(link.id, 'link.choosing')).toBe(1);
});

test('another instance takes a callback up, or says that it was: the state is in the database', async () => {
  const { linkUrl, link } = await requestLink();
  const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
  const second = await startSecondApp(linking.app, {
    SANDBOX_URL: linking.sandbox.url,
    PUBLIC_URL: 'http://localhost:5200',
  });
  const elsewhere = new LinkBrowser({ ...linking.app, app: second.app });
  elsewhere.use(browser.cookies);
  const page = await elsewhere.open(url);
  expect(page.heading).toBe('Is this the right business?');
  expect((await browser.open(url)).heading).toBe('Is this the right business?');
  await browser.submit(page.forms[0]);
  expect((await elsewhere.open(url)).heading).toBe('Acme is linked');
  expect(await count(link.id, 'link.refused')).toBe(2);
  await second.close();
});

test('unlinking while fifty confirm leaves the link cut and no token behind, or linked with one', async () => {
  const { linkUrl, link } = await requestLink();
  const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
  await Promise.all([
    ...Array.from({ length: 25 }, () => browser.submit(page.forms[0])),
    unlink(linking, workspace.key, link.id),
  ]);
  await unlink(linking, workspace.key, link.id);
  expect((await readLink(link.id)).status).toBe('UNLINKED');
  expect(await grants()).toEqual(['ENDED']);
});

test('disabling, linking and unlinking at once deadlock nobody', async () => {
  const links = [];
  for (let index = 0; index < 3; index++) links.push(await linked(linking, workspace.key));
  const input = { integrationKey: SAGE };
  const work = links.flatMap((link) => [
    unlink(linking, workspace.key, link.id),
    requestLink({ companyId: link.companyId }),
    requestLink({ companyId: link.companyId }),
    unlink(linking, workspace.key, link.id),
    change(linking.app, 'disableIntegration', input, workspace.key),
    change(linking.app, 'enableIntegration', input, workspace.key),
  ]);
  const answers = await Promise.all(work);
  expect(answers).toHaveLength(18);
  for (const link of links) await unlink(linking, workspace.key, link.id);
  expect(await grants()).toEqual(['ENDED', 'ENDED', 'ENDED']);
});
