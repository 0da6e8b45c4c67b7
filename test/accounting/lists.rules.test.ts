import { expect, test } from '@jest/globals';
import { knownList, listsOf } from '../../src/accounting/lists.rules.js';
import { DATASETS } from '../../src/providers/model-parts.js';
import { SAGE } from '../support/sage.js';

test('every dataset of a platform has its lists, and each list its type', () => {
  expect(new Set(listsOf(SAGE).map(({ dataset }) => dataset))).toEqual(new Set(DATASETS));
  expect(listsOf(SAGE, ['SALES_INVOICES']).map(({ key, type }) => [key, type])).toEqual([
    ['sales_invoices', 'document'],
    ['sales_quick_entries', 'document'],
  ]);
  expect(listsOf('unknown')).toEqual([]);
  expect(knownList('unknown')).toBeUndefined();
});

test('records without a table are mapped from what is stored of them', () => {
  expect(knownList('analysis_types')?.map('{"id": "1", "name": "Department"}')).toMatchObject({
    type: 'trackingCategory',
    fields: { name: 'Department' },
  });
  expect(knownList('analysis_types')?.map('nonsense')).toBeNull();
});
