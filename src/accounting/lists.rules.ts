import { type StoredType, typeOfDataset } from '../datasets/records/model-columns.rules.js';
import { parseExactObject } from '../infra/json/exact-json.js';
import type { ModelRecord, ModelType } from '../providers/model.js';
import { DATASETS, type Dataset } from '../providers/model-parts.js';
import { platforms } from '../providers/registry.js';

/** A list of a platform, as its stored records are read. */
export interface KnownList {
  readonly key: string;
  readonly dataset: Dataset;
  /** Null: its records have no table, and are mapped when they are read. */
  readonly type: StoredType | null;
  /** Maps a stored record; null where it cannot be mapped. */
  map(text: string): ModelRecord | null;
}

/** The lists of each platform by its integration's key: those of its newest API version, and what older ones have beside them. */
const BY_INTEGRATION: ReadonlyMap<string, ReadonlyMap<string, KnownList>> = new Map(
  platforms.map(({ definition, create }) => {
    // What lists a platform has depends on no installation.
    const { datasets } = create({ sandboxUrl: undefined });
    const lists = new Map<string, KnownList>();
    for (const { apiVersion } of definition.options)
      for (const { key, dataset } of datasets.lists(apiVersion)) {
        if (lists.has(key)) continue;
        const map = (text: string) => {
          const value = parseExactObject(text);
          return value === undefined ? null : datasets.map(apiVersion, key, value).record;
        };
        lists.set(key, { key, dataset, type: typeOfDataset(dataset), map });
      }
    return [definition.key, lists];
  }),
);

const ALL: ReadonlyMap<string, KnownList> = new Map([...BY_INTEGRATION.values()].flatMap((lists) => [...lists]));

/** A list by the key that is stored with its records; undefined: no platform of this build has it. */
export const knownList = (key: string): KnownList | undefined => ALL.get(key);

/** The JSON of the dataset that the records of a list belong to, by the list's key. */
export const DATASET_OF_LIST: ReadonlyMap<string, string> = new Map(
  [...ALL].map(([key, { dataset }]) => [key, JSON.stringify(dataset)]),
);

/** The names of the files that datasets are exported as. */
export const EXPORTS: ReadonlyMap<string, Dataset> = new Map(
  DATASETS.map((dataset) => [`${dataset.toLowerCase()}.ndjson`, dataset]),
);

/** A stored record: its fields from the table of its type, or the JSON of one whose type has no table. */
interface Stored {
  readonly list: string;
  readonly model: object | null;
  readonly raw: string | null;
}

/** What a stored record is in the common model; null: nothing, or it cannot be read as that. */
export function modelOf({ list, model, raw }: Stored): { type: ModelType; fields: object } | null {
  const known = knownList(list);
  if (known === undefined) return null;
  if (known.type !== null) return model === null ? null : { type: known.type, fields: model };
  return raw === null ? null : known.map(raw);
}

/** The lists of an integration, of some datasets only where these are given. */
export const listsOf = (integrationKey: string, datasets?: readonly Dataset[] | null): KnownList[] =>
  [...(BY_INTEGRATION.get(integrationKey)?.values() ?? [])].filter(
    ({ dataset }) => datasets === undefined || datasets === null || datasets.includes(dataset),
  );
