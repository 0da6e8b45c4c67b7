import { expect, test } from '@jest/globals';
import {
  modelColumns,
  modelRow,
  STORED_TYPES,
  typeOfDataset,
} from '../../../src/datasets/records/model-columns.rules.js';
import { DATASETS } from '../../../src/providers/model-parts.js';

test('amounts are exact numbers, days are dates, and references that lists are filtered by have their id beside them', () => {
  const columns = Object.fromEntries(modelColumns('document').map(({ name, type }) => [name, type]));
  expect(columns).toMatchObject({
    base_total: 'numeric',
    issue_date: 'date',
    contact: 'jsonb',
    contact_id: 'text',
    amounts_include_tax: 'boolean',
    lines: 'jsonb',
  });
  for (const type of STORED_TYPES) expect(modelColumns(type).map(({ name }) => name)).not.toContain('source_id');
});

test('a row has every column, and null for what the record does not say', () => {
  const contact = { list: 'contacts', sourceId: 'c1', name: 'Acme' };
  const row = modelRow('payment', { contact, amount: '120.10' });
  expect(row).toMatchObject({ contact, contact_id: 'c1', amount: '120.10', bank_account: null, bank_account_id: null });
  expect(Object.keys(row)).toEqual(modelColumns('payment').map(({ name }) => name));
});

test('every dataset has its table, or none', () => {
  expect(DATASETS.map((dataset) => [dataset, typeOfDataset(dataset)]).filter(([, type]) => type === null)).toEqual([
    ['TRACKING_CATEGORIES', null],
    ['COMPANY_PROFILE', null],
  ]);
});
