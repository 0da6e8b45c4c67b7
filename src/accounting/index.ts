// The slice `accounting`: what was pulled of linked companies as GraphQL answers it: lists, single records and changes in
// the common model. The tables stand in `datasets/records`, and how they are filled in `datasets`. This manifest lists what
// the slice adds to the program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import type { RawDataService } from '../datasets/records/raw-data.service.js';
import type { NodeType, Slice } from '../infra/slices/slice.js';
import { ExportService } from './export.service.js';
import { rawRecordLoader, sourceRecordLoader } from './record.loaders.js';
import { RecordService } from './record.service.js';
import { OtherRecord, RECORD_TYPES } from './record-classes.graphql.js';
import { RecordListResolver } from './record-list.resolver.js';
import type { SourceRecord } from './source-record.graphql.js';
import { BankAccountResolver, ReferenceResolver, SourceRecordResolver } from './source-record.resolver.js';

interface AccountingServices {
  readonly records: RecordService;
  readonly exports: ExportService;
}

interface AccountingLoaders {
  /** By the id without the type. Null: it was not pulled. */
  readonly sourceRecord: DataLoader<string, SourceRecord | null>;
  /** The JSON of a record as text, by the same id. Null: it is not kept. */
  readonly rawRecord: DataLoader<string, string | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends AccountingServices {}
  interface Loaders extends AccountingLoaders {}
  interface LoaderContext {
    /** Opens records that are stored sealed. */
    readonly rawData: RawDataService;
  }
}

const recordNode = ({ name }: { readonly name: string }): [string, NodeType] => [
  name,
  {
    scope: 'DATA_READ',
    natural: true,
    find: async ({ loaders }, id) => {
      const record = await loaders.sourceRecord.load(id);
      return record?.constructor.name === name ? record : null;
    },
  },
];

export const accounting: Slice<AccountingServices, AccountingLoaders> = {
  name: 'accounting',
  resolvers: [
    { type: RecordListResolver, create: ({ records }) => new RecordListResolver(records) },
    { type: SourceRecordResolver, create: () => new SourceRecordResolver() },
    { type: ReferenceResolver, create: () => new ReferenceResolver() },
    { type: BankAccountResolver, create: () => new BankAccountResolver() },
  ],
  nodeTypes: Object.fromEntries([...Object.values(RECORD_TYPES), OtherRecord].map(recordNode)),
  services: {
    records: ({ database }, { rawData }) => new RecordService(database, rawData),
    exports: ({ database }, { records }) => new ExportService(database, records),
  },
  loaders: { sourceRecord: sourceRecordLoader, rawRecord: rawRecordLoader },
};
