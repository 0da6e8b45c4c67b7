import { describe, expect, test } from '@jest/globals';
import { auditOf, goThrough } from '../support/linking.js';
import { useLinkingWorkspace } from '../support/linking-workspace.js';

const { linking, browser, requestLink, readLink } = useLinkingWorkspace();

describe('a customer with one business', () => {
  test('sees who asks, signs in, confirms the business, and is linked', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await browser.open(linkUrl);
    expect([page.status, page.heading]).toEqual([200, 'Link Acme to Sage Business Cloud Accounting']);
    expect(page.text).toContain('<bdi>Bookkeepers Ltd</bdi> asks for access');
    const back = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect([back.status, back.heading, back.url]).toEqual([
      200,
      'Is this the right business?',
      expect.stringMatching(/^http:\/\/localhost:5200\/link\/in\/[0-9A-Za-z]{44}$/),
    ]);
    expect(await readLink(link.id)).toMatchObject({ status: 'PENDING', statusReason: 'AWAITING_CHOICE' });
    const done = await browser.submit(back.forms[0]);
    expect([done.status, done.heading]).toEqual([200, 'Acme is linked']);
    const after = await readLink(link.id);
    expect(after).toMatchObject({
      status: 'LINKED',
      statusReason: 'LINKED',
      countryCode: 'GB',
      credentialSet: { clientId: 'sandbox/demo-v31' },
      availableBusinesses: { nodes: [] },
    });
    expect(done.notice).toContain(after.business.name);
    expect(await auditOf(linking, link.id)).toEqual(['link.requested', 'link.started', 'link.choosing', 'link.linked']);
  });
});

describe('a sign-in that reaches', () => {
  test('no business ends there, its tokens are given back, and the URL can be used again', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'none' });
    expect([page.status, page.notice]).toEqual([200, expect.stringContaining('Your account has no business')]);
    expect(await readLink(link.id)).toMatchObject({ status: 'PENDING', statusReason: 'NO_BUSINESS' });
    expect(await auditOf(linking, link.id)).toEqual(['link.requested', 'link.started', 'link.choosing', 'link.failed']);
    const again = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect(again.heading).toBe('Is this the right business?');
  });

  test('three businesses lets the customer choose, and links none of the others', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
    expect(page.heading).toBe('Which business should be linked?');
    const ids = page.forms[0]?.choices.business ?? [];
    expect(ids).toHaveLength(3);
    const { nodes } = (await readLink(link.id)).availableBusinesses;
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
    const none = await browser.submit(page.forms[0]);
    expect([none.status, none.notice]).toEqual([422, 'Choose a business first.']);
    expect((await readLink(link.id)).status).toBe('PENDING');
    expect((await browser.submit(page.forms[0], { business: ids[1] ?? '' })).heading).toBe('Acme is linked');
    expect((await readLink(link.id)).business).toMatchObject({ id: ids[1], name: nodes[1].name });
  });

  test('274 businesses shows them by pages and finds them by name, without any script', async () => {
    const { linkUrl, link } = await requestLink();
    const first = await goThrough(linking, browser, linkUrl, { user: 'many' });
    const seen = new Set(first.forms.flatMap(({ choices }) => choices.business ?? []));
    expect([seen.size, first.text.includes('Businesses 1 to 20 of 274')]).toEqual([20, true]);
    let page = first;
    for (let next = nextOf(page.text); next !== undefined; next = nextOf(page.text)) {
      page = await browser.open(next);
      for (const { choices } of page.forms) for (const id of choices.business ?? []) seen.add(id);
    }
    expect([seen.size, page.text.includes('Businesses 261 to 274 of 274')]).toEqual([274, true]);
    page = await browser.open(/href="([^"]*)" rel="prev"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '');
    expect(page.text).toContain('Businesses 241 to 260 of 274');
    const { id, name } = (await readLink(link.id)).availableBusinesses.nodes.at(-1);
    const search = page.forms.find(({ method }) => method === 'get');
    const nothing = await browser.submit(search, { q: 'no such name' });
    expect([nothing.status, nothing.notice]).toEqual([200, expect.stringContaining('No business name contains')]);
    const found = await browser.submit(search, { q: name.toUpperCase() });
    const choices = found.forms.flatMap((form) => form.choices.business ?? []);
    expect(choices).toEqual([id]);
    const form = found.forms.find((one) => one.choices.business !== undefined);
    expect((await browser.submit(form, { business: id })).heading).toBe('Acme is linked');
    expect((await readLink(link.id)).business).toMatchObject({ id, name });
  });

  test('a business without a subscription links nothing and says what to do', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'expired' });
    expect([page.heading, page.notice]).toEqual(['Is this the right business?', '']);
    const refused = await browser.submit(page.forms[0]);
    expect([refused.status, refused.heading]).toEqual([409, 'Is this the right business?']);
    expect(refused.notice).toContain('no active subscription');
    expect(await readLink(link.id)).toMatchObject({
      status: 'PENDING',
      statusReason: 'NO_ACTIVE_SUBSCRIPTION',
    });
  });
});

