import type { KnownChanges } from '../datasets/records/change-cursor.rules.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { findLinks } from '../links/company-link.repository.js';
import type { Dataset } from '../providers/model-parts.js';
import { exportLine } from './export-line.rules.js';
import type { RecordService } from './record.service.js';

/** Records of a page, which is one statement. A page of documents is written in a few ms of processor time. */
const PAGE = 200;

export interface ExportAsked {
  readonly linkId: string;
  readonly dataset: Dataset;
  readonly since: KnownChanges;
  readonly seesNumbers: boolean;
  readonly withRaw: boolean;
}

/** Exports what was pulled of a dataset as lines of JSON. */
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly records: RecordService,
  ) {}

  /** The key of the integration of a link; undefined: the workspace has no such link. */
  async integrationOf({ workspaceId, signal }: Caller, linkId: string): Promise<string | undefined> {
    const [link] = await findLinks(this.database.reader(signal), workspaceId, [linkId]);
    return link?.integration_key;
  }

  /**
   * The pages of an export as text. `callerOfPage` gives the caller of each page and ends the export by a throw. A record
   * that changes meanwhile comes again.
   */
  async *pages(
    integrationKey: string,
    asked: ExportAsked,
    callerOfPage: () => Promise<Caller>,
  ): AsyncGenerator<string, void> {
    const known = new Map(asked.since);
    for (let isLast = false; !isLast; ) {
      const rows = await this.records.changes(
        await callerOfPage(),
        { linkId: asked.linkId, integrationKey },
        { datasets: [asked.dataset], known, limit: PAGE, wanted: undefined, withRaw: asked.withRaw },
      );
      isLast = rows.length < PAGE;
      const lines = rows.map((row) => {
        known.set(row.list, Number(row.change_no));
        return exportLine(row, known, asked);
      });
      if (lines.length > 0) yield lines.join('');
    }
  }
}
