import type { EncryptionContext } from '../../infra/secrets/installation.js';
import { openSealed } from '../../infra/secrets/sealed-values.js';
import { Secret } from '../../infra/secrets/secret.js';
import type { RecordChange } from './changes.rules.js';
import type { StoredRaw } from './record-writes.repository.js';
import type { ListRef, RawRow } from './records.repository.js';
import { recordBinding } from './sealed-records.repository.js';

interface SealedRow {
  readonly list: string;
  readonly source_id: string;
  readonly raw: string | null;
  readonly sealed: string | null;
}

/** Records as the platform sent them: whether they are stored, and in which form. */
export class RawDataService {
  constructor(
    private readonly mode: 'keep' | 'sealed' | 'off',
    private readonly encryption: () => EncryptionContext,
  ) {}

  /** Changes of a list, each with what is stored of its record. */
  addTo<Change extends Pick<RecordChange, 'sourceId' | 'record'>>(
    ref: ListRef,
    changes: readonly Change[],
  ): Promise<(Change & { raw: StoredRaw })[]> {
    return Promise.all(changes.map(async (change) => ({ ...change, raw: await this.#stored(ref, change) })));
  }

  async #stored(ref: ListRef, { sourceId, record }: Pick<RecordChange, 'sourceId' | 'record'>): Promise<StoredRaw> {
    if (record === null || this.mode === 'off') return { text: null, sealed: null };
    if (this.mode === 'keep') return { text: record.text, sealed: null };
    const binding = recordBinding({ ...ref, sourceId });
    return { text: null, sealed: await this.encryption().vault.seal(new Secret(record.text), binding) };
  }

  /** The JSON text of a stored record. Null: it is not kept, or does not open. */
  async open(row: RawRow): Promise<string | null> {
    if (row.sealed === null) return row.raw;
    const opened = await openSealed(this.encryption(), { sealed: row.sealed, binding: recordBinding(row) });
    return opened?.reveal() ?? null;
  }

  /** Rows of records of a link, with the text of those that are sealed. */
  async openAll<Row extends SealedRow>(
    { workspaceId, linkId }: Pick<ListRef, 'workspaceId' | 'linkId'>,
    rows: readonly Row[],
  ): Promise<readonly Row[]> {
    if (!rows.some(({ sealed }) => typeof sealed === 'string')) return rows;
    return Promise.all(
      rows.map(async (row) => {
        if (typeof row.sealed !== 'string') return row;
        const { list, source_id: sourceId, sealed } = row;
        return { ...row, raw: await this.open({ workspaceId, linkId, list, sourceId, raw: null, sealed }) };
      }),
    );
  }
}
