import { parseExactObject } from '../../infra/json/exact-json.js';
import type { Provider } from '../../providers/provider.js';
import type { ProviderDatasets, SourceList, SourceRecord } from '../../providers/provider-datasets.js';
import { modelRow, type StoredType, typeOfDataset } from './model-columns.rules.js';
import type { WrittenChange } from './record-writes.repository.js';

/** How a list's stored records are mapped today. */
export interface StoredMapping {
  readonly list: SourceList;
  /** Null: the model has no place for records of this list. */
  readonly type: StoredType | null;
  readonly apiVersion: string;
  readonly datasets: ProviderDatasets;
}

export type Model = NonNullable<WrittenChange['model']>;

/** The mappings of all lists of the platforms, by list. */
export function storedMappings(providers: ReadonlyMap<string, Provider>): ReadonlyMap<string, StoredMapping> {
  const mappings = new Map<string, StoredMapping>();
  for (const { definition, datasets } of providers.values())
    for (const { apiVersion } of definition.options)
      for (const list of datasets.lists(apiVersion))
        if (!mappings.has(list.key))
          mappings.set(list.key, { list, type: typeOfDataset(list.dataset), apiVersion, datasets });
  return mappings;
}

/**
 * Maps the stored JSON of a record. `model` null: the model has no place for it. Undefined: it cannot be mapped, so its row
 * stays as it is, and the next pull that reads it names the problem.
 */
export function mapStored(
  { list, type, apiVersion, datasets }: StoredMapping,
  text: string,
): { readonly model: Model | null } | undefined {
  const value = parseExactObject(text);
  if (value === undefined) return undefined;
  const { record, unread } = datasets.map(apiVersion, list.key, value);
  if (record === null && unread.length > 0) return undefined;
  if (record === null || record.type !== type) return { model: null };
  return { model: { type, row: modelRow(type, record.fields as unknown as Record<string, unknown>) } };
}

/** The record of a stored JSON, as a pull would read it. Undefined: it is no record any more. */
export function readStored(
  { list, apiVersion, datasets }: StoredMapping,
  sourceId: string,
  text: string,
): SourceRecord | undefined {
  const answer = datasets.read(apiVersion, list.key, { kind: 'RECORD', sourceId }, text);
  return answer.kind === 'page' ? answer.records[0] : undefined;
}
