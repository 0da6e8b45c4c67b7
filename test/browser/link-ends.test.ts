import { beforeAll, describe, expect, test } from '@jest/globals';
import { useStarted } from '../support/use-started.js';
import {
  enable,
  goThrough,
  heading,
  linkAs,
  newLink,
  openAsCustomer,
  signIn,
  startLinkingPortal,
  stateOf,
} from './support/linking.js';
import { INTEGRATION, NAME, type Observed } from './support/portal.js';

const portal = useStarted(() => startLinkingPortal());
beforeAll(async () => {
  await enable(portal);
});

/** The browser's own note of a page that was not answered with 200. */
const complaints = ({ complaints: all }: Observed) => all.filter((text) => !/status of 4\d\d/.test(text));
const turn = (to: 'enable' | 'disable') =>
  portal.api(`mutation { ${to}Integration(input: { integrationKey: "${INTEGRATION}" }) { __typename } }`);

describe('a round that came to nothing leads back to the start, with its reason, and can be tried again', () => {
  const ROUNDS = [
    {
      what: 'a customer who says no',
      user: 'one',
      decision: 'Deny',
      reason: 'CUSTOMER_CANCELLED',
      told: 'You declined, so nothing was linked.',
      ours: 'The customer declined to give access.',
    },
    {
      what: 'an account of another country',
      user: 'irish',
      decision: undefined,
      reason: 'COUNTRY_MISMATCH',
      told: 'Ask the person who sent you the link for one for the country',
      ours: 'belongs to another country than the one chosen.',
    },
    {
      what: 'an account without a business',
      user: 'none',
      decision: 'Allow',
      reason: 'NO_BUSINESS',
      told: 'Your account has no business.',
      ours: 'The account that the customer signed in with has no business.',
    },
  ] as const;
  test.each(ROUNDS)('$what', async ({ what, user, decision, reason, told, ours: inWords }) => {
    const asked = await newLink(portal, `Round of ${what}`);
    const { page, observed } = await openAsCustomer(portal, asked.linkUrl);
    await page.getByRole('button', { name: /^Continue to / }).click();
    // Opened again meanwhile, it is no fault of the customer's.
    expect((await page.goto(asked.linkUrl))?.status()).toBe(200);
    await page.getByRole('button', { name: /^Continue to / }).click();
    await signIn(page, user, decision);
    await page.getByRole('alert').filter({ hasText: told }).waitFor();
    expect(page.url()).not.toMatch(/code=|state=|error=/);
    expect(await stateOf(portal, asked)).toEqual({ status: 'PENDING', statusReason: reason, business: null });

    const { page: ours } = await portal.openAt(`/companies/${asked.companyId}`);
    const panel = ours.getByRole('region', { name: NAME });
    await panel.getByText('Waiting for the customer').waitFor();
    await panel.getByText(inWords).waitFor();

    await goThrough(page, 'one');
    await page.getByRole('button', { name: 'Link Alder & Ash Ltd' }).click();
    await heading(page, / is linked$/);
    // The portal's page is not touched: it looks after what is under way by itself.
    await panel.getByText('Linked', { exact: true }).waitFor();
    expect(complaints(observed)).toEqual([]);
  });

  test('a business without a subscription, until another account is used', async () => {
    const asked = await newLink(portal, 'Unpaid');
    const { page, observed } = await openAsCustomer(portal, asked.linkUrl);
    await goThrough(page, 'expired');
    await heading(page, 'Is this the right business?');
    await page.getByRole('button', { name: 'Link Elm Events Ltd' }).click();
    await page.getByRole('alert').filter({ hasText: 'has no active subscription' }).waitFor();
    const state = { status: 'PENDING', statusReason: 'NO_ACTIVE_SUBSCRIPTION', business: null };
    expect(await stateOf(portal, asked)).toEqual(state);
    await page.getByRole('button', { name: 'Sign in with another account' }).click();
    await signIn(page, 'one', 'Allow');
    await page.getByRole('button', { name: 'Link Alder & Ash Ltd' }).click();
    await heading(page, 'Unpaid is linked');
    expect(complaints(observed)).toEqual([]);
  });
});

