import { expect, test } from '@jest/globals';
import { changeJson, recordJson } from '../../../src/datasets/records/record-json.rules.js';

const member = (key: string, field: string, kind: 'text' | 'plain' | 'moment', isRequired = false) => ({
  ...{ key, field, isRequired, value: { kind } as const },
});

// What the expressions answer is compared with GraphQL's answers in test/accounting/selected-json.rules.test.ts.
test('a member is written under its key, from the column of its field', () => {
  expect(recordJson('document', 'm', [member('sum', 'total', 'text'), member('sent', 'sent', 'plain')])).toBe(
    `'{"sum":' || coalesce('"' || m."total" || '"', 'null') || ',"sent":' || coalesce(m."sent"::text, 'null') || '}'`,
  );
  expect(recordJson(null, 's', [member('readAt', 'readAt', 'moment', true)])).toBe(
    `'{"readAt":' || to_char(s.read_at, '\\"YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\\"') || '}'`,
  );
});

test('a change is its action and its record, unless more is selected of it', () => {
  const fields = [
    { key: 'what', field: 'action' },
    { key: 'record', field: 'record' },
  ];
  expect(changeJson(fields)).toBe(`'{"what":"' || s.action || '","record":' || s.json || '}'`);
  expect(changeJson([...fields, { key: 'new', field: 'new' }])).toBeUndefined();
});

test('a field without a column is a mistake of the caller', () => {
  expect(() => recordJson('document', 'm', [member('raw', 'raw', 'text')])).toThrow('no column has the field raw');
});
