import { expect, test } from '@jest/globals';
import { texts } from '../../src/linking/pages/link-page.texts.js';
import { LinkBrowser } from '../support/link-browser.js';
import {
  goThrough,
  linkCompany,
  linked,
  newCompany,
  newLinkingWorkspace,
  startLinking,
  V30_KEYS,
  V31_KEYS,
} from '../support/linking.js';
import { saveV30, saveV31 } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const linking = useStarted(() => startLinking());

const askedIn = async (key: string) => {
  const company = await newCompany(linking, key);
  return (await linkCompany(linking, key, company, { countryCode: 'GB' })).linkUrl;
};
const refreshes = async () =>
  ((await linking.sandbox.control.get('/events?limit=10000')) as { events: { kind: string }[] }).events.filter(
    ({ kind }) => kind === 'refresh',
  ).length;
const health = async (workspaceId: string) =>
  (
    await linking.app.database.admin.query(
      `SELECT faulty_since IS NOT NULL AS faulty, api_refused_since IS NOT NULL AS api
         FROM ledgerlink.credential_set WHERE workspace_id = $1 AND status = 'CURRENT'`,
      [workspaceId],
    )
  ).rows[0];

/** The types of the events about the workspace's keys, without those of saves. */
const told = async (workspaceId: string) =>
  (
    await linking.app.database.admin.query(
      `SELECT type FROM ledgerlink.event
        WHERE workspace_id = $1 AND type IN ('CREDENTIALS_FAULTY', 'CREDENTIALS_RECOVERED') ORDER BY no`,
      [workspaceId],
    )
  ).rows.map(({ type }) => type);

test('a wrong subscription key costs no refresh token, is told to both sides, and mends with the key', async () => {
  const workspace = await newLinkingWorkspace(linking, ['3.0']);
  const { key } = workspace;
  await saveV30(linking.app, { ...V30_KEYS, subscriptionKey: 'of-another-product' }, { key });
  const browser = new LinkBrowser(linking.app);
  const before = await refreshes();
  let page = await goThrough(linking, browser, await askedIn(key), { user: 'one' });
  page = await browser.open(page.url);
  expect([page.heading, page.notice]).toEqual([
    'You are signed in',
    expect.stringContaining('the person who sent you the link has something to set up first'),
  ]);
  for (let looks = 0; looks < 3; looks++) {
    await passTime(linking.app.database.admin, 15);
    page = await browser.submit(page.forms[0]);
  }
  expect(await refreshes()).toBe(before);
  expect(await health(workspace.id)).toEqual({ faulty: false, api: true });
  expect(await told(workspace.id)).toEqual(['CREDENTIALS_FAULTY']);
  expect(linking.app.logs()).toContain("the platform's API refuses the application");
  await saveV30(linking.app, V30_KEYS, { key });
  expect(await health(workspace.id)).toEqual({ faulty: false, api: false });
  expect((await browser.submit(page.forms[0])).heading).toBe('Is this the right business?');
  expect(await told(workspace.id)).toEqual(['CREDENTIALS_FAULTY', 'CREDENTIALS_RECOVERED']);
});

test('a token of an application that the API refuses comes with a warning, until its keys are saved', async () => {
  const { key, id: workspaceId } = await newLinkingWorkspace(linking, ['3.0']);
  const { id } = await linked(linking, key);
  const warning = async () =>
    (
      await linking.app.ok(
        `mutation($id: ID!) { issueAccessToken(input: { linkId: $id }) { ... on AccessTokenIssued { warning } } }`,
        { id },
        key,
      )
    ).issueAccessToken.warning;
  expect(await warning()).toBeNull();
  await linking.app.database.admin.query(
    'UPDATE ledgerlink.credential_set SET api_refused_since = now() WHERE workspace_id = $1',
    [workspaceId],
  );
  expect(await warning()).toContain('Save its current keys, such as the subscription key');
  await saveV30(linking.app, V30_KEYS, { key });
  expect(await warning()).toBeNull();
});

test('a key that the platform accepts again is known as sound after the next look', async () => {
  const workspace = await newLinkingWorkspace(linking, ['3.0']);
  await linking.app.database.admin.query(
    'UPDATE ledgerlink.credential_set SET api_refused_since = now() WHERE workspace_id = $1',
    [workspace.id],
  );
  const browser = new LinkBrowser(linking.app);
  const page = await goThrough(linking, browser, await askedIn(workspace.key), { user: 'one' });
  expect(page.heading).toBe('Is this the right business?');
  expect(await health(workspace.id)).toEqual({ faulty: false, api: false });
});

test('a customer who meets refused keys is sent to the sender of the link', async () => {
  const workspace = await newLinkingWorkspace(linking);
  await saveV31(
    linking.app,
    { ...V31_KEYS, clientId: 'sandbox/demo-v31', clientSecret: 'wrong' },
    { key: workspace.key },
  );
  await linking.app.database.admin.query(
    'UPDATE ledgerlink.credential_secret SET previous_sealed = NULL, previous_until = NULL',
  );
  const browser = new LinkBrowser(linking.app);
  const page = await goThrough(linking, browser, await askedIn(workspace.key), { user: 'one' });
  expect(page.notice).toContain('The person who sent you the link has something to set up first');
  expect(page.notice).not.toContain('Try again');
  expect(await health(workspace.id)).toEqual({ faulty: true, api: false });
  // The next sign-in fails for another reason, while the keys are still known to be refused.
  await linking.sandbox.control.post('/faults', { endpoint: 'exchange', kind: 'status', status: 429, count: 1 });
  const again = await goThrough(linking, browser, page.url, { user: 'one' });
  expect(again.notice).toBe(texts.reasons.PLATFORM_ERROR);
});
