import { describe, expect, test } from '@jest/globals';
import { parseGlobalId, toGlobalId } from '../../src/infra/ids/ids.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { tokenBinding } from '../../src/tokens/grant/sealed-tokens.repository.js';
import { type Json, startTestApp } from '../support/app.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { change, SAGE, saveV30, saveV31 } from '../support/sage.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const ISSUE = `mutation($input: IssueAccessTokenInput!) { issueAccessToken(input: $input) {
  __typename
  ... on AccessTokenIssued { accessToken expiresAt expiresInSeconds baseUrl headers { name value } }
  ... on RelinkRequired { link { id status statusReason } }
  ... on PlatformUnavailable { retryAfterSeconds }
  ... on CredentialsFaulty { credentialSet { clientId faultySince fallbackSince refusedSince } }
  ... on Problem { code message } } }`;

const world = useStarted(() => startKeptWorld({ MUTATIONS_PER_MINUTE: '40' }));

const idOf = ({ linkId }: KeptLink) => toGlobalId('CompanyLink', linkId);
const issue = async (link: KeptLink, more: object = {}, key?: string): Promise<Json> =>
  (await world.app.ok(ISSUE, { input: { linkId: idOf(link), ...more } }, key)).issueAccessToken;
const events = async (link: KeptLink) =>
  (
    await world.app.database.admin.query(
      "SELECT actor, request_id FROM ledgerlink.audit_event WHERE action = 'token.issued' AND target_id = $1",
      [link.linkId],
    )
  ).rows;

