import { describe, expect, test } from '@jest/globals';
import { auditOf, choose, goThrough, linked, newLinkingWorkspace, unlink, V31_KEYS } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { newWorkspaceApart } from '../support/own-application.js';
import { saveV31, uuidOf } from '../support/sage.js';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace({}, newWorkspaceApart);

const grants = async (workspaceId: string) =>
  (
    await linking.app.database.admin.query(
      `SELECT state, held_set_id IS NOT NULL AS held, revoked_at IS NOT NULL AS revoked,
              access_sealed IS NOT NULL AS access FROM ledgerlink.platform_grant WHERE workspace_id = $1 ORDER BY id`,
      [workspaceId],
    )
  ).rows;
const ENDED = { state: 'ENDED', held: false, access: false };
const ACTIVE = { state: 'ACTIVE', held: true, revoked: false, access: true };

/** As the keeping of tokens does when the platform refuses them for good. */
const loseAccess = (linkId: string) =>
  linking.app.database.admin.query(
    `WITH g AS (UPDATE ledgerlink.platform_grant SET state = 'DEAUTHORIZED'
                 WHERE id = (SELECT grant_id FROM ledgerlink.company_link WHERE id = $1))
     UPDATE ledgerlink.company_link SET status = 'DEAUTHORIZED', status_reason = 'REVOKED_OR_EXPIRED' WHERE id = $1`,
    [uuidOf(linkId)],
  );

describe('a company that is linked', () => {
  test('cannot be linked again until it is unlinked', async () => {
    const link = await linked(linking, workspace.key);
    expect(await requestLink({ companyId: link.companyId })).toMatchObject({
      __typename: 'AlreadyLinked',
      code: 'ALREADY_LINKED',
      link: { id: link.id, status: 'LINKED' },
    });
    expect(await readLink(link.id)).toMatchObject({ status: 'LINKED', statusReason: 'LINKED' });
  });
});

