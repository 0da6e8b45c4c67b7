import { goOnSoon } from '../../support/broken-off.js';
import { until } from '../../support/processes.js';
import { type AskedLink, enable, type LinkingPortal, linkAs, newLink, startLinkingPortal } from './linking.js';

export interface PulledPortal extends LinkingPortal {
  readonly link: AskedLink;
  /** The page of the company. */
  readonly company: string;
  readonly businessId: string;
  /** Waits until each list was read to its end, or cannot be read. */
  pulled(): Promise<void>;
}

/** Budgets that small books do not reach. */
const AMPLE = { PLATFORM_REQUESTS_PER_MINUTE: '90000', PLATFORM_REQUESTS_BURST: '80000' };

const UNFINISHED = `SELECT count(*) FROM ledgerlink.dataset
  WHERE status IN ('NEVER_PULLED', 'QUEUED', 'PULLING', 'WAITING') OR due_at <= now()`;

/** A portal with a linked company whose small books are pulled. `settings`: of the sandbox. */
export async function startPulledPortal(settings: object = {}): Promise<PulledPortal> {
  const portal = await startLinkingPortal({ PULLS: 'on', ...AMPLE });
  const { control } = portal.sandbox;
  const { users } = await control.get('/users');
  const { businesses } = users.find(({ user }: { user: string }) => user === 'one');
  const businessId: string = businesses[0].id;
  await control.post('/books', { businessId, size: 'small' });
  await control.patch('/settings', settings);
  await enable(portal);
  const link = await newLink(portal, 'Olive’s Olives');
  await (await linkAs(portal, link, 'one')).page.context().close();
  const { admin } = portal.server.database;
  const pulled = () =>
    until('the lists are read', async () => {
      const { rows } = await admin.query('SELECT 1 FROM ledgerlink.dataset LIMIT 1');
      await goOnSoon(admin);
      return rows.length > 0 && (await admin.query(UNFINISHED)).rows[0].count === '0';
    });
  await pulled();
  return { ...portal, link, company: `/companies/${link.companyId}`, businessId, pulled };
}
