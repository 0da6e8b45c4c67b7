import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { parseExact } from '../../infra/json/exact-json.js';
import type { MappedRecord } from '../../providers/provider-datasets.js';
import type { RawDataService } from '../records/raw-data.service.js';
import { findDocumentsOf, findRaw } from '../records/records.repository.js';
import type { Brought, FoundChanges, MappedChange } from './brought.js';
import type { RoundContext } from './round-context.js';

/** Datasets whose records settle documents. */
const NAMING: readonly string[] = ['PAYMENTS', 'ALLOCATIONS', 'SALES_CREDIT_NOTES', 'PURCHASE_CREDIT_NOTES'];
/** Documents of one contact that are read again. */
const MAX_OF_CONTACT = 200;

type Named = Map<string, Set<string>>;

type Found = Pick<FoundChanges, 'storedIds'> & { readonly changes: readonly MappedChange[] };

/**
 * Finds the documents that may have changed with records that settle them: platforms need not move a document's own time
 * of change when it is paid.
 */
export class NamedRecordsService {
  constructor(
    private readonly database: Database,
    private readonly rawData: RawDataService,
  ) {}

  /** Ids of records to be read again, by list. */
  async find(context: RoundContext, brought: Brought, found: Found): Promise<Named> {
    const { changes } = found;
    const named: Named = new Map();
    const add = (touches: MappedRecord['touches']) => {
      for (const { list, sourceId } of touches)
        if (list !== context.list.key) named.set(list, (named.get(list) ?? new Set()).add(sourceId));
    };
    for (const { record, mapped } of changes) {
      const isOld = Date.parse(record?.updatedAt ?? '') / 1000 < brought.namesFrom;
      if (mapped !== null && !isOld) add(mapped.touches);
    }
    if (!NAMING.includes(context.list.dataset)) return named;
    for (const { touches } of await this.#before(context, changes)) add(touches);
    for (const touch of await this.#ofContacts(context, brought, found)) add([touch]);
    return named;
  }

  /** What the records were before: a payment that is deleted may name its documents no more. */
  async #before(context: RoundContext, changes: readonly MappedChange[]): Promise<MappedRecord[]> {
    const known = changes.filter(({ action }) => action !== 'CREATED').map(({ sourceId }) => sourceId);
    if (known.length === 0) return [];
    const rows = await findRaw(backgroundReader(this.database), context.lease.ref, known);
    const texts = await Promise.all(rows.map((row) => this.rawData.open(row)));
    return texts.flatMap((text) => (text === null ? [] : map(context, parseExact(text))));
  }

  /** A payment that came and went between two rounds says only whose it was: all documents of its contact may differ. */
  async #ofContacts(context: RoundContext, { records, areDeletions }: Brought, { changes, storedIds }: Found) {
    const unknown = areDeletions
      ? records.filter(({ sourceId }) => !storedIds.has(sourceId)).map(({ value }) => map(context, value))
      : changes.flatMap(({ sourceId, mapped, deletion }) =>
          mapped !== null && deletion !== null && !storedIds.has(sourceId) ? mapped : [],
        );
    const contacts = unknown.flatMap(({ record }) =>
      record !== null && 'contact' in record.fields ? (record.fields.contact?.sourceId ?? []) : [],
    );
    if (contacts.length === 0) return [];
    return findDocumentsOf(backgroundReader(this.database), context.lease.ref, contacts, MAX_OF_CONTACT);
  }
}

const map = ({ datasets, apiVersion, list }: RoundContext, value: ReturnType<typeof parseExact>): MappedRecord =>
  datasets.map(apiVersion, list.key, value as Parameters<typeof datasets.map>[2]);
