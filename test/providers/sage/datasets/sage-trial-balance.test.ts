import { expect, test } from '@jest/globals';
import { sageReports } from '../../../../src/providers/sage/datasets/sage.trial-balance.js';

const PERIOD = { from: '2020-05-01', to: '2020-05-31' };
/** As the announcement of this report shows an account (https://developer.sage.com/accounting/announcements/2020-05-20). */
const DEBTORS = {
  id: '8912b74ef19c11e9a10a0242ac160007',
  displayed_as: 'Trade Debtors (1100)',
  $path: '/ledger_accounts/8912b74ef19c11e9a10a0242ac160007',
  opening_balance: { debit: '444.00', credit: '0' },
  closing_balance: { debit: '777.00', credit: '0' },
  debit: '333.00',
  credit: '0',
};
const read = (account: object, more: object = {}) =>
  sageReports.readTrialBalance('3.1', PERIOD, JSON.stringify({ ledger_accounts: [account], ...more }));

test('v3.1 has a trial balance, and v3.0 is older than it', () => {
  expect(sageReports.trialBalance('3.1', PERIOD)).toEqual({
    segments: ['trial_balance'],
    query: { from_date: '2020-05-01', to_date: '2020-05-31' },
  });
  expect(sageReports.trialBalance('3.0', PERIOD)).toBeNull();
});

test('an account is read with its code apart from its name, and amounts as they were sent', () => {
  expect(read(DEBTORS, { from_date: PERIOD.from, to_date: PERIOD.to })).toEqual({
    kind: 'rows',
    rows: [
      {
        account: { list: 'ledger_accounts', sourceId: DEBTORS.id, name: 'Trade Debtors (1100)' },
        code: '1100',
        name: 'Trade Debtors',
        opening: { debit: '444.00', credit: '0' },
        movement: { debit: '333.00', credit: '0' },
        closing: { debit: '777.00', credit: '0' },
      },
    ],
  });
});

test.each([
  ['Motor Vehicles (0041)', '0041', 'Motor Vehicles'],
  ['Loan (old) (2310)', '2310', 'Loan (old)'],
  ['Cash', null, 'Cash'],
  ['(99)', null, '(99)'],
  ['', null, DEBTORS.id],
  [null, null, DEBTORS.id],
])('the account %j has the code %j and the name %j', (shown, code, name) => {
  expect(read({ ...DEBTORS, displayed_as: shown })).toMatchObject({ rows: [{ code, name }] });
});

test.each([
  ['no id', { ...DEBTORS, id: undefined }, {}],
  ['no closing balance', { ...DEBTORS, closing_balance: null }, {}],
  ['neither debit nor credit', { ...DEBTORS, debit: null, credit: '' }, {}],
  ['an amount with a comma', { ...DEBTORS, credit: '1,000.00' }, {}],
  ['another period', DEBTORS, { to_date: '2020-06-30' }],
])('an answer with %s is refused as a whole', (_what, account, more) => {
  expect(read(account, more).kind).toBe('unreadable');
});

test('an amount that is missing beside the other side is 0', () => {
  expect(read({ ...DEBTORS, credit: null })).toMatchObject({ rows: [{ movement: { debit: '333.00', credit: '0' } }] });
});
