import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { exportLine, typeNameOf } from '../../src/accounting/export-line.rules.js';
import { RECORD_TYPES } from '../../src/accounting/record-classes.graphql.js';
import type { ModelType } from '../../src/providers/model.js';

const linkId = '01a2274a-0f9b-7258-a1fe-887297692daa';
const row = {
  list: 'bank_accounts',
  source_id: '7',
  deleted_at: null,
  model: {
    name: 'Current',
    number: '55779911',
    iban: null,
    ledgerAccount: { list: 'ledger_accounts', sourceId: '1', name: 'Bank' },
  },
  sealed: null,
  raw: '{"account_number": "55779911", "balance": 1.10}',
  change_no: '9',
  created_no: '3',
  action: 'CHANGED',
} as const;
const options = { linkId, since: new Map([['bank_accounts', 5]]), seesNumbers: false, withRaw: true };
const known = new Map([['bank_accounts', 9]]);

test('a line is a change with its cursor, without the lists of references, and with masked numbers', () => {
  const text = exportLine(row, known, options);
  expect(text.split('\n')).toHaveLength(2);
  expect(JSON.parse(text)).toEqual({
    cursor: Buffer.from(JSON.stringify([linkId, 'bank_accounts', 9])).toString('base64url'),
    action: 'CHANGED',
    record: {
      __typename: 'BankAccount',
      id: Buffer.from(`BankAccount:${linkId}:bank_accounts:7`).toString('base64url'),
      dataset: 'BANK_ACCOUNTS',
      sourceId: '7',
      deletedAt: null,
      name: 'Current',
      number: '****9911',
      iban: null,
      ledgerAccount: { sourceId: '1', name: 'Bank' },
      raw: { account_number: '****9911', balance: '1.10' },
    },
  });
});

test('a record that is new since the cursor is CREATED, and one without a model is an OtherRecord', () => {
  const { action, record } = JSON.parse(exportLine({ ...row, model: null }, known, { ...options, since: new Map() }));
  expect([action, record.__typename]).toEqual(['CREATED', 'OtherRecord']);
});

test('numbers are shown to those who may see them, and raw JSON where it is asked for', () => {
  const { record } = JSON.parse(exportLine(row, known, { ...options, seesNumbers: true, withRaw: false }));
  expect(record).toMatchObject({ number: '55779911' });
  expect(record).not.toHaveProperty('raw');
});

test('the names of types are those of GraphQL', () => {
  for (const [type, { name }] of Object.entries(RECORD_TYPES)) expect(typeNameOf(type as ModelType)).toBe(name);
});