describe('issueAccessToken', () => {
  test('answers a token with all that a call of the platform takes, and the platform accepts it', async () => {
    const link = await world.newLink();
    const issued = await issue(link);
    expect(issued).toMatchObject({ __typename: 'AccessTokenIssued', baseUrl: `${world.sandbox.url}/v3.1` });
    expect(issued.headers).toEqual([
      { name: 'Authorization', value: `Bearer ${issued.accessToken}` },
      { name: 'X-Business', value: 'b' },
    ]);
    expect(issued.expiresInSeconds).toBeGreaterThan(290);
    expect(issued.expiresInSeconds).toBeLessThanOrEqual(300);
    const headers = { Authorization: `Bearer ${issued.accessToken}` };
    const answer = await fetch(`${issued.baseUrl}/businesses`, { headers });
    expect(answer.status).toBe(200);
  });

  test('is recorded once for each key and token, however often it is asked', async () => {
    const link = await world.newLink();
    const other = await world.app.newKey(['TOKENS_ISSUE', 'COMPANIES_READ', 'INTEGRATIONS_READ']);
    await Promise.all(Array.from({ length: 20 }, () => issue(link)));
    await issue(link, {}, other.key);
    expect(await events(link)).toHaveLength(2);
    await passTime(world.app.database.admin, 290);
    expect((await issue(link)).__typename).toBe('AccessTokenIssued');
    expect(await events(link)).toHaveLength(3);
  });

  test('is the newest event when it is issued, however old the token is', async () => {
    const link = await world.newLink();
    await change(world.app, 'disableIntegration', { integrationKey: SAGE });
    await change(world.app, 'enableIntegration', { integrationKey: SAGE });
    await issue(link);
    const { auditEvents } = await world.app.ok('{ auditEvents(first: 2) { nodes { action } } }');
    expect(auditEvents.nodes.map(({ action }: Json) => action)).toEqual(['token.issued', 'integration.enabled']);
  });

  test('says what to do when the sandbox is gone that its application belongs to', async () => {
    const link = await world.newLink();
    const { database, workspace } = world.app;
    const without = await startTestApp({ DATABASE_URL: database.urls.app });
    const { issueAccessToken } = await without.ok(ISSUE, { input: { linkId: idOf(link) } }, workspace.key);
    await without.close();
    expect(issueAccessToken).toMatchObject({
      __typename: 'IntegrationDisabled',
      message: expect.stringMatching(/start with SANDBOX=on/),
    });
  });

  test('does not spend what mutations may', async () => {
    const link = await world.newLink();
    for (let call = 0; call < 60; call++) expect((await issue(link)).__typename).toBe('AccessTokenIssued');
  });

  test('renews a token that is not fresh, and one that is, older than ten seconds, when forced', async () => {
    const link = await world.newLink();
    const first = await issue(link);
    expect((await issue(link, { forceRefresh: true })).accessToken).toBe(first.accessToken);
    await passTime(world.app.database.admin, 11);
    const forced = await issue(link, { forceRefresh: true });
    expect(forced.accessToken).not.toBe(first.accessToken);
    // A forced call never answers the token that it must replace, also during the pause after a failure.
    await passTime(world.app.database.admin, 11);
    await world.sandbox.control.post('/faults', { endpoint: 'refresh', kind: 'status', count: 1 });
    for (const _ of ['fails', 'is not asked'])
      expect(await issue(link, { forceRefresh: true })).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' });
    expect((await issue(link)).accessToken).toBe(forced.accessToken);
    expect(await events(link)).toHaveLength(2);
    await passTime(world.app.database.admin, 245);
    expect((await issue(link)).accessToken).not.toBe(forced.accessToken);
  });

  test.each(['a\r\nX-Evil: 1', 12345678, null])(
    'does not hand out the token %j that cannot stand in a header, and renews it ten seconds later',
    async (token) => {
      const link = await world.newLink();
      await passTime(world.app.database.admin, 11);
      await world.sandbox.control.post('/faults', {
        ...{ endpoint: 'refresh', kind: 'odd-tokens', count: 1 },
        set: { access_token: token },
      });
      expect(await issue(link, { forceRefresh: true })).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' });
      await passTime(world.app.database.admin, 10);
      expect((await issue(link)).__typename).toBe('AccessTokenIssued');
    },
  );

  test('says why there is no token: pending, disabled, given up, unknown', async () => {
    const { admin } = world.app.database;
    const link = await world.newLink();
    const before = (await events(link)).length;
    await change(world.app, 'disableIntegration', { integrationKey: SAGE });
    expect(await issue(link)).toMatchObject({ code: 'INTEGRATION_DISABLED' });
    await change(world.app, 'enableIntegration', { integrationKey: SAGE });
    const other = await world.app.newWorkspace('other');
    expect(await issue(link, {}, other.key)).toMatchObject({ code: 'LINK_NOT_FOUND' });
    await admin.query(`UPDATE ledgerlink.platform_grant SET state = 'DEAUTHORIZED' WHERE id = $1`, [link.grantId]);
    await admin.query(
      `UPDATE ledgerlink.company_link SET status = 'DEAUTHORIZED', status_reason = 'REVOKED_OR_EXPIRED' WHERE id = $1`,
      [link.linkId],
    );
    const { link: shown, ...problem } = await issue(link);
    expect(problem).toMatchObject({ __typename: 'RelinkRequired', code: 'RELINK_REQUIRED' });
    expect(shown).toEqual({ id: idOf(link), status: 'DEAUTHORIZED', statusReason: 'REVOKED_OR_EXPIRED' });
    await admin.query(
      `UPDATE ledgerlink.company_link SET status = 'PENDING', status_reason = 'LINK_REQUESTED', grant_id = NULL WHERE id = $1`,
      [link.linkId],
    );
    expect(await issue(link)).toMatchObject({ code: 'LINK_PENDING' });
    expect(await events(link)).toHaveLength(before);
  });

  test('says when to try again while the platform fails, and which keys it refuses', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    await world.sandbox.control.post('/faults', { endpoint: 'refresh', kind: 'status', count: 1 });
    const unavailable = await issue(link);
    expect(unavailable).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' });
    expect(unavailable.retryAfterSeconds).toBeGreaterThan(6);
    await world.app.database.admin.query('UPDATE ledgerlink.credential_set SET faulty_since = now()');
    expect(await issue(link)).toMatchObject({
      code: 'CREDENTIALS_FAULTY',
      credentialSet: {
        clientId: world.sandbox.demo.v31.clientId,
        faultySince: expect.any(String),
        fallbackSince: null,
        refusedSince: null,
      },
    });
    // A forced call is not answered with the token that it was made to replace.
    const living = await world.newLink();
    expect((await issue(living, { forceRefresh: true })).__typename).toBe('AccessTokenIssued');
    await passTime(world.app.database.admin, 15);
    expect(await issue(living, { forceRefresh: true })).toMatchObject({ code: 'CREDENTIALS_FAULTY' });
    expect(await events(living)).toHaveLength(1);
    expect((await issue(living)).__typename).toBe('AccessTokenIssued');
    await world.app.database.admin.query('UPDATE ledgerlink.credential_set SET faulty_since = NULL');
  });

  test('of the retired API version hands out its subscription key, and no other secret', async () => {
    const { v30 } = world.sandbox.demo;
    const { credentialSet } = await saveV30(world.app, v30);
    const setId = parseGlobalId(credentialSet.id, 'id').local;
    const issued = await issue(await world.newLink('one', { clientId: v30.clientId, setId }));
    const names = issued.headers.map(({ name }: { name: string }) => name.toLowerCase()).sort();
    expect(names).toEqual(['authorization', 'ocp-apim-subscription-key', 'x-site']);
    expect(JSON.stringify(issued)).toContain(v30.subscriptionKey);
    for (const secret of [v30.clientSecret, v30.signingSecret]) expect(JSON.stringify(issued)).not.toContain(secret);
    const headers = Object.fromEntries(issued.headers.map((one: Json) => [one.name, one.value]));
    expect((await fetch(`${issued.baseUrl}/core/v3/business`, { headers })).status).toBe(200);
    // Secrets and tokens: in the answer alone, not in what the process says.
    for (const secret of [issued.accessToken, ...Object.values(v30).slice(1)])
      expect(world.app.logs()).not.toContain(secret);
  });

  test('needs its scope, and answers with no-store', async () => {
    const link = await world.newLink();
    const { key } = await world.app.newKey(['COMPANIES_READ', 'INTEGRATIONS_READ']);
    const refused = await world.app.send(ISSUE, { input: { linkId: idOf(link) } }, key);
    expect(refused.errors?.[0].extensions.code).toBe('FORBIDDEN');
    const answer = await world.app.send(ISSUE, { input: { linkId: idOf(link) } });
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('when this installation cannot decrypt what it stores, the platform is not blamed:', () => {
  test("an application's keys are said to be unreadable, and the same keys repair them", async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    await world.app.database.admin.query(
      "UPDATE ledgerlink.credential_secret SET sealed = overlay(sealed placing 'AAAA' from length(sealed) / 2)",
    );
    expect(await issue(link)).toMatchObject({
      __typename: 'CredentialsFaulty',
      message: expect.stringMatching(/^This installation cannot decrypt .* the platform was not asked/),
      credentialSet: { faultySince: null, refusedSince: null },
    });
    const ready = await world.app.app.inject('/readyz');
    expect(ready.json()).toMatchObject({ warnings: [expect.stringMatching(/^stored secrets did not open/)] });
    const { clientId, clientSecret } = world.sandbox.demo.v31;
    expect(await saveV31(world.app, { clientId, clientSecret })).toMatchObject({ changed: true });
    await passTime(world.app.database.admin, 60);
    expect((await issue(link)).__typename).toBe('AccessTokenIssued');
  });

  test('a link whose encryption key is missing is kept, and the error says so', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    const other = new Vault(await openKeyRing(`gone:${Buffer.alloc(32, 7).toString('base64')}`));
    const { workspaceId, grantId } = link;
    const seal = (half: 'access' | 'refresh') =>
      other.seal(new Secret('t'), tokenBinding({ workspaceId, grantId }, 1, half));
    await world.app.database.admin.query(
      'UPDATE ledgerlink.platform_grant SET access_sealed = $2, refresh_sealed = $3 WHERE id = $1',
      [grantId, await seal('access'), await seal('refresh')],
    );
    const { errors } = await world.app.send(ISSUE, { input: { linkId: idOf(link) } });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/encryption key/),
        extensions: { code: 'UNAVAILABLE', retryable: true },
      },
    ]);
    expect(await world.link(link)).toMatchObject({ status: 'LINKED' });
  });
});
