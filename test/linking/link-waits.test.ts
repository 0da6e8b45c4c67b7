import { expect, test } from '@jest/globals';
import type { Json } from '../support/app.js';
import { LinkBrowser, type Page } from '../support/link-browser.js';
import { choose, goThrough, linked, newCompany, unlink, V31_KEYS } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { untilWaiting, whileLocked } from '../support/locks.js';
import { until } from '../support/processes.js';
import { saveV31, uuidOf } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';

const { linking, workspace, requestLink, readLink } = useLinkingWorkspace({
  REQUEST_SECONDS: '30',
  REFRESH_TIMING: '6000/1000/2000/2000',
});

const admin = () => linking.app.database.admin;
const standing = (count: number) => untilWaiting(linking.app.database, count);

/** Confirms a business, and stops at the link's row with the grants locked; answers how to let it go on. */
async function halfMade(link: Json, businessId: string) {
  const holder = await admin().connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM ledgerlink.company_link WHERE id = $1 FOR UPDATE', [uuidOf(link.id)]);
  const chosen = choose(linking, workspace.key, link.id, businessId);
  await standing(1);
  return async (): Promise<Json> => {
    await holder.query('COMMIT');
    holder.release();
    return chosen;
  };
}

const businessOf = (page: Page) => page.forms.find(({ action }) => action.endsWith('/choose'))?.fields.business ?? '';

/** What a link and its grants say when everything is over: a linked one holds a living grant. */
async function outcome(link: Json): Promise<{ status: string; grant: string | null; open: number }> {
  const { rows } = await admin().query(
    `SELECT l.status, g.state AS grant,
            (SELECT count(*)::int FROM ledgerlink.link_attempt a WHERE a.link_id = l.id AND a.ended_at IS NULL) AS open
       FROM ledgerlink.company_link l LEFT JOIN ledgerlink.platform_grant g ON g.id = l.grant_id WHERE l.id = $1`,
    [uuidOf(link.id)],
  );
  return rows[0];
}

test('a URL that runs out while its link is being made takes nothing away from the link', async () => {
  const { linkUrl, link } = await requestLink();
  const page = await goThrough(linking, new LinkBrowser(linking.app), linkUrl, { user: 'one' });
  const goOn = await halfMade(link, businessOf(page));
  await admin().query(`UPDATE ledgerlink.link_attempt SET expires_at = now() - interval '1 s' WHERE link_id = $1`, [
    uuidOf(link.id),
  ]);
  const swept = linking.app.services.overdueAttempts.expire();
  await standing(2);
  expect((await goOn()).__typename).toBe('ChooseBusinessSuccess');
  await swept;
  expect(await outcome(link)).toEqual({ status: 'LINKED', grant: 'ACTIVE', open: 0 });
});

test.each(['PENDING', 'DEAUTHORIZED'])('unlinking while a %s link is being made cuts it', async (before) => {
  const { companyId, ...link } = before === 'PENDING' ? { ...(await newLink()) } : await linked(linking, workspace.key);
  if (before === 'DEAUTHORIZED') {
    await admin().query(
      `WITH lost AS (UPDATE ledgerlink.platform_grant SET state = 'DEAUTHORIZED' WHERE workspace_id = $1)
       UPDATE ledgerlink.company_link SET status = 'DEAUTHORIZED', status_reason = 'REVOKED_OR_EXPIRED' WHERE workspace_id = $1`,
      [workspace.id],
    );
  }
  const { linkUrl } = await requestLink({ companyId });
  const page = await goThrough(linking, new LinkBrowser(linking.app), linkUrl, { user: 'one' });
  const goOn = await halfMade(link, businessOf(page));
  const cut = unlink(linking, workspace.key, link.id);
  await standing(2);
  await goOn();
  expect(await cut).toMatchObject({ __typename: 'UnlinkCompanySuccess', link: { status: 'UNLINKED' } });
  expect(await outcome(link)).toEqual({ status: 'UNLINKED', grant: null, open: 0 });
  const { rows } = await admin().query(
    "SELECT FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND state <> 'ENDED'",
    [workspace.id],
  );
  expect(rows).toEqual([]);
  expect((await readLink(link.id)).status).toBe('UNLINKED');
});

async function newLink(): Promise<Json> {
  const companyId = await newCompany(linking, workspace.key);
  const { link } = await requestLink({ companyId });
  return { ...link, companyId };
}

