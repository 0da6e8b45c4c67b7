import { describe, expect, test } from '@jest/globals';
import { LinkBrowser } from '../support/link-browser.js';
import { auditOf, goThrough, linked, newLinkingWorkspace, signIn, start, unlink } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { newWorkspaceApart } from '../support/own-application.js';
import { until } from '../support/processes.js';
import { operation, sendHttp } from '../support/refusals.js';
import { allRows, idOf, uuidOf } from '../support/sage.js';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace({}, newWorkspaceApart);

const cut = (id: string) => unlink(linking, workspace.key, id);
const livingGrants = async () =>
  (
    await linking.app.database.admin.query(
      "SELECT 1 FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND state <> 'ENDED'",
      [workspace.id],
    )
  ).rowCount;
const revokedAtSandbox = async () => {
  const { grants } = (await linking.sandbox.control.get('/grants?limit=1000')) as {
    grants: { revoked: object | null }[];
  };
  return grants.filter(({ revoked }) => revoked !== null).length;
};
const ENDED = 'This link has ended';

describe('unlinking', () => {
  test('ends the tokens here and at the platform, and twice changes nothing', async () => {
    const link = await linked(linking, workspace.key);
    const before = await revokedAtSandbox();
    expect(await cut(link.id)).toMatchObject({
      __typename: 'UnlinkCompanySuccess',
      revokedAtPlatform: true,
      link: {
        status: 'UNLINKED',
        statusReason: 'UNLINKED_BY_WORKSPACE',
        refreshTokenExpiresAt: null,
        business: { id: link.business.id },
      },
    });
    expect([await livingGrants(), await revokedAtSandbox()]).toEqual([0, before + 1]);
    const rows = await allRows(linking.app);
    expect((await cut(link.id)).link.status).toBe('UNLINKED');
    expect(await allRows(linking.app)).toEqual(rows);
    expect((await auditOf(linking, link.id)).filter((action) => action === 'link.unlinked')).toHaveLength(1);
  });

  test('with an idempotency key ends them here with the answer, and at the platform after it', async () => {
    const link = await linked(linking, workspace.key);
    const before = await revokedAtSandbox();
    const query = `mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { ... on UnlinkCompanySuccess { revokedAtPlatform link { status } } } }`;
    const headers = { authorization: `Bearer ${workspace.key}`, 'idempotency-key': `unlink ${link.id}` };
    const sent = { body: operation(query, { id: link.id }), headers };
    const first = await sendHttp(linking.app, sent);
    expect(first.body.data.unlinkCompany).toEqual({ revokedAtPlatform: false, link: { status: 'UNLINKED' } });
    expect([await livingGrants(), await revokedAtSandbox()]).toEqual([0, before + 1]);
    expect((await sendHttp(linking.app, sent)).text).toBe(first.text);
  });

  test('while the platform does not answer ends them here all the same, and says so', async () => {
    const link = await linked(linking, workspace.key);
    const { control } = linking.sandbox;
    const { id } = (await control.post('/faults', {
      endpoint: 'revoke',
      kind: 'status',
      status: 503,
    })) as { id: string };
    expect(await cut(link.id)).toMatchObject({ revokedAtPlatform: false, link: { status: 'UNLINKED' } });
    await linking.sandbox.control.delete(`/faults/${id}`);
    expect(await livingGrants()).toBe(0);
  });

  test('one of two links of one sign-in only forgets: the other must live on', async () => {
    const [one, two] = [await linked(linking, workspace.key), await linked(linking, workspace.key)];
    const before = await revokedAtSandbox();
    expect((await cut(one.id)).revokedAtPlatform).toBe(false);
    expect([await livingGrants(), await revokedAtSandbox()]).toEqual([1, before]);
    expect((await readLink(two.id)).status).toBe('LINKED');
  });

  test.each([
    ['that nobody has opened', async () => undefined],
    ['while the customer signs in', (url: string) => start(browser, url)],
    ['while the customer chooses', (url: string) => goThrough(linking, browser, url, { user: 'three' })],
  ])('a link to be made, %s, ends its URL and whatever is under way', async (_when, go) => {
    const { linkUrl, link } = await requestLink();
    await go(linkUrl);
    expect(await cut(link.id)).toMatchObject({ revokedAtPlatform: false, link: { status: 'UNLINKED' } });
    expect((await browser.open(linkUrl)).heading).toBe(ENDED);
    expect((await new LinkBrowser(linking.app).open(linkUrl)).heading).toBe(ENDED);
    expect(await livingGrants()).toBe(0);
    expect((await readLink(link.id)).availableBusinesses.nodes).toEqual([]);
  });

  test('sticks: a callback that comes later makes no link', async () => {
    const { linkUrl, link } = await requestLink();
    const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
    await cut(link.id);
    expect((await browser.open(url)).heading).toBe(ENDED);
    expect([(await readLink(link.id)).status, await livingGrants()]).toEqual(['UNLINKED', 0]);
  });

  test('sticks even in the moment in which the code is exchanged', async () => {
    const { linkUrl, link } = await requestLink();
    const url = await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' });
    const { id } = (await linking.sandbox.control.post('/faults', {
      endpoint: 'exchange',
      kind: 'hang',
      ms: 60_000,
      when: 'after',
    })) as { id: string };
    const callback = browser.open(url);
    const hits = async () =>
      ((await linking.sandbox.control.get('/faults')) as { faults: { hits: number }[] }).faults[0]?.hits;
    await until('the code is exchanged', async () => (await hits()) === 1);
    await cut(link.id);
    await linking.sandbox.control.delete(`/faults/${id}`);
    expect((await callback).heading).toBe(ENDED);
    expect([(await readLink(link.id)).status, await livingGrants()]).toEqual(['UNLINKED', 0]);
  });

  test('a deauthorized link works, too', async () => {
    const link = await linked(linking, workspace.key);
    await linking.app.database.admin.query(
      `WITH g AS (UPDATE ledgerlink.platform_grant SET state = 'DEAUTHORIZED' WHERE workspace_id = $2)
       UPDATE ledgerlink.company_link SET status = 'DEAUTHORIZED', status_reason = 'REVOKED_OR_EXPIRED' WHERE id = $1`,
      [uuidOf(link.id), workspace.id],
    );
    expect((await cut(link.id)).link).toMatchObject({
      status: 'UNLINKED',
      statusReason: 'UNLINKED_BY_WORKSPACE',
    });
    expect(await livingGrants()).toBe(0);
  });

  test('what is not there, or is of another workspace, is not found', async () => {
    const { link } = await requestLink();
    Object.assign(workspace, await newLinkingWorkspace(linking));
    const rows = await allRows(linking.app);
    for (const id of [link.id, idOf('CompanyLink', '01912345-6789-7abc-8def-0123456789ab')])
      expect(await cut(id)).toMatchObject({ code: 'LINK_NOT_FOUND' });
    expect(await allRows(linking.app)).toEqual(rows);
  });
});
