import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { LinkBrowser } from '../support/link-browser.js';
import { goThrough, linked, signIn, start, unlink } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { allRows } from '../support/sage.js';

const { linking, workspace, requestLink } = useLinkingWorkspace({ LOG_LEVEL: 'debug', METRICS: 'on' });

test('no code, state, verifier, cookie, URL or token is in a log, a page behind the callback, the audit trail or a table', async () => {
  const { app } = linking;
  const browser = new LinkBrowser(app);
  const secrets: string[] = [];
  const { linkUrl } = await requestLink();
  const authorize = new URL(await start(browser, linkUrl));
  const callback = new URL(await signIn(linking, authorize.href, { user: 'one', country: 'gb' }));
  // What the platform got, and what it answered, as it would see them itself.
  const challenge = authorize.searchParams.get('code_challenge') ?? '';
  const [state = '', code = ''] = ['state', 'code'].map((name) => callback.searchParams.get(name) ?? '');
  secrets.push(state, state.slice(22), code, code.slice(3), linkUrl.slice(-43), browser.cookies.slice(-43));
  const page = await browser.open(callback.href);
  await browser.submit(page.forms[0]);
  // Wrong turns, with the secrets in odd places.
  for (const url of [
    `/oauth/callback?code=${code}`,
    `/oauth/callback?state=${state}&state=${state}`,
    `/link/${state}`,
    `/link/in/${state}`,
    `/link/${linkUrl.slice(-65)}/${code}`,
    `/oauth/callback/${code}?state=${state}`,
    `/oauth/callback?error=${code}&error_description=${state}&reason=${code}`,
  ])
    await browser.open(url);
  const link = await linked(linking, workspace.key);
  await unlink(linking, workspace.key, link.id);

  const held = Object.values(await allRows(app))
    .flat()
    .join('\n');
  const metrics = (await app.app.inject('/metrics')).body;
  const pages = browser.pages
    .slice(browser.pages.indexOf(page))
    .map(({ text, headers }) => text + JSON.stringify(headers));
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(15);
    const hex = Buffer.from(secret).toString('hex');
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), hex])
      for (const [where, text] of Object.entries({
        held,
        metrics,
        logs: app.logs(),
        pages: pages.join('\n'),
      }))
        expect([where, text.includes(form)]).toEqual([where, false]);
  }
  // The state is known by its hash, so the search above would have found it under its own name.
  expect(held).toContain(createHash('sha256').update(state).digest('hex'));
  expect(app.logs()).toContain('"route":"/link/:token"');
  expect(app.logs()).toContain('"route":"/oauth/callback"');
  // Tokens are JWTs, verifiers 43 characters: neither lies anywhere but in a sealed value.
  const rows = await allRows(app);
  const grants = rows.platform_grant?.map((row) => JSON.parse(row)) ?? [];
  expect(grants.some((grant) => /^eyJhbGciOiJkaXIi/.test(grant.access_sealed ?? ''))).toBe(true);
  const unsealed = held.replaceAll(/"\w*sealed": "[^"]*"/g, '');
  expect(/eyJ[\w-]{10,}\./.exec(unsealed)?.[0]).toBeUndefined();
  expect(held).not.toContain(challenge);
  expect(/eyJ[\w-]{10,}\./.exec(app.logs() + pages.join(''))?.[0]).toBeUndefined();
});

test('an attempt whose sealed verifier was swapped for another one sends nothing', async () => {
  const { admin } = linking.app.database;
  const [mine, other] = [new LinkBrowser(linking.app), new LinkBrowser(linking.app)];
  const asks = [];
  for (const browser of [mine, other]) {
    const { linkUrl } = await requestLink();
    asks.push(await signIn(linking, await start(browser, linkUrl), { user: 'one', country: 'gb' }));
  }
  await admin.query(
    `UPDATE ledgerlink.link_attempt a SET verifier_sealed = b.verifier_sealed FROM ledgerlink.link_attempt b
      WHERE a.step = 'STARTED' AND b.step = 'STARTED' AND a.id <> b.id`,
  );
  const exchanged = async () =>
    ((await linking.sandbox.control.get('/events?limit=10000')) as { events: { kind: string }[] }).events.filter(
      ({ kind }) => kind === 'exchange',
    ).length;
  const before = await exchanged();
  const page = await mine.open(asks[0] ?? '');
  expect([page.status, page.notice]).toEqual([200, expect.stringContaining('could not be completed')]);
  expect(await exchanged()).toBe(before);
  expect(linking.app.logs()).toContain('DECRYPTION_FAILED');
  const { linkUrl } = await requestLink();
  expect((await goThrough(linking, mine, linkUrl, { user: 'one' })).heading).toBe('Is this the right business?');
});