describe('a link URL that leads no further says why, and what to do', () => {
  test('after 24 hours', async () => {
    const asked = await newLink(portal, 'Late');
    await portal.server.database.admin.query(
      `UPDATE ledgerlink.link_attempt SET expires_at = now() - interval '1 second' WHERE step = 'CREATED'`,
    );
    const { page } = await openAsCustomer(portal, asked.linkUrl);
    await heading(page, 'This link has expired');
    await page.getByText('Ask the person who sent it to you for a new one.').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test('when a newer one has taken its place, when it was withdrawn, and when it never was one', async () => {
    const asked = await newLink(portal, 'Twice');
    const { page: ours } = await portal.openAt(`/companies/${asked.companyId}`);
    await ours.getByRole('button', { name: 'New link URL for Twice' }).click();
    await ours.getByRole('button', { name: 'Create the link URL' }).click();
    const newer = (await ours.getByRole('dialog').locator('code').textContent()) ?? '';
    const { page } = await openAsCustomer(portal, asked.linkUrl);
    await heading(page, 'This link has ended');
    await page.goto(newer);
    await heading(page, `Link Twice to ${NAME}`);

    await ours.getByRole('button', { name: 'I have copied it' }).click();
    await ours.getByRole('button', { name: 'Unlink for Twice' }).click();
    const dialog = ours.getByRole('dialog', { name: 'Unlink Twice?' });
    await dialog.getByText('Its link URL stops working immediately').waitFor();
    await dialog.getByRole('button', { name: 'Unlink' }).click();
    await ours.getByRole('status').filter({ hasText: 'Twice is unlinked' }).waitFor();
    await page.reload();
    await heading(page, 'This link has ended');
    await page.goto(`${newer.slice(0, -1)}${newer.endsWith('x') ? 'y' : 'x'}`);
    await heading(page, 'This link is not valid');
  });

  test('when the company is linked', async () => {
    const asked = await newLink(portal, 'Once');
    await linkAs(portal, asked, 'one');
    const { page } = await openAsCustomer(portal, asked.linkUrl);
    await heading(page, 'Already linked');
  });

  test('while the integration is disabled, also for who is signing in, and works again afterwards', async () => {
    const asked = await newLink(portal, 'Paused');
    const { page, observed } = await openAsCustomer(portal, asked.linkUrl);
    await page.getByRole('button', { name: /^Continue to / }).click();
    await turn('disable');
    await signIn(page, 'one', 'Allow');
    await heading(page, 'Linking is switched off at the moment');
    expect((await stateOf(portal, asked)).status).toBe('PENDING');
    const { page: ours } = await portal.openAt(`/companies/${asked.companyId}`);
    await ours.getByText('The integration is disabled').waitFor();
    await ours.getByRole('button', { name: 'New link URL for Paused' }).click();
    await ours.getByRole('dialog').getByRole('link', { name: 'Enable it in its settings' }).waitFor();

    await turn('enable');
    await page.goto(asked.linkUrl);
    await goThrough(page, 'one');
    await page.getByRole('button', { name: /^Link / }).click();
    await heading(page, 'Paused is linked');
    expect(complaints(observed)).toEqual([]);
  });

  test('in another browser than the one it began in', async () => {
    const asked = await newLink(portal, 'Two browsers');
    const { page } = await openAsCustomer(portal, asked.linkUrl);
    await goThrough(page, 'one');
    await heading(page, 'Is this the right business?');
    const { page: other } = await openAsCustomer(portal, page.url());
    await heading(other, 'Go back to the browser in which you began');
    expect(await other.getByText('Alder').count()).toBe(0);
    await page.reload();
    await heading(page, 'Is this the right business?');
  });
});