const nextOf = (text: string): string | undefined =>
  /href="([^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');

describe('a round that comes to nothing leaves the link to be made, and its URL good, when', () => {
  test('the customer declines', async () => {
    const { linkUrl, link } = await requestLink();
    const page = await goThrough(linking, browser, linkUrl, { user: 'one', decision: 'deny' });
    expect(page.notice).toContain('You declined');
    expect(await readLink(link.id)).toMatchObject({ status: 'PENDING', statusReason: 'CUSTOMER_CANCELLED' });
    const again = await browser.submit(page.forms[0]);
    expect([again.status, again.headers.location]).toEqual([303, expect.stringContaining(linking.sandbox.url)]);
  });

  test.each([false, true])('the country is not that of the business (without a state: %s)', async (without) => {
    await linking.sandbox.control.patch('/settings', { mismatchWithoutState: without });
    // Chosen by the customer, or by the workspace, and then only the workspace can choose another.
    const { linkUrl, link } = await requestLink({ countryCode: without ? 'GB' : null });
    const page = await goThrough(linking, browser, linkUrl, { user: 'irish', country: 'gb' });
    await linking.sandbox.control.patch('/settings', { mismatchWithoutState: false });
    expect(page.notice).toContain(
      `not the country of your business. ${without ? 'Ask the person who sent you the link' : 'Try again with the country'}`,
    );
    // Without a state nothing may be changed: who knows who sent it.
    expect(await readLink(link.id)).toMatchObject({
      status: 'PENDING',
      statusReason: without ? 'LINK_REQUESTED' : 'COUNTRY_MISMATCH',
    });
    expect((await goThrough(linking, browser, linkUrl, { user: 'one' })).heading).toBe('Is this the right business?');
  });

  test('the platform answers nonsense to the code', async () => {
    const { linkUrl, link } = await requestLink();
    for (const fault of [{ kind: 'big-body' }, { kind: 'html', status: 500 }, { kind: 'empty' }]) {
      const { id } = (await linking.sandbox.control.post('/faults', { endpoint: 'exchange', ...fault })) as {
        id: string;
      };
      const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
      await linking.sandbox.control.delete(`/faults/${id}`);
      expect([page.status, page.notice]).toEqual([200, expect.stringContaining('could not be completed')]);
      expect(page.text.length).toBeLessThan(5000);
    }
    expect(await readLink(link.id)).toMatchObject({ status: 'PENDING', statusReason: 'PLATFORM_ERROR' });
  });

  test('the platform does not say which businesses there are: asking again is enough', async () => {
    const { linkUrl, link } = await requestLink();
    const { id } = (await linking.sandbox.control.post('/faults', {
      endpoint: '/v3.1/businesses',
      kind: 'status',
      status: 503,
    })) as { id: string };
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect(page.heading).toBe('You are signed in');
    expect(linking.app.logs()).toContain('"why":"status 503"');
    await linking.sandbox.control.delete(`/faults/${id}`);
    const asked = await browser.submit(page.forms[0]);
    expect(asked.heading).toBe('Is this the right business?');
    expect((await browser.submit(asked.forms[0])).heading).toBe('Acme is linked');
    expect((await readLink(link.id)).status).toBe('LINKED');
  });

  test('one business of many is named in a way that nothing can store', async () => {
    const { linkUrl, link } = await requestLink();
    const $items = [
      { id: 'odd', name: 'Odd\0 \ud800Ltd' },
      { id: 'b\0', name: 'Lost' },
      { id: 'fine', name: 'Fine Ltd' },
    ];
    await linking.sandbox.control.post('/faults', {
      endpoint: '/v3.1/businesses',
      kind: 'body',
      count: 1,
      body: JSON.stringify({ $items, $total: 3 }),
    });
    const page = await goThrough(linking, browser, linkUrl, { user: 'one' });
    expect([page.heading, page.forms[0]?.choices.business]).toEqual([
      'Which business should be linked?',
      ['fine', 'odd'],
    ]);
    expect((await readLink(link.id)).availableBusinesses.nodes).toEqual([
      { id: 'fine', name: 'Fine Ltd' },
      { id: 'odd', name: 'Odd \ufffdLtd' },
    ]);
  });
});
