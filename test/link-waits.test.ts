import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startBackground, tokenKeeping } from '../src/app.js';
import type { Json, TestWorkspace } from './support/app.js';
import { background } from './support/background.js';
import { LinkBrowser, type Page } from './support/link-browser.js';
import {
  choose,
  goThrough,
  type Linking,
  linkCompany,
  newCompany,
  newLinkingWorkspace,
  startLinking,
} from './support/linking.js';
import { until } from './support/processes.js';
import { uuidOf } from './support/sage.js';

let linking: Linking;
let workspace: TestWorkspace;
beforeAll(async () => {
  linking = await startLinking({ REQUEST_SECONDS: '30' });
});
afterAll(() => linking.close());
beforeEach(async () => {
  workspace = await newLinkingWorkspace(linking);
});

const admin = () => linking.app.database.admin;
const standing = (count: number) =>
  until(`${count} statements wait for a lock`, async () => {
    const { rows } = await admin().query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.length === count;
  });

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

const businessOf = (page: Page) =>
  page.forms.find(({ action }) => action.endsWith('/choose'))?.fields.business ?? '';

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
  const { linkUrl, link } = await linkCompany(
    linking,
    workspace.key,
    await newCompany(linking, workspace.key),
    { countryCode: 'GB' },
  );
  const page = await goThrough(linking, new LinkBrowser(linking.app), linkUrl, { user: 'one' });
  const goOn = await halfMade(link, businessOf(page));
  await admin().query(
    `UPDATE ledgerlink.link_attempt SET expires_at = now() - interval '1 s' WHERE link_id = $1`,
    [uuidOf(link.id)],
  );
  const swept = background(linking, startBackground, tokenKeeping);
  await standing(2);
  expect((await goOn()).__typename).toBe('ChooseBusinessSuccess');
  await swept;
  expect(await outcome(link)).toEqual({ status: 'LINKED', grant: 'ACTIVE', open: 0 });
});
