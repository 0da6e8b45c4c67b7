import { describe, expect, test } from '@jest/globals';
import { auditOf, goThrough, linked, unlink } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace();

/** A day later: every time that is stored moves back. */
const aDayLater = () =>
  linking.app.database.admin.query(
    `UPDATE ledgerlink.link_attempt SET expires_at = expires_at - interval '25 hours' WHERE workspace_id = $1`,
    [workspace.id],
  );
const attempts = async () =>
  (
    await linking.app.database.admin.query(
      `SELECT a.step, a.reason, a.verifier_sealed IS NULL AS wiped, a.held_set_id IS NULL AS free, a.businesses IS NULL AS forgotten,
              (SELECT array_agg(g.state || coalesce(' ' || (g.revoked_at IS NOT NULL), '')) FROM ledgerlink.platform_grant g
                WHERE g.workspace_id = a.workspace_id) AS grants
         FROM ledgerlink.link_attempt a WHERE a.workspace_id = $1 ORDER BY a.id`,
      [workspace.id],
    )
  ).rows;
const sweep = () => linking.app.services.overdueAttempts.expire();
const over = { step: 'EXPIRED', reason: 'LINK_EXPIRED', wiped: true, free: true, forgotten: true };

describe('a link URL that is a day old', () => {
  test('is said to have expired, before anybody has swept', async () => {
    const { linkUrl } = await requestLink();
    const page = await browser.open(linkUrl);
    await aDayLater();
    expect(await browser.open(linkUrl)).toMatchObject({ status: 410, heading: 'This link has expired' });
    expect(await browser.submit(page.forms[0])).toMatchObject({
      status: 410,
      heading: 'This link has expired',
    });
  });

  test('ends with the sign-in and the tokens under way, and the link says why', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
    await aDayLater();
    expect(
      (await browser.submit(page.forms[0], { business: page.forms[0]?.choices.business?.[0] ?? '' })).heading,
    ).toBe('This link has expired');
    await sweep();
    expect(await attempts()).toEqual([{ ...over, grants: ['ENDED true'] }]);
    expect(await readLink(link.id)).toMatchObject({
      status: 'PENDING',
      statusReason: 'LINK_EXPIRED',
    });
    expect((await auditOf(linking, link.id)).at(-1)).toBe('link.failed');
    expect((await browser.open(linkUrl)).heading).toBe('This link has expired');
    expect((await requestLink()).__typename).toBe('LinkCompanySuccess');
  });

  test('leaves a link that was made before as it was', async () => {
    const link = await linked(linking, workspace.key);
    await unlink(linking, workspace.key, link.id);
    await requestLink({ companyId: link.companyId });
    await aDayLater();
    await sweep();
    expect(await readLink(link.id)).toMatchObject({
      status: 'UNLINKED',
      statusReason: 'UNLINKED_BY_WORKSPACE',
    });
    expect((await attempts()).map(({ step }) => step)).toEqual(['DONE', 'EXPIRED']);
    const before = await attempts();
    await sweep();
    expect(await attempts()).toEqual(before);
  });
});

describe('until when the link URL can be used', () => {
  const urlEnds = async (linkId: string) => (await readLink(linkId)).linkUrlExpiresAt;

  test('is told while one is open, whatever became of the sign-ins, and not after its time or the linking', async () => {
    const { linkUrl, link, expiresAt } = await requestLink();
    expect(await urlEnds(link.id)).toBe(expiresAt);
    await goThrough(linking, browser, linkUrl, { user: 'three', decision: 'deny' });
    expect(await urlEnds(link.id)).toBe(expiresAt);
    await aDayLater();
    expect(await urlEnds(link.id)).toBeNull();
    expect((await linked(linking, workspace.key)).linkUrlExpiresAt).toBeNull();
  });

  test('is told for a link that was cut and is asked for again, until that URL is withdrawn', async () => {
    const link = await linked(linking, workspace.key);
    await unlink(linking, workspace.key, link.id);
    expect(await urlEnds(link.id)).toBeNull();
    const { expiresAt, linkUrl } = await requestLink({ companyId: link.companyId });
    expect(await urlEnds(link.id)).toBe(expiresAt);
    await unlink(linking, workspace.key, link.id);
    expect(await urlEnds(link.id)).toBeNull();
    expect((await browser.open(linkUrl)).status).toBe(410);
  });
});
