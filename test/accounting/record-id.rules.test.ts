import { expect, test } from '@jest/globals';
import { parseRecordId, toRecordId } from '../../src/accounting/record-id.rules.js';
import { parseGlobalId, toGlobalId } from '../../src/infra/ids/ids.js';

const linkId = '01a226d4-fdc0-7643-b1e4-fcf00eb371a2';

test.each(['6f3c', 'a:b/c', '.2e', '~!x', '%'.repeat(200)])('the id of the record %s leads back to it', (sourceId) => {
  const record = { linkId, list: 'sales_invoices', sourceId };
  const id = toGlobalId('Document', toRecordId(record));
  expect(parseRecordId(parseGlobalId(id, 'id').local)).toEqual(record);
});

test.each([
  '',
  linkId,
  `${linkId}:contacts`,
  `${linkId}:contacts:a:b`,
  `x:contacts:a`,
  `${linkId}:contacts:.41`,
  `${linkId}::a`,
])('%s is no id of a record', (id) => {
  expect(parseRecordId(id)).toBeUndefined();
});
