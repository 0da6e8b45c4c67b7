import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { findLinks } from '../../links/company-link.repository.js';
import { deleteRecords, nextLinkWithRecords } from './record-removal.repository.js';

/** Of each table, so that a statement takes well below its five seconds. */
const BATCH = 2_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Deletes the records of links that were deleted with their company, a few at a time. */
export class RecordRemovalService {
  constructor(private readonly database: Database) {}

  async deleteOrphans(workspaceIds: readonly string[]): Promise<void> {
    const db = () => backgroundReader(this.database);
    for (const workspaceId of workspaceIds)
      for (let after = FIRST_ID; ; ) {
        const linkId = await nextLinkWithRecords(db(), workspaceId, after);
        if (linkId === undefined) break;
        after = linkId;
        const [link] = await findLinks(db(), workspaceId, [linkId]);
        while (link === undefined && (await deleteRecords(db(), { workspaceId, linkId }, BATCH)));
      }
  }
}