describe('linking again', () => {
  test('after unlinking finds the same business, and is the same link', async () => {
    const link = await linked(linking, workspace.key);
    const cut = await unlink(linking, workspace.key, link.id);
    expect(cut).toMatchObject({
      revokedAtPlatform: true,
      link: { status: 'UNLINKED', statusReason: 'UNLINKED_BY_WORKSPACE' },
    });
    const asked = await requestLink({ companyId: link.companyId });
    expect(asked.link).toMatchObject({
      id: link.id,
      status: 'UNLINKED',
      statusReason: 'UNLINKED_BY_WORKSPACE',
    });
    const page = await goThrough(linking, browser, asked.linkUrl, { user: 'one' });
    expect(page.heading).toBe('Is this the right business?');
    await browser.submit(page.forms[0]);
    expect(await readLink(link.id)).toMatchObject({
      status: 'LINKED',
      statusReason: 'RELINKED',
      business: { id: link.business.id },
    });
    expect(await auditOf(linking, link.id)).toEqual([
      'link.requested',
      'link.started',
      'link.choosing',
      'link.linked',
      'link.unlinked',
      'link.requested',
      'link.started',
      'link.choosing',
      'link.relinked',
    ]);
    expect(await grants(workspace.id)).toEqual([{ ...ENDED, revoked: true }, ACTIVE]);
  });

  test('after access was lost takes the place of the lost grant', async () => {
    const link = await linked(linking, workspace.key);
    await loseAccess(link.id);
    const { linkUrl } = await requestLink({ companyId: link.companyId });
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect((await readLink(link.id)).status).toBe('DEAUTHORIZED');
    await browser.submit(page.forms[0]);
    expect(await readLink(link.id)).toMatchObject({ status: 'LINKED', statusReason: 'RELINKED' });
    expect(await grants(workspace.id)).toEqual([{ ...ENDED, revoked: false }, ACTIVE]);
  });

  test('with a sign-in that reaches only another business is refused, and the link stays as it was', async () => {
    const link = await linked(linking, workspace.key);
    await loseAccess(link.id);
    const before = await readLink(link.id);
    const { linkUrl, expiresAt } = await requestLink({ companyId: link.companyId });
    const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
    expect([page.status, page.notice]).toEqual([
      200,
      expect.stringContaining('has no access to the business that was linked before'),
    ]);
    expect(await readLink(link.id)).toEqual({ ...before, linkUrlExpiresAt: expiresAt });
    expect(await grants(workspace.id)).toEqual([
      { state: 'DEAUTHORIZED', held: true, revoked: false, access: true },
      { ...ENDED, revoked: true },
    ]);
    expect((await choose(linking, workspace.key, link.id, 'x')).code).toBe('CHOICE_NOT_OPEN');
  });

  test('with a sign-in that reaches several offers only the one linked before, to the API too', async () => {
    const link = await linked(linking, workspace.key, { user: 'three' });
    await unlink(linking, workspace.key, link.id);
    const { linkUrl } = await requestLink({ companyId: link.companyId });
    const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
    expect([page.heading, page.text.includes(link.business.name.replace('&', '&amp;'))]).toEqual([
      'Is this the right business?',
      true,
    ]);
    const { nodes } = (await readLink(link.id)).availableBusinesses;
    const other = nodes.find(({ id }: { id: string }) => id !== link.business.id);
    expect(await choose(linking, workspace.key, link.id, other.id)).toMatchObject({
      code: 'BUSINESS_DIFFERS',
      previous: { id: link.business.id, name: link.business.name },
    });
    expect((await readLink(link.id)).status).toBe('UNLINKED');
    const chosen = await choose(linking, workspace.key, link.id, link.business.id);
    expect(chosen.link).toMatchObject({ status: 'LINKED', statusReason: 'RELINKED' });
    expect((await choose(linking, workspace.key, link.id, link.business.id)).__typename).toBe('ChooseBusinessSuccess');
    expect((await browser.open(linkUrl)).heading).toBe('Acme is linked');
  });

  test('from the older API version to the newer goes by the name, which the customer confirms', async () => {
    Object.assign(workspace, await newLinkingWorkspace(linking, ['3.0']));
    const link = await linked(linking, workspace.key);
    expect(link.credentialSet.apiVersion).toBe('3.0');
    await saveV31(linking.app, V31_KEYS, { key: workspace.key });
    await unlink(linking, workspace.key, link.id);
    const { linkUrl } = await requestLink({ companyId: link.companyId });
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect(page.notice).toContain(`This link belonged to “${link.business.name}” before`);
    await browser.submit(page.forms[0]);
    const after = await readLink(link.id);
    expect(after).toMatchObject({
      status: 'LINKED',
      statusReason: 'RELINKED',
      credentialSet: { apiVersion: '3.1' },
    });
    expect(after.business.name).toBe(link.business.name);
    expect(after.business.id).not.toBe(link.business.id);
  });
});

test('an access that comes back by itself while the customer signs in again is not replaced', async () => {
  const link = await linked(linking, workspace.key);
  await loseAccess(link.id);
  const { linkUrl } = await requestLink({ companyId: link.companyId });
  const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
  await linking.app.database.admin.query(
    `WITH g AS (UPDATE ledgerlink.platform_grant SET state = 'ACTIVE' WHERE state = 'DEAUTHORIZED' AND workspace_id = $1)
     UPDATE ledgerlink.company_link SET status = 'LINKED', status_reason = 'RECOVERED' WHERE id = $2`,
    [workspace.id, uuidOf(link.id)],
  );
  const shown = await browser.submit(page.forms[0]);
  expect(shown.heading).toBe('Already linked');
  expect(await readLink(link.id)).toMatchObject({ status: 'LINKED', statusReason: 'RECOVERED' });
  expect(await grants(workspace.id)).toEqual([ACTIVE, { ...ENDED, revoked: false }]);
});
