import { expect, test } from '@jest/globals';
import { maskedNumber, withMaskedNumbers } from '../../src/accounting/bank-number.rules.js';

test.each([
  ['55779911', '****9911'],
  ['1234', '****'],
  ['', ''],
])('of %s only %s is shown', (number, shown) => {
  expect(maskedNumber(number)).toBe(shown);
});

test('numbers are masked wherever they stand in JSON, as text or number, and nothing else is', () => {
  const raw = {
    displayed_as: 'Current',
    bank_account_details: { account_number: '55779911', sort_code: '20-00-00', iban: 'GB29NWBK60161331926819' },
    others: [{ AccountNumber: 12345678, BankAccountNumber: null, invoice_number: '55779911' }],
    account_numbers: ['55779911', { primary: 12345678, checked: true }],
    address: 'not an IBAN',
  };
  expect(withMaskedNumbers(raw)).toEqual({
    displayed_as: 'Current',
    bank_account_details: { account_number: '****9911', sort_code: '20-00-00', iban: '******************6819' },
    others: [{ AccountNumber: '****5678', BankAccountNumber: null, invoice_number: '55779911' }],
    account_numbers: ['****9911', { primary: '****5678', checked: true }],
    address: 'not an IBAN',
  });
});