test('access that is lost while its link is being made is said to be lost', async () => {
  const { companyId, ...link } = await newLink();
  const { linkUrl } = await requestLink({ companyId });
  const page = await goThrough(linking, new LinkBrowser(linking.app), linkUrl, { user: 'three' });
  await passTime(admin(), 250);
  const { control } = linking.sandbox;
  await control.post('/consents/revoke', { clientId: 'sandbox/demo-v31', user: 'three' });
  // Slower than a caller waits that still has a valid token.
  await control.post('/faults', { endpoint: 'refresh', kind: 'hang', ms: 2_000, count: 1 });
  const goOn = await halfMade(link, page.forms[0]?.choices.business?.[0] ?? '');
  await standing(2);
  expect((await goOn()).__typename).toBe('ChooseBusinessSuccess');
  // That turn is over, and the next one finds out: the link does not stay LINKED without access.
  await passTime(admin(), 10);
  await issue(link);
  await until('the link says so', async () => (await outcome(link)).status === 'DEAUTHORIZED');
  expect(await outcome(link)).toEqual({ status: 'DEAUTHORIZED', grant: 'DEAUTHORIZED', open: 0 });
}, 60_000);

const issue = (link: Json) =>
  linking.app.ok(
    'mutation($id: ID!) { issueAccessToken(input: { linkId: $id }) { __typename } }',
    { id: link.id },
    workspace.key,
  );

/** Does something that waits for the keys of another application to be saved, having looked before. */
async function whileReplaced<T>(act: () => Promise<T>): Promise<{ sent: Promise<T> }> {
  const setting = 'SELECT FROM ledgerlink.integration_setting WHERE workspace_id = $1 FOR UPDATE';
  const { saved, sent } = await whileLocked(linking.app.database, [setting, [workspace.id]], async () => {
    const saved = saveV31(linking.app, { ...V31_KEYS, clientId: 'sandbox/another' }, { key: workspace.key });
    await standing(1);
    const sent = act();
    await standing(2);
    return { saved, sent };
  });
  await saved;
  return { sent };
}

const attemptOf = async (link: Json) => {
  const { rows } = await admin().query(
    'SELECT step, held_set_id FROM ledgerlink.link_attempt WHERE link_id = $1 ORDER BY id DESC LIMIT 1',
    [uuidOf(link.id)],
  );
  return rows[0];
};

test('a sign-in that begins while its application is being replaced does not begin with the old one', async () => {
  const { companyId } = await newLink();
  const { linkUrl, link } = await requestLink({ companyId });
  const browser = new LinkBrowser(linking.app);
  const page = await browser.open(linkUrl);
  const { sent } = await whileReplaced(() => browser.submit(page.forms[0]));
  expect(await sent).toMatchObject({ status: 200, heading: page.heading });
  expect(await attemptOf(link)).toEqual({ step: 'CREATED', held_set_id: null });
  const again = await browser.submit((await browser.open(linkUrl)).forms[0]);
  expect(new URL(again.headers.location ?? '').searchParams.get('client_id')).toBe('sandbox/another');
});

test('a customer who starts again while the application is being replaced keeps the choice that was open', async () => {
  const { companyId } = await newLink();
  const { linkUrl, link } = await requestLink({ companyId });
  const browser = new LinkBrowser(linking.app);
  const choice = await goThrough(linking, browser, linkUrl, { user: 'three' });
  const again = choice.forms.find(({ action }) => action.endsWith('/start'));
  const { sent } = await whileReplaced(() => browser.submit(again));
  expect(await sent).toMatchObject({ status: 200, heading: choice.heading });
  expect(await attemptOf(link)).toMatchObject({ step: 'CHOOSING' });
  expect(linking.app.logs()).not.toContain('"level":"error"');
});

test('a company that is deleted while it is asked to be linked is not found', async () => {
  const { companyId, ...link } = await newLink();
  await unlink(linking, workspace.key, link.id);
  const row = 'SELECT FROM ledgerlink.company_link WHERE id = $1 FOR UPDATE';
  const { deleted, asked } = await whileLocked(linking.app.database, [row, [uuidOf(link.id)]], async () => {
    const deleted = linking.app.ok(
      'mutation($id: ID!) { deleteCompany(input: { companyId: $id }) { __typename } }',
      { id: companyId },
      workspace.key,
    );
    await standing(1);
    const asked = requestLink({ companyId });
    await standing(2);
    return { deleted, asked };
  });
  expect((await deleted).deleteCompany.__typename).toBe('DeleteCompanySuccess');
  expect((await asked).__typename).toBe('CompanyNotFound');
});
