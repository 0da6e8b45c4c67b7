import type { KnownChanges } from '../datasets/records/change-cursor.rules.js';
import type { RawDataService } from '../datasets/records/raw-data.service.js';
import { type ChangeRow, listChanges } from '../datasets/records/record-change.repository.js';
import { listRecords, type RecordPage, type RecordPageRow } from '../datasets/records/record-page.repository.js';
import type { RecordPlace } from '../datasets/records/record-page.rules.js';
import { findRecordsOf, type RecordRow, type Wanted } from '../datasets/records/record-read.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { type KnownList, listsOf } from './lists.rules.js';
import type { JsonByType } from './selected-json.rules.js';

/** Reads what was pulled of a link. The link must be one of the caller's workspace. */
export class RecordService {
  constructor(
    private readonly database: Database,
    private readonly rawData: RawDataService,
  ) {}

  list(caller: Caller, linkId: string, page: RecordPage): Promise<RecordPageRow[]> {
    return listRecords(this.database.readerFor(caller), { workspaceId: caller.workspaceId, linkId }, page);
  }

  /** Records of a dataset that has no table of its own. */
  async listUntyped(
    caller: Caller,
    { linkId, integrationKey }: { readonly linkId: string; readonly integrationKey: string },
    page: UntypedPage,
  ): Promise<readonly RecordRow[]> {
    const lists = listsOf(integrationKey, [page.dataset]).map(({ key }) => key);
    const ref = { workspaceId: caller.workspaceId, linkId };
    return this.rawData.openAll(ref, await findRecordsOf(this.database.readerFor(caller), ref, { ...page, lists }));
  }

  async changes(
    caller: Caller,
    { linkId, integrationKey }: { readonly linkId: string; readonly integrationKey: string },
    asked: ChangesAsked,
  ): Promise<readonly ChangeRow[]> {
    const lists = listsOf(integrationKey, asked.datasets).map(({ key, type }) => ({
      list: key,
      type,
      after: asked.known.get(key) ?? 0,
    }));
    if (lists.length === 0) return [];
    const ref = { workspaceId: caller.workspaceId, linkId };
    return this.rawData.openAll(ref, await listChanges(this.database.readerFor(caller), ref, { ...asked, lists }));
  }
}

interface UntypedPage {
  readonly dataset: KnownList['dataset'];
  readonly deleted: boolean;
  readonly after: RecordPlace | undefined;
  readonly limit: number;
}

interface ChangesAsked {
  readonly datasets: readonly KnownList['dataset'][] | null;
  readonly known: KnownChanges;
  readonly limit: number;
  readonly wanted: Wanted;
  /** Whether the stored JSON is read, too. */
  readonly withRaw?: boolean;
  /** Written in place of the fields of records of a type. */
  readonly json?: JsonByType;
  /** Written in place of changes whose records are written. */
  readonly change?: string | undefined;
}
