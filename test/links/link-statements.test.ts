import { expect, test } from '@jest/globals';
import pg from 'pg';
import { withoutForgetting } from '../support/clock.js';
import { LinkBrowser } from '../support/link-browser.js';
import {
  choose,
  goThrough,
  linkCompany,
  linked,
  newCompany,
  newLinkingWorkspace,
  startLinking,
  unlink,
} from '../support/linking.js';
import { allRows, SAGE } from '../support/sage.js';
import { statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const linking = useStarted(() => startLinking());

/** Tables of linking; whatever touches one must name the workspace, by the name that the table has there. */
const OWNED = ['company', 'company_link', 'link_attempt', 'platform_grant', 'credential_set', 'audit_event', 'api_key'];

async function everything(): Promise<void> {
  const { key } = await newLinkingWorkspace(linking, ['3.0', '3.1']);
  const browser = new LinkBrowser(linking.app);
  const companyId = await newCompany(linking, key);
  const first = await linkCompany(linking, key, companyId, { countryCode: 'GB' });
  await goThrough(linking, browser, first.linkUrl, { user: 'none' });
  await goThrough(linking, browser, first.linkUrl, { user: 'expired' });
  await browser.open('/oauth/callback?error=access_denied');
  const second = await linkCompany(linking, key, companyId, { countryCode: 'GB' });
  await goThrough(linking, browser, second.linkUrl, { user: 'three' });
  await choose(linking, key, second.link.id, 'x');
  await unlink(linking, key, second.link.id);
  const link = await linked(linking, key);
  await unlink(linking, key, link.id);
  const pages = `query($s: String, $l: LinkStatus) { companies(search: $s, linkStatus: $l) { nodes { name links { status } } } }`;
  for (const variables of [{}, { s: 'a' }, { l: 'UNLINKED' }, { s: 'a', l: 'UNLINKED' }])
    await linking.app.ok(pages, variables, key);
  await linking.app.ok(
    `mutation($id: ID!) { updateCompany(input: { companyId: $id, name: "n" }) { __typename }
      deleteCompany(input: { companyId: $id }) { __typename } setReturnUrls(input: { returnUrls: [] }) { __typename } }`,
    { id: companyId },
    key,
  );
}

test('every statement of linking names the workspace, and passes its values by place', async () => {
  const texts = [...new Set(await statementsOf(everything))].filter((text) => /ledgerlink\./.test(text));
  const sent = texts.filter((text) => !/pg_database|information_schema|to_jsonb/.test(text));
  expect(sent.length).toBeGreaterThan(30);
  const named = new RegExp(`ledgerlink\\.(${OWNED.join('|')})\\b(?: AS)?(?: ([a-z]\\w*))?`, 'g');
  const careless = sent.filter((text) =>
    [...text.matchAll(named)].some(([, , alias]) => {
      const own = alias !== undefined && /^[a-z]\w?$/.test(alias);
      const pattern = own ? `\\b${alias}\\.workspace_id\\b|\\bworkspace_id = ` : 'workspace_id';
      return !new RegExp(pattern).test(text);
    }),
  );
  expect(careless).toEqual([]);
  expect(sent.filter((text) => /sandbox\/|[0-9a-f]{8}-[0-9a-f]{4}-7/.test(text))).toEqual([]);
});

test('when the audit event cannot be written, nothing of linking happens', async () => {
  const { key } = await newLinkingWorkspace(linking);
  const link = await linked(linking, key);
  const companyId = await newCompany(linking, key);
  const { admin, urls } = linking.app.database;
  const role = pg.escapeIdentifier(new URL(urls.app).username);
  await admin.query(`REVOKE INSERT ON ledgerlink.audit_event FROM ${role}`);
  const before = await allRows(linking.app);
  for (const mutation of [
    'createCompany(input: { name: "x" })',
    `updateCompany(input: { companyId: "${companyId}", name: "x" })`,
    `deleteCompany(input: { companyId: "${companyId}" })`,
    `linkCompany(input: { companyId: "${companyId}", integrationKey: "${SAGE}", countryCode: "GB" })`,
    `unlinkCompany(input: { linkId: "${link.id}" })`,
    'setReturnUrls(input: { returnUrls: ["https://a.example/"] })',
  ]) {
    const { status, errors } = await linking.app.send(`mutation { ${mutation} { __typename } }`, {}, key);
    expect([mutation, status, errors?.[0].extensions.code]).toEqual([mutation, 500, 'INTERNAL_SERVER_ERROR']);
  }
  expect(await allRows(linking.app)).toEqual(before);
  await admin.query(`GRANT INSERT ON ledgerlink.audit_event TO ${role}`);
});

test('with a key that is revoked meanwhile nothing is cut', async () => {
  const { key } = await newLinkingWorkspace(linking);
  const link = await linked(linking, key);
  const made = await linking.app.newKey(['COMPANIES_WRITE', 'COMPANIES_READ'], { key });
  const query = 'mutation($id: ID!) { unlinkCompany(input: { linkId: $id }) { __typename } }';
  // Known for a moment longer, and revoked in the database.
  await withoutForgetting(async () => {
    await linking.app.ok('{ viewer { scopes } }', {}, made.key);
    await linking.app.database.admin.query('UPDATE ledgerlink.api_key SET revoked_at = now() WHERE prefix = $1', [
      made.key.slice(3, 11),
    ]);
    const before = await allRows(linking.app);
    const { status, errors } = await linking.app.send(query, { id: link.id }, made.key);
    expect([status, errors?.[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(errors?.[0].message).toContain('Nothing was changed');
    expect(await allRows(linking.app)).toEqual(before);
  });
});

// Both mutations read the company's links through the request's loaders, which remember what they have read.
test('a second mutation of one request sees what the first has changed, and what it changes itself', async () => {
  const { key } = await newLinkingWorkspace(linking);
  const link = await linked(linking, key);
  const query = `mutation($link: ID!) {
    before: disableIntegration(input: { integrationKey: "${SAGE}" }) { ... on DisableIntegrationSuccess { integration { status } } }
    again: unlinkCompany(input: { linkId: $link }) { ...Shown }
    after: enableIntegration(input: { integrationKey: "${SAGE}" }) { ... on EnableIntegrationSuccess { integration { status } } }
    twice: unlinkCompany(input: { linkId: $link }) { ...Shown }
  }
  fragment Shown on UnlinkCompanyResult { ... on UnlinkCompanySuccess { link { integration { status } company { links { status integration { status } } } } } }`;
  const data = await linking.app.ok(query, { link: link.id }, key);
  const shown = (status: string) => ({
    link: { integration: { status }, company: { links: [{ status: 'UNLINKED', integration: { status } }] } },
  });
  expect(data).toMatchObject({ again: shown('DISABLED'), twice: shown('ENABLED') });
});
