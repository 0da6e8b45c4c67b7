import type { ListCapabilities, SourceList, SourceRecord } from '../../src/providers/provider-datasets.js';

/** A list for tests of rules, sorted and with deletions unless it is said otherwise. */
export const listWith = (capabilities: Partial<ListCapabilities> = {}, more: Partial<SourceList> = {}): SourceList => ({
  key: 'records',
  dataset: 'CONTACTS',
  form: 'LIST',
  capabilities: {
    since: true,
    deletedSince: true,
    sort: ['CREATED', 'UPDATED'],
    window: false,
    byId: true,
    ...capabilities,
  },
  order: 'UNKNOWN',
  maxPageSize: 200,
  pace: 'ROUND',
  probed: false,
  mapperVersion: 1,
  ...more,
});

export const recordWith = (more: Partial<SourceRecord> = {}): SourceRecord => ({
  sourceId: 'a',
  value: {},
  text: '{}',
  hash: '00',
  createdAt: null,
  updatedAt: null,
  deletedAt: null,
  flagged: false,
  ...more,
});
