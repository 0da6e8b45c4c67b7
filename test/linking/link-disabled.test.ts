import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../support/app.js';
import type { Page } from '../support/link-browser.js';
import { auditOf, goThrough, signIn, start } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';
import { until } from '../support/processes.js';
import { change, SAGE, uuidOf } from '../support/sage.js';

const OFF = 'Linking is switched off at the moment';
const SEVERAL = 'Which business should be linked?';

const { linking, workspace, browser, requestLink, readLink } = useLinkingWorkspace();
beforeEach(() => linking.sandbox.control.delete('/faults'));

const turn = (mutation: 'enableIntegration' | 'disableIntegration') =>
  change(linking.app, mutation, { integrationKey: SAGE }, workspace.key);
const namesOf = async (link: Json): Promise<string[]> =>
  (await readLink(link.id)).availableBusinesses.nodes.map(({ name }: Json) => name);

/** What is under way for a link. */
async function stored(link: Json): Promise<{ step: string; businesses: unknown; granted: boolean }> {
  const { rows } = await linking.app.database.admin.query(
    'SELECT step, businesses, grant_id IS NOT NULL AS granted FROM ledgerlink.link_attempt WHERE link_id = $1',
    [uuidOf(link.id)],
  );
  return rows[0];
}

/** Longer than a test takes: what hangs is let go when the fault is removed. */
const FAULT = { kind: 'hang', ms: 60_000, count: 1 };
/** Whether no request has met the last fault. */
const unasked = async (): Promise<boolean> => {
  const { faults } = (await linking.sandbox.control.get('/faults')) as { faults: Json[] };
  return faults.at(-1)?.hits === 0;
};

/** A customer comes back from the platform, and the integration is disabled while an endpoint holds its answer back. */
async function disabledDuring(endpoint: string): Promise<{ link: Json; page: Page }> {
  const { linkUrl, link } = await requestLink();
  const url = await signIn(linking, await start(browser, linkUrl), { user: 'three', country: 'gb' });
  const { id } = (await linking.sandbox.control.post('/faults', { endpoint, ...FAULT })) as Json;
  const opened = browser.open(url);
  await until('it hangs', async () => !(await unasked()));
  await turn('disableIntegration');
  await linking.sandbox.control.post('/faults', { endpoint: '/v3.1/businesses', ...FAULT });
  await linking.sandbox.control.delete(`/faults/${id}`);
  return { link, page: await opened };
}

describe('an integration that is disabled while a customer is on the way back', () => {
  test('reads nothing of the platform: the sign-in is kept, and goes on once it is enabled again', async () => {
    const { link, page } = await disabledDuring('exchange');
    expect([page.status, page.heading]).toEqual([409, OFF]);
    expect(await unasked()).toBe(true);
    expect(await stored(link)).toEqual({ step: 'CHOOSING', businesses: null, granted: true });
    expect(await namesOf(link)).toEqual([]);
    await turn('enableIntegration');
    await linking.sandbox.control.delete('/faults');
    const waiting = await browser.open(page.url);
    expect(waiting.heading).toBe('You are signed in');
    const choosing = await browser.submit(waiting.forms[0]);
    expect(choosing.heading).toBe(SEVERAL);
    expect(await namesOf(link)).toHaveLength(3);
    const form = choosing.forms.find(({ action }) => action.endsWith('/choose'));
    const done = await browser.submit(form, { business: form?.choices.business?.[0] ?? '' });
    expect(done.heading).toBe('Acme is linked');
    expect((await auditOf(linking, link.id)).at(-1)).toBe('link.linked');
  });

  test('keeps nothing of an answer that was under way', async () => {
    const { link, page } = await disabledDuring('/v3.1/businesses');
    expect([page.status, page.heading]).toEqual([409, OFF]);
    expect(await stored(link)).toEqual({ step: 'CHOOSING', businesses: null, granted: true });
  });

  test('is not asked again by the button of a page that was open', async () => {
    const { linkUrl, link } = await requestLink();
    await linking.sandbox.control.post('/faults', { endpoint: '/v3.1/businesses', kind: 'status', count: 1 });
    const waiting = await goThrough(linking, browser, linkUrl, { user: 'three' });
    expect(waiting.heading).toBe('You are signed in');
    await turn('disableIntegration');
    await linking.sandbox.control.post('/faults', { endpoint: '/v3.1/businesses', ...FAULT });
    expect((await browser.submit(waiting.forms[0])).heading).toBe(OFF);
    expect(await unasked()).toBe(true);
    expect(await stored(link)).toEqual({ step: 'CHOOSING', businesses: null, granted: true });
  });
});

test('a choice that is open shows its businesses to nobody while disabled, and again afterwards', async () => {
  const { linkUrl, link } = await requestLink();
  const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
  const names = await namesOf(link);
  expect(names).toHaveLength(3);
  await turn('disableIntegration');
  expect(await namesOf(link)).toEqual([]);
  const off = await browser.open(page.url);
  expect([off.heading, names.some((name) => off.text.includes(name))]).toEqual([OFF, false]);
  await turn('enableIntegration');
  expect(await namesOf(link)).toEqual(names);
  expect((await browser.open(page.url)).heading).toBe(SEVERAL);
});
