import { linkEvent } from '../events/new-event.js';
import { recordEvents } from '../events/outbox.repository.js';
import { backgroundReader, backgroundTransaction } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { type DueNotice, findDueNotices, moveNotices } from '../tokens/grant/expiry-notice.repository.js';
import { decideNotice, type NoticeDecision } from '../tokens/grant/expiry-notice.rules.js';
import { findLinksOfGrants } from './company-link.repository.js';

const BATCH = 200;

type Looked = DueNotice & NoticeDecision;

/** Tells of links whose access ends soon because their tokens cannot be renewed, seven days and one day before. */
export class ExpiringLinksService {
  constructor(
    private readonly database: Database,
    private readonly now: () => Promise<Date>,
  ) {}

  async tellOf(workspaceIds: readonly string[]): Promise<void> {
    for (;;) {
      const now = await this.now();
      const due = await findDueNotices(backgroundReader(this.database), workspaceIds, { now, limit: BATCH });
      const looked = due.map(
        (grant): Looked => ({
          ...grant,
          ...decideNotice(now.getTime(), grant.expiresAt.getTime(), grant.areKeysFaulty || grant.hasFailed),
        }),
      );
      for (const id of new Set(looked.map(({ workspaceId }) => workspaceId)))
        await this.#tell({ workspaceId: id, now }, looked);
      if (due.length < BATCH) return;
    }
  }

  /** In one transaction with when they are looked at again, so that each is told once. */
  #tell({ workspaceId, now }: { workspaceId: string; now: Date }, all: readonly Looked[]): Promise<void> {
    return backgroundTransaction(this.database, async (tx) => {
      const looked = all.filter((grant) => grant.workspaceId === workspaceId);
      const moved = await moveNotices(tx, workspaceId, now, looked);
      const told = looked.filter(({ grantId, withinDays }) => withinDays !== null && moved.has(grantId));
      if (told.length === 0) return;
      const grantIds = told.map(({ grantId }) => grantId);
      const links = await findLinksOfGrants(tx, workspaceId, grantIds);
      const events = links.flatMap(({ linkId, grantId, ...link }) => {
        const { expiresAt, withinDays, areKeysFaulty } = told.find((one) => one.grantId === grantId) ?? {};
        if (expiresAt === undefined) return [];
        const reason = areKeysFaulty ? 'CREDENTIALS_FAULTY' : 'PLATFORM_UNAVAILABLE';
        return [linkEvent('LINK_EXPIRING', linkId, link, { reason, expiresAt: expiresAt.toISOString(), withinDays })];
      });
      recordEvents(tx, workspaceId, ...events);
    });
  }
}
